"""What extraction returns: one value, picklable, and the JSON that `manage.py extract` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Quality(StrEnum):
    """Whether a page gave an article, and if not, why not."""

    OK = "ok"
    THIN = "thin"
    """An article with hardly any text (a photo report, a video)."""
    SUMMARY = "summary"
    """What its feed tells of an article whose page was not had yet."""
    PAYWALL = "paywall"
    """An article of which the page shows only the beginning."""
    NOT_ARTICLE = "not_article"
    """A home page, a listing, a tag page."""
    JS_SHELL = "js_shell"
    """An application's empty shell: fetch it by the browser."""
    BLOCKED = "blocked"
    """A bot check or a transfer page stood in the way: fetch later or by the browser."""
    ERROR_PAGE = "error_page"
    """The outlet says that the page does not exist or failed."""
    REMOVED = "removed"
    """The outlet says that it took the item down."""

    @property
    def is_article(self) -> bool:
        """Whether the result may be stored as an article."""
        return self in (Quality.OK, Quality.THIN, Quality.SUMMARY, Quality.PAYWALL)


@dataclass(frozen=True, slots=True)
class Found[T]:
    """The value of a field, the rule that found it, and how sure it is (0..1)."""

    value: T
    rule: str
    confidence: float


def found[T](value: T, rule: str, confidence: float) -> Found[T] | None:
    """What a rule found; None for an empty value, so that `or` goes on to the next source."""
    return Found(value, rule, round(confidence, 2)) if value else None


@dataclass(frozen=True, slots=True)
class Extraction:
    """One item. Absent texts are ''; `published` is aware UTC or None with the reason in `provenance`.

    `provenance` and `confidence` (0..1) have a key for every field that was found, and for `published`
    always. `body` holds paragraphs joined by two newlines. `site_name` is what the page calls its outlet
    (`og:site_name`). `extra` is for social posts: views, forwarded_from, edited, reply_to, media, link,
    unsupported.
    """

    url: str
    title: str = ""
    kicker: str = ""
    lead: str = ""
    body: str = ""
    author: str = ""
    published: datetime | None = None
    published_precision: str | None = None
    modified: datetime | None = None
    section: str = ""
    tags: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    short_link: str = ""
    news_code: str = ""
    source_agency: str = ""
    quality: Quality = Quality.OK
    provenance: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    canonical: str = ""
    aliases: list[str] = field(default_factory=list)
    lang: str = ""
    refused: str | None = None
    family: str = ""
    encoding: str = ""
    site_name: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def having(self, fields: Mapping[str, Found[Any] | None]) -> Extraction:
        """This item with these fields and where each came from; what is None stays empty."""
        there = {name: one for name, one in fields.items() if one is not None}
        return replace(
            self,
            **{name: one.value for name, one in there.items()},
            provenance=self.provenance | {name: one.rule for name, one in there.items()},
            confidence=self.confidence | {name: one.confidence for name, one in there.items()},
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values, times as ISO 8601 with offset."""
        data = asdict(self)
        for name in ("published", "modified"):
            data[name] = data[name].isoformat() if data[name] else None
        data["quality"] = str(self.quality)
        return data

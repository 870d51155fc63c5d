"""How one page was read: where each field stood, and what makes the reading doubtful. Values only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from rasad.extract.article.extraction import Extraction
from rasad.extract.html.likeness import alike, letters, words
from rasad.outlets.definitions import OutletSpec
from rasad.search.documents import ArticleText

#: Fields whose reading is watched: what a wrong template spoils worst.
FIELDS = ("title", "body", "published")
#: Announced and printed dates that differ by less are the same: offsets lie, feeds lag.
SAME_DATE = timedelta(hours=26)
_MOST_PARAGRAPHS = 12
_SITE_WORDS = frozenset({"خبرگزاری", "اخبار", "سایت", "پایگاه", "خبری", "روزنامه", "صفحه", "اصلی", "نخست"})


class SourceKind(StrEnum):
    """What gave a field: the outlet's own rule, the page's statement for machines, the feed, a guess."""

    RULE = "rule"
    STATED = "stated"
    FEED = "feed"
    GUESS = "guess"
    NONE = "none"


class ReadingFault(StrEnum):
    """Why the reading of a field is not believed."""

    FELL = "fell"  # its rule finds it no longer; another source stepped in, or none
    REPEATS = "repeats"  # the same value on page after page
    SITE_NAME = "site_name"  # the site's name stands in place of a headline
    CONTRADICTS = "contradicts"  # something else than the outlet itself announced
    LOST = "lost"  # what was an article reads as none
    INTRUDES = "intrudes"  # the same paragraph was added to many articles at once


def source_kind(rule: str) -> SourceKind:
    """The kind of a source as `provenance` writes it; "" where the field was not found."""
    if not rule:
        return SourceKind.NONE
    if rule.startswith("selector:"):
        return SourceKind.RULE
    if rule == "feed":
        return SourceKind.FEED
    stated = rule.startswith(("json-ld", "meta:", "app-data", "url"))
    return SourceKind.STATED if stated else SourceKind.GUESS


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as it was read. Texts stand as short digests; `announced`: field → whether the feed agrees.

    `body` is a digest of how the text begins, `minute` the time of publication where it is to the minute,
    `added` the paragraphs that the stored text does not have.
    """

    article: str
    at: datetime
    sources: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    body: str = ""
    minute: str = ""
    announced: Mapping[str, bool] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    site_name: bool = False  # the title is made of the site's name
    rules: Mapping[str, str] = field(default_factory=dict)  # field → digest of the rule that found it
    faults: Mapping[str, str] = field(default_factory=dict)

    def dump(self) -> dict[str, Any]:
        """As JSON values; empty ones are left out."""
        data: dict[str, Any] = {
            "article": self.article,
            "at": self.at.isoformat(),
            "sources": dict(self.sources),
            "title": self.title,
            "body": self.body,
            "minute": self.minute,
            "announced": dict(self.announced),
            "added": list(self.added),
            "site_name": self.site_name,
            "rules": dict(self.rules),
            "faults": dict(self.faults),
        }
        return {name: value for name, value in data.items() if value}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> PageReading:
        """What `dump` wrote. Raises `KeyError`, `ValueError`."""
        return cls(
            article=data["article"],
            at=datetime.fromisoformat(data["at"]),
            sources=data.get("sources", {}),
            title=data.get("title", ""),
            body=data.get("body", ""),
            minute=data.get("minute", ""),
            announced=data.get("announced", {}),
            added=tuple(data.get("added", ())),
            site_name=bool(data.get("site_name")),
            rules=data.get("rules", {}),
            faults=data.get("faults", {}),
        )


def read_page(
    found: Extraction,
    hint: Mapping[str, Any],
    spec: OutletSpec,
    *,
    article: str,
    at: datetime,
    stored: ArticleText | None = None,
) -> PageReading:
    """The reading of an article's page. `hint`: what its feed announced; `stored`: the text that stands."""
    published = found.published if source_kind(found.provenance.get("published", "")) != "feed" else None
    sources = {name: str(source_kind(found.provenance.get(name, ""))) for name in FIELDS}
    if found.published is None:
        sources["published"] = str(SourceKind.NONE)
    return PageReading(
        article=article,
        at=at,
        sources=sources,
        title=_digest(letters(found.title)),
        body=_digest(letters(found.body[:600])[:160]),
        minute=_minute(published, found.published_precision),
        announced=_announced(found.title, published, hint),
        added=_added(found.body, stored.body) if stored is not None else (),
        site_name=_is_site_name(found, spec),
        rules={name: _digest(found.provenance.get(name, "")) for name in ("title", "body")},
    )


def lost_page(article: str, at: datetime) -> PageReading:
    """The reading of a page that gives no article where one was expected."""
    return PageReading(article, at, {name: str(SourceKind.NONE) for name in FIELDS})


def announced_date(hint: Mapping[str, Any]) -> datetime | None:
    """The date of publication that the feed gave."""
    try:
        at = datetime.fromisoformat(str(hint.get("published") or ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _announced(title: str, published: datetime | None, hint: Mapping[str, Any]) -> dict[str, bool]:
    agrees: dict[str, bool] = {}
    said = str(hint.get("title") or "")
    if len(letters(said)) >= 8:
        agrees["title"] = bool(title) and (alike(title, said) or len(words(title) & words(said)) >= 3)
    at = announced_date(hint)
    if at is not None and published is not None:
        agrees["published"] = abs(published - at) <= SAME_DATE
    return agrees


def _minute(published: datetime | None, precision: str | None) -> str:
    if published is None or precision != "minute":
        return ""
    return published.astimezone(UTC).strftime("%Y%m%d%H%M")


def _added(body: str, stored: str) -> tuple[str, ...]:
    before = {letters(part) for part in stored.split("\n\n")}
    fresh = (letters(part) for part in body.split("\n\n"))
    return tuple(_digest(part) for part in fresh if len(part) > 20 and part not in before)[:_MOST_PARAGRAPHS]


def _is_site_name(found: Extraction, spec: OutletSpec) -> bool:
    title = words(found.title)
    site = words(spec.name) | words(found.site_name)
    return bool(title & site) and title <= site | _SITE_WORDS


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12] if text else ""

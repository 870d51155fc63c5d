"""Trying an outlet by hand: its feeds and newest pages, by the crawler's own ways, said for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rasad.archive.models import ARTICLE_PAGES, Capture, Feed, Frontier
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.extract.article.reader import extract
from rasad.extract.errors import ExtractError
from rasad.outlets.loading import OutletSpec
from settings.env import env


@dataclass
class Verdict:
    """What was found out about an outlet; `fine` where nothing needs a person."""

    lines: list[str] = field(default_factory=list)
    fine: bool = True

    def say(self, good: bool, line: str) -> None:
        """Add a line, marked by whether it is good."""
        self.lines.append(f"{'✓' if good else '✗'} {line}")
        self.fine = self.fine and good


def judge(spec: OutletSpec, since: datetime) -> Verdict:
    """The verdict on what a crawl of this outlet since `since` brought."""
    verdict = Verdict()
    for feed in Feed.objects.filter(outlet_id=spec.key, enabled=True).order_by("pk"):
        good = feed.last_outcome in ("ok", "unchanged", "not_modified")
        known = Frontier.objects.filter(feed=feed).count()
        verdict.say(
            good and known > 0,
            f"{feed.kind} {feed.url}: {feed.last_outcome or 'not asked'}, "
            f"{known} addresses {feed.last_error}".rstrip(),
        )
    pages = Frontier.objects.filter(outlet_id=spec.key, kind="article", last_outcome__gt="")
    for row in pages.exclude(last_outcome__in=("ok", "unchanged", "not_modified")).order_by("-pk")[:5]:
        verdict.say(False, f"{row.url}: {row.last_outcome} {row.last_error}")
    captures = Capture.objects.filter(
        outlet_id=spec.key, kind__in=ARTICLE_PAGES, fetched_at__gte=since, status=200
    )
    for capture in captures.order_by("-pk")[:5]:
        verdict.say(*_article(spec, capture))
    if not captures.exists() and spec.family not in ("telegram", "eitaa"):
        verdict.say(False, "no article was fetched")
    return verdict


def _article(spec: OutletSpec, capture: Capture) -> tuple[bool, str]:
    try:
        stored = WarcStore(env().data / "warc").read(capture.warc, capture.offset)
        found = extract(stored.body, capture.final_url, spec, capture.fetched_at, stored.content_type)
    except (WarcMissingError, DecodingError, ExtractError) as error:
        return False, f"{capture.final_url}: {error}"
    if found.refused:
        return False, f"{capture.final_url}: not an article: {found.refused}"
    good = bool(found.title and found.body and found.published)
    date = found.published.isoformat(timespec="minutes") if found.published else "no date"
    return good, f"{found.title or 'no title'} · {date} · {len(found.body)} characters · {capture.final_url}"

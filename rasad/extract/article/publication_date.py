"""When an article was published: every source is read, compared, and the choice says why.

A wrong date is worse than none. What a person sees on the page (the family's selector) outranks what machines
are told, because labels of offsets lie; machines outrank nothing and each other only when they agree or
something decides (`docs/decisions/which-date-of-a-page-wins.md`). `<meta name=date>` is never read: on
Nastooh it is the render time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import unquote

from rasad.extract.html import jsonld
from rasad.extract.html.page import Page
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.field_types import split_rule
from rasad.persian.dates import Parsed, explain
from rasad.persian.dates.jalali import TEHRAN

_METAS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "publish_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "nastooh:publishdate",
)
_MODIFIED_METAS = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")
_URL_DAY = re.compile(r"/((?:1[34]|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|$)")
_MINUTE = timedelta(minutes=1)
_SHIFTS = tuple(timedelta(minutes=m) for m in (60, 210, 270))
_LABEL = re.compile(r"(?i)(z|[+-]\d\d:?\d\d|gmt|utc)\s*$")


# visible on the page, JSON-LD, meta, beside the headline (`headline_date`), the address
SourceKind = Literal["visible", "ld", "meta", "beside", "url"]


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One source's statement of the time. `labelled`: it states its offset."""

    source: str
    kind: SourceKind
    parsed: Parsed
    labelled: bool = False

    @property
    def at(self) -> datetime:
        return self.parsed.at

    @property
    def exact(self) -> bool:
        return self.parsed.precision == "minute"


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """The choice. `at` aware UTC or None; `why` names source, agreement and conflict.

    `shift`: how far machine-readable times of this page are off (seen − machine), where that is known.
    """

    at: datetime | None
    precision: str | None
    why: str
    confidence: float
    shift: timedelta = timedelta(0)


def candidates(page: Page, spec: OutletSpec, seen_at: datetime) -> Iterator[DateCandidate]:
    """Every readable statement of the publication time, best source first."""
    for rule in spec.rules.published:
        _, attribute = split_rule(rule)
        kind: SourceKind = "meta" if attribute else "visible"
        for text in page.values(rule, separator=" ")[:3]:
            parsed = explain(text, seen_at)
            if isinstance(parsed, Parsed):
                yield DateCandidate(f"selector:{rule}", kind, parsed, bool(_LABEL.search(text)))
                break
    text = jsonld.text(page.article_ld.get("datePublished"))
    if text and isinstance(parsed := explain(text, seen_at), Parsed):
        yield DateCandidate("json-ld:datePublished", "ld", parsed, bool(_LABEL.search(text)))
    for name in _METAS:
        for text in page.metas.get(name, ())[:3]:
            if isinstance(parsed := explain(text, seen_at), Parsed):
                yield DateCandidate(f"meta:{name}", "meta", parsed, bool(_LABEL.search(text)))
    found = _URL_DAY.search(unquote(split_url(page.url).path))
    if found and isinstance(parsed := explain("/".join(found.groups()), seen_at), Parsed):
        yield DateCandidate("url", "url", parsed)


def choose(found: list[DateCandidate], seen_at: datetime, modified: datetime | None) -> DatedArticle:
    """One moment out of the candidates, or None with the reason."""
    seen = [c for c in found if c.kind == "visible"]
    stated = [c for c in found if c.kind in ("ld", "meta")]
    if any(c.exact for c in stated):  # «۳ ساعت پیش», «شنبه»: rounded, and counted from now
        seen = [c for c in seen if c.parsed.calendar != "relative"]
    day = next((c for c in found if c.kind == "url"), None)
    beside = next((c for c in found if c.kind == "beside"), None)
    if beside is not None:
        return _beside(beside, stated, day)
    exact = next((c for c in seen if c.exact), None)
    if exact is not None:
        return _by_reader(exact, stated, seen_at, modified)
    if seen:
        return _by_day(seen[0], stated, 0.85)
    if any(c.exact for c in stated):
        return _by_machine([c for c in stated if c.exact], day, seen_at)
    if stated:
        return DatedArticle(stated[0].at, "day", stated[0].source, 0.7)
    if day is not None:
        return DatedArticle(day.at, "day", "url", 0.6)
    return DatedArticle(None, None, "no source names a publication time", 0.0)


def _beside(c: DateCandidate, stated: list[DateCandidate], day: DateCandidate | None) -> DatedArticle:
    """A date found beside the headline: believed unless the address names another day."""
    agree = next((t for t in stated if t.exact and c.exact and abs(t.at - c.at) < _MINUTE), None)
    if agree is not None:
        return DatedArticle(agree.at, "minute", f"{agree.source}; agrees: {c.source}", 0.85)
    if day is not None and day.at.astimezone(TEHRAN).date() != c.at.astimezone(TEHRAN).date():
        return DatedArticle(day.at, "day", f"url; {c.source} another day", 0.5)
    return DatedArticle(c.at, c.parsed.precision, c.source, 0.6)


def _by_reader(
    seen: DateCandidate, stated: list[DateCandidate], seen_at: datetime, modified: datetime | None
) -> DatedArticle:
    """A visible minute: it wins unless it is plainly the page's clock or the time of the last edit."""
    agree = [c for c in stated if c.exact and abs(c.at - seen.at) < _MINUTE]
    if agree:
        both = ", ".join(sorted({c.source for c in agree}))
        return DatedArticle(agree[0].at, "minute", f"{seen.source}; agrees: {both}", 0.99)
    exact = [c for c in stated if c.exact]
    if not exact:
        return DatedArticle(seen.at, "minute", seen.source, 0.9)
    other = exact[0]
    gap = seen.at - other.at
    off = f"{other.source} is {_hours(-gap)} off"
    if any(abs(abs(gap) - shift) < _MINUTE for shift in _SHIFTS):
        return DatedArticle(seen.at, "minute", f"{seen.source}; {off}: a wrong offset", 0.9, gap)
    if gap > timedelta(0):
        clock = abs(seen.at - seen_at) < timedelta(minutes=15) and gap > timedelta(hours=1)
        edited = modified is not None and abs(seen.at - modified) < _MINUTE
        if clock or edited:
            why = "the page's clock" if clock else "the last edit"
            rest = _by_machine(exact, None, seen_at)
            return DatedArticle(rest.at, rest.precision, f"{rest.why}; {seen.source} shows {why}", 0.75)
    return DatedArticle(seen.at, "minute", f"{seen.source}; {off}", 0.6)


def _by_day(seen: DateCandidate, stated: list[DateCandidate], confidence: float) -> DatedArticle:
    """A visible day without a time: a machine's minute is taken only if it falls on that day in Tehran."""
    day = seen.at.astimezone(TEHRAN).date()
    for c in stated:
        if c.exact and c.at.astimezone(TEHRAN).date() == day:
            return DatedArticle(c.at, "minute", f"{c.source}; same day as {seen.source}", 0.9)
    others = [c.source for c in stated if c.at.astimezone(TEHRAN).date() != day]
    why = f"{seen.source}; {', '.join(others)} another day" if others else seen.source
    return DatedArticle(seen.at, "day", why, 0.65 if others else confidence)


def _by_machine(stated: list[DateCandidate], day: DateCandidate | None, seen_at: datetime) -> DatedArticle:
    """Only machine-readable minutes: agreement, else the address's day, else the one with an offset."""
    first = stated[0]
    against = [c for c in stated if abs(c.at - first.at) >= _MINUTE]
    if not against:
        return _not_future(first, 0.9 if len(stated) > 1 else 0.8, seen_at, len(stated) > 1)
    if day is not None:
        on_day = [c for c in stated if c.at.astimezone(TEHRAN).date() == day.at.astimezone(TEHRAN).date()]
        if on_day and len(on_day) < len(stated):
            return DatedArticle(on_day[0].at, "minute", f"{on_day[0].source}; the address names its day", 0.7)
    spread = max(c.at for c in stated) - min(c.at for c in stated)
    names = " and ".join(sorted({c.source for c in stated}))
    if spread > timedelta(hours=26):
        return DatedArticle(None, None, f"{names} differ by {_hours(spread)} and nothing decides", 0.0)
    labelled = next((c for c in stated if c.labelled), first)
    rest = [c for c in stated if abs(c.at - labelled.at) >= _MINUTE]
    why = f"{labelled.source}; {rest[0].source if rest else first.source} is {_hours(spread)} off"
    return DatedArticle(labelled.at, "minute", why, 0.55)


def _not_future(c: DateCandidate, confidence: float, seen_at: datetime, several: bool) -> DatedArticle:
    """A moment hours after the page was seen, labelled UTC, is Tehran's clock under a wrong label."""
    source = c.source + ("; others agree" if several else "")
    ahead = c.at - seen_at
    if ahead <= timedelta(minutes=10):
        return DatedArticle(c.at, "minute", source, confidence)
    offset = c.at.replace(tzinfo=TEHRAN).utcoffset() or timedelta(0)
    if c.labelled and ahead <= offset:
        return DatedArticle(
            c.at - offset, "minute", f"{source}; labelled UTC, but is Tehran's clock", 0.6, -offset
        )
    return DatedArticle(None, None, f"{source} lies {_hours(ahead)} after the page was seen", 0.0)


def modified_at(page: Page, spec: OutletSpec, seen_at: datetime) -> DateCandidate | None:
    """The time of the last edit, by the first source that states one."""
    for rule in spec.rules.modified:
        for text in page.values(rule, separator=" ")[:3]:
            if isinstance(parsed := explain(text, seen_at), Parsed):
                return DateCandidate(f"selector:{rule}", "visible", parsed)
    text = jsonld.text(page.article_ld.get("dateModified"))
    if text and isinstance(parsed := explain(text, seen_at), Parsed):
        return DateCandidate("json-ld:dateModified", "ld", parsed)
    for name in _MODIFIED_METAS:
        for text in page.metas.get(name, ())[:2]:
            if isinstance(parsed := explain(text, seen_at), Parsed):
                return DateCandidate(f"meta:{name}", "meta", parsed)
    return None


def _hours(gap: timedelta) -> str:
    minutes = round(gap.total_seconds() / 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"

"""Which story an article belongs to, and which release it carries: pure decisions on fingerprints.

Two articles are one story where they carry the same text (near duplicates); the same template with
other numbers, such as a daily report, is a series and never one story. The thresholds come from
`benchmarks/stories.py`; see `docs/decisions/when-do-two-texts-share-a-story.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.stories.boilerplate import set_phrases
from pipelines.stories.shingles import Fingerprint, IndexedPrint, latest_publication, likeness
from rasad.search.match import tokens_of

SAME_TEXT = 0.28  # Jaccard of two long texts
SAME_SHORT = 0.25  # where one has fewer than SHORT words
SHORT = 60
NUMBERS = 0.5  # share of the numbers that must agree
CARRIED = 0.35  # share of a release that an article must contain
WHOLE = 0.9
#: Newsrooms have a release by mail before the unit's own site shows it; not longer than this before.
EARLY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Decision:
    """The story an article joins (None: it starts its own), or the series it continues."""

    story: str | None = None
    series: str = ""
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Carried:
    """`release` was found in `article`."""

    release: str
    article: str
    containment: float
    how: str  # whole, edited, quoted


@dataclass(frozen=True, slots=True)
class Member:
    """What of an article decides a story's origin."""

    id: str
    arrival: int
    outlet: str
    at: datetime
    precision: str
    first_capture: datetime


def print_terms(title: str, lead: str, body: str, kind: str) -> list[str]:
    """The terms that are compared: stems of lead and body without set phrases; with the headline if short."""
    terms = _stems([part for part in (lead, body) if part], social=kind == "post")
    if len(terms) < SHORT and title != body:
        return _stems([title], social=True) + terms
    return terms


def _stems(parts: list[str], *, social: bool) -> list[str]:
    """The stems of parts of a text, one a paragraph, but those of set phrases."""
    phrases = set_phrases("\n".join(parts), social=social)
    stems: list[str] = []
    place, begin = 0, 0  # of the next phrase, and where the part begins
    for part in parts:
        for token in tokens_of(part):
            while place < len(phrases) and phrases[place][1] <= begin + token.start:
                place += 1
            if place == len(phrases) or begin + token.end <= phrases[place][0]:
                stems.append(token.stem)
        begin += len(part) + 1
    return stems


def same_numbers(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether two alike texts tell the same numbers; a text without numbers agrees with any."""
    a, b = first.numbers, second.numbers
    if not a or not b:
        return True
    shared = len(a & b)
    if min(first.tokens, second.tokens) < SHORT:
        return shared / len(a | b) >= NUMBERS
    return shared / min(len(a), len(b)) >= NUMBERS


def decide(own: Fingerprint, candidates: Iterable[IndexedPrint]) -> Decision:
    """Join the story of the likest candidate; at equal likeness, of the one that arrived first.

    A candidate alike in text but not in numbers makes this article a part of its series.
    """
    best: tuple[float, int, IndexedPrint] | None = None
    series: tuple[float, int, IndexedPrint] | None = None
    for other in candidates:
        if other.story is None:
            continue
        score = likeness(own, other.fingerprint).jaccard
        short = min(own.tokens, other.fingerprint.tokens) < SHORT
        if score < (SAME_SHORT if short else SAME_TEXT):
            continue
        place = (-score, other.arrival, other)
        if own.exact == other.fingerprint.exact or same_numbers(own, other.fingerprint):
            best = place if best is None or place[:2] < best[:2] else best
        else:
            series = place if series is None or place[:2] < series[:2] else series
    if best is not None:
        return Decision(story=best[2].story, likeness=-best[0])
    if series is not None:
        return Decision(series=series[2].series or series[2].story or "", likeness=-series[0])
    return Decision()


def origin_of(members: Sequence[Member]) -> Member:
    """Who published first; at the same minute, who arrived first."""

    def place(one: Member) -> tuple[datetime, int]:
        return latest_publication(one.at, one.precision, one.first_capture), one.arrival

    return min(members, key=place)


def carried(own: IndexedPrint, others: Iterable[IndexedPrint]) -> list[Carried]:
    """The releases that this article carries, and, if it is a release, the articles that carry it.

    An outlet does not carry its own releases, nor a unit those of its other channels; nor does an
    article that was surely out `EARLY` before the release.
    """
    found: list[Carried] = []
    for other in others:
        if other.outlet == own.outlet or (own.unit and own.unit == other.unit):
            continue
        share = likeness(own.fingerprint, other.fingerprint)
        if other.release and share.of_second >= CARRIED and _may_carry(own, other):
            how = _how(share.of_second, share.jaccard)
            found.append(Carried(other.article, own.article, share.of_second, how))
        if own.release and share.of_first >= CARRIED and _may_carry(other, own):
            found.append(
                Carried(own.article, other.article, share.of_first, _how(share.of_first, share.jaccard))
            )
    return found


def _may_carry(article: IndexedPrint, release: IndexedPrint) -> bool:
    return article.by is None or release.at is None or article.by >= release.at - EARLY


def _how(containment: float, jaccard: float) -> str:
    if containment >= WHOLE and jaccard >= SAME_TEXT:
        return "whole"
    return "edited" if jaccard >= SAME_TEXT else "quoted"

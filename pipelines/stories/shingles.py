"""Sampled shingles: how much two texts share. Pure; `near_duplicates.py` keeps and asks the tables.

Every run of three analysed words is hashed to 64 bits. A text keeps its smallest hashes and every
sixteenth (those below 2⁶⁴/16) in the inverted table, a release all; likeness is then taken on the
exact sets. Why these: `docs/decisions/which-shingles-are-stored.md`. Both tables are derived.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import xxhash

WIDTH = 3
SAMPLE_BELOW = 1 << 60  # 2⁶⁴ / 16
KEEP = 48  # shingles of a text that are always kept; a short one keeps all
COMMON = 500  # a shingle in more articles than this says nothing
CANDIDATES = 25


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of a text is compared: its shingles, the numbers in it, its length in words."""

    tokens: int
    exact: str
    hashes: frozenset[int]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two shingle sets share: Jaccard, and the share of each that the other holds."""

    jaccard: float
    of_first: float
    of_second: float


@dataclass(frozen=True, slots=True)
class IndexedPrint:
    """An article whose fingerprint is stored."""

    article: str
    arrival: int
    outlet: str
    unit: str | None
    release: bool
    story: str | None
    series: str
    fingerprint: Fingerprint
    at: datetime | None = None  # published at the earliest
    by: datetime | None = None  # and at the latest, where only the day is known


def latest_publication(at: datetime, precision: str, first_capture: datetime) -> datetime:
    """The moment by which an article was surely out: to the minute, or the end of its day, or its capture."""
    if precision == "day":
        return min(first_capture, at + timedelta(days=1, seconds=-1))
    return at


def fingerprint(terms: Sequence[str]) -> Fingerprint:
    """The fingerprint of a text given as its analysed terms, in order."""
    if len(terms) < WIDTH:
        grams = [" ".join(terms)] if terms else []
    else:
        grams = [f"{a} {b} {c}" for a, b, c in zip(terms, terms[1:], terms[2:], strict=False)]
    digest = xxhash.xxh3_64_intdigest
    return Fingerprint(
        tokens=len(terms),
        exact=xxhash.xxh3_128_hexdigest(" ".join(terms).encode()),
        hashes=frozenset([digest(gram.encode()) for gram in grams]),
        numbers=frozenset([term for term in terms if term[0].isdigit()]),
    )


def likeness(first: Fingerprint, second: Fingerprint) -> Likeness:
    """How much two texts share, on their exact shingle sets."""
    shared = len(first.hashes & second.hashes)
    if not shared:
        return Likeness(0.0, 0.0, 0.0)
    a, b = len(first.hashes), len(second.hashes)
    return Likeness(shared / (a + b - shared), shared / a, shared / b)


def sampled(hashes: Iterable[int], *, everything: bool = False) -> list[int]:
    """The hashes that stand in the inverted table: the smallest `KEEP`, and all below `SAMPLE_BELOW`.

    The sixteenth alone would leave a text of 60 words four shingles: one in fifty of its reprints
    would share none of them.
    """
    found = sorted(hashes)
    if everything or len(found) <= KEEP:
        return found
    return found[: max(KEEP, bisect_left(found, SAMPLE_BELOW))]


def sharing_most(held: Mapping[int, Sequence[int]], hashes: Iterable[int], but: int) -> list[int]:
    """Arrival numbers of the articles that hold most of the hashes, best first; common hashes say nothing.

    `held`: the arrivals that hold each hash; `but`: the article that asks.
    """
    shared = Tally[int]()
    for one in hashes:
        others = held.get(one, ())
        if len(others) <= COMMON:
            shared.update(others)
    shared.pop(but, None)
    best = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return [other for other, _ in best[:CANDIDATES]]

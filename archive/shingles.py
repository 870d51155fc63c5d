"""Sampled shingles: which earlier articles share text with this one, and how much.

Every run of three analysed words is hashed to 64 bits. A short text keeps all its hashes in the
inverted table, a long one every sixteenth (those below 2⁶⁴/16), a release all; likeness is then
taken on the exact sets. Method and figures: docs/decisions.md, «stories». Both tables are derived.
"""

from __future__ import annotations

from array import array
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xxhash
from django.db.models import Count

from archive.models import Article, Shingle, Shingled

WIDTH = 3
SAMPLE_BELOW = 1 << 60  # 2⁶⁴ / 16
KEEP_ALL = 48  # a text with at most this many shingles keeps all of them
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
class Known:
    """An article whose fingerprint is stored."""

    article: str
    arrival: int
    outlet: str
    unit: str | None
    release: bool
    story: str | None
    series: str
    fingerprint: Fingerprint


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
    """The hashes that stand in the inverted table."""
    found = list(hashes)
    if everything or len(found) <= KEEP_ALL:
        return found
    return [one for one in found if one < SAMPLE_BELOW]


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def similar(own: Fingerprint, arrival: int, *, everything: bool = False) -> list[int]:
    """Arrival numbers of the stored articles that share most with this text, best first.

    `everything`: ask for all its shingles, not the sampled ones (finds short texts inside long
    ones). Shingles that very many articles hold are not counted.
    """
    wanted = [_signed(one) for one in sampled(own.hashes, everything=everything)]
    if not wanted:
        return []
    rows: dict[int, list[int]] = {}
    for value, other in Shingle.objects.filter(hash__in=wanted).values_list("hash", "arrival"):
        rows.setdefault(value, []).append(other)
    shared = Tally[int]()
    for others in rows.values():
        if len(others) <= COMMON:
            shared.update(others)
    shared.pop(arrival, None)
    best = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return [other for other, _ in best[:CANDIDATES]]


def known(arrivals: Sequence[int] = (), *, exact: str = "", but: int = 0) -> list[Known]:
    """Stored fingerprints by arrival, or those whose whole text is `exact` (the first few), but for one."""
    rows = Shingled.objects.exclude(arrival=but).order_by("arrival")
    rows = rows.filter(exact=exact)[:3] if exact else rows.filter(arrival__in=arrivals)
    fields = (
        "article_id",
        "arrival",
        "article__outlet_id",
        "article__outlet__unit_id",
        "article__release",
        "article__story_id",
        "article__story__series",
        "tokens",
        "exact",
        "hashes",
        "numbers",
    )
    return [_known(*row) for row in rows.values_list(*fields)]


def _known(
    article: str,
    arrival: int,
    outlet: str,
    unit: str | None,
    release: bool,
    story: str | None,
    series: str | None,
    tokens: int,
    exact: str,
    hashes: Any,
    numbers: list[str],
) -> Known:
    packed = array("Q", bytes(hashes))
    print_ = Fingerprint(tokens, exact, frozenset(packed), frozenset(numbers))
    return Known(article, arrival, outlet, unit, release, story, series or "", print_)


def store(article: Article, own: Fingerprint, old: str | None) -> bool:
    """Keep an article's fingerprint; `old` is the exact hash that stands; False where it is the same.

    A shingle that `COMMON` articles hold already is not stored for more: it would never be counted.
    """
    if old == own.exact:
        return False
    if old is not None:
        Shingle.objects.filter(arrival=article.arrival).delete()
    values = {
        "revision": article.revision,
        "arrival": article.arrival,
        "tokens": own.tokens,
        "exact": own.exact,
        "hashes": array("Q", sorted(own.hashes)).tobytes(),
        "numbers": sorted(own.numbers),
    }
    if old is None:
        Shingled.objects.bulk_create([Shingled(article=article, **values)])
    else:
        Shingled.objects.filter(article=article).update(**values)
    wanted = [_signed(one) for one in sampled(own.hashes, everything=article.release)]
    full = set(
        Shingle.objects.filter(hash__in=wanted)
        .values_list("hash")
        .annotate(held=Count("id"))
        .filter(held__gt=COMMON)
        .values_list("hash", flat=True)
    )
    Shingle.objects.bulk_create(
        [Shingle(hash=one, arrival=article.arrival) for one in wanted if one not in full]
    )
    return True

"""The stored fingerprints as one transaction sees them: those of the tables, and those it adds itself.

Asked article by article the tables cost a dozen statements each; here a handful serve all articles
of a transaction, and what they add is held in memory until it is written once. Both tables are derived.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Min

from pipelines.stories.shingles import (
    COMMON,
    Fingerprint,
    IndexedPrint,
    latest_publication,
    sampled,
    sharing_most,
)
from rasad.archive.models import Article, Shingle, Shingled

_AT_ONCE = 900  # values of one IN list; every database takes so many


@dataclass(frozen=True, slots=True)
class ShingleQuery:
    """An article of this transaction: who it is, how it reads, and how it was stored before."""

    article: str
    arrival: int
    print: Fingerprint
    release: bool = False
    revision: int = 1
    old: str | None = None  # `Shingled.exact` that stands


class NearDuplicates:
    """Which stored articles share text with those of this transaction."""

    def __init__(self, queries: Iterable[ShingleQuery], *, everything: bool = False) -> None:
        """`everything`: ask for all shingles, not the sampled ones (finds short texts inside long ones)."""
        self._queries = {one.arrival: one for one in queries}
        self._wanted = {
            one.arrival: sampled(one.print.hashes, everything=everything) for one in self._queries.values()
        }
        self._kept = {
            one.arrival: sampled(one.print.hashes, everything=one.release) for one in self._queries.values()
        }
        self._held: dict[int, list[int]] = {}
        both = {value for side in (self._wanted, self._kept) for values in side.values() for value in values}
        for some in _chunks(sorted(both)):
            found = Shingle.objects.filter(hash__in=[_signed(value) for value in some])
            for value, arrival in found.values_list("hash", "arrival"):
                self._held.setdefault(_unsigned(value), []).append(arrival)
        self._exact: dict[str, int] = {}
        for texts in _chunks(sorted({one.print.exact for one in self._queries.values() if one.print.tokens})):
            rows = Shingled.objects.filter(exact__in=texts).order_by().values_list("exact")
            self._exact.update(rows.annotate(first=Min("arrival")))
        self._here: dict[int, IndexedPrint] = {}
        self._new: list[ShingleQuery] = []

    def alike(self, arrival: int) -> list[int]:
        """Arrival numbers of the articles that share most with one of this transaction, best first."""
        return sharing_most(self._held, self._wanted[arrival], arrival)

    def same(self, arrival: int) -> list[IndexedPrint]:
        """The first article whose whole text equals that of one of this transaction."""
        own = self._queries[arrival].print
        first = self._exact.get(own.exact) if own.tokens else None
        return self.known([first]) if first is not None and first != arrival else []

    def known(self, arrivals: Sequence[int], *, releases: bool = False) -> list[IndexedPrint]:
        """Articles by arrival, in that order; `releases`: only those that are one."""
        away = [one for one in arrivals if one not in self._here]
        found = stored(away, releases=releases) if away else []
        found += [self._here[one] for one in arrivals if one in self._here]
        return sorted((one for one in found if one.release or not releases), key=lambda one: one.arrival)

    def keep(self, own: IndexedPrint) -> None:
        """Note how an article of this transaction was placed; a text that is stored already is not again.

        A shingle that `COMMON` articles hold is not stored for more: it would never be counted.
        """
        again = own.arrival in self._here
        self._here[own.arrival] = own
        query = self._queries[own.arrival]
        if again or query.old == own.fingerprint.exact:
            return
        self._new.append(query)
        for value in self._kept[own.arrival]:
            held = self._held.setdefault(value, [])
            if own.arrival not in held and len(held) <= COMMON:
                held.append(own.arrival)
        if own.fingerprint.tokens:
            first = self._exact.get(own.fingerprint.exact, own.arrival)
            self._exact[own.fingerprint.exact] = min(first, own.arrival)

    def in_series(self, story: str, series: str) -> None:
        """A story became part of a series."""
        for arrival, one in self._here.items():
            if one.story == story:
                self._here[arrival] = replace(one, series=series)

    def write(self) -> None:
        """Write what was kept."""
        changed = [one for one in self._new if one.old is not None]
        if changed:
            Shingle.objects.filter(arrival__in=[one.arrival for one in changed]).delete()
            Shingled.objects.filter(article__in=[one.article for one in changed]).delete()
        Shingled.objects.bulk_create([_row(one) for one in self._new])
        Shingle.objects.bulk_create(
            [
                Shingle(hash=_signed(value), arrival=one.arrival)
                for one in self._new
                for value in self._kept[one.arrival]
                if one.arrival in self._held[value]
            ]
        )
        self._new = []


def stored(arrivals: Sequence[int], *, releases: bool = False) -> list[IndexedPrint]:
    """Stored fingerprints by arrival number; `releases`: of releases only."""
    rows = Shingled.objects.filter(arrival__in=arrivals).order_by("arrival")
    if releases:
        rows = rows.filter(article__release=True)
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
        "article__at",
        "article__published_precision",
        "article__first_capture",
    )
    return [_known(*row) for row in rows.values_list(*fields)]


def known_of(article: Article, own: Fingerprint, series: str = "") -> IndexedPrint:
    """An article of this transaction as others will meet it."""
    outlet = article.outlet
    return IndexedPrint(
        article.id,
        article.arrival,
        outlet.key,
        outlet.unit_id,
        article.release,
        article.story_id,
        series,
        own,
        article.at,
        latest_publication(article.at, article.published_precision, article.first_capture),
    )


def _row(one: ShingleQuery) -> Shingled:
    own = one.print
    return Shingled(
        article_id=one.article,
        revision=one.revision,
        arrival=one.arrival,
        tokens=own.tokens,
        exact=own.exact,
        hashes=array("Q", sorted(own.hashes)).tobytes(),
        numbers=sorted(own.numbers),
    )


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
    at: datetime,
    precision: str,
    first_capture: datetime,
) -> IndexedPrint:
    packed = array("Q", bytes(hashes))
    print_ = Fingerprint(tokens, exact, frozenset(packed), frozenset(numbers))
    by = latest_publication(at, precision, first_capture)
    return IndexedPrint(article, arrival, outlet, unit, release, story, series or "", print_, at, by)


def _chunks[T](values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[place : place + _AT_ONCE] for place in range(0, len(values), _AT_ONCE))


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _unsigned(value: int) -> int:
    return value + (1 << 64) if value < 0 else value

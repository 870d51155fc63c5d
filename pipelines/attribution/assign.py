"""Keeping an article's units and topics: by the city's rules, by its outlet, by what staff said."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from django.utils import timezone

from pipelines.attribution.unit_finder import UnitFinder
from rasad.archive.articles.correction_fields import StaffCorrections
from rasad.archive.articles.documents import unattributed
from rasad.archive.models import Article, Attribution, Topic, Unit
from rasad.search.documents import TEXT_PARTS
from rasad.search.errors import QueryError
from rasad.search.match import analyse
from rasad.search.percolator.percolator import Percolator
from rasad.search.query.parser import parse

_FRESH_SECONDS = 10.0
_lock = threading.Lock()


class AttributionRules:
    """The city's rules as built from the records; rebuilt where the records changed."""

    def __init__(self) -> None:
        self._looked = 0.0
        self._stamp: object = None
        self.units = UnitFinder([])
        self.topics = Percolator()
        self.unit_keys: frozenset[str] = frozenset()
        self.topic_keys: frozenset[str] = frozenset()

    def current(self) -> AttributionRules:
        """Itself, read again every few seconds."""
        with _lock:
            if time.monotonic() - self._looked > _FRESH_SECONDS or self._stamp is None:
                self._load()
                self._looked = time.monotonic()
        return self

    def forget(self) -> None:
        """Look at the records again at the next question."""
        self._looked, self._stamp = 0.0, None

    def _load(self) -> None:
        units = list(Unit.objects.order_by("key").values_list("key", "name", "aliases", "context"))
        topics = list(Topic.objects.order_by("key").values_list("key", "query"))
        stamp = (repr(units), repr(topics))
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self.units = UnitFinder(units)
        self.unit_keys = frozenset(row[0] for row in units)
        self.topic_keys = frozenset(row[0] for row in topics)
        self.topics = Percolator()
        for key, query in topics:
            if query:
                try:
                    self.topics.add(key, parse(query, timezone.now()))
                except QueryError:
                    continue  # refused when the city's file was loaded; a row made otherwise is inert


rules = AttributionRules()


def find(article: Article, unit_of_outlet: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Units and topics of an article as (key → rule)."""
    now = rules.current()
    analysed = analyse(unattributed(article))
    terms: list[str] = []
    for part in TEXT_PARTS:
        terms.extend(token.stem for token in analysed.tokens[part])
        terms.append("")  # a phrase does not run over the end of a field
    units = {found.unit: found.rule for found in now.units.find(terms)}
    if unit_of_outlet:
        units.setdefault(unit_of_outlet, "outlet")
    analysed.keys["unit"] = frozenset(units)
    topics = {str(key): "query" for key in now.topics.matching(analysed)}
    return units, topics


def attribute(
    article: Article, staff: StaffCorrections, standing: Iterable[Attribution] | None = None
) -> bool:
    """Make the article's attributions what rules and staff say; True where something changed.

    `standing`: those it has, where the caller knows them.
    """
    units, topics = find(article, article.outlet.unit_id)
    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, found, by_staff, known in (
        ("unit", units, staff.units, rules.unit_keys),
        ("topic", topics, staff.topics, rules.topic_keys),
    ):
        for key, rule in found.items():
            if by_staff.get(key, True) and key in known:
                wanted[kind, key] = (Attribution.By.RULE, rule)
        for key, yes in by_staff.items():
            if yes and key in known:
                wanted[kind, key] = (Attribution.By.STAFF, "")
    rows = Attribution.objects.filter(article=article) if standing is None else standing
    there = {("unit" if row.unit_id else "topic", str(row.unit_id or row.topic_id)): row for row in rows}
    gone = [row.id for place, row in there.items() if place not in wanted]
    if gone:
        Attribution.objects.filter(id__in=gone).delete()
    new = [
        Attribution(
            article=article,
            unit_id=key if kind == "unit" else None,
            topic_id=key if kind == "topic" else None,
            by=by,
            rule=rule[:300],
        )
        for (kind, key), (by, rule) in wanted.items()
        if (kind, key) not in there
    ]
    Attribution.objects.bulk_create(new)
    return bool(gone or new)

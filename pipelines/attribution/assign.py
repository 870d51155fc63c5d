"""Keeping what an article concerns: by the city's rules, by its outlet, by what staff said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasad.archive.articles.city_rules import rules
from rasad.archive.articles.correction_fields import StaffCorrections
from rasad.archive.articles.documents import unattributed
from rasad.archive.models import Article, Attribution
from rasad.attribution import AttributionFinding, Kind, Level
from rasad.search.match import analyse

_Place = tuple[str, str]  # kind and key
_Said = tuple[str, AttributionFinding]  # by whom, and what
_STAFF = AttributionFinding(Kind.UNIT, "", Level.ABOUT, 1.0, "")


def findings_of(article: Article) -> list[AttributionFinding]:
    """What an article concerns by the rules and by its outlet."""
    tags = [str(tag) for tag in article.tags if tag]
    found = rules.current().attributor.findings(analyse(unattributed(article)), tags)
    unit = article.outlet.unit_id
    if unit:
        found = [one for one in found if (one.kind, one.key) != (Kind.UNIT, unit)]
        found.append(AttributionFinding(Kind.UNIT, unit, Level.ABOUT, 1.0, "outlet"))
    return found


def mention(article: Article, found: Iterable[AttributionFinding], staff: StaffCorrections) -> bool:
    """Note in the row (it is not saved here) what an article only names; True where that changed."""
    rows = [_mention(one) for one in found if _is_mention(one, staff)]
    before = {(row["kind"], row["key"]) for row in article.mentions}
    article.mentions = rows
    return before != {(row["kind"], row["key"]) for row in rows}


def attribute(
    article: Article, found: Iterable[AttributionFinding], staff: StaffCorrections, *, new: bool = False
) -> bool:
    """Make the article's attributions what rules and staff say; True where something changed.

    `new`: it cannot have any yet.
    """
    wanted = {place: _row(article, place, *said) for place, said in _wanted(found, staff).items()}
    rows = () if new else Attribution.objects.filter(article=article)
    there = {("unit" if row.unit_id else "topic", str(row.unit_id or row.topic_id)): row for row in rows}
    gone = [row.pk for place, row in there.items() if place not in wanted]
    if gone:
        Attribution.objects.filter(pk__in=gone).delete()
    made = [row for place, row in wanted.items() if place not in there]
    if made:
        Attribution.objects.bulk_create(made)
    moved = bool(gone or made)
    for place, row in wanted.items():
        old = there.get(place)
        if old is not None and _columns(old) != _columns(row):
            row.pk = old.pk
            row.save(force_update=True)
            moved = moved or (old.by, old.elsewhere) != (row.by, row.elsewhere)
    return moved


def _wanted(
    found: Iterable[AttributionFinding], staff: StaffCorrections
) -> dict[_Place, tuple[str, AttributionFinding]]:
    """What the article is about, and who said so."""
    now = rules.current()
    said = {("unit", key): yes for key, yes in staff.units.items() if key in now.unit_keys}
    said |= {("topic", key): yes for key, yes in staff.topics.items() if key in now.topic_keys}
    wanted: dict[_Place, _Said] = {}
    for one in found:
        place = one.kind.value, one.key
        known = one.key in (now.unit_keys if one.kind is Kind.UNIT else now.topic_keys)
        about = one.level is not Level.MENTION and one.kind in (Kind.UNIT, Kind.TOPIC)
        if about and known and said.get(place, True):
            wanted[place] = Attribution.By.RULE, one
    for place, yes in said.items():
        if yes:
            wanted[place] = Attribution.By.STAFF, _STAFF
    return wanted


def _row(article: Article, place: _Place, by: str, one: AttributionFinding) -> Attribution:
    return Attribution(
        article=article,
        by=by,
        rule=one.rule[:300],
        score=one.score,
        part=one.part,
        start=one.start,
        end=one.end,
        elsewhere=one.level is Level.ELSEWHERE,
        **{f"{place[0]}_id": place[1]},
    )


def _columns(row: Attribution) -> tuple[object, ...]:
    return row.by, row.rule, row.score, row.part, row.start, row.end, row.elsewhere


def _is_mention(one: AttributionFinding, staff: StaffCorrections) -> bool:
    said = staff.units if one.kind is Kind.UNIT else staff.topics if one.kind is Kind.TOPIC else {}
    return one.key not in said and (one.level is Level.MENTION or one.kind in (Kind.PERSON, Kind.PLACE))


def _mention(one: AttributionFinding) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "key": one.key,
        "score": one.score,
        "rule": one.rule[:300],
        "part": one.part,
        "start": one.start,
        "end": one.end,
    }


__all__ = ["attribute", "findings_of", "mention", "rules"]

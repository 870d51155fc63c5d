"""The stories of a period, with what the rules want to know of them: a handful of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from rasad.archive.models import Article, Attribution, Outlet
from rasad.desk.bulletin.models import BulletinPick
from rasad.desk.bulletin.selection.rules import SelectionReason, StoryFacts, reasons_for, score
from rasad.desk.models import Match

MOST_ARTICLES = 20_000  # the newest of a period that are looked at


class _Row(NamedTuple):
    id: str
    story: str | None
    role: str
    outlet: str
    outlet_name: str
    outlet_kind: str
    outlet_unit: str | None
    kind: str
    title: str
    at: datetime
    tone: str
    unit_tones: dict[str, str] | None
    importance: str
    status: str


_FIELDS = (
    "id", "story_id", "story_role", "outlet_id", "outlet__name", "outlet__kind", "outlet__unit_id", "kind",
    "title", "at", "tone", "unit_tones", "importance", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A story with the reasons for which it is offered."""

    facts: StoryFacts
    reasons: list[SelectionReason]

    @property
    def points(self) -> float:
        """Its points together."""
        return score(self.reasons)


@dataclass
class _Found:
    """What is gathered of the articles of a period, by article."""

    units: dict[str, dict[str, str]] = field(default_factory=dict)
    unit_kinds: dict[str, set[str]] = field(default_factory=dict)
    topics: dict[str, dict[str, str]] = field(default_factory=dict)
    picks: dict[str, str] = field(default_factory=dict)
    alerts: dict[str, list[str]] = field(default_factory=dict)  # by story, or by article without one


def suggestions(
    since: datetime, until: datetime, weights: Mapping[str, float] | None = None
) -> list[Suggestion]:
    """The stories of a period, the strongest first; then the newest."""
    found = [Suggestion(facts, reasons_for(facts, weights)) for facts in stories_of(since, until)]
    return sorted(found, key=lambda one: (-one.points, -one.facts.last_at.timestamp(), one.facts.article))


def stories_of(since: datetime, until: datetime) -> list[StoryFacts]:
    """What is known of the stories that had an article in a period, and of what was picked by hand."""
    articles = articles_of(since, until)
    rows = [
        _Row(*values) for values in articles.order_by("-at", "-arrival").values_list(*_FIELDS)[:MOST_ARTICLES]
    ]
    found = _gather(articles)
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.story or row.id, []).append(row)
    return [_facts(group[::-1], found) for group in groups.values()]


def articles_of(since: datetime, until: datetime) -> QuerySet[Article]:
    """The articles of a period, and those that somebody picked for the next bulletin."""
    return Article.objects.filter(Q(at__gte=since, at__lt=until) | Q(bulletin_pick__isnull=False))


def _gather(articles: QuerySet[Article]) -> _Found:
    found = _Found()
    within = articles.order_by().values("id")
    rows = Attribution.objects.filter(article__in=within).values_list(
        "article_id", "unit_id", "unit__name", "unit__kind", "topic_id", "topic__name"
    )
    for article, unit, unit_name, unit_kind, topic, topic_name in rows:
        if unit:
            found.units.setdefault(article, {})[unit] = unit_name
            found.unit_kinds.setdefault(article, set()).add(unit_kind)
        if topic:
            found.topics.setdefault(article, {})[topic] = topic_name
    picks = BulletinPick.objects.filter(article__in=within).values_list("article_id", "by__username")
    found.picks = {article: by or "" for article, by in picks}
    matches = Match.objects.filter(article__in=within, rule__deleted_at=None, rule__shared=True)
    for article, story, name in matches.values_list("article_id", "story_id", "rule__name").order_by("pk"):
        found.alerts.setdefault(story or article, []).append(name)
    return found


def _facts(rows: Sequence[_Row], found: _Found) -> StoryFacts:
    """The facts of one story from its articles, the earliest first."""
    first = next((row for row in rows if row.role == Article.Role.ORIGIN), rows[0])
    ids = [row.id for row in rows]
    picked = [found.picks[id_] for id_ in ids if id_ in found.picks]
    importance = {row.importance for row in rows}
    return StoryFacts(
        article=first.id,
        story=first.story,
        title=first.title,
        first_at=rows[0].at,
        last_at=rows[-1].at,
        outlets={row.outlet: row.outlet_name for row in rows},
        outlet_kinds=frozenset(row.outlet_kind for row in rows),
        kinds=frozenset(row.kind for row in rows),
        units=_merged(found.units.get(id_, {}) for id_ in ids),
        unit_kinds=frozenset(kind for id_ in ids for kind in found.unit_kinds.get(id_, ())),
        topics=_merged(found.topics.get(id_, {}) for id_ in ids),
        tones=Counter(tone for row in rows for tone in _tones(row)),
        importance=next((level for level in ("high", "medium", "low") if level in importance), ""),
        picked_by=picked[0] if picked else None,
        alerts=tuple(dict.fromkeys(found.alerts.get(first.story or first.id, ()))),
        changed=frozenset(row.status for row in rows) - {Article.Status.LIVE},
        only_units=all(row.outlet_unit or row.outlet_kind == Outlet.Kind.UNIT for row in rows),
        articles=len(rows),
    )


def _merged(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for part in parts:
        merged.update(part)
    return merged


def _tones(row: _Row) -> set[str]:
    """All tones that were found in an article, towards whomever."""
    return {tone for tone in (row.tone, *(row.unit_tones or {}).values()) if tone}

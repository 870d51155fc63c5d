"""What the evaluation counts of each unit: its releases, who carried them, what was said of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rasad.archive.models import Article, Attribution, Coverage, Outlet, Unit
from rasad.desk.evaluation.messages import count_messages
from rasad.desk.evaluation.models import CoverageJudgement
from rasad.desk.evaluation.outlet_tiers import Standing, standings
from rasad.desk.evaluation.periods import Period
from rasad.desk.evaluation.unit_facts import Carrier, ReleaseFacts, UnitFacts
from rasad.desk.models import Reply
from rasad.desk.replies.working_time import WorkCalendar, working_calendar
from rasad.persian.text.normalizer import fold

_FRONT_PAGE = re.compile(r"صفحه\s*(اول|نخست|یک|1)(?!\w)")


def facts_of(period: Period, units: Collection[str] | None = None) -> list[UnitFacts]:
    """The facts of all units, or of some, by name."""
    rows = Unit.objects.all() if units is None else Unit.objects.filter(pk__in=units)
    found = {unit.key: UnitFacts(unit.key, unit.name) for unit in rows.order_by("name")}
    known = standings()
    for unit, release in _releases(period, found.keys(), known):
        found[unit].releases.append(release)
    _count_attributions(period, found, known)
    _count_replies(period, found)
    count_messages(found)
    return list(found.values())


def _releases(
    period: Period, units: Collection[str], known: Mapping[str, Standing]
) -> Iterable[tuple[str, ReleaseFacts]]:
    """Each unit's releases with their carriers, the newest first."""
    rows = Article.objects.filter(
        release=True, outlet__unit__in=list(units), at__gte=period.since, at__lt=period.until
    )
    rows = rows.select_related("outlet").only(
        "id", "story_id", "at", "published_precision", "title", "outlet__name", "outlet__unit_id"
    )
    groups: dict[tuple[str, str], list[Article]] = {}
    for row in rows.order_by("at", "arrival"):
        groups.setdefault((str(row.outlet.unit_id), row.story_id or row.pk), []).append(row)
    ids = [row.pk for group in groups.values() for row in group]
    carried = _carriers(ids, known)
    for (unit, _key), group in reversed(groups.items()):
        first = group[0]
        yield (
            unit,
            ReleaseFacts(
                article=first.pk,
                title=first.title,
                outlet_name=first.outlet.name,
                at=first.at,
                precision=first.published_precision,
                copies=tuple(row.pk for row in group[1:]),
                carriers=_merged(first, [one for row in group for one in carried.get(row.pk, ())]),
            ),
        )


def _merged(release: Article, carriers: Iterable[Carrier]) -> tuple[Carrier, ...]:
    """Each carrier once, as the copy that it holds most of says; the earliest first."""
    best: dict[str, Carrier] = {}
    for one in carriers:
        if one.article not in best or best[one.article].containment < one.containment:
            best[one.article] = one
    return tuple(sorted(best.values(), key=lambda one: (one.at, one.article)))


def _carriers(ids: Collection[str], known: Mapping[str, Standing]) -> dict[str, list[Carrier]]:
    """The carriers of these releases; what a person called no coverage is left out."""
    verdicts = verdicts_of(ids)
    rows = Coverage.objects.filter(release__in=ids).select_related("article__outlet", "release")
    rows = rows.only(
        "release_id", "containment", "how", "article__id", "article__title", "article__at", "article__kind",
        "article__published_precision", "article__story_id", "article__section", "release__at",
        "release__published_precision", "article__outlet__key", "article__outlet__name",
        "article__outlet__kind", "article__outlet__unit_id",
    )  # fmt: skip
    found: dict[str, list[Carrier]] = {}
    for row in rows:
        verdict = verdicts.get((row.release_id, row.article_id), "")
        if verdict != CoverageJudgement.Verdict.FALSE_MATCH:
            found.setdefault(row.release_id, []).append(_carrier(row, known, verdict))
    return found


def _carrier(row: Coverage, known: Mapping[str, Standing], verdict: str) -> Carrier:
    article, outlet = row.article, row.article.outlet
    standing = known.get(outlet.key, Standing())
    day_only = "day" in (article.published_precision, row.release.published_precision)
    return Carrier(
        article=article.pk,
        title=article.title,
        outlet=outlet.key,
        outlet_name=outlet.name,
        municipal=is_municipal(outlet.kind, outlet.unit_id, standing),
        tier=standing.tier,
        how=row.how,
        containment=row.containment,
        at=article.at,
        precision=article.published_precision,
        lag=None if day_only else round((article.at - row.release.at).total_seconds() / 3600, 3),
        story=article.story_id or article.pk,
        front_page=is_front_page(article.section),
        contradicted=verdict == CoverageJudgement.Verdict.CONTRADICTED,
    )


def verdicts_of(ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What people last said of the coverage of these releases, by release and article."""
    rows = CoverageJudgement.objects.filter(release__in=ids).order_by("at", "pk")
    return {
        (release, article): verdict
        for release, article, verdict in rows.values_list("release", "article", "verdict")
    }


def is_front_page(section: str) -> bool:
    """Whether a paper's section is its front page."""
    return bool(_FRONT_PAGE.search(fold(section)))


def is_municipal(kind: str, unit: str | None, standing: Standing) -> bool:
    """Whether an outlet belongs to the municipality: a unit's own, or one whose owner it is."""
    return unit is not None or kind == Outlet.Kind.UNIT or standing.municipal


def _count_attributions(
    period: Period, found: Mapping[str, UnitFacts], known: Mapping[str, Standing]
) -> None:
    rows = Attribution.objects.filter(
        unit__in=list(found), article__at__gte=period.since, article__at__lt=period.until
    ).values_list(
        "unit_id", "article_id", "article__story_id", "article__tone", "article__unit_tones",
        "article__outlet_id", "article__outlet__kind", "article__outlet__unit_id",
        "article__story__origin__outlet_id", "article__story__origin__outlet__kind",
        "article__story__origin__outlet__unit_id",
    )  # fmt: skip
    for unit, article, story, tone, unit_tones, *outlets in rows:
        if _municipal(outlets[:3], known):
            continue
        facts = found[unit]
        facts.articles += 1
        judged = (unit_tones or {}).get(unit) or tone
        if judged:
            facts.tones[judged] += 1
        facts.stories.add(story or article)
        if story is None or outlets[3] is None or not _municipal(outlets[3:], known):
            facts.origins.add(story or article)


def _municipal(outlet: list[Any], known: Mapping[str, Standing]) -> bool:
    key, kind, unit = outlet
    return is_municipal(kind, unit, known.get(key, Standing()))


def _count_replies(period: Period, found: Mapping[str, UnitFacts]) -> None:
    calendar: WorkCalendar = working_calendar()
    rows = Reply.objects.filter(
        unit__in=list(found),
        written_at__gte=period.since,
        written_at__lt=period.until,
        assigned_at__isnull=False,
    ).values_list("unit_id", "assigned_at", "written_at", "due_at")
    for unit, assigned, written, due in rows:
        if assigned is None or written is None:
            continue
        facts = found[unit]
        facts.reply_hours.append(calendar.hours_between(assigned, written))
        facts.replies_in_time += due is None or written <= due

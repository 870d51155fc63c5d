"""Units: the league, scorecards, the ledger of releases, coverage with its passages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from rasad.archive.models import Coverage, Unit
from rasad.desk.evaluation.evaluations import Evaluation, evaluate
from rasad.desk.evaluation.facts import verdicts_of
from rasad.desk.evaluation.passages import carried_text
from rasad.desk.evaluation.periods import period_of
from rasad.desk.evaluation.scorecards import Scorecard
from rasad.persian.dates.jalali import tehran_today
from search_api.accounts.limits import READS
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.desk import (
    CarrierOut,
    CoverageOut,
    EstimateOut,
    LeagueOut,
    ReleaseOut,
    ScorecardOut,
)
from search_api.api.schemas.requests import StrictParameters
from search_api.api.schemas.responses import NamedOut, SpanOut

router = Router(tags=["desk"])
_ESTIMATES = ("score", "pickup", "reach", "verbatim", "lag", "tone", "reply_hours", "replies", "messages")


class PeriodParameters(StrictParameters):
    """A period: `1405-09` (a month), `1405-s3` (a season), `14050901-14050910` (days); this month without."""

    period: str = Field("", max_length=40)


def _evaluation(asked: PeriodParameters) -> Evaluation:
    try:
        return evaluate(period_of(asked.period, tehran_today()))
    except ValueError as error:
        raise RequestProblemError("period_invalid") from error


def _estimate(value: Any) -> EstimateOut:
    return EstimateOut(**asdict(value))


def _card(card: Scorecard) -> ScorecardOut:
    names = (
        "unit", "name", "rank", "releases", "carried", "publications", "municipal_publications", "outlets",
        "front_pages", "contradicted", "origins", "reflected", "produced_published",
        "produced_published_rank", "reflected_rank", "articles", "earlier", "undated",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(card, name) for name in names}
    values |= {name: _estimate(getattr(card, name)) for name in _ESTIMATES}
    values["components"] = {key: _estimate(one) for key, one in card.components.items()}
    values["tiers"] = {str(tier): count for tier, count in card.tiers.items()}
    return ScorecardOut(**values, how=dict(card.how), tones=dict(card.tones))


@router.get("/units", response={200: list[NamedOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def units(request: HttpRequest) -> list[NamedOut]:
    """All units, by name."""
    return [NamedOut(key=one.key, name=one.name) for one in Unit.objects.order_by("name")]


@router.get("/units/league", response={200: LeagueOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def league(request: HttpRequest, asked: Query[PeriodParameters]) -> LeagueOut:
    """All units in a period, by rank."""
    found = _evaluation(asked)
    formula = asdict(found.formula) | {"valid_from": found.formula.valid_from.isoformat()}
    return LeagueOut(
        period=found.period.key,
        first_day=found.period.first_day,
        last_day=found.period.last_day,
        formula=formula,
        means=asdict(found.means),
        units=[_card(card) for card in found.cards],
    )


@router.get(
    "/units/{key}/scorecard", response={200: ScorecardOut, **REFUSALS}, auth=auth("read"), throttle=READS
)
def scorecard(request: HttpRequest, key: str, asked: Query[PeriodParameters]) -> ScorecardOut:
    """One unit in a period."""
    return _card(_evaluation(asked).card(key))


@router.get(
    "/units/{key}/ledger", response={200: list[ReleaseOut], **REFUSALS}, auth=auth("read"), throttle=READS
)
def ledger(request: HttpRequest, key: str, asked: Query[PeriodParameters]) -> list[ReleaseOut]:
    """The releases of a unit in a period, each with who carried it."""
    names = (
        "article", "title", "outlet", "municipal", "tier", "how", "containment", "at", "lag", "front_page",
        "contradicted",
    )  # fmt: skip
    return [
        ReleaseOut(
            article=release.article,
            title=release.title,
            at=release.at,
            copies=list(release.copies),
            carriers=[CarrierOut(**{name: getattr(one, name) for name in names}) for one in release.carriers],
        )
        for release in _evaluation(asked).facts_of(key).releases
    ]


@router.get(
    "/coverage/{release}/{article}",
    response={200: CoverageOut, **REFUSALS},
    auth=auth("read"),
    throttle=READS,
)
def coverage(request: HttpRequest, release: str, article: str) -> CoverageOut:
    """A release in an article, with the passages that stand in both."""
    keys = {"release": release.replace("\x00", ""), "article": article.replace("\x00", "")}
    row = Coverage.objects.select_related("release", "article").filter(**keys).first()
    if row is None:
        raise RequestProblemError("coverage_not_found")
    source = "\n".join((row.release.title, row.release.lead, row.release.body))
    spans = carried_text(source, row.article.body).spans
    return CoverageOut(
        release=row.release_id,
        article=row.article_id,
        how=row.how,
        containment=row.containment,
        verdict=verdicts_of([row.release_id]).get((row.release_id, row.article_id), ""),
        passages=[SpanOut(start=start, end=end) for start, end in spans],
    )

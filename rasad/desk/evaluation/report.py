"""A sheet for the meeting as one page to print: the league, or one unit's scorecard with its releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rasad.desk.documents.fonts import FAMILY, font_css
from rasad.desk.evaluation.formula_versions import COMPONENTS, FormulaValues
from rasad.desk.evaluation.metric_rows import metric_rows, number
from rasad.desk.evaluation.models import UnitOutcome
from rasad.desk.evaluation.periods import Period
from rasad.desk.evaluation.scorecards import Scorecard
from rasad.desk.evaluation.unit_facts import UnitFacts
from rasad.persian.dates.jalali import format_jalali

MOST_RELEASES = 60


def league_rows(cards: Sequence[Scorecard]) -> list[dict[str, Any]]:
    """The league as rows of texts; the drawn interval in places of a thousand."""
    rows = []
    for card in cards:
        score = card.score
        drawn = score.value is not None and score.low is not None and score.high is not None
        rows.append(
            {
                "unit": card.unit,
                "name": card.name,
                "rank": number(card.rank) if card.rank else "—",
                "score": number(score.value, 1),
                "interval": f"{number(score.low)} تا {number(score.high)}" if drawn else "—",
                "low": round(10 * (score.low or 0)) if drawn else None,
                "value": round(10 * (score.value or 0)) if drawn else None,
                "width": max(6, round(10 * ((score.high or 0) - (score.low or 0)))) if drawn else None,
                "releases": number(card.releases),
                "publications": number(card.publications),
                "reflected": number(card.reflected),
                "produced_published_rank": number(card.produced_published_rank),
                "reflected_rank": number(card.reflected_rank),
            }
        )
    return rows


def league_html(cards: Sequence[Scorecard], formula: FormulaValues, period: Period) -> str:
    """The league as a page."""
    context = {"rows": league_rows(cards), "title": f"ارزیابی روابط عمومی واحدها، {period.name}"}
    return _page(context, formula, period)


def scorecard_html(
    card: Scorecard,
    before: Scorecard | None,
    facts: UnitFacts,
    outcome: UnitOutcome | None,
    formula: FormulaValues,
    period: Period,
) -> str:
    """One unit's scorecard as a page."""
    releases = [
        {
            "title": release.title,
            "time": format_jalali(release.at, with_time=release.precision != "day"),
            "media": "، ".join(dict.fromkeys(one.outlet_name for one in release.media)) or "—",
            "count": number(len(release.media)),
        }
        for release in facts.releases[:MOST_RELEASES]
    ]
    context = {
        "title": f"{card.name}، {period.name}",
        "score": number(card.score.value, 1),
        "interval": f"{number(card.score.low)} تا {number(card.score.high)}"
        if card.score.low is not None
        else "",
        "rank": number(card.rank) if card.rank else "",
        "metrics": metric_rows(card, before),
        "releases": releases,
        "outcome": outcome,
    }
    return _page(context, formula, period)


def _page(context: dict[str, Any], formula: FormulaValues, period: Period) -> str:
    total = sum(formula.weights.values()) or 1.0
    context |= {
        "font_css": mark_safe(font_css()),  # noqa: S308 (ours: base64 and names)
        "family": FAMILY,
        "period": period,
        "span": f"{format_jalali(period.first_day)} تا {format_jalali(period.last_day)}",
        "formula_name": f"نسخهٔ {number(formula.number)}" if formula.number else "نسخهٔ آغازین",
        "components": [
            {"name": name, "how": how, "weight": number(100 * formula.weights.get(key, 0.0) / total)}
            for key, (name, how, _usual) in COMPONENTS.items()
        ],
        "prior": number(formula.prior_releases),
        "hours": number(formula.lag_hours),
        "least": number(formula.least_releases),
    }
    return render_to_string("desk/evaluation.html", context)

"""Scorecards made of facts by hand, a league, and the workbook that recomputes it."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from rasad.desk.evaluation.formula_versions import COMPONENTS, FormulaValues
from rasad.desk.evaluation.league_workbook import league_workbook
from rasad.desk.evaluation.metric_rows import metric_rows
from rasad.desk.evaluation.periods import period_of, previous
from rasad.desk.evaluation.scorecards import city_means, league, scorecard
from rasad.desk.evaluation.unit_facts import Carrier, ReleaseFacts, UnitFacts

AT = datetime(2026, 11, 25, 6, tzinfo=UTC)
FORMULA = FormulaValues()


def carrier(
    number: int, *, tier: int = 2, lag: float | None = 2.0, how: str = "edited", municipal: bool = False
) -> Carrier:
    return Carrier(
        article=f"c{number}", title="", outlet=f"o{number}", outlet_name=f"رسانهٔ {number}",
        municipal=municipal, tier=tier, how=how, containment=0.8, at=AT + timedelta(hours=lag or 0),
        precision="minute",
        lag=lag, story=f"s{number}", front_page=False,
    )  # fmt: skip


def facts(unit: str, releases: list[list[Carrier]], tones: Mapping[str, int] | None = None) -> UnitFacts:
    made = [
        ReleaseFacts(f"{unit}-{number}", "=خبر", "کانال", AT, "minute", (), tuple(carriers))
        for number, carriers in enumerate(releases)
    ]
    return UnitFacts(unit, f"واحد {unit}", made, defaultdict(int, tones or {}))


def test_municipal_outlets_stand_apart_from_every_other_number() -> None:
    one = facts("a", [[carrier(1, municipal=True)], [carrier(2)]])
    card = scorecard(one, city_means([one], FORMULA), FORMULA)
    assert (card.carried, card.publications, card.municipal_publications, card.outlets) == (1, 1, 1, 1)


def test_a_carrier_before_the_release_is_counted_apart_and_has_no_lag() -> None:
    one = facts("a", [[carrier(1, lag=-3), carrier(2, lag=5), carrier(3, lag=None)]])
    card = scorecard(one, city_means([one], FORMULA), FORMULA)
    assert (card.lag.value, card.earlier, card.undated) == (5, 1, 1)


def test_a_component_without_data_is_left_out_of_the_score() -> None:
    one = facts("a", [[carrier(1)]] * 6)
    card = scorecard(one, city_means([one], FORMULA), FORMULA)
    known = {key: value.value for key, value in card.components.items() if value.value is not None}
    assert set(known) == {"pickup", "reach", "speed"}
    weights = {key: FORMULA.weights[key] for key in known}
    by_hand = 100 * sum((known[key] or 0) * weights[key] for key in known) / sum(weights.values())
    assert card.score.value == pytest.approx(by_hand)


def test_a_lucky_single_release_does_not_lead_the_league() -> None:
    lucky = facts("lucky", [[carrier(n, tier=1) for n in range(9)]])
    steady = facts("steady", [[carrier(1), carrier(2)]] * 30)
    poor = facts("poor", [[]] * 30)
    cards = league([lucky, steady, poor], FORMULA)
    assert [(card.unit, card.rank) for card in cards] == [("steady", 1), ("poor", 2), ("lucky", None)]


def test_the_workbook_holds_formulas_and_no_text_becomes_one() -> None:
    every = [
        facts("a", [[carrier(1, tier=1), carrier(2)]] * 6, {"positive": 2, "negative": 1}),
        facts("b", [[]] * 7),
    ]
    period = period_of("1405-09", date(2026, 12, 1))
    data = league_workbook(league(every, FORMULA), every, city_means(every, FORMULA), FORMULA, period)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["رده‌بندی"]
    head = [cell.value for cell in sheet[1]]
    assert sheet.sheet_view.rightToLeft
    assert str(sheet.cell(2, head.index("امتیاز*") + 1).value).startswith("=IF(")
    assert [row[2].value for row in book["خبرها"].iter_rows(min_row=2)] == ["'=خبر"] * 13
    weights = [book["فرمول"].cell(8 + place, 2).value for place in range(len(COMPONENTS))]
    assert weights == [FORMULA.weights[key] for key in COMPONENTS]


def test_every_row_has_its_definition_and_sample() -> None:
    one = facts("a", [[carrier(1)]])
    rows = metric_rows(scorecard(one, city_means([one], FORMULA), FORMULA))
    assert all(row.definition for row in rows)
    assert {row.key for row in rows} >= {
        "releases", "pickup", "origins", "tiers", "front_pages", "verbatim", "lag", "tone", "reply_hours",
        "messages", "municipal", "produced_published", "reflected",
    }  # fmt: skip


def test_periods_are_jalali_and_know_the_one_before() -> None:
    today = date(2026, 12, 1)
    assert period_of("", today).name == "آذر ۱۴۰۵"
    season = period_of("۱۴۰۵-s3", today)
    assert (season.name, previous(season).name) == ("پاییز ۱۴۰۵", "تابستان ۱۴۰۵")
    days = period_of("14050901-14050910", today)
    assert (days.last_day - days.first_day).days == 9
    assert previous(days).last_day == days.first_day - timedelta(days=1)
    for wrong in ("1405-13", "x", "14050910-14050901", "14051231-14060101"):
        with pytest.raises(ValueError):
            period_of(wrong, today)

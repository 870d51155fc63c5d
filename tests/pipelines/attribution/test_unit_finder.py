"""Units are found in a text the way a reader would find them."""

from __future__ import annotations

import pytest

from pipelines.attribution.unit_finder import UnitFinder
from rasad.outlets.city import load_city
from rasad.persian import analyze
from settings.env import ROOT


@pytest.fixture(scope="module")
def finder() -> UnitFinder:
    city = load_city(ROOT / "settings" / "city.yaml")
    return UnitFinder(
        (
            unit.key, unit.name, unit.aliases,
            {"any": unit.context.any_of, "not": unit.context.none_of, "sure": unit.context.sure},
        )
        for unit in city.units
    )  # fmt: skip


def found(finder: UnitFinder, text: str) -> set[str]:
    return {one.unit for one in finder.find([token.stem for token in analyze(text)])}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("شهردار منطقه ۵ تهران از بوستان تازه خبر داد", {"district_5"}),
        ("شهردار منطقهٔ بیست و دو تهران گفت", {"district_22"}),
        ("منطقه‌ی ٢٢ در غرب پایتخت", {"district_22"}),
        ("منطقه ۵ شهرداری اصفهان از بوستان تازه خبر داد؛ مدیران تهران هم آمدند", set()),
        ("منطقه ۵ عملیات انتقال گاز در تهران تعمیر شد", set()),
        ("منطقه ۵ را برف گرفت", set()),  # nothing says which city
        ("متروي تهران در نوروز رايگان است", {"co_metro"}),
        ("سازمان آتش نشانی تهران", {"org_fire"}),
        ("معاون شهرسازی و معماری وزیر راه گفت", set()),
        ("معاون شهرسازی و معماری شهردار تهران گفت", {"deputy_urban_planning"}),
        ("آرادکوه ساماندهی می‌شود", {"org_waste"}),
        ("عضو شورای شهر مشهد در تهران گفت", set()),
        ("منطقه ۱۵ تهران", {"district_15"}),
    ],
)
def test_units_are_found_as_a_reader_would(finder: UnitFinder, text: str, units: set[str]) -> None:
    assert found(finder, text) == units

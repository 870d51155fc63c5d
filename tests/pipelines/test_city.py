"""The city's file: checked to the line, and finding units the way a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.attribution.unit_finder import UnitFinder
from rasad.archive.models import Topic, Unit
from rasad.archive.registry import store_city
from rasad.outlets.city import load_city
from rasad.outlets.errors import DefinitionError
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


def test_the_shipped_city_has_the_22_districts() -> None:
    city = load_city(ROOT / "settings" / "city.yaml")
    assert {f"district_{n}" for n in range(1, 23)} <= {unit.key for unit in city.units}
    assert {"deputy", "organisation", "company"} <= {unit.kind for unit in city.units}
    assert len(city.topics) >= 20


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


@pytest.mark.parametrize(
    ("yaml", "line", "says"),
    [
        ("city: ت\nunits:\n  - {key: a, name: نام, kind: disttrict}\n", 3, "kind"),
        (
            "city: ت\nunits:\n  - {key: a, name: یک, kind: deputy}\n  - {key: a, name: نو, kind: deputy}\n",
            4,
            "twice",
        ),
        ("city: ت\nunits:\n  - key: a\n    name: نام\n    kind: district\n    alias: [x]\n", 6, "spelling"),
        ("city: ت\ntopics:\n  - key: t\n    name: نام\n    query: '(باز'\n", 5, "query"),
        ("city: ت\nunits:\n  - {key: Ab, name: نام, kind: district}\n", 3, "lower-case"),
        ("city: ت\nunits: [\n", 3, "yaml"),
        ("- city\n", 1, "mapping"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(tmp_path: Path, yaml: str, line: int, says: str) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(yaml, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_city(file)
    assert f"{file}:{line}:" in str(error.value)
    assert says in str(error.value)


def test_loading_again_takes_up_changes_and_keeps_what_is_referred_to(db: None, tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(
        "city: ت\nunits:\n  - {key: a, name: نام, kind: district}\n  - {key: b, name: دو, kind: company}\n"
        "topics:\n  - {key: t, name: موضوع, query: مترو}\n",
        encoding="utf-8",
    )
    assert store_city(load_city(file)) == (2, 1)
    file.write_text("city: ت\nunits:\n  - {key: a, name: نام نو, kind: district}\n", encoding="utf-8")
    store_city(load_city(file))
    assert list(Unit.objects.values_list("key", "name")) == [("a", "نام نو")]
    assert not Topic.objects.exists()

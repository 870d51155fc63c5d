"""The outlets that Rasad ships: enough of them, each with its source, none claimed to be surer than it is."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from rasad.outlets.city import load_city
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.families import shipped
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from settings.env import ROOT

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module")
def outlets() -> dict[str, OutletSpec]:
    return load_outlets(ROOT / "settings" / "outlets")


def test_there_are_hundreds_and_every_kind_of_them(outlets: dict[str, OutletSpec]) -> None:
    kinds = Counter(spec.kind for spec in outlets.values())
    assert len(outlets) >= 300
    assert sum(spec.channel is not None for spec in outlets.values()) >= 25
    assert {"agency", "paper", "site", "broadcaster", "foreign", "government", "aggregator", "unit"} <= set(
        kinds
    )


def test_each_says_where_its_facts_come_from(outlets: dict[str, OutletSpec]) -> None:
    assert [key for key, spec in outlets.items() if not spec.source] == []


def test_what_is_proven_has_a_golden_page(outlets: dict[str, OutletSpec]) -> None:
    proven = {key for key, spec in outlets.items() if spec.status == "proven"}
    assert proven
    assert {key for key in proven if not any((GOLDEN / key).glob("*.html"))} == set()


def test_every_family_is_shown_by_a_golden_page_or_used(outlets: dict[str, OutletSpec]) -> None:
    used = {spec.family for spec in outlets.values()}
    shown = {json.loads(path.read_text("utf-8"))["expect"]["family"] for path in GOLDEN.glob("*/*.json")}
    assert set(shipped()) - used - shown == set()


def test_each_owns_its_own_home(outlets: dict[str, OutletSpec]) -> None:
    owners = Owners(outlets.values())
    wrong = [
        key for key, spec in outlets.items() if (found := owners.of(spec.home)) is None or found.key != key
    ]
    assert wrong == []


def test_units_are_units_of_the_city(outlets: dict[str, OutletSpec]) -> None:
    known = {unit.key for unit in load_city(ROOT / "settings" / "city.yaml").units}
    assert {spec.unit for spec in outlets.values() if spec.unit} <= known


def test_a_usual_outlet_takes_four_to_six_lines() -> None:
    lengths = []
    for path in (ROOT / "settings" / "outlets").rglob("*.yaml"):
        if "families" not in path.parts:
            entries = path.read_text(encoding="utf-8").split("- outlet:")[1:]
            lengths += [len(entry.strip().splitlines()) for entry in entries]
    assert sorted(lengths)[len(lengths) // 2] <= 6

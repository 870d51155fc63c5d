"""The city's file is checked to the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from rasad.outlets.city import City, load_city
from rasad.outlets.errors import DefinitionError
from settings.env import ROOT


def test_the_shipped_city_has_the_22_districts() -> None:
    city = load_city(ROOT / "settings" / "city.yaml")
    assert {f"district_{n}" for n in range(1, 23)} <= {unit.key for unit in city.units}
    assert {"deputy", "organisation", "company"} <= {unit.kind for unit in city.units}
    assert len(city.topics) >= 20


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


TOPIC = "city: ت\ntopics:\n  - {{key: t, name: نام, query: '{}'}}\n"
UNIT = "city: ت\nunits:\n  - key: a\n    name: نام\n    kind: district\n"


@pytest.mark.parametrize(
    ("yaml", "line", "problem", "remedy"),
    [
        ("units: []\n", 1, "city: missing", "Add «city: …»"),
        ("city:\n", 1, "nothing stands here", "Write a value, or remove the line"),
        ("city: 12\n", 1, "«12» is not text", "quotes"),
        ("city: ت\nunits: شهرداری\n", 2, "is not a list", "Write a list: [one, two]"),
        ("city: ت\nunits:\n  - شهرداری\n", 3, "is not a mapping", "«key: value»"),
        ("city: ت\nunits:\n  - {key: a, name: ن, kind: district}\n", 3, "too short", "at least 2 characters"),
        (UNIT + f"    aliases: [{'ن' * 201}]\n", 6, "too long", "at most 200"),
        (UNIT + "    aliases: منطقه ۱\n", 6, "«منطقه ۱» is not a list", "Write a list"),
        (UNIT + "    aliases: [منطقه, 5]\n", 6, "units.0.aliases.1: «5» is not text", "quotes"),
        (UNIT + "    aliases:\n      - منطقه\n      - '…!'\n", 8, "«…!» holds no word", "Remove it"),
        (UNIT + "    context: تهران\n", 6, "is not a mapping", "«key: value»"),
        (UNIT + "    context:\n      any_: [تهران]\n", 7, "unknown key", "did you mean «any»"),
        (UNIT + "    context:\n      not:\n", 7, "nothing stands here", "remove the line"),
        (UNIT + "    name: دیگر\n", 6, "given twice", "Keep one of the two"),
        (UNIT + "    aliases: [2026-13-45]\n", 6, "«2026-13-45» cannot be read", "Put it in quotes"),
        (UNIT + "    context: {<<: متن}\n", 6, "merges what is no mapping", "<<: *name"),
        (UNIT + "    context: &all {any: [*all]}\n", 6, "contains itself", "names"),
        ("city: ت\n1: x\n", 2, "a key must be text", "Put it in quotes"),
        ("city: 'ت\x07'\n", 1, "not YAML", "invisible"),
        (TOPIC.format("الف OR"), 3, "topics.0.query", "docs/query.md"),
        (TOPIC.format("(الف"), 3, "پرانتز", "«(الف)»"),
        ("", 1, "holds no mapping", "Start it with «city: <name>»"),
    ],
)
def test_every_complaint_names_what_to_write_instead(
    tmp_path: Path, yaml: str, line: int, problem: str, remedy: str
) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(yaml, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_city(file)
    assert (error.value.line, problem in f"{error.value.field}: {error.value.problem}") == (line, True)
    assert remedy in error.value.remedy
    assert "docs/city.md" not in error.value.remedy


def test_a_fault_in_a_shared_part_is_shown_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(
        "city: ت\nunits:\n  - key: a\n    name: یک\n    kind: district\n    context: &c\n      any: [ت]\n"
        "  - {key: b, name: دو, kind: district, context: {<<: *c, sure: [شهرداری]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as error:
        load_city(file)
    assert (error.value.line, error.value.field) == (7, "units.0.context.any.0")


WORDS = st.sampled_from(
    ["city", "units", "topics", "key", "name", "kind", "district", "aliases", "context", "any", "not"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS | st.dates(),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), one, max_size=4),
    max_leaves=12,
)


@given(VALUES | st.fixed_dictionaries({"city": WORDS, "units": VALUES, "topics": VALUES}))
def test_any_file_is_a_city_or_gets_a_complaint_with_a_remedy(
    tmp_path_factory: pytest.TempPathFactory, value: Any
) -> None:
    _city_or_complaint(tmp_path_factory, pyyaml.safe_dump(value, allow_unicode=True))


@given(st.text(max_size=60) | st.text("city:units- []{}&*<!|>'\"\\n\\t#%@`?", max_size=60))
def test_any_text_is_a_city_or_gets_a_complaint_with_a_remedy(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    _city_or_complaint(tmp_path_factory, text)


def _city_or_complaint(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any_city.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(load_city(file), City)
    except DefinitionError as error:
        complaint = error
    else:
        return
    assert complaint.problem
    assert complaint.remedy
    assert complaint.line >= 1

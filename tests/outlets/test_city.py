"""The city's file is checked to the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.outlets.city import load_city
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

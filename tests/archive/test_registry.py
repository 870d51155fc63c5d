"""Definitions from YAML become rows that other records refer to."""

from __future__ import annotations

from pathlib import Path

from rasad.archive.models import Topic, Unit
from rasad.archive.registry import store_city
from rasad.outlets.city import load_city


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

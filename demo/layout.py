"""Writes what a system under test is told (`hosts`, `outlets/`, `city.yaml`) and the truth beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from demo import truth
from demo.city import MediaCity
from demo.model import CityOutlet, PlannedItem
from demo.municipality import topics, units
from demo.texts.stories import CITY

# Loopback is asked often; seconds, as the crawler's schema reads them.
FETCH = {"delay": 0.05, "poll": [3, 20], "revisit": [12, 40, 120, 3600]}
# A city that a person watches for hours: asked more calmly, so that the machine stays free.
CALM = {"delay": 0.05, "poll": [5, 60], "revisit": [60, 600, 3600]}


def write(city: MediaCity, folder: Path, port: int, control: str) -> None:
    """Everything into `folder`; each file is whole when it has its name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "outlets").mkdir(exist_ok=True)
    names = sorted({name for host in city.hosts for name in (host, f"www.{host}", f"m.{host}")})
    _put(folder / "hosts", "".join(f"{name} 127.0.0.1:{port}\n" for name in names))
    pace = CALM if city.endless else FETCH
    for outlet in city.planner.outlets:
        _put(folder / "outlets" / f"{outlet.key}.yaml", _yaml([entry(outlet, pace)]))
    _put(folder / "city.yaml", _yaml(city_file()))
    _put(folder / "truth.jsonl", "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in truth.rows(city)))
    _put(folder / "control", control)


def append_truth(city: MediaCity, folder: Path, items: list[PlannedItem]) -> None:
    """Rows of items that an endless city planned later."""
    with (folder / "truth.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in truth.rows(city, items))


def entry(outlet: CityOutlet, pace: dict[str, Any]) -> dict[str, Any]:
    """An outlet's YAML: family and feeds, never a selector."""
    made: dict[str, Any] = {
        "outlet": outlet.key,
        "name": outlet.name,
        "kind": outlet.kind,
        "home": outlet.home,
        "family": outlet.family,
    }
    if outlet.unit:
        made["unit"] = outlet.unit
    return {**made, "feeds": [dict(f) for f in outlet.feeds], "fetch": {**pace, **outlet.fetch}}


def city_file() -> dict[str, Any]:
    """Units and topics in the schema of `settings/city.yaml`."""
    return {"city": CITY, "units": units(), "topics": topics()}


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)


def _put(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)

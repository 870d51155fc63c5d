"""Every golden page gives what its JSON says, by the shipped rules of its outlet or its detected family."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from rasad.extract.article.reader import extract, extract_unknown
from rasad.extract.detection import detect
from rasad.extract.html.charset import to_text
from rasad.outlets.loading import OutletSpec, load_outlets

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
PAGES = sorted(GOLDEN.glob("*/*.html"))


@pytest.fixture(scope="module")
def outlets() -> dict[str, OutletSpec]:
    return load_outlets(ROOT / "settings" / "outlets")


@pytest.mark.parametrize("golden_page", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_page_gives_its_fields(golden_page: Path, outlets: dict[str, OutletSpec]) -> None:
    golden = json.loads(golden_page.with_suffix(".json").read_text(encoding="utf-8"))
    expected, seen_at = golden["expect"], datetime.fromisoformat(golden["seen_at"])
    spec = outlets.get(golden_page.parent.name)
    body, url = golden_page.read_bytes(), expected["url"]
    found = extract(body, url, spec, seen_at) if spec else extract_unknown(body, url, seen_at)
    got = found.to_json()
    assert {name: got[name] for name in expected} == expected
    for name in ("title", "body", "published"):
        assert found.provenance[name], f"{name} says where it came from"


@pytest.mark.parametrize("golden_page", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_page_tells_its_family_without_any_yaml(golden_page: Path) -> None:
    expected = json.loads(golden_page.with_suffix(".json").read_text(encoding="utf-8"))["expect"]
    assert detect(to_text(golden_page.read_bytes())[0], expected["url"]) == expected["family"]


def test_every_family_has_a_golden_page() -> None:
    families = {path.stem for path in (ROOT / "settings/outlets/families").glob("*.yaml")}
    shown = {
        json.loads(p.with_suffix(".json").read_text(encoding="utf-8"))["expect"]["family"] for p in PAGES
    }
    assert shown == families

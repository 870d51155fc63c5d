"""Small inputs of kinds that users of other tools reported, where they lie beside the project.

They are not part of the project. Without them nothing here is collected; our own inputs of the same kinds stand
in the tests of each room.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.middlewares.robots_rules import read_robots
from rasad.archive.identity import canonical_url
from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.sitemaps import parse_sitemap
from rasad.extract.announcements.social import parse_telegram
from rasad.extract.article.reader import extract_unknown
from rasad.extract.detection import spec_for
from rasad.persian.dates import Parsed, explain
from rasad.persian.dates.jalali import TEHRAN

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases"
TABLE = FOLDER / "cases.json"
CASES: list[dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else []
SEEN = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
CHANNEL = "https://t.me/s/shahr_nemune"
Case = dict[str, Any]


def iso(moment: Parsed | None) -> str | None:
    return moment.at.isoformat() if moment else None


def of_items(items: list[Any]) -> Case:
    if not items:
        return {"n": 0}
    first = items[0]
    return {
        "n": len(items),
        "url": first.url,
        "title": first.title,
        "summary": getattr(first, "summary", ""),
        "image": first.image,
        "published": iso(first.published),
    }


def of_feed(body: bytes, case: Case) -> Case:
    return of_items(parse_feed(body, case["url"], case["content_type"], SEEN).items)


def of_sitemap(body: bytes, case: Case) -> Case:
    found = parse_sitemap(body, case["url"], case["content_type"], SEEN)
    return {**of_items(list(found.items)), "kind": found.kind}


def of_listing(body: bytes, case: Case) -> Case:
    first = parse_listing(body, case["url"], spec_for(body.decode(), case["url"])).links[0]
    return {"title": first.title, "url": first.url}


def of_channel(body: bytes, case: Case) -> Case:
    post = parse_telegram(body, CHANNEL, spec_for(body.decode(), CHANNEL), SEEN).posts[0]
    return {"body": post.body, "published": post.published.isoformat() if post.published else None}


def of_page(body: bytes, case: Case) -> Case:
    return {"quality": str(extract_unknown(body, case["url"], SEEN).quality)}


def of_date(body: bytes, case: Case) -> Case:
    found = explain(body.decode().strip(), SEEN)
    if not isinstance(found, Parsed):
        return {"refused": True}
    local = found.at.astimezone(TEHRAN)
    return {"refused": False, "day": f"{local:%Y-%m-%d}", "minute": f"{local:%Y-%m-%dT%H:%M}"}


def of_addresses(body: bytes, case: Case) -> Case:
    first, second = map(canonical_url, body.decode().split())
    return {"differ": first != second}


def of_robots(body: bytes, case: Case) -> Case:
    rules = read_robots(200, body)
    assert rules is not None
    paths = [*case["expect"]["deny"], *case["expect"]["allow"]]
    allowed = {path: rules.allows(f"https://nemune.example{path}") for path in paths}
    return {
        "deny": [path for path in paths if not allowed[path]],
        "allow": [path for path in paths if allowed[path]],
    }


RUNNERS: dict[str, Callable[[bytes, Case], Case]] = {
    "feed": of_feed,
    "sitemap": of_sitemap,
    "listing": of_listing,
    "telegram": of_channel,
    "extract": of_page,
    "date": of_date,
    "canonical2": of_addresses,
    "robots": of_robots,
}

READ_HERE = [case for case in CASES if case["runner"] in RUNNERS]  # those of search are not about reading

if READ_HERE:

    @pytest.mark.parametrize("case", READ_HERE, ids=lambda case: str(case["id"]))
    def test_a_reported_case_is_read_right(case: Case) -> None:
        got = RUNNERS[case["runner"]]((FOLDER / case["file"]).read_bytes(), case)
        for name, wanted in case["expect"].items():
            if name.endswith("_in"):
                assert got.get(name.removesuffix("_in")) in wanted
            else:
                assert got.get(name) == wanted

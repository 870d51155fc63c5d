"""docs/outlets.md is true: its example works as written, and its tables name every key there is."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import get_args

from rasad.extract.article.reader import extract, extract_unknown
from rasad.outlets.definitions import (
    FeedKind,
    FeedSpec,
    FetchSpec,
    OutletKind,
    OutletSpec,
    Rules,
    Status,
    Way,
)
from rasad.outlets.families import shipped
from rasad.outlets.loading import load_outlets

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "outlets.md").read_text(encoding="utf-8")
DERIVED = {"own_links", "file", "line", "digest", "prefix", "named", "key"}


def block(name: str) -> str:
    found = re.search(rf"<!-- test: {name} -->\n```\w+\n(.*?)```", DOC, re.S)
    assert found, f"the doc has its {name} example"
    return found.group(1)


def test_the_example_works_as_written(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(block("outlet"), encoding="utf-8")
    spec = load_outlets(tmp_path)["shahrnegar"]
    golden = json.loads(block("expect"))
    expected, seen_at = golden["expect"], datetime.fromisoformat(golden["seen_at"])
    body = block("page").encode()
    for got in (
        extract(body, expected["url"], spec, seen_at),
        extract_unknown(body, expected["url"], seen_at),
    ):
        plain = got.to_json()
        assert {name: plain[name] for name in expected} == expected
        assert got.body.count("\n\n") == 1


def test_the_override_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(block("outlet") + block("rules"), encoding="utf-8")
    assert load_outlets(tmp_path)["shahrnegar"].rules.lead[0] == ".my-lead"


def test_the_json_example_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(block("json"), encoding="utf-8")
    (feed,) = load_outlets(tmp_path)["shahrdata"].feeds
    assert feed.page == "https://www.shahrdata.example/api/news/{id}"


def test_every_key_every_kind_and_every_family_is_explained() -> None:
    prose = re.sub(r"```.*?```", "", DOC, flags=re.S)
    said = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    for model in (OutletSpec, FeedSpec, FetchSpec, Rules):
        assert not set(model.model_fields) - DERIVED - said, f"{model.__name__} is explained whole"
    kinds = get_args(OutletKind) + get_args(FeedKind) + get_args(Status) + get_args(Way)
    assert not set(kinds) - said
    assert not set(shipped()) - said

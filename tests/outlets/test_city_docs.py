"""docs/city.md is true: its file loads, its sentences give what it says, its tables name every key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from rasad.attribution import Attributor, CityGazetteer, Level
from rasad.outlets.city import (
    AliasContext,
    City,
    CityWords,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    TopicEntry,
    UnitEntry,
    load_city,
)
from rasad.outlets.errors import DefinitionError
from rasad.search.documents import ArticleText, Document
from rasad.search.match import analyse
from settings.env import ROOT

DOC = (ROOT / "docs" / "city.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- test: {name} -->\n```\w*\n(.*?)```", DOC, re.S)
    assert found, f"the page has its {name} example"
    return found.group(1)


@pytest.fixture
def city(tmp_path: Path) -> City:
    (tmp_path / "city.yaml").write_text(block("city"), encoding="utf-8")
    return load_city(tmp_path / "city.yaml")


def test_each_sentence_gives_the_units_and_topics_that_the_page_says(city: City) -> None:
    attributor = Attributor(CityGazetteer.of(city))
    table = DOC[DOC.index("<!-- test: sentences -->") :].split("\n\n", 1)[0]
    rows = re.findall(r"^\| ([^|`]+) \| (.+?) \|$", table, re.M)[1:]
    assert len(rows) >= 7
    for text, cell in rows:
        now = datetime.now(UTC)
        article = analyse(Document("", 0, 0, "", "", ArticleText(text), at=now, first_capture=now))
        found = {one.key for one in attributor.findings(article) if one.level is not Level.MENTION}
        assert found == set(re.findall(r"`(\w+)`", cell)), text


def test_the_complaint_reads_as_on_the_page(tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.write_text("city: ت\nunits:\n  - key: a\n    name: نام\n    kind: distrct\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_city(file)
    assert str(error.value).replace(str(file), file.name) == block("complaint").strip()


def test_the_numbers_are_those_of_the_shipped_file() -> None:
    city = load_city(ROOT / "settings" / "city.yaml")
    assert f"{city.city}: {len(city.units)} units, {len(city.topics)} topics" in DOC


def test_every_key_and_every_kind_is_explained() -> None:
    prose = re.sub(r"```.*?```", "", DOC, flags=re.S)
    explained = set(re.findall(r"`(\w+)`", prose))
    models = (City, CityWords, UnitEntry, TopicEntry, PersonEntry, PostEntry, PlaceEntry, AliasContext)
    for model in models:
        assert {field.alias or name for name, field in model.model_fields.items()} <= explained
    assert set(get_args(UnitEntry.model_fields["kind"].annotation)) <= explained

"""The city as `city.yaml` defines it: its units with the names they go by, its topics with their queries.

Every entry is checked; a wrong one is refused with its file, line and field, and what to write instead.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rasad.outlets.errors import DefinitionError
from rasad.outlets.yaml_errors import complain
from rasad.outlets.yaml_nodes import line_of, plain, read
from rasad.persian import analyze
from rasad.search.query.parser import QueryError, parse

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Phrase = Annotated[str, Field(min_length=2, max_length=200)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AliasContext(_Entry):
    """When an alias counts: if one of `any` stands in the text too; never where one of `not` is close by.

    `sure` are names that need no context.
    """

    any_of: tuple[Phrase, ...] = Field(default=(), alias="any")
    none_of: tuple[Phrase, ...] = Field(default=(), alias="not")
    sure: tuple[Phrase, ...] = ()


class UnitEntry(_Entry):
    """A subordinate unit and what it is called in the media."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    kind: Literal["district", "deputy", "organisation", "company", "centre", "council"]
    aliases: tuple[Phrase, ...] = ()
    context: AliasContext = AliasContext()


class TopicEntry(_Entry):
    """A subject and the query that recognises it."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    query: str = Field(min_length=1, max_length=512)


class City(_Entry):
    """A whole city file."""

    city: str = Field(min_length=1)
    units: tuple[UnitEntry, ...] = ()
    topics: tuple[TopicEntry, ...] = ()


def load_city(path: Path) -> City:
    """The city of a YAML file. Raises `DefinitionError`."""
    file = str(path)
    try:
        node = read(path)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise DefinitionError(file, 1, "file", problem, "Set RASAD_CITY to a YAML file") from error
    data = None if node is None else plain(node, file)
    if node is None or not isinstance(data, dict):
        raise DefinitionError(file, 1, "file", "holds no mapping", "Start it with «city: <name>»")
    try:
        city = City.model_validate(data)
    except ValidationError as error:
        renamed = {"any_of": "any", "none_of": "not"}
        raise complain(error, node, file, City, renamed, "docs/city.md") from None
    _check_once(city, node, file)
    _check_words(city, node, file)
    return city


def _check_once(city: City, node: yaml.Node, file: str) -> None:
    keys = {"units": [unit.key for unit in city.units], "topics": [topic.key for topic in city.topics]}
    for field, found in keys.items():
        for place, key in enumerate(found):
            if key in found[:place]:
                line = line_of(node, [field, place, "key"])
                name = f"{field}.{place}.key"
                raise DefinitionError(file, line, name, f"«{key}» stands twice", "Give each its own key")


def _check_words(city: City, node: yaml.Node, file: str) -> None:
    for place, unit in enumerate(city.units):
        for where, phrases in _phrases(unit):
            for number, phrase in enumerate(phrases):
                if not analyze(phrase):
                    loc: list[str | int] = ["units", place, *where, number]
                    field, problem = ".".join(map(str, loc)), f"«{phrase}» holds no word"
                    raise DefinitionError(file, line_of(node, loc), field, problem, "Remove it")
    now = datetime.now(UTC)
    for place, topic in enumerate(city.topics):
        try:
            parse(topic.query, now)
        except QueryError as error:
            line = line_of(node, ["topics", place, "query"])
            better = f"Perhaps «{error.suggestion}» is meant. " if error.suggestion else ""
            remedy = f"{better}docs/query.md explains queries"
            problem = error.message_fa.rstrip(".")
            raise DefinitionError(file, line, f"topics.{place}.query", problem, remedy) from error


def _phrases(unit: UnitEntry) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Where phrases of a unit stand in the file, and the phrases."""
    context = unit.context
    return [
        (("aliases",), unit.aliases),
        (("context", "any"), context.any_of),
        (("context", "not"), context.none_of),
        (("context", "sure"), context.sure),
    ]

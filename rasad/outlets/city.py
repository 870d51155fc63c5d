"""The city as `city.yaml` defines it: its units with the names they go by, its topics with their queries.

Every entry is checked; a wrong one is refused with its file, line and field, and what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from rasad.outlets.city_entries import (
    AliasContext,
    City,
    CityWords,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    TopicEntry,
    UnitEntry,
)
from rasad.outlets.errors import DefinitionError
from rasad.outlets.yaml_errors import complain
from rasad.outlets.yaml_nodes import line_of, plain, read
from rasad.persian import analyze
from rasad.search.query.parser import QueryError, parse


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
        renamed = {"any_of": "any", "none_of": "not", "start": "from", "end": "to"}
        raise complain(error, node, file, City, renamed, "docs/city.md") from None
    _check_once(city, node, file)
    _check_words(city, node, file)
    _check_references(city, node, file)
    return city


def _check_once(city: City, node: yaml.Node, file: str) -> None:
    for field in ("units", "topics", "people", "places"):
        found = [entry.key for entry in getattr(city, field)]
        for place, key in enumerate(found):
            if key in found[:place]:
                line = line_of(node, [field, place, "key"])
                name = f"{field}.{place}.key"
                raise DefinitionError(file, line, name, f"«{key}» stands twice", "Give each its own key")


def _check_words(city: City, node: yaml.Node, file: str) -> None:
    for loc, phrase in _phrases(city, []):
        if not analyze(phrase):
            field, problem = ".".join(map(str, loc)), f"«{phrase}» holds no word"
            raise DefinitionError(file, line_of(node, loc), field, problem, "Remove it")
    now = datetime.now(UTC)
    for place, topic in enumerate(city.topics):
        try:
            if topic.query:
                parse(topic.query, now)
        except QueryError as error:
            line = line_of(node, ["topics", place, "query"])
            better = f"Perhaps «{error.suggestion}» is meant. " if error.suggestion else ""
            remedy = f"{better}docs/query.md explains queries"
            problem = error.message_fa.rstrip(".")
            raise DefinitionError(file, line, f"topics.{place}.query", problem, remedy) from error


def _check_references(city: City, node: yaml.Node, file: str) -> None:
    units = {unit.key for unit in city.units}
    for place, person in enumerate(city.people):
        for number, post in enumerate(person.posts):
            loc: list[str | int] = ["people", place, "posts", number]
            if post.unit and post.unit not in units:
                problem = f"«{post.unit}» is no unit of this file"
                field = ".".join(map(str, [*loc, "unit"]))
                raise DefinitionError(
                    file, line_of(node, [*loc, "unit"]), field, problem, "Name one of its keys"
                )
            if post.start and post.end and post.end < post.start:
                field, problem = ".".join(map(str, [*loc, "to"])), "is before its «from»"
                raise DefinitionError(
                    file, line_of(node, [*loc, "to"]), field, problem, "Exchange the two days"
                )
    for place, topic in enumerate(city.topics):
        for number, name in enumerate(topic.fields):
            if name not in city.words.fields:
                loc = ["topics", place, "fields", number]
                problem = f"«{name}» is none of words.fields"
                remedy = "Name one of them" if city.words.fields else "Write words.fields first"
                raise DefinitionError(file, line_of(node, loc), ".".join(map(str, loc)), problem, remedy)


def _phrases(entry: BaseModel, loc: list[str | int]) -> Iterator[tuple[list[str | int], str]]:
    """Where phrases of an entry and of those below it stand in the file, and the phrases."""
    for name, info in type(entry).model_fields.items():
        value = getattr(entry, name)
        here = [*loc, info.alias or name]
        if isinstance(value, BaseModel):
            yield from _phrases(value, here)
        elif isinstance(value, tuple | dict):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for number, item in items:
                yield from _listed(item, [*here, number])


def _listed(item: object, loc: list[str | int]) -> Iterator[tuple[list[str | int], str]]:
    if isinstance(item, BaseModel):
        yield from _phrases(item, loc)
    elif isinstance(item, tuple):
        for number, phrase in enumerate(item):
            yield [*loc, number], phrase
    elif isinstance(item, str):
        yield loc, item


__all__ = [
    "AliasContext",
    "City",
    "CityWords",
    "PersonEntry",
    "PlaceEntry",
    "PostEntry",
    "TopicEntry",
    "UnitEntry",
    "load_city",
]

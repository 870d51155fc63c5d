"""The city as `city.yaml` defines it: its units with the names they go by, its topics with their queries.

Every entry is checked; a wrong one is refused with its file, line and field, and what to write instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from archive.models import Topic, Unit
from archive.search.query import QueryError, parse
from persian import analyze

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Phrase = Annotated[str, Field(min_length=2, max_length=200)]


class CityError(Exception):
    """The city's file is wrong; the message says where, what, and what to write."""

    def __init__(self, file: str, line: int, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {field}: {problem}. {remedy}")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Context(_Entry):
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
    context: Context = Context()


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
    """The city of a YAML file. Raises `CityError`."""
    file = str(path)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CityError(
            file, 1, "file", f"cannot be read: {error.strerror}", "Set RASAD_CITY to a YAML file"
        ) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CityError(
            file, line, "yaml", str(error.problem), "Mend the indentation or quote the text"
        ) from error
    if node is None or not isinstance(data, dict):
        raise CityError(file, 1, "file", "holds no mapping", "Start it with «city: <name>»")
    try:
        city = City.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = [part for part in first["loc"] if part in ("any", "not") or not str(part).startswith("__")]
        remedy = {
            "extra_forbidden": "Remove it, or mend its spelling",
            "missing": "Add it",
            "string_pattern_mismatch": "Write lower-case Latin letters, digits, - and _",
        }.get(first["type"], "See docs/city.md")
        name = ".".join(str(part) for part in place)
        raise CityError(file, _line(node, place), name, first["msg"].rstrip("."), remedy) from error
    _check_once(city, node, file)
    _check_words(city, node, file)
    return city


def _check_once(city: City, node: yaml.Node, file: str) -> None:
    keys = {"units": [unit.key for unit in city.units], "topics": [topic.key for topic in city.topics]}
    for field, found in keys.items():
        for place, key in enumerate(found):
            if key in found[:place]:
                line = _line(node, [field, place, "key"])
                name = f"{field}.{place}.key"
                raise CityError(file, line, name, f"«{key}» stands twice", "Give each its own key")


def _check_words(city: City, node: yaml.Node, file: str) -> None:
    for place, unit in enumerate(city.units):
        for alias in (*unit.aliases, *unit.context.any_of, *unit.context.none_of, *unit.context.sure):
            if not analyze(alias):
                line = _line(node, ["units", place])
                raise CityError(file, line, f"units.{place}", f"«{alias}» holds no word", "Remove it")
    now = timezone.now()
    for place, topic in enumerate(city.topics):
        try:
            parse(topic.query, now)
        except QueryError as error:
            line = _line(node, ["topics", place, "query"])
            raise CityError(file, line, f"topics.{place}.query", str(error), "See docs/query.md") from error


def _line(node: yaml.Node, place: list[Any]) -> int:
    """The line (from 1) of the node at a path of keys and positions, or of its last known parent."""
    for part in place:
        if isinstance(node, yaml.MappingNode):
            inner = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            inner = node.value[part]
        else:
            inner = None
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1


def store_city(city: City) -> tuple[int, int]:
    """Make the records say what the file says; returns (units, topics).

    A unit that left the file keeps its row as long as something refers to it.
    """
    with transaction.atomic():
        for unit in city.units:
            Unit.objects.update_or_create(
                key=unit.key,
                defaults={
                    "name": unit.name,
                    "kind": unit.kind,
                    "aliases": list(unit.aliases),
                    "context": {
                        "any": list(unit.context.any_of),
                        "not": list(unit.context.none_of),
                        "sure": list(unit.context.sure),
                    },
                },
            )
        for topic in city.topics:
            Topic.objects.update_or_create(key=topic.key, defaults={"name": topic.name, "query": topic.query})
        Unit.objects.exclude(key__in=[unit.key for unit in city.units]).filter(
            outlets=None, attribution=None, replies=None
        ).delete()
        Topic.objects.exclude(key__in=[topic.key for topic in city.topics]).update(query="")
        Topic.objects.exclude(key__in=[topic.key for topic in city.topics]).filter(attribution=None).delete()
        Unit.objects.exclude(key__in=[unit.key for unit in city.units]).update(aliases=[], context={})
    return len(city.units), len(city.topics)

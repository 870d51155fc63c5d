"""Elasticsearch's indices: one a Gregorian month of first capture, by generation, behind aliases.

rasad                    search alias over every month of the generation in use
rasad-write-2026-11      write alias of one month: resolved by the server, so a swap is seen at once
rasad-s1-g0-2026-11      the index itself: schema, generation, month
"""

from __future__ import annotations

import re
from typing import Any

from rasad.persian import VERSION
from rasad.search.engines.elasticsearch.client import ElasticClient
from rasad.search.engines.index_document import NUMBERS, SCHEMA, STREAMS, IndexDocument, field_name
from rasad.search.errors import EngineUnavailableError, IndexStaleError
from rasad.search.query.nodes import KEY_FIELDS

Json = dict[str, Any]
_NAME = re.compile(r"-s(\d+)-g(\d+)-(\d{4}-\d{2})$")
PART_GAP = 100  # positions between two parts: more than any nearness reaches


def mapping() -> Json:
    """Fields of an index; any change must raise `index_document.SCHEMA`. Only what is searched is stored."""
    fields: Json = {"story": {"type": "keyword"}, "terms": {"type": "keyword", "doc_values": False}}
    fields.update({number: {"type": "long"} for number in NUMBERS})
    fields.update({facet: {"type": "keyword"} for facet in KEY_FIELDS})
    for field, form in STREAMS:
        fields[field_name(field, form)] = {
            "type": "text",
            "analyzer": "whitespace",
            "index_options": "positions",
            "norms": True,
            "position_increment_gap": PART_GAP,
        }
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": {"schema": SCHEMA, "analyser": VERSION},
        "properties": fields,
    }


SETTINGS: Json = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    "gc_deletes": "0s",  # a deleted article may come back with any revision, as in tantivy
}


def source(record: IndexDocument) -> Json:
    """A record as Elasticsearch is given it."""
    return {
        "story": record.story,
        **record.numbers,
        **{facet: list(values) for facet, values in record.keys.items()},
        "terms": list(record.terms),
        **record.streams,
    }


class Indices:
    """The indices of one alias."""

    def __init__(self, wire: ElasticClient):
        self.wire = wire
        self.alias = wire.alias

    def name(self, generation: int, month: str) -> str:
        """The index of a month in a generation."""
        return f"{self.alias}-s{SCHEMA}-g{generation}-{month}"

    def write_alias(self, month: str) -> str:
        """Where a month's documents are sent."""
        return f"{self.alias}-write-{month}"

    def in_use(self) -> dict[str, tuple[int, str]]:
        """Index name → (generation, month) of all behind the search alias. Raises `IndexStaleError`,
        `EngineUnavailableError`.
        """
        status, answer = self.wire.call("GET", f"/_alias/{self.alias}")
        if status == 404:
            return {}
        found: dict[str, tuple[int, str]] = {}
        for name in self._read(status, answer):
            parts = _NAME.search(name)
            if parts is None:
                raise IndexStaleError(
                    f"{self.alias} points to {name}, which is not ours: choose another alias in INDEX_URL"
                )
            if int(parts[1]) != SCHEMA:
                raise IndexStaleError(
                    f"{name} has schema {parts[1]}, this code {SCHEMA}: run manage.py reindex"
                )
            found[name] = int(parts[2]), parts[3]
        return found

    def all(self) -> dict[str, tuple[int, int, str]]:
        """Index name → (schema, generation, month) of every index of ours, in use or not."""
        status, answer = self.wire.call(
            "GET", f"/{self.alias}-s*-g*-*?features=aliases&expand_wildcards=open"
        )
        parts = {name: _NAME.search(name) for name in ([] if status == 404 else self._read(status, answer))}
        return {name: (int(p[1]), int(p[2]), p[3]) for name, p in parts.items() if p}

    def generation(self) -> int:
        """The generation in use; 0 before the first."""
        return max((generation for generation, _ in self.in_use().values()), default=0)

    def create(self, generation: int, month: str, *, in_use: bool) -> None:
        """Make a month's index; one that exists is left as it is. In use: with both aliases, in the same
        step.
        """
        made: Json = {"settings": SETTINGS, "mappings": mapping()}
        if in_use:
            made["aliases"] = {self.alias: {}, self.write_alias(month): {"is_write_index": True}}
        status, answer = self.wire.call("PUT", f"/{self.name(generation, month)}", made)
        if status >= 400 and "resource_already_exists" not in str(answer):
            raise EngineUnavailableError(
                f"cannot create {self.name(generation, month)}: {status} {str(answer)[:300]}"
            )

    def swap(self, generation: int) -> list[str]:
        """Put a generation in use in one atomic step; names of the indices that were in use before."""
        everything = self.all()
        status, answer = self.wire.call("GET", f"/_alias/{self.alias}")
        before = (
            []
            if status == 404
            else [n for n in self._read(status, answer) if everything.get(n, (0, -1))[1] != generation]
        )
        actions: list[Json] = [
            {"remove": {"index": name, "aliases": [self.alias, f"{self.alias}-write-*"]}} for name in before
        ]
        for name, (schema, number, month) in everything.items():
            if schema == SCHEMA and number == generation:
                actions.append({"add": {"index": name, "alias": self.alias}})
                actions.append(
                    {"add": {"index": name, "alias": self.write_alias(month), "is_write_index": True}}
                )
        if actions:
            status, answer = self.wire.call("POST", "/_aliases", {"actions": actions})
            self._read(status, answer)
        return before

    def drop(self, names: list[str]) -> None:
        """Delete indices; missing ones are no error."""
        for name in names:
            status, answer = self.wire.call("DELETE", f"/{name}")
            if status != 404:
                self._read(status, answer)

    def analysers(self) -> set[str]:
        """The analyser versions of the indices in use."""
        status, answer = self.wire.call("GET", f"/{self.alias}/_mapping")
        if status == 404:
            return set()
        made = self._read(status, answer)
        return {str(one["mappings"].get("_meta", {}).get("analyser", "")) for one in made.values()}

    @staticmethod
    def _read(status: int, answer: Any) -> Any:
        if status >= 400:
            raise EngineUnavailableError(f"Elasticsearch answered {status}: {str(answer)[:300]}")
        return answer

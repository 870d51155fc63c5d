"""Elasticsearch's indices: one a Gregorian month of first capture, by generation, behind aliases.

rasad                    search alias over every month of the generation in use
rasad-write-2026-11      write alias of one month: resolved by the server, so a swap is seen at once
rasad-s1-g0-2026-11      the index itself: schema, generation, month
rasad-s1                 index template of all of them
"""

from __future__ import annotations

import re
from typing import Any

from elasticsearch import BadRequestError, NotFoundError

from rasad.search.engines.elasticsearch.client import ElasticClient
from rasad.search.engines.elasticsearch.mapping import difference, replica_settings, template
from rasad.search.engines.index_document import SCHEMA
from rasad.search.errors import EngineUnavailableError, IndexStaleError

Json = dict[str, Any]
_NAME = re.compile(r"-s(\d+)-g(\d+)-(\d{4}-\d{2})$")
_BUILDING = {"index.refresh_interval": "-1"}  # of a generation that nobody searches yet


class Indices:
    """The indices of one alias. Every method may raise `EngineUnavailableError`."""

    def __init__(self, client: ElasticClient, replicas: int | None = None):
        self.client = client
        self.alias = client.alias
        self.replicas = replicas

    @property
    def pattern(self) -> str:
        """The names of all indices of this schema."""
        return f"{self.alias}-s{SCHEMA}-g*-*"

    def name(self, generation: int, month: str) -> str:
        """The index of a month in a generation."""
        return f"{self.alias}-s{SCHEMA}-g{generation}-{month}"

    def write_alias(self, month: str) -> str:
        """Where a month's documents are sent."""
        return f"{self.alias}-write-{month}"

    # -- reading ------------------------------------------------------------------------------------------

    def aliased(self) -> list[str]:
        """Names of the indices behind the search alias, whatever they are."""
        with self.client.faults():
            try:
                return list(self.client.api.indices.get_alias(name=self.alias).body)
            except NotFoundError:
                return []

    def in_use(self) -> dict[str, tuple[int, str]]:
        """Index name → (generation, month) of all behind the search alias. Raises `IndexStaleError`."""
        found: dict[str, tuple[int, str]] = {}
        for name in self.aliased():
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
        with self.client.faults():
            found = self.client.api.indices.get(
                index=f"{self.alias}-s*-g*-*",
                features="aliases",
                expand_wildcards="open",
                allow_no_indices=True,
            ).body
        parts = {name: _NAME.search(name) for name in found}
        return {name: (int(p[1]), int(p[2]), p[3]) for name, p in parts.items() if p}

    def generation(self) -> int:
        """The generation in use; 0 before the first."""
        return max((generation for generation, _ in self.in_use().values()), default=0)

    def analysers(self) -> set[str]:
        """The analyser versions of the indices in use."""
        mappings = self._mappings(self.alias).values()
        return {str(one.get("_meta", {}).get("analyser", "")) for one in mappings}

    def sizes(self, index: str) -> Json:
        """Documents and bytes of an index (a name, alias or pattern), replicas not counted."""
        with self.client.faults():
            try:
                answer = self.client.api.indices.stats(index=index, metric=["store", "docs"]).body
            except NotFoundError:
                return {}
        found: Json = answer["_all"].get("primaries", {})
        return found

    def check(self, index: str) -> None:
        """Raises `IndexStaleError` if an index (a name, alias or pattern) has fields that are not ours."""
        for name, found in self._mappings(index).items():
            if wrong := difference(found):
                raise IndexStaleError(f"{name} was not made by this code ({wrong}): run manage.py reindex")

    def _mappings(self, index: str) -> dict[str, Json]:
        with self.client.faults():
            try:
                answer = self.client.api.indices.get_mapping(index=index).body
            except NotFoundError:
                return {}
        return {name: made["mappings"] for name, made in answer.items()}

    def check_writable(self) -> None:
        """Raise `EngineUnavailableError` where the cluster has no master, or an index of ours no primary."""
        self.prepare()
        with self.client.faults():
            health = self.client.api.cluster.health(index=self.pattern, level="indices").body
        if health["status"] == "red":
            broken = [name for name, one in health["indices"].items() if one["status"] == "red"]
            raise EngineUnavailableError(f"{self.client.address}: no primary shard of {', '.join(broken)}")

    # -- making and dropping ------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Put the template in place, and the wanted number of replicas on the indices there are."""
        wanted = replica_settings(self.replicas)
        api = self.client.api.indices
        with self.client.faults():
            made = template(self.pattern, self.replicas)
            api.put_index_template(name=f"{self.alias}-s{SCHEMA}", **made)
            there = api.get_settings(index=self.pattern, flat_settings=True, allow_no_indices=True).body
            for name, found in there.items():
                if any(found["settings"].get(key) != value for key, value in wanted.items()):
                    api.put_settings(index=name, settings=wanted)

    def create(self, generation: int, month: str, *, in_use: bool) -> None:
        """Make a month's index, in use with both aliases; one that exists is given what it lacks of them.

        Raises `IndexStaleError` for one that exists with other fields.
        """
        name = self.name(generation, month)
        aliases: Json = {self.alias: {}, self.write_alias(month): {"is_write_index": True}} if in_use else {}
        with self.client.faults():
            try:
                self.client.api.indices.create(
                    index=name, aliases=aliases, settings={} if in_use else _BUILDING
                )
                return
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise
        self.check(name)
        with self.client.faults():
            for alias, options in aliases.items():
                self.client.api.indices.put_alias(index=name, name=alias, **options)

    def swap(self, generation: int) -> list[str]:
        """Put a generation in use in one atomic step; names of the indices that were in use before."""
        everything = self.all()
        before = [name for name in self.aliased() if everything.get(name, (0, -1, ""))[1] != generation]
        actions: list[Json] = [
            {"remove": {"index": name, "aliases": [self.alias, f"{self.alias}-write-*"]}} for name in before
        ]
        built = {
            name: month
            for name, (schema, number, month) in everything.items()
            if (schema, number) == (SCHEMA, generation)
        }
        for name, month in built.items():
            actions.append({"add": {"index": name, "alias": self.alias}})
            actions.append({"add": {"index": name, "alias": self.write_alias(month), "is_write_index": True}})
        with self.client.faults():
            if built:
                self.client.api.indices.put_settings(
                    index=list(built), settings=dict.fromkeys(_BUILDING), reopen=False
                )
            if actions:
                self.client.api.indices.update_aliases(actions=actions)
        return before

    def drop(self, names: list[str]) -> None:
        """Delete indices; missing ones are no error."""
        for name in names:
            with self.client.faults():
                self.client.api.options(ignore_status=404).indices.delete(index=name)

    def refresh(self, index: str) -> None:
        """Show what was put to searches."""
        with self.client.faults():
            self.client.api.indices.refresh(index=index, ignore_unavailable=True, allow_no_indices=True)

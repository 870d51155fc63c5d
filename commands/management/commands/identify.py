"""`manage.py identify URL… | -`: which outlet owns an address, and what names its item there."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from commands.lines import write_lines
from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, url_hash
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Article
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from settings.env import env


@dataclass(frozen=True)
class IdentifiedAddress:
    """The answer for one address; what is not known is None.

    `known`: whether the records hold an article of it; None where there are no records to look into.
    """

    url: str
    outlet: str | None = None
    key: str | None = None
    canonical: str | None = None
    known: bool | None = None
    error: str = ""

    def to_json(self) -> str:
        """One line of JSON; `error` only where there is one."""
        data = {name: value for name, value in asdict(self).items() if name != "error" or value}
        return json.dumps(data, ensure_ascii=False)

    def to_text(self) -> str:
        """Outlet, key and address by tabs."""
        if self.error:
            return f"–\t–\t{self.url}\t{self.error}"
        known = {True: "known", False: "new", None: "–"}[self.known]
        return f"{self.outlet or '–'}\t{self.key or '–'}\t{self.url}\t{known}"


class Command(BaseCommand):
    """Needs no database: without one, `known` is null."""

    help = "Say which outlet owns each address, its item key and canonical address, and whether it is known."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="URL", help="addresses, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one object a line")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            owners = Owners(load_outlets(env().outlets).values())
        except DefinitionError as error:
            raise CommandError(str(error)) from None
        records = self._has_records()
        wrong = 0

        def lines() -> Iterator[str]:
            nonlocal wrong
            for url in _addresses(options["addresses"]):
                found = identify(url, owners, records)
                wrong += bool(found.error)
                yield found.to_json() if options["json"] else found.to_text()

        write_lines(self.stdout, lines())
        if wrong:
            raise CommandError(f"{wrong} of the lines are no address: write them whole, https://…")

    def _has_records(self) -> bool:
        """Whether there is a database with our tables; never makes one."""
        name = str(settings.DATABASES["default"]["NAME"])
        if connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists():
            return False
        try:
            return Article._meta.db_table in connection.introspection.table_names()
        except DatabaseError as error:
            self.stderr.write(f"known is not looked up, the database does not answer: {error}")
            return False


def identify(url: str, owners: Owners, records: bool) -> IdentifiedAddress:
    """The answer for one address; with `records` the database says whether its article is known."""
    spec = owners.of(url)
    try:
        canonical = canonical_url(url, spec.keep_params if spec else ())
        key = key_at(spec, url).key if spec else None
    except NotAnAddressError as error:
        return IdentifiedAddress(url, error=str(error))
    stored = _stored(spec, key, canonical) if records else None
    return IdentifiedAddress(
        url,
        (stored.outlet_id if stored else None) or (spec.key if spec else None),
        stored.item_key if stored else key,
        canonical,
        stored is not None if records else None,
    )


def _stored(spec: OutletSpec | None, key: str | None, canonical: str) -> Article | None:
    """The article of a key, or of any address that once led to it (short links)."""
    articles = Article.objects.only("outlet_id", "item_key")
    found = articles.filter(id=article_id(spec.key, key)).first() if spec and key else None
    if found is None:
        alias = Alias.objects.filter(key=url_hash(canonical)).values_list("article_id", flat=True).first()
        found = articles.filter(id=alias).first() if alias else None
    return found


def _addresses(given: Iterable[str]) -> Iterator[str]:
    """The addresses of the command line; `-` stands for the lines of standard input."""
    for one in given:
        if one != "-":
            yield one
            continue
        for line in sys.stdin.buffer:
            text = line.decode("utf-8", "replace").strip().strip("\ufeff")
            if text:
                yield text

"""`manage.py export`: articles out, as JSON lines, CSV or XLSX."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rasad.archive.articles.search_index import open_index
from rasad.archive.models import Article
from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.exports import Format, every_id, ids_of, rows, stream
from rasad.search.errors import QueryError, SearchError
from rasad.search.query.parser import parse
from rasad.search.service import Searcher


class Command(BaseCommand):
    help = "Write the articles that a query finds (an empty query: all) to standard output or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--query", default="", help="the query language; empty: everything")
        parser.add_argument("--format", default="jsonl", choices=get_args(Format))
        parser.add_argument("--output", default="-", help="a file; written beside and renamed when whole")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            query = parse(options["query"], timezone.now())
        except QueryError as error:
            raise CommandError(f"the query cannot be read at {error.position}: {error.message_fa}") from error
        try:
            if query.everything:
                self._write(every_id(), Article.objects.count(), options["format"], options["output"])
            else:
                with closing(Searcher(open_index())) as searcher:
                    total = searcher.count(query)
                    self._write(ids_of(searcher, query), total, options["format"], options["output"])
        except SearchError as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _write(ids: Iterator[str], total: int, form: Format, output: str) -> None:
        found = CountedRows(rows(ids), total)
        parts = stream(found, form)
        if output == "-":
            sys.stdout.buffer.writelines(parts)
            sys.stdout.buffer.flush()
            if found.incomplete:
                raise CommandError(found.note)
            return
        path = Path(output)
        beside = path.with_name(path.name + ".tmp")
        with beside.open("wb") as file:
            file.writelines(parts)
        if found.incomplete:
            raise CommandError(f"{found.note} It stands in {beside}; {path} was not written.")
        beside.rename(path)

"""`manage.py reindex`: build the index anew beside the one in use, then swap; everything may keep running."""

from __future__ import annotations

import fcntl
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.archive.articles.document_source import ArticleSource
from rasad.archive.articles.search_index import engine_options
from rasad.search.engines.rebuild import rebuild
from rasad.search.errors import SearchError
from settings.env import env


class Command(BaseCommand):
    help = (
        "Rebuild the search index from the records, beside the one in use, and swap. Safe to kill and repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lock = env().data / "reindex.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("another reindex is running") from None
            self._rebuild()

    def _rebuild(self) -> None:
        try:
            done = rebuild(env().search_url, ArticleSource(), self.stdout.write, engine_options())
        except SearchError as error:
            raise CommandError(f"{error}; the index in use was not touched: run reindex again") from error
        self.stdout.write(
            f"{done.name}: {done.documents} articles, {done.handed_over} left to the index consumer"
        )
        for one, reason in done.refused.items():
            self.stderr.write(f"refused {one}: {reason}")

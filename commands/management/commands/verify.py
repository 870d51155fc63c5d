"""`manage.py verify`: do evidence, records and index agree?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pipelines.topology import warc_store
from rasad.archive.articles.search_index import open_index
from rasad.operation.verification.archive import verify_archive
from rasad.operation.verification.digest_lists import FOLDER
from rasad.operation.verification.lists import check_digest_lists
from rasad.operation.verification.verify import check_index
from rasad.search.errors import SearchError
from settings.env import env


class Command(BaseCommand):
    help = (
        "Check every WARC record's digests, captures against records, texts, articles against the index, "
        "the audit log's chain, the signed lists of digests."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--quick", action="store_true", help="do not read captured bodies a second time")
        parser.add_argument("--no-index", action="store_true", help="leave the index out")
        parser.add_argument(
            "--digests", type=Path, help="a copy of the signed daily lists; default: those of the data folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_archive(warc_store(), deep=not options["quick"])
        check_digest_lists(options["digests"] or env().data / FOLDER, report)
        if not options["no_index"]:
            try:
                with closing(open_index()) as index:
                    check_index(index, report)
            except SearchError as error:
                raise CommandError(f"the index cannot be asked: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report) | {"clean": report.clean}, ensure_ascii=False))
        else:
            for name, number in sorted(report.counts.items()):
                self.stdout.write(f"{name:28} {number:>10}")
            for kind, examples in sorted(report.faults.items()):
                self.stderr.write(f"{kind}:")
                for example in examples:
                    self.stderr.write(f"  {example}")
        if not report.clean:
            sys.exit(1)

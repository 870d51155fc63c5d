"""`manage.py discover FILE.html --url URL`: article links that a crawler would follow, one a line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commands.management.commands.extract import require_address
from rasad.extract import limits
from rasad.extract.announcements.edition import parse_edition_index
from rasad.extract.announcements.listing import links
from rasad.extract.detection import spec_for
from rasad.extract.errors import ExtractError
from rasad.extract.html.charset import to_text
from rasad.outlets.loading import load_outlets
from settings.env import env


class Command(BaseCommand):
    """Reads a file, needs no database."""

    help = "List the article links of a home, listing or archive page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--url", required=True, help="the address the page was fetched from")
        parser.add_argument("--titles", action="store_true", help="add headline and printed date, by tabs")

    def handle(self, *_: Any, **options: Any) -> None:
        require_address(options["url"])
        try:
            body = options["file"].read_bytes()
            limits.check_html(body)
            owners = [spec for spec in load_outlets(env().outlets).values() if spec.owns(options["url"])]
            spec = next(iter(owners), None) or spec_for(to_text(body)[0], options["url"])
            if spec.rules.edition.article_links:
                found = parse_edition_index(body, options["url"], spec).articles
            else:
                found = links(body, options["url"], spec)
        except (OSError, ExtractError) as fault:
            raise CommandError(str(fault)) from None
        for link in found:
            extra = f"\t{link.title}\t{link.published_text}" if options["titles"] else ""
            self.stdout.write(link.url + extra)

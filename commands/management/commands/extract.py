"""`manage.py extract FILE.html --url URL`: what extraction sees in a page, as one JSON object."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.extract.article.reader import extract, extract_unknown
from rasad.extract.errors import ExtractError
from rasad.outlets.addresses import split_url
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from rasad.persian.dates.jalali import tehran
from settings.env import env


def read_moment(text: str) -> datetime:
    """A moment of the command line; without an offset it is Tehran's."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        remedy = "write ISO 8601, e.g. 2026-11-23T12:00:00+03:30"
        raise CommandError(f"--seen-at «{text}» is no moment: {remedy}") from None
    return tehran(found)


def require_address(url: str) -> None:
    """Refuse what no page can have been fetched from."""
    parts = split_url(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"--url «{url}» is no address: write it whole, https://…")


class Command(BaseCommand):
    """Reads a file, needs no database; an address no outlet owns is read by its detected family."""

    help = "Show what extraction reads in an HTML file, as one JSON object."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--url", required=True, help="the address the page was fetched from")
        parser.add_argument("--seen-at", help="when it was fetched, ISO 8601 (default: now; naive: Tehran)")
        parser.add_argument("--outlet", help="read by this outlet's rules, whoever owns the address")
        parser.add_argument("--content-type", help="the HTTP header, for the encoding")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            seen_at = read_moment(options["seen_at"]) if options["seen_at"] else datetime.now(UTC)
            body = options["file"].read_bytes()
        except OSError as fault:
            raise CommandError(str(fault)) from None
        require_address(options["url"])
        url, content_type = options["url"], options["content_type"]
        try:
            outlets = load_outlets(env().outlets)
            if options["outlet"] and options["outlet"] not in outlets:
                raise CommandError(f"no outlet «{options['outlet']}» in {env().outlets}")
            spec = outlets[options["outlet"]] if options["outlet"] else Owners(outlets.values()).of(url)
            if spec is None:
                found = extract_unknown(body, url, seen_at, content_type)
            else:
                found = extract(body, url, spec, seen_at, content_type)
        except ExtractError as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, indent=2))

"""`manage.py discover FILE --url URL`: what the crawler would announce from a saved page."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError

from commands.lines import write_lines
from commands.management.commands.extract import read_moment, require_address
from rasad.extract import limits
from rasad.extract.announcements.announced import AnnouncedItem, SavedPage, announced, data_kind
from rasad.extract.detection import spec_for
from rasad.extract.errors import ExtractError
from rasad.extract.html.charset import to_text
from rasad.outlets.definitions import FeedKind, OutletSpec
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from settings.env import env


class Command(BaseCommand):
    """Reads a file, needs no database; an address no outlet owns is read by its detected family."""

    help = "List what a saved feed, sitemap, listing, home, edition or channel page announces."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--url", required=True, help="the address the page was fetched from")
        parser.add_argument("--kind", choices=get_args(FeedKind), help="default: as the page looks")
        parser.add_argument("--content-type", help="the HTTP header, for the encoding")
        parser.add_argument("--outlet", help="read by this outlet's rules, whoever owns the address")
        parser.add_argument("--seen-at", help="when it was fetched, ISO 8601 (default: now; naive: Tehran)")
        parser.add_argument("--json", action="store_true", help="one object a line")
        parser.add_argument("--titles", action="store_true", help="add headline and date, by tabs")

    def handle(self, *_: Any, **options: Any) -> None:
        require_address(options["url"])
        seen_at = read_moment(options["seen_at"]) if options["seen_at"] else datetime.now(UTC)
        try:
            body = options["file"].read_bytes()
            spec, known = _spec(body, options)
            page = SavedPage(body, options["url"], spec, seen_at, options["content_type"])
            items = announced(page, options["kind"])
        except (OSError, ExtractError, DefinitionError) as fault:
            raise CommandError(str(fault)) from None
        own = [item for item in items if not known or item.kind in ("pdf", "sitemap") or spec.owns(item.url)]
        if len(own) < len(items):
            self.stderr.write(f"{len(items) - len(own)} addresses of other hosts than {spec.key}'s left out")
        write = _json if options["json"] else _text
        write_lines(self.stdout, (write(item, options["titles"]) for item in own))


def _spec(body: bytes, options: dict[str, Any]) -> tuple[OutletSpec, bool]:
    """By whose rules the page is read, and whether that is a defined outlet."""
    outlets = load_outlets(env().outlets)
    if options["outlet"]:
        if options["outlet"] not in outlets:
            raise CommandError(f"no outlet «{options['outlet']}» in {env().outlets}")
        return outlets[options["outlet"]], True
    owner = Owners(outlets.values()).of(options["url"])
    if owner is not None:
        return owner, True
    if data_kind(body) is not None:
        return spec_for("", options["url"]), False
    limits.check_html(body)
    return spec_for(to_text(body, options["content_type"])[0], options["url"]), False


def _json(item: AnnouncedItem, _: bool) -> str:
    published = item.published.astimezone(UTC).isoformat() if item.published else None
    data = {"url": item.url, "title": item.title, "published": published, "summary": item.summary}
    return json.dumps({**data, "kind": item.kind}, ensure_ascii=False)


def _text(item: AnnouncedItem, titles: bool) -> str:
    published = item.published.astimezone(UTC).isoformat() if item.published else ""
    return f"{item.url}\t{item.title}\t{published}" if titles else item.url

"""The truth file: what was published where and when. Tests and benchmarks read it, the system never."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from demo.city import MediaCity
from demo.clock import TEHRAN
from demo.model import PlannedItem, Text


def rows(city: MediaCity, items: list[PlannedItem] | None = None) -> list[dict[str, Any]]:
    """One row an item, oldest first; times are ISO 8601 in UTC.

    `published` is what the page shows (to the minute, or midnight in Tehran of its day); `visible_at`,
    `edited_at`, `removed_at` are real times. `title` and `body` are as first published, `titles` holds
    every headline it ever had, `edited` its later state.
    """
    return [row(city, item) for item in (city.items if items is None else items)]


def row(city: MediaCity, item: PlannedItem) -> dict[str, Any]:
    """One item's truth."""
    site = city.sites[item.outlet.key]
    first = site.url(site.path(item))
    others = [site.url(path) for path in site.aliases(item)]
    edit = item.edit
    if edit and edit.moved and site.path(item, edited=True) != site.path(item):
        others.insert(0, site.url(site.path(item, edited=True)))
    published = item.at.replace(second=0)
    if item.outlet.day_only:
        published = item.at.astimezone(TEHRAN).replace(hour=0, minute=0, second=0)
    titles = [item.text.title] + ([edit.text.title] if edit and edit.moved else [])
    return {
        "outlet": item.outlet.key,
        "kind": item.outlet.kind,
        "url": first,
        "aliases": others,
        **_text(item, item.text),
        "titles": titles,
        "published": published.isoformat(),
        "precision": "day" if item.outlet.day_only else "minute",
        "story": item.story,
        "role": item.role,
        "release": item.release,
        "coverage": item.coverage,
        "series": item.series,
        "section": item.section,
        "topic": item.topic,
        "units": list(item.units),
        "tags": list(item.tags),
        "via": [feed["kind"] for feed in item.outlet.feeds],
        "visible_at": _real(city, item.at),
        "edited_at": _real(city, edit.at) if edit else None,
        "edited": _text(item, edit.text) if edit else None,
        "removed_at": _real(city, item.removed_at) if item.removed_at else None,
        "robots_allowed": not item.disallowed,
    }


def _text(item: PlannedItem, text: Text) -> dict[str, str]:
    body = f"{text.title}\n\n{text.body}" if item.outlet.social else text.body
    return {"title": text.title, "kicker": text.kicker, "lead": text.lead, "body": body}


def _real(city: MediaCity, at: datetime) -> str:
    return city.clock.real(at).isoformat()

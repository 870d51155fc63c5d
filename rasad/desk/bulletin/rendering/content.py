"""All that a bulletin says, as one value: frozen when it is issued, and what its files are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.contrib.auth.models import User

from rasad.archive.models import Article, Attribution
from rasad.desk.bulletin.models import Bulletin, BulletinItem, BulletinKind
from rasad.desk.bulletin.rendering.figures import CoverageStatement, Figure, coverage_statement, figures
from rasad.desk.bulletin.rendering.front_pages import FrontPage, front_pages
from rasad.desk.documents.reading_text import reading_address, reading_text
from rasad.persian.dates.jalali import format_jalali, persian_digits

MOST_CARRIERS = 12  # names of outlets under an item
FORMAT = 1


class ItemContent(TypedDict):
    """One entry as readers see it."""

    headline: str
    summary: str
    outlet: str
    time: str
    address: str
    shown_address: str
    carriers: list[str]
    units: list[str]
    tone: str
    status: str


class SectionContent(TypedDict):
    """A section with its entries; one without any is left out."""

    title: str
    items: list[ItemContent]


class BulletinContent(TypedDict):
    """A whole bulletin, every text as it is printed."""

    format: int
    kind: str
    title: str
    number: str
    edition: str
    correction: str
    day: str
    period: str
    cover: dict[str, str]
    parts: list[str]
    sections: list[SectionContent]
    front_pages: list[FrontPage]
    figures: list[Figure]
    coverage: CoverageStatement | None
    issued: str
    issued_by: str
    made_by: str


def content_of(
    bulletin: Bulletin,
    items: Sequence[BulletinItem] | None = None,
    *,
    number: int | None = None,
    issuer: User | None = None,
    at: datetime | None = None,
) -> BulletinContent:
    """What a bulletin says now. `number`, `issuer` and `at` are those with which it is being issued.

    `items`: those of a bulletin that is not kept, each with its article and outlet.
    """
    if items is None:
        items = list(bulletin.items.select_related("article__outlet").order_by("position", "pk"))
    number = number or bulletin.number
    since, until = bulletin.period_from, bulletin.period_to
    parts = list(bulletin.parts)
    return {
        "format": FORMAT,
        "kind": str(BulletinKind(bulletin.kind).label),
        "title": bulletin.title,
        "number": persian_digits(number) if number else "",
        "edition": persian_digits(bulletin.edition) if bulletin.edition > 1 else "",
        "correction": bulletin.correction,
        "day": format_jalali(bulletin.day, with_weekday=True),
        "period": f"{format_jalali(since)} تا {format_jalali(until)}",
        "cover": {str(name): str(text) for name, text in bulletin.cover.items()},
        "parts": parts,
        "sections": _sections(bulletin.sections, items),
        "front_pages": front_pages(since, until, bulletin.day) if "front_pages" in parts else [],
        "figures": figures(since, until) if "charts" in parts else [],
        "coverage": coverage_statement(since, until) if "coverage" in parts else None,
        "issued": format_jalali(at, with_weekday=True) if at else "",
        "issued_by": _name(issuer),
        "made_by": _name(bulletin.by),
    }


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _sections(sections: Sequence[Mapping[str, str]], items: Sequence[BulletinItem]) -> list[SectionContent]:
    carriers, units = _carriers(items), _units(items)
    found: list[SectionContent] = []
    for section in sections:
        here = [
            _item(item, carriers.get(item.story_id or "", ()), units.get(item.article_id or "", ()))
            for item in items
            if item.section == section["key"]
        ]
        if here:
            found.append({"title": str(section["title"]), "items": here})
    return found


def _item(item: BulletinItem, carriers: Sequence[str], units: Sequence[str]) -> ItemContent:
    article = item.article
    others = [name for name in carriers if article is None or name != article.outlet.name]
    day_only = article is not None and article.published_precision == Article.Precision.DAY
    address = article.url if article and article.url.startswith(("http://", "https://")) else ""
    return {
        "headline": item.headline,
        "summary": item.summary,
        "outlet": reading_text(article.outlet.name) if article else "",
        "time": format_jalali(article.at, with_time=not day_only) if article else "",
        "address": address,
        "shown_address": reading_address(address),
        "carriers": others,
        "units": list(units),
        "tone": article.tone if article else "",
        "status": article.status if article else "",
    }


def _carriers(items: Sequence[BulletinItem]) -> Mapping[str, list[str]]:
    """The outlets of each story, the first ones first."""
    stories = {item.story_id for item in items if item.story_id}
    rows = Article.objects.filter(story__in=stories).order_by("at", "arrival")
    found: dict[str, list[str]] = {}
    for story, name in rows.values_list("story_id", "outlet__name"):
        names = found.setdefault(str(story), [])
        if name not in names and len(names) < MOST_CARRIERS:
            names.append(name)
    return found


def _units(items: Sequence[BulletinItem]) -> Mapping[str, list[str]]:
    rows = Attribution.objects.filter(article__in=[item.article_id for item in items], unit__isnull=False)
    found: dict[str, list[str]] = {}
    for article, name in rows.order_by("pk").values_list("article_id", "unit__name"):
        found.setdefault(article, []).append(str(name))
    return found


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content as canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

"""A story: its origin, who told it independently, how it spread, what each copy changed, what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Attribution, Coverage, Story
from rasad.desk.models import Reply
from rasad.desk.reading.stories import independent_origins
from rasad.persian.dates.jalali import format_jalali
from rasad.persian.text.reading import readable
from search_api import labels
from search_api.accounts.auth import person
from search_api.highlight_html import clean
from search_api.pages.articles.difference import FIELDS, difference
from search_api.pages.review.strip import choices_of, strips_of

SHOWN = 300  # members on one page
COMPARED = 40  # copies whose difference from the origin is worked out


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """The copies of one kind of outlet over the story's time, right to left, in per cent of the width."""

    label: str
    dots: list[tuple[str, str, bool]]  # place, what it is, whether it was the first


@require_safe
def story(request: HttpRequest, key: str) -> HttpResponse:
    """`/s/<id>`."""
    found = get_object_or_404(Story.objects.select_related("origin__outlet", "origin__capture"), pk=key)
    members = list(whole_articles().filter(story=found).order_by("at", "arrival")[:SHOWN])
    series = Story.objects.none()
    if found.series:
        series = Story.objects.filter(series=found.series).exclude(pk=found.pk).order_by("-last_at", "-pk")
    user = person(request)
    origin = next((one for one in members if one.pk == found.origin_id), members[0] if members else None)
    strips = strips_of(members, user)
    keys = [one.pk for one in members]
    changed = _differences(origin, members)
    replies = Reply.objects.filter(article__in=keys).select_related("article__outlet")
    context: dict[str, Any] = choices_of(user) | {
        "section": "search",
        "story": found,
        "origin": origin,
        "strip": strips[origin.pk] if origin is not None else None,
        "members": [
            (one, strips[one.pk], _copy_note(origin, one), changed.get(one.pk, ())) for one in members
        ],
        "independent": independent_origins([found.pk]).get(found.pk, 1),
        "seconds": (found.last_at - found.first_at).total_seconds(),
        "spread": spread_of(members, found.origin_id or ""),
        "units": _units(keys),
        "releases": Coverage.objects.filter(article__in=keys)
        .select_related("release__outlet", "article__outlet")
        .order_by("release__at", "article__at")[:50],
        "replies": replies.order_by("pk")[:20],
        "citation": _citation(found, origin),
        "series": series[:30],
        "q": request.GET.get("q", "")[:2000],
    }
    return render(request, "search_api/story.html", context)


def spread_of(members: Sequence[Article], origin: str) -> list[SpreadLine]:
    """How the story went through the kinds of outlet; nothing for one that came at once."""
    if len(members) < 2:
        return []
    first, last = members[0].at, members[-1].at
    lines: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for one in members:
        words = f"{clean(one.outlet.name)}، {format_jalali(one.at, with_time=True)}"
        lines[one.outlet.kind].append((_place(one.at, first, last), words, one.pk == origin))
    return [SpreadLine(labels.word(labels.OUTLET_KINDS, kind), dots) for kind, dots in lines.items()]


def _place(at: datetime, first: datetime, last: datetime) -> str:
    whole = (last - first).total_seconds() or 1
    return f"{98 - 96 * (at - first).total_seconds() / whole:.2f}%"


def _units(keys: Sequence[str]) -> list[tuple[Attribution, int]]:
    """The units that the copies name, the most named first, each with one place that names it."""
    counts: dict[str, list[Attribution]] = defaultdict(list)
    rows = Attribution.objects.filter(article__in=keys, unit__isnull=False).select_related("unit", "article")
    for row in rows.order_by("article__at", "pk"):
        counts[str(row.unit_id)].append(row)
    return sorted(((found[0], len(found)) for found in counts.values()), key=lambda pair: -pair[1])


def _copy_note(origin: Article | None, copy: Article) -> str:
    """In what a copy differs from the origin, in a few words."""
    if origin is None or copy.pk == origin.pk:
        return ""
    changed = [name for field, name in FIELDS.items() if _plain(origin, field) != _plain(copy, field)]
    return "بی‌تفاوت با نخستین" if not changed else "تفاوت در " + "، ".join(changed)


def _plain(article: Article, field: str) -> str:
    return " ".join(readable(getattr(article, field)).split())


def _differences(origin: Article | None, members: Sequence[Article]) -> dict[str, list[tuple[str, Any]]]:
    """What each copy changed of the origin's text, word by word, set for reading on both sides."""
    if origin is None:
        return {}
    found: dict[str, list[tuple[str, Any]]] = {}
    for copy in [one for one in members if one.pk != origin.pk][:COMPARED]:
        found[copy.pk] = [
            (name, difference(_plain(origin, field), _plain(copy, field)))
            for field, name in FIELDS.items()
            if _plain(origin, field) != _plain(copy, field)
        ]
    return found


def _citation(found: Story, origin: Article | None) -> str:
    if origin is None:
        return clean(readable(found.title))
    at = format_jalali(origin.at, with_time=origin.published_precision == "minute")
    parts = [readable(origin.outlet.name), f"«{readable(found.title)}»", at]
    if origin.url.startswith(("http://", "https://")):
        parts.append(origin.url)
    return clean("، ".join(parts))

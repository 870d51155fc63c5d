"""One article: its text with highlights, versions, story mates, coverage, units and topics, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.articles.imported_statements import statements_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Topic, Unit, Version
from rasad.desk.accounts.roles import may
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.errors import InvalidValueError
from rasad.desk.reading.seen import mark_seen
from rasad.desk.review.corrections import correct_article
from rasad.persian.dates.jalali import format_jalali, tehran
from rasad.persian.text.reading import readable
from rasad.search.errors import QueryError
from rasad.search.query.parser import Query, parse
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.highlight_html import clean, mark, paragraphs
from search_api.pages.articles.difference import TextChange, changes
from search_api.pages.articles.evidence import reading_of, sentences_of
from search_api.pages.limited import limited
from search_api.pages.review.strip import choices_of, strips_of
from search_api.search.result_rows import highlights_of

MATES = 60  # story mates listed here; the story's page has all


@require_safe
@limited(READS)
def article(request: HttpRequest, key: str) -> HttpResponse:
    """`/a/<id>`; `?q=` is the query it was found by."""
    found = get_object_or_404(whole_articles().select_related("capture", "submission"), pk=key)
    user = person(request)
    text = request.GET.get("q", "")[:2000]
    spans = highlights_of(query_of(text), found)
    context = {
        "section": "search",
        "article": found,
        "q": text,
        "back": reverse("search") + (f"?{urlencode({'q': text})}" if text else ""),
        "title": mark(found.title, spans.get("title", [])),
        "kicker": mark(found.kicker, spans.get("kicker", [])),
        "lead": mark(found.lead, spans.get("lead", [])),
        "body": paragraphs(found.body, spans.get("body", [])),
        "versions": _versions(found),
        "statements": statements_of(found),
        "releases": found.carries.select_related("release__outlet").order_by("release__at", "pk"),
        "carriers": found.carried_by.select_related("article__outlet").order_by("article__at", "pk"),
        "capture": found.capture,
        "provenance": [
            (name, rule, (found.confidence or {}).get(name))
            for name, rule in (found.provenance or {}).items()
        ],
        "can_correct": may(request.user, "correct"),
        **_reading(found, spans),
        **choices_of(user),
        "strip": strips_of([found], user)[found.pk],
        "citation": citation(found),
    }
    best_effort("an article was seen", lambda: mark_seen(user, [found.pk]))
    return render(request, "search_api/article.html", context | _mates(found) | _labels(found, request))


def _reading(found: Article, spans: dict[str, list[tuple[int, int]]]) -> dict[str, Any]:
    """The text set for reading, and the outlet's own time of change where it says anything.

    A day is never shown as midnight, nor a change before the publication.
    """
    modified = found.modified
    midnight = modified is not None and tehran(modified).time() == time()
    after = modified is not None and (found.published is None or modified > found.published)
    return {
        "reading_title": mark(found.title, spans.get("title", []), form=readable),
        "reading_lead": mark(found.lead, spans.get("lead", []), form=readable),
        "reading_body": paragraphs(found.body, spans.get("body", []), form=readable),
        "modified_precision": "day" if midnight else "minute",
        "modified_shown": after,
    }


def citation(found: Article) -> str:
    """The article as a paper cites it: outlet, headline, time, address, and the digest of the evidence."""
    at = format_jalali(found.at, with_time=found.published_precision == "minute")
    parts = [readable(found.outlet.name), f"«{readable(found.title)}»", at]
    if found.url.startswith(("http://", "https://")):
        parts.append(found.url)
    if found.capture is not None:
        parts.append(f"SHA-256 {found.capture.sha256}")
    return clean("، ".join(parts))


def query_of(text: str) -> Query | None:
    """The query for highlights; what can't be read highlights nothing."""
    try:
        return parse(text, datetime.now(UTC)) if text else None
    except QueryError:
        return None


def _mates(found: Article) -> dict[str, Any]:
    if found.story is None or found.story.size < 2:
        return {"mates": []}
    mates = list(
        Article.objects.filter(story=found.story)
        .exclude(pk=found.pk)
        .select_related("outlet")
        .order_by("at", "arrival")
        .defer("body")[:MATES]
    )
    return {"mates": mates, "origin_id": found.story.origin_id}


def _versions(found: Article) -> list[tuple[Version, Sequence[TextChange]]]:
    """Versions, newest first, each with what it changed; nothing for an article that never changed."""
    versions = list(found.versions.select_related("capture").order_by("number"))
    if len(versions) < 2:
        return []
    pairs: list[tuple[Version, Sequence[TextChange]]] = [(versions[0], ())]
    pairs += [(new, changes(old, new)) for old, new in pairwise(versions)]
    return pairs[::-1]


def _labels(found: Article, request: HttpRequest) -> dict[str, Any]:
    attributions = list(found.attributions.all())
    units = [one for one in attributions if one.unit_id]
    topics = [one for one in attributions if one.topic_id]
    context: dict[str, Any] = {
        "units": units,
        "topics": topics,
        "evidence": sentences_of(found, attributions),
    }
    context |= reading_of(found)
    if may(request.user, "correct"):
        context["unit_choices"] = Unit.objects.exclude(pk__in=[one.unit_id for one in units]).order_by("name")
        context["topic_choices"] = Topic.objects.exclude(pk__in=[one.topic_id for one in topics]).order_by(
            "name"
        )
    return context


@require_POST
@permission_required("correct")
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Add or take away a unit or a topic."""
    kind, _, value = request.POST.get("label", "").partition(":")
    field = f"{kind}{'-' if request.POST.get('remove') else '+'}"

    try:
        correct_article(actor_of(request), key, field, value)
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, "ثبت شد؛ چند ثانیه بعد در جست‌وجو دیده می‌شود.")
    text = request.POST.get("q", "")
    response = redirect("article", key=key)
    if text:
        response["Location"] += "?" + urlencode({"q": text})
    return response

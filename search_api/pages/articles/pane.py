"""An article beside a list: its text for reading, and the strip that judges it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.reading.seen import mark_seen
from rasad.persian.text.reading import readable
from search_api.accounts.auth import person
from search_api.accounts.limits import READS
from search_api.highlight_html import mark, paragraphs
from search_api.pages.articles.article import query_of
from search_api.pages.limited import limited
from search_api.pages.review.strip import choices_of, strips_of
from search_api.search.result_rows import highlights_of


def pane_of(article: Article, user: User, text: str = "") -> dict[str, Any]:
    """What the template `pane.html` shows; `text` is the query by which the article was found."""
    spans = highlights_of(query_of(text), article)
    link = reverse("article", args=[article.pk])
    return {
        "article": article,
        "href": f"{link}?{urlencode({'q': text})}" if text else link,
        "title": mark(article.title, spans.get("title", []), form=readable),
        "lead": mark(article.lead, spans.get("lead", []), form=readable),
        "body": paragraphs(article.body, spans.get("body", []), form=readable),
        "units": [one for one in article.attributions.all() if one.unit is not None],
        "strip": strips_of([article], user)[article.pk],
    }


@require_safe
@limited(READS)
def pane(request: HttpRequest, key: str) -> HttpResponse:
    """`/a/<id>/pane`: a part of a page; who opens it has seen the article."""
    found = get_object_or_404(whole_articles(), pk=key)
    user = person(request)
    shown = pane_of(found, user, request.GET.get("q", "")[:2000])
    best_effort("an article was seen", lambda: mark_seen(user, [found.pk]))
    return render(request, "search_api/pane.html", {"pane": shown, **choices_of(user)})

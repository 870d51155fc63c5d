"""A story: who carried it, when, who was first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rasad.archive.models import Article, Story

SHOWN = 300  # members on one page


@require_safe
def story(request: HttpRequest, key: str) -> HttpResponse:
    """`/s/<id>`."""
    found = get_object_or_404(Story.objects.select_related("origin__outlet"), pk=key)
    members = list(
        Article.objects.filter(story=found)
        .select_related("outlet")
        .order_by("at", "arrival")
        .defer("body")[:SHOWN]
    )
    series = Story.objects.none()
    if found.series:
        series = Story.objects.filter(series=found.series).exclude(pk=found.pk).order_by("-last_at", "-pk")
    context = {
        "section": "search",
        "story": found,
        "members": members,
        "series": series[:30],
        "q": request.GET.get("q", "")[:2000],
    }
    return render(request, "search_api/story.html", context)

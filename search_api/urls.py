"""Addresses of the desk: each subject's pages, then the JSON API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from search_api import api, error_views

SUBJECTS = (
    "search",
    "articles",
    "attribution",
    "alerts",
    "bulletins",
    "units",
    "replies",
    "tasks",
    "today",
    "review",
    "submissions",
    "outlets",
    "operation",
    "account",
    "people",
    "audit",
    "help",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"search_api.pages.{subject}.urls")) for subject in SUBJECTS),
    path("api/", api.urls()),
    path("api/<path:rest>", api.not_found),
]

handler400 = error_views.bad_request
handler500 = error_views.server_error

"""Addresses of the help pages."""

from __future__ import annotations

from django.urls import path

from search_api.pages.help import views

urlpatterns = [
    path("help/query", views.query_help, name="query_help"),
]

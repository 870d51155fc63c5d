"""Addresses of what keeps Rasad running."""

from __future__ import annotations

from django.urls import path

from search_api.pages.operation import health, quarantine

urlpatterns = [
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/again", quarantine.again, name="quarantine_again"),
    path("health", health.health, name="health"),
]

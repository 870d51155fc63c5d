"""Addresses of what keeps Rasad running."""

from __future__ import annotations

from django.urls import path

from search_api.pages.operation import coverage, health, missed, quarantine

urlpatterns = [
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/again", quarantine.again, name="quarantine_again"),
    path("coverage", coverage.coverage, name="coverage"),
    path("missed", missed.missed, name="missed"),
    path("missed/report", missed.report, name="missed_report"),
    path("health", health.health, name="health"),
]

"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "rasad.archive"
    label = "archive"  # as in the migrations

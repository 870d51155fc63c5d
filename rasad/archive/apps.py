"""The Django app of this room."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "rasad.archive"
    label = "archive"  # as in the migrations

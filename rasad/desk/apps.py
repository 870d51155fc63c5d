"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rasad.desk"
    label = "desk"  # as in the migrations

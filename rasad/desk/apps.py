"""The Django app of this room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rasad.desk"
    label = "desk"  # as in the migrations

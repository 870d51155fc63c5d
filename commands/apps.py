"""The Django app of this room."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "commands"

"""The Django app of this room."""

from django.apps import AppConfig


class SearchapiConfig(AppConfig):
    name = "search_api"

"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class SearchapiConfig(AppConfig):
    """Pages and JSON API of the desk."""

    name = "search_api"
    verbose_name = "Rasad desk"

    def ready(self) -> None:
        from search_api.accounts import login_audit

        login_audit.listen()

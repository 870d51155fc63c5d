"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchapiConfig(AppConfig):
    """Pages and JSON API of the desk; makes the roles after every migrate."""

    name = "search_api"
    verbose_name = "Rasad desk"

    def ready(self) -> None:
        from search_api.accounts import audit
        from search_api.accounts.roles import ensure_roles

        # Without a sender: permissions exist only after the last app's signal, and it is cheap.
        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="search_api.accounts.roles")
        audit.listen()

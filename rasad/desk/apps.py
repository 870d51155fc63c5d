"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "rasad.desk"
    label = "desk"  # as in the migrations

    def ready(self) -> None:
        from rasad.desk.accounts.roles import ensure_roles

        # After Django's own receiver of this app's signal, which makes the permissions.
        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="rasad.desk.accounts.roles")

"""`manage.py migrate`: Django's, safe to kill, and with a remedy for what an older version left half done."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate as django_migrate
from django.db import DatabaseError, connection

from rasad.operation.migration_executor import OneTransactionExecutor
from settings.env import env

# Django's command takes its executor from its module; it has no other place to give one.
django_migrate.MigrationExecutor = OneTransactionExecutor  # type: ignore[attr-defined]


class Command(django_migrate.Command):
    help = "Bring the database up to date; killed at any moment, it goes on where it was."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; a table that stands although no migration is recorded ends with a sentence."""
        try:
            super().handle(*args, **options)
        except DatabaseError as error:
            if "already exists" not in str(error):
                raise
            raise CommandError(_remedy(str(error))) from error


def _remedy(said: str) -> str:
    """What to do about a database whose first migration was killed under an older version."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        way = f"move {name} (with {name}-wal and {name}-shm, where they are) out of {env().data}"
    else:
        way = f"make the database {name} anew (dropdb, createdb)"
    return (
        f"the database was left half made by a start that was ended ({said.splitlines()[0]}): if it is new, "
        f"{way} and start again; if it holds anything of yours, put the last backup in its place "
        "(docs/operation.md, «Backup and restore»)"
    )

"""Migrations that a death at any moment leaves either done and recorded, or not begun."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class OneTransactionExecutor(MigrationExecutor):
    """Records a migration in the transaction that makes its changes.

    Django puts indexes and foreign keys off to the end of that transaction, and then records the migration
    in a second one (`MigrationExecutor.apply_migration`). Killed in between, the tables stand and nobody
    knows of them: every later start ends with «table already exists».
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply one migration; what was put off is done before it is recorded."""
        apply = migration.apply

        def apply_whole(
            project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
        ) -> ProjectState:
            after = apply(project_state, schema_editor, collect_sql)
            put_off: list[Any] = schema_editor.deferred_sql
            for statement in put_off:
                schema_editor.execute(statement, None)
            put_off.clear()
            return after

        migration.apply = apply_whole  # type: ignore[method-assign]
        try:
            return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            del migration.apply

"""An audit log from before the chain becomes one when it is migrated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from rasad.desk.audit.actor import CONSOLE
from rasad.desk.audit.hash_chain import breaks
from rasad.desk.audit.log import note
from rasad.desk.models import AuditEntry

START = datetime(2026, 11, 20, 6, 30, 15, 250, tzinfo=UTC)
DETAILS: list[Any] = [{}, {"name": "قاعده", "scopes": ["a", 1]}, {"before": {"active": True, "query": None}}]


@pytest.mark.django_db(transaction=True)
def test_old_entries_are_linked_in_the_order_in_which_they_were_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (follows_once,) = AuditEntry._meta.constraints  # of the migration after the one that links
    with monkeypatch.context() as before, connection.schema_editor() as editor:
        before.setattr(AuditEntry._meta, "constraints", [])
        editor.remove_constraint(AuditEntry, follows_once)
    AuditEntry.objects.bulk_create(
        AuditEntry(at=START - timedelta(hours=number), actor="سارا", action="rule.edit", detail=detail)
        for number, detail in enumerate(DETAILS * 400)
    )
    try:
        with connection.schema_editor() as editor:
            import_module("rasad.desk.migrations.0007_audit_chain")._link(apps, editor)
    except BaseException:
        AuditEntry.objects.all().delete()
        raise
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(AuditEntry, follows_once)
    assert AuditEntry.objects.exclude(digest="").count() == 1200
    assert AuditEntry.objects.order_by("id")[0].previous == ""
    assert list(breaks()) == []
    note(CONSOLE, "login")
    assert list(breaks()) == []

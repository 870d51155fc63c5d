"""Once an hour: what is over goes, what is due is written; one task's fault keeps no other from its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from rasad.desk.models import AlertRule, AuditEntry, LoginCounter
from rasad.operation import hourly_tasks
from rasad.operation.hourly_tasks import run_hourly_tasks

pytestmark = pytest.mark.django_db


def test_what_is_over_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for key, end in (("over", now - timedelta(seconds=1)), ("holds", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    LoginCounter.objects.create(key="pair:sara|192.0.2.1", failures=3, last_at=now - timedelta(days=1))
    AlertRule.objects.create(name="r", query="مترو", active=False, deleted_at=now - timedelta(days=30))
    run_hourly_tasks()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["holds"]
    assert not LoginCounter.objects.exists()
    assert not AlertRule.objects.exists()
    assert not AuditEntry.objects.exists(), "nothing was old enough to say so"


def test_a_task_that_fails_keeps_no_other_from_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise OSError("disk full")

    monkeypatch.setattr(hourly_tasks, "TASKS", {"first": fail, "second": lambda: done.append("second")})
    run_hourly_tasks()
    assert done == ["second"]

"""The audit log is a chain: what is changed, taken out or cut off at the end is named."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from rasad.desk.audit.actor import CONSOLE, Actor
from rasad.desk.audit.hash_chain import breaks, digest_of
from rasad.desk.audit.log import note
from rasad.desk.audit.retention import expire_entries
from rasad.desk.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def write(number: int) -> list[AuditEntry]:
    return [note(CONSOLE, "rule.edit", f"rule:{n}", name=f"قاعدهٔ {n}", query="مترو") for n in range(number)]


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    first, second = write(2)
    assert first.previous == ""
    assert second.previous == first.digest == digest_of(first)
    assert list(breaks()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "someone else"},
        {"action": "rule.make"},
        {"subject": "rule:9"},
        {"detail": {"name": "دیگر"}},
        {"address": "192.0.2.9"},
        {"at": timezone.now() - timedelta(days=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_named(change: dict[str, object]) -> None:
    entries = write(3)
    AuditEntry.objects.filter(pk=entries[1].pk).update(**change)
    assert list(breaks()) == [f"audit entry {entries[1].pk}: it was changed"]


def test_a_changed_entry_with_a_new_hash_breaks_the_chain_behind_it() -> None:
    entries = write(3)
    changed = entries[1]
    changed.actor = "someone else"
    changed.digest = digest_of(changed)
    changed.save()
    assert list(breaks()) == [f"audit entry {entries[2].pk}: what stood before it is missing or was changed"]


@pytest.mark.parametrize("number", [0, 1])
def test_an_entry_that_was_taken_out_is_missed(number: int) -> None:
    entries = write(3)
    AuditEntry.objects.filter(pk=entries[number].pk).delete()
    after = entries[number + 1].pk
    assert list(breaks()) == [f"audit entry {after}: what stood before it is missing or was changed"]


def test_an_entry_that_was_cut_off_at_the_end_is_missed() -> None:
    entries = write(3)
    AuditEntry.objects.filter(pk=entries[2].pk).delete()
    assert list(breaks()) == [f"audit entry {entries[2].pk}: the newest entries are missing"]


def test_no_two_entries_follow_the_same_one() -> None:
    (entry,) = write(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(actor="x", action="y", previous=entry.previous)


def test_a_log_whose_head_is_lost_goes_on() -> None:
    write(2)
    AuditHead.objects.all().delete()
    write(2)
    assert AuditEntry.objects.count() == 4
    assert list(breaks()) == []


def test_what_a_client_sends_is_hashed_as_the_database_gives_it_back() -> None:
    strange = {
        "whole": 10**15,
        "share": 0.25,
        "none": None,
        "list": ("الف", 1),
        "nul": "a\x00b",
        "half": "\ud800",
    }
    note(Actor("نام\x00", address="2001:db8::1"), "x", "ش:۱", **strange)
    assert list(breaks()) == []


def test_old_entries_expire_and_the_rest_is_still_one_chain() -> None:
    old = write(5)
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    for entry in old:  # as they would have been written three years ago
        entry.at -= timedelta(days=1096)
        entry.previous = AuditHead.objects.get(pk=1).digest if AuditHead.objects.exists() else ""
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        AuditHead.objects.update_or_create(pk=1, defaults={"entry": entry.pk, "digest": entry.digest})
    write(2)
    assert expire_entries(timedelta(days=1095)) == 5
    assert expire_entries(timedelta(days=1095)) == 0
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "rule.edit",
        "rule.edit",
        "audit.expire",
    ]
    assert list(breaks()) == []
    first = AuditEntry.objects.order_by("id")[0]
    first.delete()
    assert len(list(breaks())) == 1, "what goes without saying so is missed"


def test_of_an_old_log_the_newest_entry_stays() -> None:
    write(3)
    assert expire_entries(timedelta(0), now=timezone.now() + timedelta(days=1)) == 2
    assert list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain() -> None:
    def run() -> None:
        for _ in range(10):
            note(CONSOLE, "login")
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.count() == 40
    assert list(breaks()) == []

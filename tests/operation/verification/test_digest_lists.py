"""Signed daily lists of digests: they can be kept elsewhere, and show what was changed here."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from rasad.archive.models import Capture, Outlet
from rasad.desk.audit.actor import CONSOLE
from rasad.desk.audit.hash_chain import digest_of
from rasad.desk.audit.log import note
from rasad.desk.audit.retention import expire_entries
from rasad.desk.models import AuditEntry, AuditHead
from rasad.operation.verification.digest_lists import (
    FOLDER,
    days_of,
    path_of,
    read_list,
    write_due,
    write_list,
)
from rasad.operation.verification.lists import check_audit, check_digest_lists
from rasad.operation.verification.verify import VerifyReport

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 20)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def outlet() -> Outlet:
    return Outlet.objects.create(key="alef", name="الف", kind="agency")


def capture(outlet: Outlet, number: int, at: datetime) -> Capture:
    return Capture.objects.create(
        outlet=outlet,
        kind="article",
        url=f"http://alef.example/{number}",
        final_url=f"http://alef.example/{number}",
        key=f"{number:032x}",
        fetched_at=at,
        status=200,
        warc="rasad-1.warc.gz",
        offset=number * 100,
        length=100,
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
    )


@pytest.fixture
def folder(outlet: Outlet, tmp_path: Path) -> Path:
    """Lists of eleven days, two captures a day; the audit log holds an entry."""
    note(CONSOLE, "login")
    for number in range(22):
        capture(outlet, number, datetime(2026, 11, 20, 6, tzinfo=UTC) + timedelta(hours=12 * number))
    assert write_due(tmp_path, NOW) == [FIRST + timedelta(days=number) for number in range(11)]
    return tmp_path / FOLDER


def faults(folder: Path) -> dict[str, list[str]]:
    report = VerifyReport()
    check_audit(report)
    check_digest_lists(folder, report)
    return report.faults


def test_a_healthy_archive_is_as_its_lists_say(folder: Path) -> None:
    report = VerifyReport()
    check_digest_lists(folder, report)
    assert report.faults == {}
    assert report.counts == {"digest_lists": 11, "listed_captures": 22}
    assert write_due(folder.parent, NOW) == []


def test_without_lists_nothing_is_wrong(tmp_path: Path) -> None:
    assert faults(tmp_path / FOLDER) == {}
    assert write_due(tmp_path, NOW) == [], "nothing was captured yet"


def test_a_day_is_listed_only_when_it_is_over_in_tehran(outlet: Outlet, tmp_path: Path) -> None:
    capture(outlet, 1, datetime(2026, 11, 20, 20, 0, tzinfo=UTC))  # 23:30 there
    capture(outlet, 2, datetime(2026, 11, 20, 21, 0, tzinfo=UTC))  # 00:30 of the next day
    assert write_due(tmp_path, datetime(2026, 11, 20, 21, 15, tzinfo=UTC)) == []
    assert write_due(tmp_path, datetime(2026, 11, 20, 21, 31, tzinfo=UTC)) == [FIRST]
    assert len(read_list(path_of(tmp_path / FOLDER, FIRST)).captures) == 1


def test_what_was_stored_late_stands_in_a_later_list(folder: Path, outlet: Outlet) -> None:
    late = capture(outlet, 99, datetime(2026, 11, 30, 12, tzinfo=UTC))
    write_due(folder.parent, NOW + timedelta(days=1))
    assert late.pk in read_list(path_of(folder, date(2026, 12, 1))).captures
    assert faults(folder) == {}


@pytest.mark.parametrize(
    "change", [{"sha256": "0" * 64}, {"offset": 5}, {"warc": "other.warc.gz"}], ids=lambda c: next(iter(c))
)
def test_a_capture_that_was_changed_is_named(folder: Path, change: dict[str, object]) -> None:
    changed = Capture.objects.order_by("id")[3]
    Capture.objects.filter(pk=changed.pk).update(**change)
    assert faults(folder) == {"capture_not_as_listed": [f"capture {changed.pk}, listed on 2026-11-21"]}


def test_a_capture_that_went_or_was_slipped_in_is_named(folder: Path, outlet: Outlet) -> None:
    gone = Capture.objects.order_by("id")[0]
    key = gone.pk
    gone.delete()
    slipped = capture(outlet, 50, datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert faults(folder) == {
        "capture_missing": [f"capture {key}, listed on 2026-11-20, is gone"],
        "capture_not_listed": [f"capture {slipped.pk} of 2026-11-21 stands in no list"],
    }


def test_a_list_that_was_rewritten_is_forged_and_breaks_the_chain(folder: Path) -> None:
    path = path_of(folder, FIRST + timedelta(days=2))
    path.write_text(path.read_text().replace("rasad-1", "rasad-2"), encoding="utf-8")
    found = faults(folder)
    assert found["digest_list_forged"] == ["2026-11-22.txt: its signature is missing or wrong"]
    assert found["digest_list_missing"] == ["2026-11-23: the list before it is another or missing"]


def test_a_list_that_is_missing_or_cut_off_is_named(folder: Path) -> None:
    path_of(folder, FIRST + timedelta(days=2)).unlink()
    cut = path_of(folder, FIRST + timedelta(days=5))
    cut.write_text("\n".join(cut.read_text().splitlines()[:-1]), encoding="utf-8")
    found = faults(folder)
    assert "2026-11-23: the list before it is another or missing" in found["digest_list_missing"]
    assert [one.split(":")[0] for one in found["digest_list_unreadable"]] == ["2026-11-25.txt"]


def test_lists_signed_anew_with_another_key_differ_from_a_copy_kept_elsewhere(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, elsewhere)
    changed = Capture.objects.order_by("id")[3]
    Capture.objects.filter(pk=changed.pk).update(sha256="0" * 64)
    shutil.rmtree(folder)
    (folder.parent / "evidence.key").unlink()
    write_due(folder.parent, NOW)
    assert faults(folder) == {}, "who owns the machine can make all of it fit"
    assert "capture_not_as_listed" in faults(elsewhere)


def test_an_audit_log_made_anew_is_not_the_one_that_was_listed(folder: Path) -> None:
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    entry = note(CONSOLE, "logout")
    assert "audit_not_as_listed" in faults(folder)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    first = read_list(path_of(folder, FIRST)).audit_entry
    forged = AuditEntry(pk=first, actor="x", action="login")
    forged.digest = digest_of(forged)
    forged.save(force_insert=True)
    assert f"audit entry {first} of {FIRST} was changed" in faults(folder)["audit_not_as_listed"]


def test_entries_that_expired_are_not_missed(folder: Path) -> None:
    note(CONSOLE, "login")
    assert expire_entries(timedelta(0), now=timezone.now() + timedelta(days=1)) == 1
    assert faults(folder) == {}


def test_openssl_checks_a_signature(folder: Path) -> None:
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "evidence.pub"]
    command += ["-sigfile", f"{FIRST}.sig", "-in", f"{FIRST}.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_key_is_nobody_elses_to_read(folder: Path) -> None:
    key = folder.parent / "evidence.key"
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    write_list(folder.parent, days_of(folder)[-1])
    assert key.read_bytes() == before

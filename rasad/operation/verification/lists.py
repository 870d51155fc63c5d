"""Whether the audit log is whole, and the archive is still what its signed lists of digests say."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

from rasad.archive.models import Capture
from rasad.desk.audit.hash_chain import EXPIRED, breaks
from rasad.desk.audit.models import AuditEntry
from rasad.operation.verification.digest_lists import (
    LATE_DAYS,
    NONE,
    PUBLIC_KEY,
    DigestList,
    days_of,
    path_of,
    read_list,
    span_of,
)
from rasad.operation.verification.signing import is_signed
from rasad.operation.verification.verify import VerifyReport

_BATCH = 1000


def check_audit(report: VerifyReport) -> None:
    """Every entry of the audit log follows the one before."""
    report.saw("audit_entries", AuditEntry.objects.count())
    for place in breaks():
        report.fault("audit_broken", place)


def check_digest_lists(folder: Path, report: VerifyReport) -> None:
    """Signatures, the chain of the lists, and each capture as its list has it."""
    days = days_of(folder) if folder.is_dir() else []
    if not days:
        return
    pem = (folder / PUBLIC_KEY).read_bytes() if (folder / PUBLIC_KEY).exists() else b""
    if not pem:
        report.fault("digest_list_unsigned", f"{folder / PUBLIC_KEY} is missing")
    listed: dict[int, date] = {}
    before = b""
    for day in days:
        report.saw("digest_lists")
        path = path_of(folder, day)
        text = path.read_bytes()
        _check_signature(path, pem, text, report)
        try:
            found = read_list(path)
        except ValueError as error:
            report.fault("digest_list_unreadable", f"{path.name}: {error}")
            before = text
            continue
        _check_follows(found, day, days[0], before, report)
        _check_captures(found, report)
        _check_audit_entry(found, report)
        listed |= dict.fromkeys(found.captures, day)
        listed = {key: on for key, on in listed.items() if (day - on).days <= LATE_DAYS}
        _check_all_listed(day - timedelta(days=LATE_DAYS), days[0], listed, report)
        before = text


def _check_signature(path: Path, pem: bytes, text: bytes, report: VerifyReport) -> None:
    signature = path.with_suffix(".sig")
    if pem and not (signature.exists() and is_signed(pem, signature.read_bytes(), text)):
        report.fault("digest_list_forged", f"{path.name}: its signature is missing or wrong")


def _check_follows(found: DigestList, day: date, first: date, before: bytes, report: VerifyReport) -> None:
    expected = hashlib.sha256(before).hexdigest() if before else NONE
    if found.day != day:
        report.fault("digest_list_forged", f"{day}: the file holds the list of {found.day}")
    if day != first and found.previous != expected:
        report.fault("digest_list_missing", f"{day}: the list before it is another or missing")


def _check_captures(found: DigestList, report: VerifyReport) -> None:
    keys = sorted(found.captures)
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        rows = Capture.objects.filter(pk__in=part).values_list("id", "sha256", "warc", "offset")
        stored = {key: (digest, f"{warc}:{offset}") for key, digest, warc, offset in rows}
        for key in part:
            report.saw("listed_captures")
            if key not in stored:
                report.fault("capture_missing", f"capture {key}, listed on {found.day}, is gone")
            elif stored[key] != found.captures[key]:
                report.fault("capture_not_as_listed", f"capture {key}, listed on {found.day}")


def _check_audit_entry(found: DigestList, report: VerifyReport) -> None:
    """The newest entry of that day still is what it was, or has expired by the rule."""
    if not found.audit_entry:
        return
    entry = AuditEntry.objects.filter(pk=found.audit_entry).first()
    if entry is None:
        expired = AuditEntry.objects.filter(action=EXPIRED).order_by("-id").first()
        if expired is None or int(expired.detail.get("through", 0)) < found.audit_entry:
            report.fault("audit_not_as_listed", f"audit entry {found.audit_entry} of {found.day} is gone")
    elif entry.digest != found.audit_digest:
        report.fault("audit_not_as_listed", f"audit entry {found.audit_entry} of {found.day} was changed")


def _check_all_listed(day: date, first: date, listed: dict[int, date], report: VerifyReport) -> None:
    """No capture was put among those of a day after all lists that could hold it were written."""
    if day < first:
        return
    start, end = span_of(day)
    for key in Capture.objects.filter(fetched_at__gte=start, fetched_at__lt=end).values_list("id", flat=True):
        if key not in listed:
            report.fault("capture_not_listed", f"capture {key} of {day} stands in no list")

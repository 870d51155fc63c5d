"""The archive as a whole: evidence, records, texts and the audit log, each against the others."""

from __future__ import annotations

from rasad.archive.warc import WarcStore
from rasad.operation.verification.lists import check_audit
from rasad.operation.verification.verify import (
    VerifyReport,
    check_captures,
    check_rows,
    check_texts,
    check_warcs,
)


def verify_archive(store: WarcStore, *, deep: bool = True) -> VerifyReport:
    """What was looked at and what is wrong; `deep` reads every captured body. Index and lists: beside it."""
    report = VerifyReport()
    check_captures(store, check_warcs(store.folder, report), report, deep=deep)
    check_rows(report)
    check_texts(report)
    check_audit(report)
    return report

"""What `verify` finds wrong in a run's archive: nothing, on a healthy one."""

from __future__ import annotations

from pathlib import Path

from rasad.archive.articles.search_index import open_index
from rasad.archive.warc import WarcStore
from rasad.operation.verification.lists import check_audit
from rasad.operation.verification.verify import (
    VerifyReport,
    check_captures,
    check_index,
    check_rows,
    check_texts,
    check_warcs,
)


def archive_flaws(data: Path) -> list[str]:
    """One line for each flaw of evidence, records, index and audit log."""
    report = VerifyReport()
    store = WarcStore(data / "warc")
    check_captures(store, check_warcs(store.folder, report), report)
    check_rows(report)
    check_texts(report)
    check_audit(report)
    index = open_index()
    try:
        check_index(index, report)
    finally:
        index.close()
    return [f"verify: {kind}: {what}" for kind, places in sorted(report.faults.items()) for what in places]

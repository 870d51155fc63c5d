"""What `verify` finds wrong in a run's archive: nothing, on a healthy one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rasad.archive.articles.search_index import open_index
from rasad.archive.warc import WarcStore
from rasad.operation.verification.archive import verify_archive
from rasad.operation.verification.verify import check_index


def archive_flaws(data: Path) -> list[str]:
    """One line for each flaw of evidence, records, index and audit log."""
    report = verify_archive(WarcStore(data / "warc"))
    with closing(open_index()) as index:
        check_index(index, report)
    return [f"verify: {kind}: {what}" for kind, places in sorted(report.faults.items()) for what in places]

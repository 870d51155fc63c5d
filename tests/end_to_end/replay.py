"""Every capture of a run, asked from pywb and compared byte for byte with what the record says."""

from __future__ import annotations

import hashlib
import http.client
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from tests.services.pywb import replaying

WHOLE = """select final_url, fetched_at, sha256, kind, warc, offset from archive_capture
           where status = 200 and revisit_of_id is null order by id"""


def rendered(folder: Path, name: str, offset: int) -> bool:
    """Whether a capture is what a browser made of a page: its address and second have a raw answer, too."""
    with (folder / "warc" / name).open("rb") as file:
        file.seek(offset)
        record = next(iter(ArchiveIterator(file)))
        return bool(record.rec_type == "resource")


def captures(folder: Path) -> list[tuple[str, str, str, str]]:
    """(URL, 14-digit UTC time, SHA-256 of the body, kind) of every answer of a server that was kept whole."""
    with closing(sqlite3.connect(f"file:{folder / 'rasad.sqlite3'}?mode=ro", uri=True)) as database:
        rows = [row[:4] for row in database.execute(WHOLE).fetchall() if not rendered(folder, row[4], row[5])]
    return [
        (url, datetime.fromisoformat(at).replace(tzinfo=UTC).strftime("%Y%m%d%H%M%S"), digest, kind)
        for url, at, digest, kind in rows
    ]


def replayed(folder: Path, scratch: Path) -> tuple[int, list[str]]:
    """How many captures pywb gave back as they were recorded, and a line for each that it did not."""
    good, failures = 0, []
    files = sorted((folder / "warc").rglob("*.warc*"))
    with replaying(files, scratch) as address:
        place = urlsplit(address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
        for url, at, digest, kind in captures(folder):
            connection.request("GET", f"{place.path}/{at}id_/{url}", headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200 and hashlib.sha256(body).hexdigest() == digest:
                good += 1
            else:
                failures.append(f"{kind} {url} at {at}: {answer.status}, {len(body)} bytes")
        connection.close()
    return good, failures

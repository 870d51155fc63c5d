"""Reading one record by its place; works while the file is `.open` and after the rename.

fastwarc reads the record. The HTTP head inside is split here: fastwarc reads header values as ISO 8859-15,
and outlets send Persian file names in UTF-8.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord

from rasad.archive.warc.decoding import decode_body
from rasad.archive.warc.records import Headers, Reference
from rasad.archive.warc.writer import OPEN

#: A record larger than this (bytes, unpacked) is not read: 16 MiB is the crawler's own cap.
MAX_RECORD = 64 << 20


class WarcMissingError(Exception):
    """The file or the record is not there, or it is not what was asked for; the message names the place."""


@dataclass(frozen=True)
class StoredExchange:
    """What a record holds. `body` is content-decoded; a revisit and a 304 have none."""

    url: str
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime
    payload_sha256: str
    kind: str = "response"
    record_id: str = ""
    payload_digest: str = ""
    content_type: str = ""


class WarcStore:
    """Records of one folder of WARC files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, warc: str, offset: int) -> StoredExchange:
        """The exchange at (file name, offset). Raises `WarcMissingError`, `DecodingError`."""
        kind, fields, block = self._record(warc, offset)
        status, headers, body = 200, [("Content-Type", fields.get("content-type", ""))], block
        if kind in ("response", "revisit"):
            status, headers, body = _http(block, f"{warc}:{offset}")
            body = b"" if kind == "revisit" else decode_body(body, _all(headers, "content-encoding"))
        return StoredExchange(
            url=fields.get("warc-target-uri", ""),
            status=status,
            headers=headers,
            body=body,
            fetched_at=parse_warc_date(fields.get("warc-date", "")),
            payload_sha256=hashlib.sha256(body).hexdigest(),
            kind=kind,
            record_id=fields.get("warc-record-id", "").strip("<>"),
            payload_digest=fields.get("warc-payload-digest", ""),
            content_type=next(iter(_all(headers, "content-type")), ""),
        )

    def reference(self, warc: str, offset: int) -> Reference:
        """What a revisit of this record refers to. Raises `WarcMissingError`."""
        _, fields, _ = self._record(warc, offset, headers_only=True)
        return Reference(
            url=fields.get("warc-target-uri", ""),
            date=parse_warc_date(fields.get("warc-date", "")),
            payload_digest=fields.get("warc-payload-digest", ""),
            record_id=fields.get("warc-record-id", "").strip("<>"),
        )

    def path(self, warc: str) -> Path:
        """Where the file stands now. Raises `WarcMissingError`."""
        if "/" in warc or warc.startswith("."):
            raise WarcMissingError(f"{warc!r} is not the name of a WARC file")
        for path in (self.folder / warc, self.folder / (warc + OPEN), self.folder / warc):
            if path.exists():
                return path
        raise WarcMissingError(f"{warc} is not in {self.folder}")

    def _record(
        self, warc: str, offset: int, *, headers_only: bool = False
    ) -> tuple[str, dict[str, str], bytes]:
        where = f"{warc}:{offset}"
        try:
            return _read_record(self.path(warc), offset, where, headers_only=headers_only)
        except FileNotFoundError:  # renamed between the look and the opening
            return _read_record(self.folder / warc, offset, where, headers_only=headers_only)


def _read_record(
    path: Path, offset: int, where: str, *, headers_only: bool
) -> tuple[str, dict[str, str], bytes]:
    """Type, header fields by lower-case name, and block of the record that begins at an offset."""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(ArchiveIterator(file, parse_http=False))
        except StopIteration:
            raise WarcMissingError(f"{where} is not the start of a WARC record") from None
        except (OSError, ValueError) as error:
            raise WarcMissingError(f"{where} is not the start of a WARC record: {error}") from error
        fields = {name.lower(): value for name, value in record.headers.items()}
        block = b"" if headers_only else _read_block(record, where)
    return fields.get("warc-type", ""), fields, block


def _read_block(record: WarcRecord, where: str) -> bytes:
    if record.content_length > MAX_RECORD:
        raise WarcMissingError(f"{where} is larger than {MAX_RECORD} bytes")
    try:
        block: bytes = record.reader.read(record.content_length)
    except (OSError, ValueError, EOFError) as error:
        raise WarcMissingError(f"{where} does not unpack: {error}") from error
    if len(block) < record.content_length:
        raise WarcMissingError(f"{where} is torn: {len(block)} of {record.content_length} bytes")
    return block


def _http(block: bytes, where: str) -> tuple[int, Headers, bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        raise WarcMissingError(f"{where} holds no HTTP response")
    headers = [
        (name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])
    ]
    return int(words[1]), headers, body


def _all(headers: Headers, name: str) -> list[str]:
    return [value for found, value in headers if found.lower() == name]


def parse_warc_date(text: str) -> datetime:
    """The time of a WARC-Date. Raises `WarcMissingError`."""
    for form in ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise WarcMissingError(f"{text!r} is not a WARC date")

"""Reading one record by its place; works while the file is `.open` and after the rename."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from rasad.archive.warc.decoding import decode_body
from rasad.archive.warc.files import OPEN
from rasad.archive.warc.records import Headers, Reference

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
            fetched_at=_date(fields.get("warc-date", "")),
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
            date=_date(fields.get("warc-date", "")),
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
            with self.path(warc).open("rb") as file:
                file.seek(offset)
                data = _unpack(file, where, headers_only=headers_only)
        except FileNotFoundError:  # renamed between the look and the opening
            with (self.folder / warc).open("rb") as file:
                file.seek(offset)
                data = _unpack(file, where, headers_only=headers_only)
        head, found, rest = data.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        if not found or not lines[0].startswith("WARC/"):
            raise WarcMissingError(f"{where} is not the start of a WARC record")
        fields = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        length = int(fields.get("content-length", "0"))
        if not headers_only and len(rest) < length:
            raise WarcMissingError(f"{where} is torn: {len(rest)} of {length} bytes")
        return fields.get("warc-type", ""), fields, rest[:length]


def _unpack(file: BinaryIO, where: str, *, headers_only: bool) -> bytes:
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    out = bytearray()
    try:
        while not unpack.eof:
            data = unpack.unconsumed_tail or file.read(65536)
            if not data:
                break
            out += unpack.decompress(data, 1 << 20)
            if headers_only and b"\r\n\r\n" in out:
                break
            if len(out) > MAX_RECORD:
                raise WarcMissingError(f"{where} is larger than {MAX_RECORD} bytes")
    except zlib.error as error:
        raise WarcMissingError(f"{where} does not unpack: {error}") from error
    return bytes(out)


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


def _date(text: str) -> datetime:
    for form in ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise WarcMissingError(f"{text!r} is not a WARC date")

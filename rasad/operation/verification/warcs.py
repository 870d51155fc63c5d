"""Reading every WARC record of a folder: what is broken is named by its place, and costs only itself."""

from __future__ import annotations

import base64
import hashlib
import mmap
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rasad.archive.warc.reader import MAX_RECORD

_GZIP = b"\x1f\x8b\x08"
_HEADER = 10  # bytes before the packed data of a member that names no file
_STEP = 1 << 20
_CAPTURED = ("response", "revisit", "resource")
_END = b"\r\n\r\n"
UNFINISHED = "the file ends within it"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a record says of itself."""

    kind: str
    url: str
    date: str  # as WARC-Date has it
    length: int  # bytes of its gzip member
    status: int | None = None  # of the HTTP answer, where it holds one
    address: str = ""  # of the server, where it is told

    @property
    def may_be_captured(self) -> bool:
        """Whether a capture can point at it."""
        return self.kind in _CAPTURED


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """One place of a file: the record there, or why there is none."""

    offset: int
    facts: RecordFacts | None
    problem: str = ""


def check_file(path: Path) -> Iterator[RecordCheck]:
    """Each record of a file in its order. After a broken one the next that begins somewhere is looked for.

    Raises `OSError`. All members of a file have one gzip header, as one process wrote them: another in the
    midst was changed, though its packed data are whole.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            checks = list(_walk(data))
            headers = Counter(data[one.offset : one.offset + _HEADER] for one in checks if not one.problem)
            usual = headers.most_common(1)[0][0] if headers else b""
            for one in checks:
                if not one.problem and data[one.offset : one.offset + _HEADER] != usual:
                    one = RecordCheck(one.offset, one.facts, "its gzip header was changed")
                yield one


def _walk(data: mmap.mmap) -> Iterator[RecordCheck]:
    offset = 0
    while offset < len(data):
        try:
            unpacked, length = _unpack(data, offset)
            facts, problem = _read(unpacked, length)
        except (zlib.error, ValueError) as error:
            following = _next(data, offset + 1)
            yield RecordCheck(offset, None, str(error))
            offset = following
            continue
        yield RecordCheck(offset, facts, problem)
        offset += length


def _unpack(data: mmap.mmap, offset: int) -> tuple[bytes, int]:
    """The unpacked member at a place and its packed length. Raises `zlib.error`, `ValueError`."""
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    out, place = bytearray(), offset
    rest = b""
    while not unpack.eof:
        if not rest:
            rest = data[place : place + _STEP]
            place += len(rest)
        if not rest:
            raise ValueError(UNFINISHED)
        out += unpack.decompress(rest, _STEP)
        rest = unpack.unconsumed_tail
        if len(out) > MAX_RECORD:
            raise ValueError(f"it unpacks to more than {MAX_RECORD} bytes")
    return bytes(out), place - len(unpack.unused_data) - offset


def _next(data: mmap.mmap, start: int) -> int:
    """Where the next record begins at or after a place; the file's end where none does."""
    while (place := data.find(_GZIP, start)) >= 0:
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data[place : place + 4096], 64)
        except zlib.error:
            head = b""
        if head.startswith(b"WARC/"):
            return place
        start = place + 1
    return len(data)


def _read(record: bytes, length: int) -> tuple[RecordFacts, str]:
    """What a record says of itself, and what is wrong with it. Raises `ValueError` for what is no record."""
    head, found, rest = record.partition(_END)
    lines = head.decode("utf-8", "replace").split("\r\n")
    if not found or not lines[0].startswith("WARC/"):
        raise ValueError("no WARC record begins here")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines[1:])
    }
    block = rest[: int(fields.get("content-length", "0"))]
    kind = fields.get("warc-type", "")
    facts = RecordFacts(
        kind,
        fields.get("warc-target-uri", ""),
        fields.get("warc-date", ""),
        length,
        _status(kind, block),
        fields.get("warc-ip-address", ""),
    )
    if rest != block + _END:
        return facts, "its length is not what it says"
    if not _agrees(fields.get("warc-block-digest", ""), block):
        return facts, "its block digest differs"
    payload = block.partition(_END)[2] if kind == "response" else block
    if kind in ("response", "resource") and not _agrees(fields.get("warc-payload-digest", ""), payload):
        return facts, "its payload digest differs"
    return facts, ""


def _status(kind: str, block: bytes) -> int | None:
    words = block.split(b" ", 2)
    return (
        int(words[1]) if kind in ("response", "revisit") and len(words) > 1 and words[1].isdigit() else None
    )


def _agrees(stated: str, data: bytes) -> bool:
    """Whether a digest agrees; one that is not stated, or not in our form, says nothing."""
    if not stated.startswith("sha1:"):
        return True
    return stated == "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()

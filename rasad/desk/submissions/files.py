"""Files handed in as evidence: bounded, known by their first bytes, kept as `resource` records of a WARC."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rasad.archive.warc import WarcFiles, WarcRef, resource_records
from rasad.desk.errors import InvalidValueError
from settings.env import env

MOST_FILES = 5
LARGEST = 20 << 20
LARGEST_TOGETHER = 50 << 20
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]")
#: What may be kept, by first bytes (offset, bytes): pictures, PDF, film, sound.
_SIGNS: tuple[tuple[str, int, bytes], ...] = (
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("application/pdf", 0, b"%PDF-"),
    ("video/mp4", 4, b"ftyp"),
    ("video/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("audio/mpeg", 0, b"ID3"),
    ("audio/mpeg", 0, b"\xff\xfb"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/wav", 8, b"WAVE"),
)


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file as it was handed in."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    content_type: str
    data: bytes
    sha256: str


def checked(files: Sequence[HandedFile]) -> list[CheckedFile]:
    """The files, each once. Raises `InvalidValueError`."""
    if len(files) > MOST_FILES:
        raise InvalidValueError("files", "file_refused", f"بیش از {MOST_FILES} فایل پذیرفته نمی‌شود.")
    if sum(len(one.data) for one in files) > LARGEST_TOGETHER:
        raise InvalidValueError("files", "file_refused", "فایل‌ها روی هم بیش از ۵۰ مگابایت‌اند.")
    found = {one.sha256: one for one in map(_checked, files)}
    return list(found.values())


def _checked(file: HandedFile) -> CheckedFile:
    name = _UNSEEN.sub("", file.name).strip()[:200] or "file"
    if len(file.data) > LARGEST:
        raise InvalidValueError("files", "file_refused", f"فایل «{name}» بیش از ۲۰ مگابایت است.")
    for content_type, at, sign in _SIGNS:
        if file.data[at : at + len(sign)] == sign:
            return CheckedFile(name, content_type, file.data, hashlib.sha256(file.data).hexdigest())
    message = f"فایل «{name}» تصویر، PDF، فیلم یا صدا نیست؛ تصویر صفحه را بفرستید."
    raise InvalidValueError("files", "file_refused", message)


def keep(files: Sequence[CheckedFile], url: str, at: datetime, by: str) -> list[WarcRef]:
    """Write them, durably, into a WARC file of their own; where each stands. Raises `OSError`."""
    if not files:
        return []
    folder = env().data_folder() / "warc"
    folder.mkdir(exist_ok=True)
    warc = WarcFiles(folder)
    places = []
    try:
        for number, one in enumerate(files, 1):
            facts = {"submitted_by": by, "name": one.name, "sha256": one.sha256}
            records = resource_records(f"{url}#file-{number}", at, one.content_type, one.data, facts)
            places.append(warc.append(records)[0])
        warc.close()
    except OSError:
        warc.give_up()
        raise
    return places

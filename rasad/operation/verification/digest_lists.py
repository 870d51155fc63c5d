"""A signed list a day of what was captured, to be kept elsewhere.

    digests/2026-12-01.txt    the captures of that day in Tehran, the audit log's newest entry, the hash of
                              the list before
    digests/2026-12-01.sig    its Ed25519 signature, 64 bytes
    digests/evidence.pub      the key to check it with (PEM)

Whoever changes evidence, database and log together still has to change every copy of these lists.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from rasad.archive.models import Capture
from rasad.desk.audit.models import AuditHead
from rasad.operation.verification.signing import public_pem, signing_key
from rasad.persian.dates.jalali import TEHRAN

FOLDER = "digests"
PUBLIC_KEY = "evidence.pub"
TITLE = "rasad digests 1"
NONE = "-"
#: A list is written this long after its day: what was fetched at midnight is stored by then.
WAIT = timedelta(hours=1)
#: Days for which a later list still takes up what was stored too late for its own.
LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class DigestList:
    """What a list says. `captures`: id → (SHA-256 of the body, `file:offset` of the record)."""

    day: date
    previous: str
    audit_entry: int
    audit_digest: str
    captures: dict[int, tuple[str, str]]


def path_of(folder: Path, day: date) -> Path:
    """Where the list of a day stands."""
    return folder / f"{day.isoformat()}.txt"


def days_of(folder: Path) -> list[date]:
    """The days that have a list, in order."""
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.txt"))


def span_of(day: date) -> tuple[datetime, datetime]:
    """First and next moment of a day in Tehran, in UTC."""
    start = datetime.combine(day, time(), TEHRAN)
    return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), TEHRAN).astimezone(UTC)


def write_due(data: Path, now: datetime | None = None) -> list[date]:
    """Write the lists of all days that are over and have none; returns those days."""
    first = _first_day()
    if first is None:
        return []
    folder = data / FOLDER
    written = days_of(folder)
    day = written[-1] + timedelta(days=1) if written else first
    last = ((now or datetime.now(UTC)) - WAIT).astimezone(TEHRAN).date() - timedelta(days=1)
    done = []
    while day <= last:
        write_list(data, day)
        done.append(day)
        day += timedelta(days=1)
    return done


def _first_day() -> date | None:
    first = Capture.objects.order_by("fetched_at").values_list("fetched_at", flat=True).first()
    return first.astimezone(TEHRAN).date() if first is not None else None


def write_list(data: Path, day: date) -> Path:
    """Write and sign the list of one day; a death in between leaves none, and it is written again."""
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    key = signing_key(data)
    text = _text_of(folder, day).encode()
    _replace(folder / PUBLIC_KEY, public_pem(key))
    path = path_of(folder, day)
    _replace(path.with_suffix(".sig"), key.sign(text))
    _replace(path, text)
    return path


def _text_of(folder: Path, day: date) -> str:
    before = path_of(folder, day - timedelta(days=1))
    head = AuditHead.objects.filter(pk=1).first()
    captures = list(_captures(folder, day))
    lines = [
        TITLE,
        f"day {day.isoformat()} Asia/Tehran",
        f"previous {hashlib.sha256(before.read_bytes()).hexdigest() if before.exists() else NONE}",
        f"audit {head.entry} {head.digest}" if head is not None and head.entry else f"audit 0 {NONE}",
        f"captures {len(captures)}",
        *captures,
    ]
    return "\n".join(lines) + "\n"


def _captures(folder: Path, day: date) -> Iterator[str]:
    """Lines for what was fetched that day, and what was stored too late for the lists before."""
    early = [day - timedelta(days=number) for number in range(1, LATE_DAYS + 1)]
    lists = [read_list(path_of(folder, one)) for one in early if path_of(folder, one).exists()]
    start = span_of(min((one.day for one in lists), default=day))[0]
    listed = {key for one in lists for key in one.captures}
    rows = Capture.objects.filter(fetched_at__gte=start, fetched_at__lt=span_of(day)[1]).order_by("id")
    for key, digest, warc, offset in rows.values_list("id", "sha256", "warc", "offset").iterator():
        if key not in listed:
            yield f"{key} {digest or NONE} {warc}:{offset}"


def read_list(path: Path) -> DigestList:
    """A list as it is written. Raises `ValueError` for what is none."""
    title, day, previous, audit, number, *lines = path.read_text("utf-8").splitlines()
    if title != TITLE or number != f"captures {len(lines)}":
        raise ValueError(f"{path.name} is no list of digests, or is cut off")
    _, entry, digest = audit.split(" ")
    captures = {}
    for line in lines:
        key, sha256, place = line.split(" ", 2)
        captures[int(key)] = ("" if sha256 == NONE else sha256, place)
    return DigestList(
        day=date.fromisoformat(day.split(" ")[1]),
        previous=previous.removeprefix("previous "),
        audit_entry=int(entry),
        audit_digest=digest,
        captures=captures,
    )


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    own = path.with_name(path.name + ".new")
    with own.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    own.replace(path)

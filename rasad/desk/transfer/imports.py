"""Articles that come in as JSON lines: checked one by one, kept as submissions, then parsed like pages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import Annotated, Any, Literal

import xxhash
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rasad.archive.articles import bounds
from rasad.archive.database.transactions import write_transaction
from rasad.archive.identity import NotAnAddressError, canonical_url
from rasad.archive.jobs import queues
from rasad.archive.jobs.subjects import SubmissionSubject
from rasad.archive.models import Outlet, Submission
from rasad.desk.audit.actor import CONSOLE, Actor
from rasad.desk.audit.log import note

_BATCH = 100
_WITH_OFFSET = "write ISO 8601 with an offset, such as 2026-11-20T09:30:00+03:30"
_KEY = re.compile(r"(?!\.)[^\s/\\\"'<>]{1,64}")
MAX_LINE = 4 * 1024 * 1024  # characters of one line


Address = Annotated[str, Field(max_length=bounds.LONGEST_URL)]
Tag = Annotated[str, Field(max_length=bounds.LONGEST_TAG)]


class ImportEntry(BaseModel):
    """One imported article. Keys that only `export` writes are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    url: Address
    outlet: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")] | None = None
    title: Annotated[str, Field(max_length=1000)] | None = None
    kicker: Annotated[str, Field(max_length=1000)] | None = None
    lead: Annotated[str, Field(max_length=bounds.LONGEST_LEAD)] | None = None
    body: Annotated[str, Field(max_length=bounds.LONGEST_BODY)] | None = None
    author: Annotated[str, Field(max_length=300)] | None = None
    published: str | None = None
    published_precision: Literal["minute", "day"] | None = None
    modified: str | None = None
    fetched: str | None = None
    section: Annotated[str, Field(max_length=300)] | None = None
    tags: Annotated[list[Tag], Field(max_length=bounds.MOST_TAGS)] | None = None
    images: Annotated[list[Address], Field(max_length=bounds.MOST_IMAGES)] | None = None
    lang: Annotated[str, Field(max_length=10)] | None = None
    status: Literal["live", "edited", "removed"] | None = None

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            canonical_url(value)
        except NotAnAddressError as error:
            raise PydanticCustomError(
                "not_an_address", "write a whole http:// or https:// address"
            ) from error
        return value

    @field_validator("published", "modified", "fetched")
    @classmethod
    def _time(cls, value: str | None) -> str | None:
        if not value:
            return value
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise PydanticCustomError("offset_missing", _WITH_OFFSET)
        if bounds.is_too_late(at, datetime.now(UTC)):
            raise PydanticCustomError("in_the_future", "a time that is still to come")
        if bounds.is_too_early(at):
            raise PydanticCustomError(
                "before_the_press",
                "a time before {year}, when there was no press; is it a Jalali year?",
                {"year": bounds.EARLIEST.year},
            )
        return value

    @field_validator("*")
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and "\x00" in text for text in texts):
            raise PydanticCustomError("nul_character", "a NUL character")
        return value

    @model_validator(mode="after")
    def _says_something(self) -> ImportEntry:
        if not (self.title or "").strip() and not (self.body or "").strip():
            raise PydanticCustomError("says_nothing", "neither title nor body")
        return self


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line of a file, read or refused."""

    number: int
    entry: ImportEntry | None
    given: dict[str, Any]
    problem: str = ""  # in English
    code: str = ""  # what is wrong, by a stable name; `where` is the field, `context` fills words of it
    where: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ImportResult:
    """What an import did."""

    new: int = 0
    known: int = 0
    bad: int = 0


def read(lines: Iterable[str | bytes]) -> Iterator[ImportLine]:
    """Each line that is not blank, checked; a bad one says why and costs the others nothing."""
    for number, raw in enumerate(lines, 1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(raw, bytes) else raw
        except UnicodeDecodeError as error:
            yield ImportLine(
                number, None, {}, f"not UTF-8: {error.reason} at byte {error.start}", "not_utf_8"
            )
            continue
        text = text.removeprefix("\ufeff").strip()
        if text:
            yield _line(number, text)


def _line(number: int, text: str) -> ImportLine:
    if len(text) > MAX_LINE:
        return ImportLine(number, None, {}, f"longer than {MAX_LINE} characters", "line_too_long")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ImportLine(number, None, {}, f"not JSON: {str(error)[:200]}", "not_json")
    if not isinstance(data, dict):
        return ImportLine(number, None, {}, "not a JSON object", "not_an_object")
    return check(data, number)


def check(data: dict[str, Any], number: int = 0) -> ImportLine:
    """One entry given as a mapping."""
    try:
        entry = ImportEntry.model_validate(data)
        json.dumps(data, ensure_ascii=False).encode()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        told = f"{where}: {first['msg']}" if where else first["msg"]
        return ImportLine(number, None, {}, told, first["type"], where, first.get("ctx") or {})
    except UnicodeEncodeError:
        return ImportLine(number, None, {}, "half a surrogate pair", "half_surrogate")
    return ImportLine(number, entry, {name: data[name] for name in ImportEntry.model_fields if name in data})


def outlet_of(name: str) -> Outlet:
    """The outlet of a key, or of an imported outlet's name; an unknown one is made as «imported»."""
    found = (
        Outlet.objects.filter(key=name).first() or Outlet.objects.filter(name=name, kind="imported").first()
    )
    if found is None:
        key = name if _KEY.fullmatch(name) else f"imported-{xxhash.xxh3_64_hexdigest(name.encode())}"
        found, _ = Outlet.objects.get_or_create(
            key=key, defaults={"name": name, "kind": "imported", "defined": False}
        )
    return found


def digest_of(given: dict[str, Any]) -> str:
    """SHA-256 of an entry's given fields, whatever their order."""
    return hashlib.sha256(json.dumps(given, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def submit(line: ImportLine, *, source: str = "import", by: str = "") -> bool:
    """Keep a checked entry and ask for its parsing; False where the same entry is kept already.

    Call it inside a transaction.
    """
    if line.entry is None:
        raise ValueError(line.problem)
    row, new = Submission.objects.get_or_create(
        digest=digest_of(line.given),
        defaults={
            "outlet": outlet_of(line.entry.outlet), "url": line.entry.url, "payload": line.given,
            "source": source, "by": by,
        },
    )  # fmt: skip
    if new:
        queues.enqueue(queues.Stage.PARSE, str(SubmissionSubject(row.id)))
    return new


def take_in(
    lines: Iterable[ImportLine], actor: Actor = CONSOLE
) -> Iterator[tuple[ImportResult, list[ImportLine]]]:
    """Keep all good entries; after each part, the counts so far and its bad lines.

    A part is one short transaction with its entry of the audit log: of an import that breaks off, the log
    says what was kept.
    """
    total = ImportResult()
    for part in batched(lines, _BATCH):
        bad = [line for line in part if line.entry is None]
        good = [line for line in part if line.entry is not None]
        with write_transaction():
            new = sum([submit(line, by=actor.name) for line in good])
            note(actor, "import", new=new, known=len(good) - new, bad=len(bad))
        total.new += new
        total.known += len(good) - new
        total.bad += len(bad)
        yield total, bad

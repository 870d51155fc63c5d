"""Entering an item by hand: a link or a text with what shows it, which then passes the stages of any page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rasad.archive.articles import bounds
from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.jobs.subjects import SubmissionSubject
from rasad.archive.models import Submission, SubmittedFile
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.submissions.files import CheckedFile, HandedFile, checked, keep
from rasad.desk.submissions.platforms import Platform, account_of, item_kind, platform_of
from rasad.desk.transfer.imports import check, digest_of, outlet_of
from rasad.extract.announcements.social_post import headline
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from rasad.persian.dates import Parsed, explain
from settings.env import env

FIELDS = ("url", "platform", "outlet", "title", "text", "author", "published")
_REFUSED_CODE = "submission_invalid"
_REFUSED = {
    "url": "نشانی باید با http:// یا https:// آغاز شود.",
    "title": "تیتر بلندتر از اندازه است.",
    "body": "متن بلندتر از اندازه است.",
}


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of an entry; `new` is False where the very same one is kept already."""

    submission: Submission
    new: bool


def enter(actor: Actor, entry: Mapping[str, str], files: Sequence[HandedFile] = ()) -> Entered:
    """Keep an item with its files, and ask for its parsing.

    `entry` has some of `FIELDS`; the date as people write it. Files are durable in a WARC before the one
    transaction that stores the submission and its line in the audit log. Raises `NotAllowedError`,
    `InvalidValueError`, `OSError` where the disk takes no file.
    """
    if actor.via != "console" and (actor.user is None or not may(actor.user, "correct")):
        raise NotAllowedError
    given = {name: str(entry.get(name) or "").replace("\x00", "").strip() for name in FIELDS}
    kept, now = checked(files), datetime.now(UTC)
    payload = _payload(given, kept, now)
    digest = digest_of(payload | {"files": sorted(one.sha256 for one in kept)})
    payload["url"] = payload["url"] or f"{env().base_url}/submissions/{digest[:32]}"
    line = check(payload)
    if line.entry is None:
        message = _REFUSED.get(line.where, "این مقدار پذیرفته نمی‌شود.")
        raise InvalidValueError(line.where or "text", _REFUSED_CODE, message)
    known = Submission.objects.filter(digest=digest).first()
    if known is not None:
        return Entered(known, new=False)
    places = keep(kept, payload["url"], now, actor.name)
    with write_transaction():
        row, new = Submission.objects.get_or_create(
            digest=digest,
            defaults={
                "outlet": outlet_of(payload["outlet"]), "url": payload["url"], "payload": line.given,
                "source": Submission.Source.MANUAL, "by": actor.name,
            },
        )  # fmt: skip
        if new:
            for one, place in zip(kept, places, strict=True):
                SubmittedFile.objects.create(
                    submission=row, name=one.name, content_type=one.content_type, size=len(one.data),
                    sha256=one.sha256, warc=place.warc, offset=place.offset, length=place.length,
                )  # fmt: skip
            queues.enqueue(queues.Stage.PARSE, str(SubmissionSubject(row.id)))
            note(actor, "submission.enter", f"submission:{row.pk}", url=payload["url"], files=len(kept))
    return Entered(row, new=new)


def _payload(given: Mapping[str, str], files: Sequence[CheckedFile], now: datetime) -> dict[str, Any]:
    """The entry as an import has it. Raises `InvalidValueError`."""
    url = given["url"]
    if not (url or given["text"] or given["title"]):
        raise InvalidValueError("text", _REFUSED_CODE, "نشانی یا متن مطلب را بنویسید.")
    platform = _platform(given["platform"], url)
    outlet = given["outlet"] or _outlet_of_address(url, platform)
    if not outlet:
        raise InvalidValueError("outlet", _REFUSED_CODE, "بنویسید این مطلب از کدام رسانه یا حساب است.")
    title = given["title"] or headline(given["text"])
    if not title:
        if not files:
            message = "متن یا تیتر آن را بنویسید، یا تصویرش را بفرستید؛ از این نشانی چیزی خوانده نمی‌شود."
            raise InvalidValueError("text", _REFUSED_CODE, message)
        title = f"تصویری از {outlet}"
    payload: dict[str, Any] = {
        "url": url, "outlet": outlet[:200], "kind": str(item_kind(platform)), "title": title,
        "body": given["text"], "author": given["author"][:300],
    }  # fmt: skip
    return payload | _date(given["published"], now)


def _platform(named: str, url: str) -> Platform:
    if named and named not in Platform.values:
        raise InvalidValueError("platform", _REFUSED_CODE, "جای دیدن مطلب را از فهرست برگزینید.")
    return Platform(named) if named else platform_of(url)


def _outlet_of_address(url: str, platform: Platform) -> str:
    """The outlet of ours that owns the address, else the account that it names at its platform."""
    if not url:
        return ""
    try:
        owner = Owners(load_outlets(env().outlets).values()).of(url)
    except DefinitionError:
        owner = None
    if owner is not None:
        return owner.key
    account = account_of(url) if platform is not Platform.WEB else ""
    return f"{platform.label} @{account}" if account else ""


def _date(text: str, now: datetime) -> dict[str, Any]:
    if not text:
        return {}
    read = explain(text, now)
    if not isinstance(read, Parsed) or bounds.is_too_late(read.at, now) or bounds.is_too_early(read.at):
        message = "زمان انتشار خوانده نشد؛ بنویسید مانند ۱۴۰۵/۰۹/۱۰ ۱۴:۳۰."
        raise InvalidValueError("published", _REFUSED_CODE, message)
    return {"published": read.at.isoformat(), "published_precision": str(read.precision)}

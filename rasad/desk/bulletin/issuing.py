"""Issuing a bulletin: a second person's act that freezes it with its files; a correction is a new edition."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.bulletin.distribution.mails import enqueue_mails
from rasad.desk.bulletin.drafts import editor, held_draft
from rasad.desk.bulletin.models import Bulletin, BulletinFile, BulletinItem
from rasad.desk.bulletin.rendering.content import BulletinContent, content_of, digest_of
from rasad.desk.bulletin.rendering.html import bulletin_html
from rasad.desk.bulletin.rendering.word import bulletin_docx
from rasad.desk.documents.pdf import print_pdf
from rasad.desk.documents.tasks import Progress
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError


def check_issuer(actor: Actor, key: int) -> tuple[User, Bulletin]:
    """Who may issue this draft, and the draft. Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.

    A second person reads it first: neither who made it nor who alone changed it.
    """
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    bulletin = Bulletin.objects.select_related("by", "template").filter(pk=key).first()
    if bulletin is None:
        raise GoneError("bulletin")
    if bulletin.state != Bulletin.State.DRAFT:
        raise InvalidValueError("bulletin", "bulletin_issued", "این بولتن پیش‌تر صادر شده است.")
    if actor.user.pk == bulletin.by_id or bulletin.hands == [actor.user.pk]:
        raise NotAllowedError("second_person_needed")
    if not bulletin.items.exists():
        raise InvalidValueError("items", "bulletin_empty", "بولتن تهی است؛ دست‌کم یک مطلب در آن بگذارید.")
    return actor.user, bulletin


def issue_bulletin(actor: Actor, key: int, progress: Progress, version: int | None = None) -> Bulletin:
    """Freeze a draft with its PDF and Word, number it, hand it to mail; `version` is the one that was read.

    The files are made first, from what stands then; if the draft changes meanwhile, nothing is issued.
    Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`, `DocumentError`.
    """
    user, bulletin = check_issuer(actor, key)
    if version is not None and version != bulletin.version:
        raise ChangedMeanwhileError
    at = timezone.now()
    number = bulletin.number or _next_number()
    progress.step("گردآوردن متن و نمودارها", 0, 4)
    content = content_of(bulletin, number=number, issuer=user, at=at)
    before = _stand(bulletin)
    progress.step("ساختن PDF", 1, 4)
    pdf = print_pdf(bulletin_html(content, draft=False), progress.is_cancelled)
    progress.step("ساختن Word", 2, 4)
    files = {BulletinFile.Form.PDF: pdf, BulletinFile.Form.WORD: bulletin_docx(content, draft=False)}
    progress.step("صدور و سپردن به رایانامه", 3, 4)
    with write_transaction():
        bulletin = held_draft(key)
        if _stand(bulletin) != before or (bulletin.number is None and number != _next_number()):
            raise ChangedMeanwhileError
        _freeze(bulletin, content, number, user, at)
        digests = _store(bulletin, files)
        enqueue_mails(bulletin, user)
        detail = {"number": number, "edition": bulletin.edition, "sha256": bulletin.sha256, **digests}
        note(actor, "bulletin.issue", f"bulletin:{key}", **detail)
    return bulletin


def _next_number() -> int:
    return (Bulletin.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _stand(bulletin: Bulletin) -> tuple[object, ...]:
    """What tells whether a draft was changed."""
    items = bulletin.items.order_by("pk").values_list("pk", "version", "section", "position")
    return (bulletin.version, tuple(items))


def _freeze(bulletin: Bulletin, content: BulletinContent, number: int, user: User, at: datetime) -> None:
    bulletin.content = dict(content)
    bulletin.sha256 = digest_of(content)
    bulletin.number, bulletin.issued_by, bulletin.issued_at = number, user, at
    bulletin.state, bulletin.version = Bulletin.State.ISSUED, bulletin.version + 1
    bulletin.save()


def _store(bulletin: Bulletin, files: dict[BulletinFile.Form, bytes]) -> dict[str, str]:
    """Keep the files; their digests by form."""
    digests = {}
    for form, data in files.items():
        digests[str(form.value)] = hashlib.sha256(data).hexdigest()
        BulletinFile.objects.create(
            bulletin=bulletin, form=form, sha256=digests[str(form.value)], size=len(data), data=data
        )
    return digests


def make_correction(actor: Actor, key: int, correction: str) -> Bulletin:
    """A draft of the next edition of an issued bulletin; `correction` says to readers what it mends.

    The edition that was issued stays as it is. Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    user = editor(actor)
    correction = correction.replace("\x00", "").strip()
    if not correction or len(correction) > 2000:
        message = "بنویسید چه چیز اصلاح می‌شود؛ خوانندگان این را می‌بینند."
        raise InvalidValueError("correction", "correction_missing", message)
    with write_transaction():
        old = Bulletin.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if old is None or old.state != Bulletin.State.ISSUED:
            raise GoneError("bulletin")
        newest = Bulletin.objects.filter(number=old.number).order_by("-edition").first()
        if newest is not None and newest.pk != old.pk:
            message = "ویرایش تازه‌تری از این بولتن هست؛ همان را اصلاح کنید."
            raise InvalidValueError("bulletin", "edition_newer", message)
        items = list(old.items.order_by("pk"))
        new = Bulletin.objects.create(
            template=old.template, kind=old.kind, title=old.title, day=old.day, period_from=old.period_from,
            period_to=old.period_to, cover=old.cover, sections=old.sections, parts=old.parts, by=user,
            number=old.number, edition=old.edition + 1, corrects=old, correction=correction, hands=[user.pk],
        )  # fmt: skip
        for item in items:
            item.pk, item.bulletin, item.version = None, new, 1
        BulletinItem.objects.bulk_create(items)
        note(actor, "bulletin.correct", f"bulletin:{new.pk}", of=key, correction=correction[:300])
    return new

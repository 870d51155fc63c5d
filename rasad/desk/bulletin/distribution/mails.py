"""Bulletins by mail: an outbox that is written with the issue and sent until each server accepted it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr

import structlog
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone
from django.utils.html import escape

from rasad.archive.database.transactions import write_transaction
from rasad.backoff import Backoff
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.delivery.addresses import mail_address
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.mail import Mailer
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.bulletin.distribution.links import new_link
from rasad.desk.bulletin.models import Bulletin, BulletinMail
from rasad.desk.bulletin.templates import MOST_RECIPIENTS, checked_address
from rasad.desk.documents.word import MEDIA_TYPE as DOCX
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from rasad.persian.dates.jalali import persian_digits
from settings.env import env

log = structlog.get_logger("rasad.desk")

RETRY = Backoff(60, 2, 3600)
TRY_FOR = timedelta(hours=24)
MAX_ATTACHED = 12 << 20  # bytes of all files; beyond it the mail carries the link alone
_MEDIA = {"pdf": "application/pdf", "docx": DOCX}


def enqueue_mails(bulletin: Bulletin, user: User | None) -> int:
    """Write the mails of a bulletin that is being issued to its template's recipients; how many."""
    template = bulletin.template
    addresses = list(template.recipients) if template else []
    days = template.link_days if template else 0
    return _enqueue(bulletin, addresses, days, user)


def _enqueue(bulletin: Bulletin, addresses: list[str], days: int, user: User | None) -> int:
    link = ""
    if addresses and days:
        _row, secret = new_link(bulletin, days, user)
        link = f"/b/{secret}"
    BulletinMail.objects.bulk_create(
        [BulletinMail(bulletin=bulletin, address=address, link=link) for address in addresses]
    )
    return len(addresses)


def send_bulletin(actor: Actor, key: int, addresses: list[str], link_days: int = 7) -> int:
    """Send an issued bulletin to further addresses; how many.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    given = list(dict.fromkeys(checked_address(one) for one in addresses if one.strip()))
    if not 1 <= len(given) <= MOST_RECIPIENTS:
        raise InvalidValueError("recipients", "address_missing", "یک تا ۱۰۰ نشانی رایانامه بنویسید.")
    if not 0 <= link_days <= 365:
        raise InvalidValueError("days", "days_invalid", "پیوند همگانی تا ۳۶۵ روز باز می‌ماند.")
    with write_transaction():
        bulletin = Bulletin.objects.filter(pk=key, state=Bulletin.State.ISSUED).first()
        if bulletin is None:
            raise GoneError("bulletin")
        _enqueue(bulletin, given, link_days, actor.user)
        note(actor, "bulletin.send", f"bulletin:{key}", recipients=len(given))
    return len(given)


def retry_mail(actor: Actor, key: int, mail_key: int) -> None:
    """Try a mail that did not arrive once more. Raises `NotAllowedError`, `GoneError`."""
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    with write_transaction():
        rows = BulletinMail.objects.filter(pk=mail_key, bulletin=key, state=BulletinMail.State.DEAD)
        now = timezone.now()
        values = {"state": BulletinMail.State.WAITING, "next_try_at": now, "created_at": now, "attempts": 0}
        if not rows.update(**values):
            raise GoneError("mail")
        note(actor, "bulletin.resend", f"bulletin:{key}", mail=mail_key)


def send_due_mails(seconds: float = 40.0) -> int:
    """Send what is due, for so long; how many were accepted. One that is refused waits for its next try."""
    due = BulletinMail.objects.filter(state=BulletinMail.State.WAITING, next_try_at__lte=timezone.now())
    keys = list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:500])
    if not keys:
        return 0
    mailer, until, sent = Mailer(env().smtp_url), time.monotonic() + seconds, 0
    try:
        for key in keys:
            if time.monotonic() > until:
                break
            sent += _send(mailer, key)
    finally:
        mailer.close()
    return sent


def _send(mailer: Mailer, key: int) -> int:
    row = BulletinMail.objects.select_related("bulletin__by").filter(pk=key).first()
    if row is None:
        return 0
    try:
        mailer.send(compose(row, timezone.now()))
    except (DeliveryError, UndeliverableError) as error:
        for_ever = isinstance(error, UndeliverableError) or timezone.now() - row.created_at > TRY_FOR
        pause = timedelta(seconds=RETRY.pause(row.attempts + 1))
        with write_transaction():
            BulletinMail.objects.filter(pk=key).update(
                state=BulletinMail.State.DEAD if for_ever else BulletinMail.State.WAITING,
                attempts=F("attempts") + 1,
                next_try_at=timezone.now() + pause,
                error=str(error)[:500],
            )
        log.warning("bulletin_mail_failed", mail=key, error=str(error)[:200])
        return 0
    with write_transaction():
        BulletinMail.objects.filter(pk=key).update(
            state=BulletinMail.State.SENT, sent_at=timezone.now(), link="", error=""
        )
    return 1


def compose(row: BulletinMail, at: datetime) -> EmailMultiAlternatives:
    """The message of a row, with the files of its bulletin. Raises `UndeliverableError`."""
    bulletin, base = row.bulletin, env().base_url.rstrip("/")
    sender = env().mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Date": format_datetime(at),
        "Message-ID": f"<bulletin-{row.pk}-{bulletin.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    subject, lines = _reminder(bulletin, base) if row.reason == "reminder" else _issued(row, base)
    subject = " ".join(subject.split())
    message = EmailMultiAlternatives(
        subject[:200], "\n".join(lines), sender, [mail_address(row.address)], headers=headers
    )
    inner = "".join(f"<p>{escape(line)}</p>" for line in lines)
    message.attach_alternative(f'<html lang="fa" dir="rtl"><body>{inner}</body></html>', "text/html")
    files = list(bulletin.files.order_by("form")) if row.reason == "issued" else []
    if sum(file.size for file in files) <= MAX_ATTACHED:
        for file in files:
            message.attach(f"{file_name(bulletin)}.{file.form}", bytes(file.data), _MEDIA[file.form])
    return message


def file_name(bulletin: Bulletin) -> str:
    """The name of its files, without ending: ASCII, since mail programs differ."""
    edition = f"-{bulletin.edition}" if bulletin.edition > 1 else ""
    return f"rasad-bulletin-{bulletin.number or f'draft-{bulletin.pk}'}{edition}"


def _issued(row: BulletinMail, base: str) -> tuple[str, list[str]]:
    bulletin = row.bulletin
    number = f"شمارهٔ {persian_digits(bulletin.number)}" if bulletin.number else ""
    edition = f"، ویرایش {persian_digits(bulletin.edition)}" if bulletin.edition > 1 else ""
    lines = [bulletin.title, f"{number}{edition}"]
    if bulletin.correction:
        lines.append(f"آنچه در این ویرایش اصلاح شد: {bulletin.correction}")
    content = bulletin.content or {}
    lines += [
        f"{section['title']}: {persian_digits(len(section['items']))} مطلب"
        for section in content.get("sections", [])
    ]
    if row.link:
        lines.append(f"پیوند همگانی: {base}{row.link}")
    lines.append(f"در رصد: {base}/bulletins/{bulletin.pk}")
    lines += [f"SHA-256 {file.get_form_display()}: {file.sha256}" for file in bulletin.files.order_by("form")]
    return bulletin.title, lines


def _reminder(bulletin: Bulletin, base: str) -> tuple[str, list[str]]:
    due = bulletin.template.due_time if bulletin.template else None
    at = f" تا ساعت {persian_digits(f'{due:%H:%M}')}" if due else ""
    return (
        f"یادآوری: «{bulletin.title}» هنوز صادر نشده است",
        [f"پیش‌نویس «{bulletin.title}» باید{at} صادر شود.", f"{base}/bulletins/{bulletin.pk}"],
    )

"""What of bulletins happens by the clock: drafts before the office opens, reminders before they are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import CONSOLE
from rasad.desk.bulletin.drafts import build_draft
from rasad.desk.bulletin.models import Bulletin, BulletinMail, BulletinTemplate
from rasad.persian.dates.jalali import TEHRAN, tehran, weekday

log = structlog.get_logger("rasad.desk")

LATEST = timedelta(hours=6)  # a draft is still made so long after its time: the machine may have been off


def is_due(template: BulletinTemplate, now: datetime) -> bool:
    """Whether the draft of today should be there. Pure."""
    local = tehran(now)
    if template.draft_time is None or not template.active:
        return False
    if template.weekdays and weekday(local.date()) not in template.weekdays:
        return False
    at = datetime.combine(local.date(), template.draft_time, TEHRAN)
    return at <= local < at + LATEST


def make_due_drafts(now: datetime | None = None) -> list[Bulletin]:
    """Make the drafts whose time has come; each once a day, however many processes do this."""
    now = now or timezone.now()
    made = []
    for template in BulletinTemplate.objects.filter(active=True).exclude(draft_time=None):
        today = tehran(now).date()
        if is_due(template, now) and not _made(template, today):
            try:
                made.append(build_draft(template, today, None, CONSOLE, scheduled=True))
            except IntegrityError:  # another process was faster
                continue
    return made


def _made(template: BulletinTemplate, day: date) -> bool:
    """Whether there is one: made by the clock and, perhaps, thrown away by nobody; or made by hand."""
    return Bulletin.objects.filter(template=template, day=day, edition=1).exists()


def remind_due(now: datetime | None = None) -> int:
    """Write one reminder, to who may issue, of each draft that still stands shortly before it is due."""
    now = now or timezone.now()
    local = tehran(now)
    drafts = Bulletin.objects.filter(
        state=Bulletin.State.DRAFT, day=local.date(), reminded_at=None, template__due_time__isnull=False
    ).select_related("template")
    count = 0
    for draft in drafts:
        template = draft.template
        assert template is not None, "the query asks for one with a due time"
        assert template.due_time is not None, "the query asks for it"
        due = datetime.combine(local.date(), template.due_time, TEHRAN)
        if local >= due - timedelta(minutes=template.remind_minutes):
            count += _remind(draft, now)
    return count


def _remind(draft: Bulletin, now: datetime) -> int:
    people = [user for user in User.objects.filter(is_active=True).exclude(email="") if may(user, "issue")]
    with write_transaction():
        if not Bulletin.objects.filter(pk=draft.pk, reminded_at=None).update(reminded_at=now):
            return 0
        BulletinMail.objects.bulk_create(
            [
                BulletinMail(bulletin=draft, address=user.email, reason=BulletinMail.Reason.REMINDER)
                for user in people
            ]
        )
    log.info("bulletin_reminded", bulletin=draft.pk, people=len(people))
    return len(people)

"""The bulletin (بولتن): templates, drafts with their items, and what was issued, frozen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Story


class BulletinKind(models.TextChoices):
    """When a bulletin comes out."""

    MORNING = "morning", _("صبح")
    NOON = "noon", _("نیمروز")
    SPECIAL = "special", _("ویژه")


class BulletinTemplate(models.Model):
    """How a bulletin is made: period, sections, rules of choice, cover, schedule. Times are Tehran's."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=BulletinKind.choices, default=BulletinKind.MORNING)
    cover = models.JSONField(default=dict)  # organisation, title, subtitle, note
    sections = models.JSONField(default=list)  # [{"key", "title", "take": conditions}]
    weights = models.JSONField(default=dict)  # rule → points; what is missing has `rules.WEIGHTS`
    parts = models.JSONField(default=list)  # of `PARTS`, those that it holds
    size = models.PositiveSmallIntegerField(default=30)  # items of a draft at most
    from_time = models.TimeField()  # of the day before, where it is not before `until_time`
    until_time = models.TimeField()
    weekdays = models.JSONField(default=list)  # Saturday 0 … Friday 6; empty: every day
    draft_time = models.TimeField(null=True, blank=True)  # when a draft is made by itself
    due_time = models.TimeField(null=True, blank=True)  # when it should be issued
    remind_minutes = models.PositiveSmallIntegerField(default=30)  # before `due_time`
    recipients = models.JSONField(default=list)  # mail addresses
    link_days = models.PositiveSmallIntegerField(default=7)  # of the public link in the mail; 0: none
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)


class Bulletin(models.Model):
    """One bulletin: a draft, or issued and frozen. A correction is a new edition of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("پیش‌نویس")
        ISSUED = "issued", _("صادرشده")

    template = models.ForeignKey(
        BulletinTemplate, null=True, blank=True, on_delete=models.SET_NULL, related_name="bulletins"
    )
    kind = models.CharField(max_length=10, choices=BulletinKind.choices, default=BulletinKind.MORNING)
    title = models.CharField(max_length=300)
    day = models.DateField()  # Tehran
    period_from = models.DateTimeField(default=timezone.now)
    period_to = models.DateTimeField(default=timezone.now)
    cover = models.JSONField(default=dict)
    sections = models.JSONField(default=list)  # [{"key", "title"}]
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    scheduled = models.BooleanField(default=False)  # made by the clock
    number = models.IntegerField(null=True, blank=True)  # given when issued; an edition keeps it
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    correction = models.TextField(blank=True)  # what the new edition mends, for its readers
    content = models.JSONField(null=True, blank=True)  # all that was issued
    sha256 = models.CharField(max_length=64, blank=True)  # of `content` as canonical JSON
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    hands = models.JSONField(default=list)  # ids of the accounts that changed the draft
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)  # of cover, sections and what else is no item
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "day"],
                condition=models.Q(scheduled=True),
                name="bulletin_scheduled_once",
            ),
            models.UniqueConstraint(fields=["number", "edition"], name="bulletin_edition_once"),
        ]
        indexes = [models.Index(fields=["state", "-day"], name="bulletin_state")]

    def __str__(self) -> str:
        return self.title


class BulletinItem(models.Model):
    """One entry of a bulletin, with the headline and summary that its readers see."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="items")
    section = models.CharField(max_length=40)
    position = models.IntegerField(default=0)  # within the section
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    headline = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)
    reasons = models.JSONField(default=list)  # why the rules chose it, for readers
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "article"],
                condition=models.Q(article__isnull=False),
                name="bulletin_article_once",
            )
        ]
        indexes = [models.Index(fields=["bulletin", "position"], name="bulletin_item_order")]


class BulletinFile(models.Model):
    """A file of an issued bulletin, as its readers have it; never written again."""

    class Form(models.TextChoices):
        PDF = "pdf", _("پی‌دی‌اف")
        WORD = "docx", _("ورد")

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=10, choices=Form.choices)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    data = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "form"], name="bulletin_file_once")]


class BulletinMail(models.Model):
    """An issued bulletin, or a reminder of a draft, on its way to one address."""

    class State(models.TextChoices):
        WAITING = "waiting", _("در نوبت")
        SENT = "sent", _("رسید")
        DEAD = "dead", _("نرسید")

    class Reason(models.TextChoices):
        ISSUED = "issued", _("بولتن")
        REMINDER = "reminder", _("یادآوری")

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="mails")
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.ISSUED)
    address = models.CharField(max_length=300)
    link = models.CharField(max_length=300, blank=True)  # path of the public link, told only here
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="bulletin_mail_due")]


class BulletinLink(models.Model):
    """A public address of an issued bulletin; only the hash of its key is kept."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.IntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


class BulletinPick(models.Model):
    """An article that a person wants in the next bulletin; the rules put it first."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="bulletin_pick")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

"""Answers (جوابیه) of the municipality's units to articles, from the need to the printed answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Unit


class Reply(models.Model):
    """An answer (جوابیه) to an article: who writes it until when, what it says, where it was printed."""

    class State(models.TextChoices):
        NEEDED = "needed", _("نیازمند پاسخ")
        WITH_UNIT = "with_unit", _("نزد واحد")
        WRITTEN = "written", _("جوابیه")
        SENT = "sent", _("فرستاده")
        PUBLISHED = "published", _("منتشر شد")
        CLOSED = "closed", _("بسته")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="replies")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    state = models.CharField(max_length=20, choices=State.choices, default=State.NEEDED)
    request = models.TextField(blank=True)  # what the unit is asked
    hours = models.FloatField(default=8)  # working hours that the unit has
    assigned_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.CharField(max_length=300, blank=True)
    published = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="publishes_reply"
    )
    containment = models.FloatField(null=True, blank=True)  # share of the reply that was printed, 0..1
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # when its publication was last looked for
    version = models.IntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="reply_due"),
            models.Index(fields=["unit", "-created_at"], name="reply_unit"),
        ]


class ReplyStep(models.Model):
    """One step of a reply, for its history."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=20, choices=Reply.State.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150, blank=True)  # empty: found by the system
    at = models.DateTimeField(default=timezone.now)


class ReplyTemplate(models.Model):
    """A text to begin with; «{رسانه}», «{تیتر}», «{تاریخ}», «{واحد}» are filled in."""

    class Use(models.TextChoices):
        REQUEST = "request", _("درخواست از واحد")
        REPLY = "reply", _("متن جوابیه")

    name = models.CharField(max_length=120)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.REPLY)
    text = models.TextField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "name"], name="reply_template_once")]


class OfficeDay(models.Model):
    """Working hours of one day of the week; a day without a row is free."""

    weekday = models.PositiveSmallIntegerField(primary_key=True)  # Saturday 0 … Friday 6
    from_time = models.TimeField()
    to_time = models.TimeField()


class Holiday(models.Model):
    """A day on which the offices are closed, or, where `works`, open although they would not be."""

    day = models.DateField(primary_key=True)  # Tehran
    name = models.CharField(max_length=200)
    works = models.BooleanField(default=False)
    estimated = models.BooleanField(default=False)  # by the lunar calendar, not yet announced

"""What people looked for and did not find: each case is kept, with its cause, and asked again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Outlet


class MissedItem(models.Model):
    """«این خبر را ندیدید»: an address that somebody missed, and what became of it."""

    class Finding(models.TextChoices):
        HERE = "here", _("ثبت شده بود")
        LATE = "late", _("دیر ثبت شد")
        PENDING = "pending", _("در راه است")
        NEVER_ANNOUNCED = "never_announced", _("رسانه اعلام نکرده بود")
        LOST = "lost", _("اعلام شد و از دست رفت")
        FILTERED = "filtered", _("کنار گذاشته شد")
        NO_OUTLET = "no_outlet", _("رسانه‌اش در فهرست نیست")
        NOT_READ = "not_read", _("این رسانه گردآوری نمی‌شود")

    url = models.CharField(max_length=2000)
    key = models.CharField(max_length=32, unique=True)  # identity.url_hash of the address
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    first_finding = models.CharField(max_length=20, choices=Finding.choices)  # when it was reported
    finding = models.CharField(max_length=20, choices=Finding.choices)  # now
    cause = models.CharField(max_length=40, blank=True)  # a `rasad.archive.frontier.causes.Cause`
    minutes = models.IntegerField(null=True, blank=True)  # from publication to the first capture
    article = models.CharField(max_length=32, blank=True)
    open = models.BooleanField(default=True)  # it is still not here
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["open", "-at"], name="missed_open")]

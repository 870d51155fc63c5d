"""Long work that a person waits for: how far it is, how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LongTask(models.Model):
    """One piece of long work; the row is what pages show, whichever process works."""

    class State(models.TextChoices):
        RUNNING = "running", _("در حال انجام")
        DONE = "done", _("انجام شد")
        FAILED = "failed", _("انجام نشد")
        CANCELLED = "cancelled", _("لغو شد")

    key = models.CharField(primary_key=True, max_length=32)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    step = models.CharField(max_length=200, blank=True)  # what it is at, for readers
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=1)
    cancel = models.BooleanField(default=False)  # somebody asked it to end
    error = models.CharField(max_length=500, blank=True)  # for readers
    next_page = models.CharField(max_length=500, blank=True)  # where its result is seen
    back_page = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=200, blank=True)  # of the file that it made, if any
    media_type = models.CharField(max_length=100, blank=True)
    data = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(default=timezone.now)  # last sign of life

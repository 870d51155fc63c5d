"""The daily bulletin (بولتن)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Bulletin(models.Model):
    """A day's selection (بولتن): sections of articles with notes, fixed when issued."""

    title = models.CharField(max_length=300)
    day = models.DateField()  # Tehran
    sections = models.JSONField(default=list)  # [{"title": …, "items": [{"article": id, "note": …}]}]
    state = models.CharField(max_length=20, default="draft")  # draft, issued
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    issued_at = models.DateTimeField(null=True, blank=True)

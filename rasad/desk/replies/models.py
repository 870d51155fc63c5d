"""Answers (جوابیه) of the municipality's units to articles."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from rasad.archive.models import Article, Unit


class Reply(models.Model):
    """An answer (جوابیه) that a unit wrote to an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="replies")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    text = models.TextField()
    state = models.CharField(max_length=20, default="draft")  # draft, sent, published
    published = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="publishes_reply"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

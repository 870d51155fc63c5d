"""What a person judged about an article; records are appended, never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from rasad.archive.models import Article


class Review(models.Model):
    """What a person judged about an article (بررسی); the last one stands."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reviews")
    tone = models.CharField(max_length=20, blank=True)  # positive, neutral, negative
    labels = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=20, blank=True)  # seen, important, to_reply, closed
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["article", "-at"], name="review_article")]

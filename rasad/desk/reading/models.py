"""What each person has looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from rasad.archive.models import Article


class SeenArticle(models.Model):
    """A person has seen an article; nobody else's list changes by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="seen_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="seen_once")]


class Visit(models.Model):
    """When a person was last on a page, and when before that: what is new is new since then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=40)  # `today`, `search` …
    at = models.DateTimeField()  # of the last sign of this person there
    since = models.DateTimeField(null=True, blank=True)  # the end of the visit before this one

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="visit_once")]

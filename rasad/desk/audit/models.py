"""The audit log: who did what, from where."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which record, from where; appended only."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)  # `rule:12`, `article:…`
    detail = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=64, blank=True)

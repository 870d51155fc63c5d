"""The audit log: who did what, from where."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which record, from where; appended only, each holding the hash of the one before."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)  # `rule:12`, `article:…`
    detail = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)  # `digest` of the entry before; empty: the first
    digest = models.CharField(max_length=64, blank=True)  # `rasad.desk.audit.hash_chain.digest_of`

    class Meta:
        # One entry follows another: no two can claim the same place, whoever writes them.
        constraints = [models.UniqueConstraint(fields=["previous"], name="audit_follows_once")]


class AuditHead(models.Model):
    """The newest entry, in the one row of this table; who appends holds it, so that the chain never forks."""

    entry = models.BigIntegerField(default=0)  # id
    digest = models.CharField(max_length=64, blank=True)

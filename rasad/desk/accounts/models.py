"""What a staff account holds besides Django's own user."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Access(models.Model):
    """Holds the permissions of `rasad.desk.accounts.roles` for Django's permission system; has no table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("export", "Take results out as files and feeds"),
            ("alert", "Keep alert rules"),
            ("correct", "Correct units and topics of an article"),
            ("review", "Judge articles: tone, importance, labels, notes, who is responsible"),
            ("operate", "Pause outlets, replay the quarantine, retry deliveries"),
            ("target", "Add and remove alert destinations"),
            ("import", "Bring articles in"),
            ("bulletin", "Make bulletins of articles"),
            ("issue", "Issue bulletins, change their templates"),
            ("reply", "Give articles to units, write replies"),
            ("evaluate", "Judge coverage, write messages and outcomes"),
            ("people", "Make accounts, read the audit log"),
        ]


class ApiToken(models.Model):
    """A personal key of the API; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)  # shown, so that a person can tell tokens apart
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the whole token
    scopes = models.JSONField(default=list)  # read, write, import …
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class LoginCounter(models.Model):
    """Wrong passwords of one kind of key lately; see `rasad.desk.accounts.login_throttle`."""

    key = models.CharField(max_length=255, primary_key=True)  # `pair:name|address`, `account:name`, …
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)  # of the last failure, or of the wait that was asked for
    ready_at = models.DateTimeField(null=True, blank=True)  # when the wait that was asked for is over
    noted_at = models.DateTimeField(null=True, blank=True)  # when a refusal last went into the audit log

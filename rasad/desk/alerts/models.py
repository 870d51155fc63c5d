"""Alert rules, what they caught, and the messages about it. Times are aware UTC."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Leased, Story


class Target(models.Model):
    """Where a delivery goes: a mail address, a webhook, a known messenger (never its raw URL)."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("رایانامه")
        WEBHOOK = "webhook", _("وب‌هوک")
        MESSENGER = "messenger", _("پیام‌رسان")

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    address = models.CharField(max_length=500)  # mail address, https URL, or chat id
    service = models.CharField(max_length=20, blank=True)  # messenger only: telegram, bale …
    secret = models.CharField(max_length=200, blank=True)  # webhook signing key, bot token; never shown again
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="targets"
    )
    shared = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class AlertRule(models.Model):
    """A query that is matched against every article as it comes in."""

    name = models.CharField(max_length=200)
    query = models.CharField(max_length=512)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="alert_rules"
    )
    shared = models.BooleanField(default=False)
    outlets = models.JSONField(default=list, blank=True)  # keys; empty: all
    kinds = models.JSONField(default=list, blank=True)
    units = models.JSONField(default=list, blank=True)
    per_article = models.BooleanField(default=False)  # False: one match a story
    max_age_days = models.PositiveIntegerField(null=True, blank=True)  # None: old items found late alert too
    channels = models.ManyToManyField(Target, blank=True, related_name="rules")
    muted_until = models.DateTimeField(null=True, blank=True)  # matches are kept, nothing is sent
    #: {"days": [5, 6, 0, 1, 2], "from": "08:00", "to": "16:00"}: Tehran time, Monday is 0; empty: always.
    schedule = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)  # rises with each change: who saves names what he read
    deleted_at = models.DateTimeField(null=True, blank=True)  # from then on it catches nothing and is hidden
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at", "active"], name="rule_updated_active")]

    def __str__(self) -> str:
        return self.name


class Match(models.Model):
    """A rule caught a story (or, by the rule's choice, one article); later copies raise `count`."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="matches")
    key = models.CharField(max_length=34)  # `s:` + story id, or `a:` + article id
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="matches")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="matches")  # the first caught
    count = models.IntegerField(default=1)
    outlets = models.JSONField(default=list)  # keys, in order of arrival
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="match_once")]
        indexes = [models.Index(fields=["-first_at"], name="match_first")]


class MatchArticle(models.Model):
    """Each article that a match counts, so that handling one twice counts it once."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="+")
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="members")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "article"], name="match_article_once")]


class Delivery(Leased):
    """One message that must reach one target: the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", _("در نوبت")
        SENDING = "sending", _("در حال ارسال")  # under a lease; after it, tried again with the same key
        SENT = "sent", _("رسیده")
        DEAD = "dead", _("نرسیده")  # refused for ever, or tried for over a day; visible, can be sent again

    TAKEN = {"state": State.SENDING}
    GIVEN_BACK = {"state": State.WAITING}

    match = models.ForeignKey(
        Match, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=64, unique=True)  # Idempotency-Key; the mail's Message-ID is made of it
    payload = models.JSONField(default=dict)  # what is said, fixed when the match was made
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    first_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"], name="delivery_due")]

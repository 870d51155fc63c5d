"""What is known of an outlet's day: how much of what it published is here, and how that was checked."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.evidence import Backfill
from rasad.archive.models.outlets import Outlet


class OutletDay(models.Model):
    """*Derived*: the coverage certificate of one outlet and Tehran day, as it was last reckoned."""

    class State(models.TextChoices):
        COVERED = "covered", _("کامل")
        GAP = "gap", _("دارای کمبود")
        UNKNOWN = "unknown", _("نامعلوم")

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="coverage_days")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    announced = models.IntegerField(default=0)
    fetched = models.IntegerField(default=0)
    extracted = models.IntegerField(default=0)
    stored = models.IntegerField(default=0)
    indexed = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)  # the rest of the certificate: causes, reasons, estimate, holes
    reckoned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "day"], name="outlet_day_once")]
        indexes = [models.Index(fields=["day", "state"], name="outlet_day_state")]


class Reconciliation(models.Model):
    """One comparison of what is known with an outlet's own lists, asked for apart from its feeds' polls."""

    class Reason(models.TextChoices):
        DAILY = "daily", _("تطبیق روزانه")
        GAP = "gap", _("پس از رفع وقفه")

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="reconciliations")
    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    backfill = models.ForeignKey(Backfill, null=True, blank=True, on_delete=models.SET_NULL)  # its pages
    answered = models.IntegerField(default=0)  # lists that were read
    new = models.IntegerField(default=0)  # items that nothing had announced before

    class Meta:
        indexes = [models.Index(fields=["outlet", "day"], name="reconciliation_day")]


class OutletRhythm(models.Model):
    """*Derived*: how many new articles an outlet publishes in each hour of a usual week."""

    outlet = models.OneToOneField(Outlet, primary_key=True, on_delete=models.CASCADE, related_name="rhythm")
    hours = models.JSONField(default=list)  # 168 means, from Saturday's midnight in Tehran
    days = models.JSONField(default=dict)  # Tehran day → articles, of the last weeks
    weeks = models.FloatField(default=0)  # of history behind the means
    reckoned_at = models.DateTimeField(default=timezone.now)

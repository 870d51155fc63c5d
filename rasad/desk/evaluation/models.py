"""What people say for the evaluation of units: formulas, messages, contradictions, outcomes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Unit


class EvaluationFormula(models.Model):
    """A version of the formula; a change makes a new one, an old one is never rewritten."""

    number = models.IntegerField(unique=True)
    valid_from = models.DateField()  # Tehran; periods that begin from this day on are scored by it
    weights = models.JSONField(default=dict)  # component → weight, as `formula.COMPONENTS`
    prior_releases = models.FloatField(default=10)  # strength of the shrinkage, in releases
    tier_points = models.JSONField(default=dict)  # tier of an outlet → points of one publication
    lag_hours = models.FloatField(default=6)  # a median lag of so long scores one half
    least_releases = models.IntegerField(default=5)  # below it a unit has no rank
    note = models.TextField(blank=True)  # why it was changed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class KeyMessage(models.Model):
    """What a unit wants to be carried (پیام کلیدی): found in coverage by a query."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="messages")
    text = models.CharField(max_length=300)
    query = models.CharField(max_length=512)
    active = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class CoverageJudgement(models.Model):
    """What a person says of a release in an article; appended, the last one stands.

    Named by its two articles: rows of `Coverage` are derived and may be made anew.
    """

    class Verdict(models.TextChoices):
        CONTRADICTED = "contradicted", _("نقض شده")
        FALSE_MATCH = "false_match", _("بازتاب نیست")
        AS_FOUND = "as_found", _("همان که یافته شد")

    release = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="judged_coverage")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="judged_as_coverage")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["release", "article", "-at"], name="coverage_judgement_last")]


class UnitOutcome(models.Model):
    """What changed for people by a unit's work in a period (AMEC's outcome), written by hand."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    first_day = models.DateField()  # Tehran
    last_day = models.DateField()
    text = models.TextField()
    evidence = models.TextField(blank=True)  # how it is known: a survey, calls to 137, visits
    version = models.IntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "first_day", "last_day"], name="unit_outcome_once")
        ]

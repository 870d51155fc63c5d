"""What people judged about articles; records are appended, never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Unit


class Tone(models.TextChoices):
    """How an article speaks of a unit, as a person reads it."""

    NEGATIVE = "negative", _("منفی")
    NEUTRAL = "neutral", _("خنثی")
    POSITIVE = "positive", _("مثبت")
    MIXED = "mixed", _("آمیخته")


class Importance(models.TextChoices):
    """How much an article matters to the municipality."""

    HIGH = "high", _("زیاد")
    MEDIUM = "medium", _("متوسط")
    LOW = "low", _("کم")


class ReviewStatus(models.TextChoices):
    """How far the office is with an article; one that nobody judged is new."""

    NEW = "new", _("بررسی‌نشده")
    SEEN = "seen", _("بررسی‌شده")
    OPEN = "open", _("در دست پیگیری")
    TO_REPLY = "to_reply", _("نیازمند پاسخ")
    CLOSED = "closed", _("بسته")


class Label(models.Model):
    """A label that was given to an article once, to be offered again."""

    name = models.CharField(primary_key=True, max_length=60)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)


class Review(models.Model):
    """What is judged about an article (بررسی) from one act on: the whole of it, so that the last one stands.

    `tone` is towards the municipality and every unit that `unit_tones` (unit → tone) does not name.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField(
        default=1
    )  # of the article's reviews, from 1: who saves names what he read
    batch = models.CharField(
        max_length=32, blank=True, db_index=True
    )  # the reviews of one act, undone together
    changed = models.JSONField(
        default=list, blank=True
    )  # what the act set: `tone`, `tone:district_5`, `note` …
    undoes = models.CharField(max_length=32, blank=True)  # batch that this act took back
    tone = models.CharField(max_length=20, blank=True, choices=Tone.choices)
    unit_tones = models.JSONField(default=dict, blank=True)
    importance = models.CharField(max_length=10, blank=True, choices=Importance.choices)
    labels = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=20, blank=True, choices=ReviewStatus.choices)
    note = models.TextField(blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_reviews",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="review_once")]
        indexes = [models.Index(fields=["article", "-at"], name="review_article")]


class RatingSample(models.Model):
    """Articles drawn by chance that two people judge apart from each other, to see whether they agree."""

    name = models.CharField(max_length=200)
    raters = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rating_samples")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


class RatingItem(models.Model):
    """One article of a sample, and the unit towards which its tone is asked for."""

    sample = models.ForeignKey(RatingSample, on_delete=models.CASCADE, related_name="items")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "place"], name="rating_item_once")]


class Rating(models.Model):
    """The tone that one of the two gave; the other does not see it before both are done."""

    item = models.ForeignKey(RatingItem, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tone = models.CharField(max_length=20, choices=Tone.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "rater"], name="rating_once")]

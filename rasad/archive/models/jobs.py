"""What the stages have to do, what they gave up on, what they counted; derived tables."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.articles import Article
from rasad.archive.models.evidence import Capture
from rasad.archive.models.leases import Leased


class Counter(models.Model):
    """Numbers given out inside the transaction that uses them, so that commit order is number order."""

    name = models.CharField(primary_key=True, max_length=40)
    value = models.BigIntegerField(default=0)


class Job(Leased):
    """One thing that one stage has to do; the row goes when the effect is durable."""

    class Stage(models.TextChoices):
        PARSE = "parse", _("استخراج")
        STORY = "story", _("سوژه")
        INDEX = "index", _("نمایه")
        ALERTS = "alerts", _("هشدار")
        COVERAGE = "coverage", _("بازتاب")

    stage = models.CharField(max_length=10, choices=Stage.choices)
    subject = models.CharField(max_length=64)  # as `rasad.archive.jobs.subjects` writes it
    order = models.BigIntegerField(default=0)  # story: the article's arrival
    priority = models.SmallIntegerField(default=0)
    attempts = models.IntegerField(default=0)  # only where the item is at fault
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "next_try_at"], name="work_due"),
            models.Index(fields=["stage", "subject"], name="work_subject"),
            models.Index(fields=["stage", "order"], name="work_order"),
        ]


class NamedLock(Leased):
    """A named right that one process holds at a time: the story stage, the writer of the index."""

    name = models.CharField(primary_key=True, max_length=60)


class Quarantine(models.Model):
    """An item that a stage gave up on, with the reason; it can be replayed."""

    stage = models.CharField(max_length=10, choices=Job.Stage.choices)
    subject = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    detail = models.TextField(blank=True)
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.SET_NULL)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    replayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stage", "subject"], name="quarantine_subject")]


class StageCount(models.Model):
    """Outcomes of a stage or of fetching, counted by Tehran day: nothing fails silently."""

    day = models.DateField()
    stage = models.CharField(max_length=20)
    outcome = models.CharField(max_length=40)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "stage", "outcome"], name="stage_count_once")]


class Shingled(models.Model):
    """*Derived*: the sampled shingles and numbers of an article, as the story stage saw it."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="+")
    revision = models.IntegerField()
    tokens = models.IntegerField()
    arrival = models.BigIntegerField(unique=True)  # the article's
    exact = models.CharField(max_length=32, db_index=True)  # hash of the whole analysed text
    hashes = models.BinaryField()  # sorted uint64, little endian: all shingles
    numbers = models.JSONField(default=list)


class Shingle(models.Model):
    """*Derived*: inverted table of sampled shingles (signed 64-bit) to articles."""

    hash = models.BigIntegerField()
    arrival = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["hash", "arrival"], name="shingle_hash"),
            models.Index(fields=["arrival"], name="shingle_arrival"),
        ]


class Heartbeat(models.Model):
    """A sign of life of a long-lived process, written every few seconds."""

    process = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    pid = models.IntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)
    detail = models.JSONField(default=dict)

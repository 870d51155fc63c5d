"""How well an outlet's rules read its pages, and the pages whose reading nobody should believe yet."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.articles import Article
from rasad.archive.models.evidence import Capture
from rasad.archive.models.outlets import Outlet


class OutletReading(models.Model):
    """What the rules of an outlet gave on its last pages, and since when they no longer hold."""

    outlet = models.OneToOneField(Outlet, primary_key=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # of the definition by which the pages were read
    recent = models.JSONField(default=list)  # `PageReading.dump` of the last pages, the newest last
    usual = models.JSONField(default=dict)  # field → where it stood on most pages while all was well
    days = models.JSONField(default=dict)  # Tehran day → field → [pages where its rule held, pages]
    broken_since = models.DateTimeField(null=True, blank=True)
    broken = models.JSONField(default=dict)  # field → what is wrong with it, a `ReadingFault`
    probed_at = models.DateTimeField(null=True, blank=True)  # when known pages were last asked for again


class HeldPage(models.Model):
    """A capture whose reading was not believed: nothing was stored of it, and it can be read again."""

    class State(models.TextChoices):
        HELD = "held", _("نگه‌داشته")
        ACCEPTED = "accepted", _("پذیرفته")  # the other pages read as ever: this one is simply so

    capture = models.OneToOneField(Capture, primary_key=True, on_delete=models.CASCADE, related_name="held")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="held_pages")
    article = models.CharField(max_length=32, db_index=True)  # the id it has, or would have
    page = models.CharField(max_length=32)  # the key of its row in the frontier
    known = models.BooleanField(default=False)  # whether that article is stored: its text stands
    faults = models.JSONField(default=dict)  # field → a `ReadingFault`
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    held_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["outlet", "state", "held_at"], name="held_outlet")]


class SameText(models.Model):
    """Another reading of a version's text: what our rules read differently, not what the outlet changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()  # of the version
    text_hash = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number", "text_hash"], name="same_text_once")
        ]

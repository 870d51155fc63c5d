"""What the city's file defines beside units and topics, and the rules that staff added to it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A person in charge (مسئول), with posts and their days; defined by `settings/city.yaml`."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    posts = models.JSONField(default=list)  # {title, unit, from, to}, days as ISO 8601 or null
    context = models.JSONField(default=dict)


class Place(models.Model):
    """A place of the city (مکان); defined by `settings/city.yaml`."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    context = models.JSONField(default=dict)


class CityWordList(models.Model):
    """A list of words that holds for all entries (`words` of the file), by its name there."""

    name = models.CharField(primary_key=True, max_length=64)
    words = models.JSONField(default=list)


class AttributionRule(models.Model):
    """A phrase that staff added to a unit's or topic's lists; it stays when the file is loaded again."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("واحد")
        TOPIC = "topic", _("موضوع")

    class Role(models.TextChoices):
        ALIAS = "aliases", _("نام دیگر")
        NOT = "not", _("جز در کنار")
        BESIDE = "beside", _("صاحب دیگر")
        SURE = "sure", _("واژهٔ روشن")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=64)
    role = models.CharField(max_length=10, choices=Role.choices)
    phrase = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "role", "phrase"], name="attribution_rule_once")
        ]

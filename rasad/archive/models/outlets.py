"""Who publishes, where it is announced, and how politely its hosts are asked."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.leases import Leased


class Unit(models.Model):
    """A subordinate unit (واحد تابعه) of the municipality; defined by `settings/city.yaml`."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("منطقه")
        DEPUTY = "deputy", _("معاونت")
        ORGANISATION = "organisation", _("سازمان")
        COMPANY = "company", _("شرکت")
        CENTRE = "centre", _("مرکز")
        COUNCIL = "council", _("شورا")

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    aliases = models.JSONField(default=list)
    context = models.JSONField(default=dict)


class Topic(models.Model):
    """A subject (موضوع) with the words that tell of it; defined by `settings/city.yaml`."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    context = models.JSONField(default=dict)  # the file's word lists: sure, words, not, fields, hashtags


class Outlet(models.Model):
    """Who publishes (رسانه). YAML owns the definition; paused and health are state kept here."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("خبرگزاری")
        PAPER = "paper", _("روزنامه")
        SITE = "site", _("پایگاه خبری")
        BROADCASTER = "broadcaster", _("صدا و سیما")
        FOREIGN = "foreign", _("رسانهٔ برون‌مرزی")
        GOVERNMENT = "government", _("پایگاه دستگاه عمومی")
        AGGREGATOR = "aggregator", _("خبرخوان")
        UNIT = "unit", _("واحد شهرداری")
        TELEGRAM = "telegram", _("تلگرام")
        EITAA = "eitaa", _("ایتا")
        VIDEO = "video", _("ویدئو")
        IMPORTED = "imported", _("واردشده")

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    home = models.URLField(max_length=2000, blank=True)
    family = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="outlets")
    digest = models.CharField(max_length=64, blank=True)
    defined = models.BooleanField(default=True)  # False: no longer in YAML, or made by an import
    paused = models.BooleanField(default=False)
    pause_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_capture_at = models.DateTimeField(null=True, blank=True)
    last_article_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Feed(Leased):
    """One place where an outlet announces items, with the state of its polling."""

    class Kind(models.TextChoices):
        RSS = "rss", _("خوراک")
        JSON = "json", _("خوراک JSON")
        NEWS_SITEMAP = "news_sitemap", _("نقشهٔ خبری سایت")
        SITEMAP = "sitemap", _("نقشهٔ سایت")
        LISTING = "listing", _("فهرست")
        ARCHIVE = "archive", _("بایگانی روز")
        EDITION = "edition", _("شمارهٔ روزنامه")
        TELEGRAM = "telegram", _("کانال تلگرام")
        EITAA = "eitaa", _("کانال ایتا")
        APARAT = "aparat", _("کانال آپارات")

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=260, blank=True)  # of `url`: whose turn a poll waits for
    enabled = models.BooleanField(default=True)  # False: gone from YAML
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    next_poll_at = models.DateTimeField(default=timezone.now)
    interval = models.FloatField(default=0)  # seconds; 0 before the first poll
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_outcome = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    last_new_at = models.DateTimeField(null=True, blank=True)
    failures = models.IntegerField(default=0)  # in a row
    state = models.JSONField(default=dict, blank=True)  # `FeedState`: its memory, a poll on its way

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "kind", "url"], name="feed_once")]
        indexes = [
            models.Index(fields=["enabled", "next_poll_at"], name="feed_due"),
            models.Index(fields=["host", "next_poll_at"], name="feed_host_due"),
        ]


class FeedDay(models.Model):
    """What one feed did on one Tehran day: every poll has exactly one counted outcome."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    polls = models.IntegerField(default=0)
    not_modified = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    announced = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    gaps = models.IntegerField(default=0)  # polls after which items may have passed by unseen

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "day"], name="feed_day_once")]


class Host(Leased):
    """Politeness of one host over all workers: who holds it, and when it may be asked again."""

    name = models.CharField(primary_key=True, max_length=260)  # host[:port]
    delay = models.FloatField(default=2.0)  # seconds between requests
    next_at = models.DateTimeField(default=timezone.now)
    failures = models.IntegerField(default=0)  # in a row
    last_error = models.CharField(max_length=300, blank=True)
    seconds = models.FloatField(default=0)  # that an answer takes, the last ones counting most
    failing_since = models.DateTimeField(null=True, blank=True)

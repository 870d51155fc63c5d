"""What is to be fetched, what was fetched, and what people handed in."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.leases import Leased
from rasad.archive.models.outlets import Feed, Outlet


class PageKind(models.TextChoices):
    """What stands at an address: how it is read, and whether the parse stage looks for articles in it."""

    ARTICLE = "article", _("مطلب")
    DOM = "dom", _("مطلب، پس از اجرای صفحه در مرورگر")
    POST = "post", _("پست")  # stands whole on a page of its channel; never fetched by itself
    SOCIAL = "social", _("صفحهٔ کانال")
    CHANNEL_PAGE = "channel_page", _("صفحهٔ کانال، خواندن دوباره")  # its captures are SOCIAL
    FEED = "feed", _("خوراک")
    FEED_PAGE = "feed_page", _("صفحهٔ پیشین خوراک")
    FULL_FEED = "full_feed", _("خوراک با متن کامل")
    LISTING = "listing", _("فهرست")
    LISTING_PAGE = "listing_page", _("فهرست روز")
    ARCHIVE_PAGE = "archive_page", _("بایگانی روز")
    SITEMAP_PAGE = "sitemap_page", _("نقشهٔ سایت، روز")
    EDITION = "edition", _("شمارهٔ روزنامه")
    EDITION_PAGE = "edition_page", _("صفحهٔ روزنامه")
    PDF = "pdf", _("پی‌دی‌اف")
    FRONT_PAGE = "front_page", _("تصویر صفحهٔ اول")
    PART = "part", _("دنبالهٔ مطلب")  # a further page of an article, joined to it


#: Pages that announce others.
LIST_PAGES = (
    PageKind.FEED_PAGE,
    PageKind.LISTING_PAGE,
    PageKind.ARCHIVE_PAGE,
    PageKind.SITEMAP_PAGE,
    PageKind.EDITION_PAGE,
    PageKind.SOCIAL,
    PageKind.CHANNEL_PAGE,
)
#: Pages of one article each: they count towards an outlet's limit of a day.
ARTICLE_PAGES = (PageKind.ARTICLE, PageKind.DOM)
#: Pages of the frontier that are items themselves: what an outlet announces.
ITEM_KINDS = (PageKind.ARTICLE, PageKind.POST)
#: Pages that the parse stage reads: of one article, or of several posts or items.
PARSED_PAGES = (*ARTICLE_PAGES, PageKind.SOCIAL, PageKind.FULL_FEED, PageKind.PDF, PageKind.FRONT_PAGE)
#: Files as they are: they do not change, may stand on another host, and are no HTML.
FILE_PAGES = (PageKind.PDF, PageKind.FRONT_PAGE)


class Backfill(models.Model):
    """A stretch of an outlet's past that somebody asked for; how far it has come, its frontier rows say."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="backfills")
    start = models.DateField()
    end = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)


class Frontier(Leased):
    """An address to fetch, with its state; never Scrapy's JOBDIR."""

    class State(models.TextChoices):
        WAITING = "waiting", _("در نوبت")
        LEASED = "leased", _("در حال دریافت")
        DONE = "done", _("دریافت‌شده")
        DEAD = "dead", _("کنارگذاشته")  # gave up, or refused; `last_outcome` says why

    TAKEN = {"state": State.LEASED}
    GIVEN_BACK = {"state": State.WAITING}

    key = models.CharField(max_length=32, unique=True)  # `frontier_key`: the item's or the address's
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=260)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="frontier")
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL)
    #: The backfill that asked for it, or on whose way it was found.
    backfill = models.ForeignKey(
        Backfill, null=True, blank=True, on_delete=models.SET_NULL, related_name="pages"
    )
    kind = models.CharField(max_length=20, choices=PageKind.choices, default=PageKind.ARTICLE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)  # higher first
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    discovered_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)
    hint = models.JSONField(default=dict, blank=True)  # what the announcing feed said: title, published
    last_outcome = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    revisits = models.IntegerField(default=0)  # times fetched again to see edits and removals
    parsed = models.CharField(max_length=40, blank=True)  # what the parse stage made of it last
    article = models.CharField(max_length=32, blank=True)  # the id of the article that it led to
    channels = models.SmallIntegerField(default=0)  # which kinds of feed announced it: `Channel`, added up

    class Meta:
        indexes = [
            models.Index(fields=["state", "host", "next_try_at"], name="frontier_due"),
            models.Index(fields=["outlet", "state"], name="frontier_outlet"),
            models.Index(fields=["outlet", "discovered_at"], name="frontier_discovered"),
            models.Index(fields=["article"], name="frontier_article"),
        ]


class Capture(models.Model):
    """One HTTP exchange in a WARC: the evidence."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="captures")
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=20, choices=PageKind.choices)
    url = models.CharField(max_length=2000)  # asked for
    final_url = models.CharField(max_length=2000)  # answered, after redirects
    key = models.CharField(max_length=32, db_index=True)  # identity.url_hash of `url`
    fetched_at = models.DateTimeField()
    status = models.SmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    warc = models.CharField(max_length=200)  # name inside the WARC folder, without `.open`
    offset = models.BigIntegerField()
    length = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the body after content-decoding
    verified = models.BooleanField(default=True)  # False: TLS was not verified, or plain http
    address = models.CharField(max_length=64, blank=True)  # the peer's IP
    revisit_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    hint = models.JSONField(default=dict, blank=True)
    parsed = models.CharField(max_length=40, blank=True)  # what the parse stage made of it; empty: not yet

    class Meta:
        indexes = [models.Index(fields=["outlet", "fetched_at"], name="capture_outlet")]


class Submission(models.Model):
    """An item entered by hand or imported; it passes the same stages as a page."""

    class Source(models.TextChoices):
        IMPORT = "import", _("درون‌برد")
        MANUAL = "manual", _("ورود دستی")

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="submissions")
    url = models.CharField(max_length=2000)
    digest = models.CharField(max_length=64, unique=True)  # of the payload: importing twice changes nothing
    payload = models.JSONField()
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.IMPORT)
    by = models.CharField(max_length=150, blank=True)
    #: The crawled article that it speaks of: evidence outranks statements, so it only stands beside it.
    about = models.ForeignKey(
        "Article", null=True, blank=True, on_delete=models.CASCADE, related_name="statements"
    )
    created_at = models.DateTimeField(default=timezone.now)


class SubmittedFile(models.Model):
    """A file handed in with a submission, as evidence: a `resource` record of a WARC."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)  # as it was called; shown, never used as a path
    content_type = models.CharField(max_length=100)  # by its first bytes, not by what the browser said
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    warc = models.CharField(max_length=200)
    offset = models.BigIntegerField()
    length = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "sha256"], name="submitted_file_once")]

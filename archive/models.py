"""The records: outlets and their feeds, the frontier, the evidence, articles, stories, work.

What staff keep is in `desk.models`. Times are aware UTC. Rows marked *derived* can be thrown
away and rebuilt from the others.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Unit(models.Model):
    """A subordinate unit (واحد تابعه) of the municipality; defined by `settings/city.yaml`."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)  # district, deputy, organisation, company
    aliases = models.JSONField(default=list)
    context = models.JSONField(default=dict)


class Topic(models.Model):
    """A subject (موضوع) with the query that recognises it; defined by `settings/city.yaml`."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    query = models.TextField(blank=True)


class Outlet(models.Model):
    """Who publishes (رسانه). YAML owns the definition; paused and health are state kept here."""

    key = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
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


class Feed(models.Model):
    """One place where an outlet announces items, with the state of its polling."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=20)
    url = models.CharField(max_length=2000)
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
    cursor = models.CharField(max_length=200, blank=True)  # paging of social and archive feeds
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "kind", "url"], name="feed_once")]
        indexes = [models.Index(fields=["enabled", "next_poll_at"], name="feed_due")]


class FeedDay(models.Model):
    """What one feed did on one Tehran day: every poll has exactly one counted outcome."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    polls = models.IntegerField(default=0)
    not_modified = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    announced = models.IntegerField(default=0)
    new = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "day"], name="feed_day_once")]


class Host(models.Model):
    """Politeness of one host over all workers: who holds it, and when it may be asked again."""

    name = models.CharField(primary_key=True, max_length=260)  # host[:port]
    delay = models.FloatField(default=2.0)  # seconds between requests
    next_at = models.DateTimeField(default=timezone.now)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.IntegerField(default=0)  # in a row
    last_error = models.CharField(max_length=300, blank=True)


class Frontier(models.Model):
    """An address to fetch, with its state; never Scrapy's JOBDIR."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        DEAD = "dead"  # gave up, or refused; `last_outcome` says why

    key = models.CharField(max_length=32, unique=True)  # identity.url_hash
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=260)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="frontier")
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=20, default="article")  # article, edition_page, pdf, …
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)  # higher first
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    discovered_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)
    hint = models.JSONField(default=dict, blank=True)  # what the announcing feed said: title, published
    last_outcome = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    revisits = models.IntegerField(default=0)  # times fetched again to see edits and removals

    class Meta:
        indexes = [
            models.Index(fields=["state", "host", "next_try_at"], name="frontier_due"),
            models.Index(fields=["outlet", "state"], name="frontier_outlet"),
        ]


class Capture(models.Model):
    """One HTTP exchange in a WARC: the evidence."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="captures")
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=20)  # article, feed, listing, social, edition, edition_page, pdf, dom
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

    class Meta:
        indexes = [models.Index(fields=["outlet", "fetched_at"], name="capture_outlet")]


class Submission(models.Model):
    """An item entered by hand or imported; it passes the same stages as a page."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="submissions")
    url = models.CharField(max_length=2000)
    digest = models.CharField(max_length=64, unique=True)  # of the payload: importing twice changes nothing
    payload = models.JSONField()
    source = models.CharField(max_length=20, default="import")  # import, manual
    by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)


class Counter(models.Model):
    """Numbers given out inside the transaction that uses them, so that commit order is number order."""

    name = models.CharField(primary_key=True, max_length=40)
    value = models.BigIntegerField(default=0)


class Story(models.Model):
    """Articles that carry the same text (سوژه). The id derives from the first-arrived article."""

    id = models.CharField(primary_key=True, max_length=32)
    origin = models.ForeignKey("Article", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=1000)
    size = models.IntegerField(default=1)
    outlets = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    series = models.CharField(max_length=32, blank=True, db_index=True)  # id of the series' first story

    class Meta:
        indexes = [models.Index(fields=["-last_at"], name="story_last")]


class Article(models.Model):
    """One published item at one outlet (مطلب), as it stands now; `Version` keeps how it stood."""

    class Status(models.TextChoices):
        LIVE = "live"
        EDITED = "edited"
        REMOVED = "removed"

    class Role(models.TextChoices):
        ORIGIN = "origin"
        REPRINT = "reprint"
        SERIES = "series"
        SINGLE = "single"

    id = models.CharField(primary_key=True, max_length=32)  # identity.article_id
    arrival = models.BigIntegerField(unique=True)  # order of first storing; from Counter
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="articles")
    item_key = models.CharField(max_length=2000)
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20, default="news")  # news, post, page, video, release
    title = models.CharField(max_length=1000)
    kicker = models.CharField(max_length=1000, blank=True)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(max_length=10, blank=True)  # minute, day
    modified = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(db_index=True)  # published, or first capture where it is not known
    first_capture = models.DateTimeField()  # immutable: it places the article in an index
    last_capture = models.DateTimeField()
    section = models.CharField(max_length=300, blank=True)
    tags = models.JSONField(default=list)
    images = models.JSONField(default=list)
    lang = models.CharField(max_length=10, default="fa")
    short_link = models.CharField(max_length=2000, blank=True)
    news_code = models.CharField(max_length=100, blank=True)
    source_agency = models.CharField(max_length=300, blank=True)
    quality = models.CharField(max_length=20, blank=True)
    provenance = models.JSONField(default=dict)
    confidence = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LIVE)
    text_hash = models.CharField(max_length=32, db_index=True)  # of headline and body as stored
    revision = models.IntegerField(default=1)  # rises with every change that the index must see
    release = models.BooleanField(default=False)  # published by a unit's own outlet
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    story_role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.PROTECT)
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT)
    analyser = models.CharField(max_length=40, blank=True)
    tone = models.CharField(max_length=20, blank=True)  # as the last Review says
    labels = models.JSONField(default=list)  # as the last Review says

    class Meta:
        indexes = [
            models.Index(fields=["outlet", "-at"], name="article_outlet"),
            models.Index(fields=["release", "-at"], name="article_release"),
        ]

    @property
    def cursor(self) -> int:
        """The one unique number that newest and oldest page by: seconds of `at`, then arrival."""
        return (max(0, int(self.at.timestamp())) << 24) + (self.arrival & 0xFFFFFF)


class Alias(models.Model):
    """Another address of an article: slugs, short links, redirects, m./amp, rel=canonical."""

    key = models.CharField(primary_key=True, max_length=32)  # identity.url_hash
    url = models.CharField(max_length=2000)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="aliases")
    created_at = models.DateTimeField(default=timezone.now)


class Version(models.Model):
    """How an article's headline or body stood from `at` on."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    at = models.DateTimeField()
    change = models.CharField(max_length=10)  # first, edited, removed, restored
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=1000)
    kicker = models.CharField(max_length=1000, blank=True)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    text_hash = models.CharField(max_length=32)
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_once")]


class Coverage(models.Model):
    """A release found, by containment, in an article."""

    release = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="carried_by")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="carries")
    containment = models.FloatField()  # share of the release's shingles found in the article, 0..1
    how = models.CharField(max_length=10)  # whole, edited, quoted
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "article"], name="coverage_once")]


class Attribution(models.Model):
    """An article concerns a unit or a topic: found by a rule, or said by staff."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="attributions")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE)
    by = models.CharField(max_length=10, default="rule")  # rule, staff
    rule = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "unit"],
                condition=models.Q(unit__isnull=False),
                name="attribution_unit_once",
            ),
            models.UniqueConstraint(
                fields=["article", "topic"],
                condition=models.Q(topic__isnull=False),
                name="attribution_topic_once",
            ),
        ]


class Correction(models.Model):
    """What staff said against the machine; appended, read by the stages, kept by `reprocess`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40)  # title, body, published, unit+, unit-, topic+, topic-, story …
    value = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)


class Work(models.Model):
    """One thing that one stage has to do; the row goes when the effect is durable."""

    class Stage(models.TextChoices):
        PARSE = "parse"
        STORY = "story"
        INDEX = "index"
        ALERTS = "alerts"
        COVERAGE = "coverage"

    stage = models.CharField(max_length=10, choices=Stage.choices)
    subject = models.CharField(max_length=64)  # parse: capture id, or `s:` + submission id; else article id
    order = models.BigIntegerField(default=0)  # story: the article's arrival
    priority = models.SmallIntegerField(default=0)
    attempts = models.IntegerField(default=0)  # only where the item is at fault
    next_try_at = models.DateTimeField(default=timezone.now)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "next_try_at"], name="work_due"),
            models.Index(fields=["stage", "subject"], name="work_subject"),
            models.Index(fields=["stage", "order"], name="work_order"),
        ]


class Quarantine(models.Model):
    """An item that a stage gave up on, with the reason; it can be replayed."""

    stage = models.CharField(max_length=10)
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


class Beat(models.Model):
    """A sign of life of a long-lived process, written every few seconds."""

    process = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    pid = models.IntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)
    detail = models.JSONField(default=dict)

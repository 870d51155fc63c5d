"""Articles, their versions and addresses, and how they belong together."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models.evidence import Capture, Submission
from rasad.archive.models.outlets import Outlet, Topic, Unit
from rasad.search.documents import ArticleText


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


class TextColumns(models.Model):
    """The columns of an article's text, which a version holds too."""

    title = models.CharField(max_length=1000)
    kicker = models.CharField(max_length=1000, blank=True)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> ArticleText:
        """The text as one value."""
        return ArticleText.of(self)

    @text.setter
    def text(self, text: ArticleText) -> None:
        for name, part in text.parts().items():
            setattr(self, name, part)


class Article(TextColumns):
    """One published item at one outlet (مطلب), as it stands now; `Version` keeps how it stood."""

    class Kind(models.TextChoices):
        NEWS = "news", _("خبر")
        POST = "post", _("پست اجتماعی")
        PAGE = "page", _("صفحهٔ روزنامه")
        VIDEO = "video", _("ویدئو")
        RELEASE = "release", _("خبر روابط عمومی")

    class Status(models.TextChoices):
        LIVE = "live", _("زنده")
        EDITED = "edited", _("ویرایش‌شده")
        REMOVED = "removed", _("حذف‌شده از رسانه")

    class Role(models.TextChoices):
        ORIGIN = "origin", _("نخستین انتشار")
        REPRINT = "reprint", _("بازنشر")
        SERIES = "series", _("گزارش دوره‌ای")
        SINGLE = "single", _("تک‌خبر")

    class Precision(models.TextChoices):
        MINUTE = "minute", _("دقیقه")
        DAY = "day", _("روز")

    id = models.CharField(primary_key=True, max_length=32)  # identity.article_id
    arrival = models.BigIntegerField(unique=True)  # order of first storing; from Counter
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="articles")
    item_key = models.CharField(max_length=2000)
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.NEWS)
    author = models.CharField(max_length=300, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(max_length=10, choices=Precision.choices, blank=True)
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
    extra = models.JSONField(default=dict, blank=True)  # what a post shows besides: views, media, forwards
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
    # As the last Review says (`rasad.desk.review`), so that search and rules find it:
    tone = models.CharField(max_length=20, blank=True)
    unit_tones = models.JSONField(null=True, blank=True)  # unit → tone, where it differs from `tone`
    labels = models.JSONField(default=list)
    #: Units and topics that it only names, people and places that it names at all: searchable, never counted.
    #: Each {kind, key, score, rule, part, start, end}, as `rasad.attribution.AttributionFinding` has them.
    mentions = models.JSONField(default=list)
    importance = models.CharField(max_length=10, blank=True, default="", db_default="")
    review_status = models.CharField(
        max_length=20, blank=True, default="", db_default=""
    )  # empty: nobody judged it
    assignee = models.CharField(max_length=150, blank=True, default="", db_default="")  # name of the user
    assignee_name = models.CharField(
        max_length=310, blank=True, default="", db_default=""
    )  # as people say it

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


class Version(TextColumns):
    """How an article's headline or body stood from `at` on."""

    class Change(models.TextChoices):
        FIRST = "first", _("نخستین")
        EDITED = "edited", _("ویرایش")
        REMOVED = "removed", _("حذف")
        RESTORED = "restored", _("بازگشت")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    at = models.DateTimeField()
    change = models.CharField(max_length=10, choices=Change.choices)
    url = models.CharField(max_length=2000)
    text_hash = models.CharField(max_length=32)
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.PROTECT)
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_once")]


class Coverage(models.Model):
    """A release found, by containment, in an article."""

    class How(models.TextChoices):
        WHOLE = "whole", _("کامل")
        EDITED = "edited", _("با ویرایش")
        QUOTED = "quoted", _("نقل بخشی")

    release = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="carried_by")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="carries")
    containment = models.FloatField()  # share of the release's shingles found in the article, 0..1
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "article"], name="coverage_once")]


class Attribution(models.Model):
    """An article concerns a unit or a topic: found by a rule, or said by staff. What it only names stands in
    `Article.mentions` and counts nowhere.

    `text[start:end]` of `part` are the words that decided; an empty part: none of the text did.
    """

    class By(models.TextChoices):
        RULE = "rule", _("قاعده")
        STAFF = "staff", _("کارکنان")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="attributions")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE)
    by = models.CharField(max_length=10, choices=By.choices, default=By.RULE)
    rule = models.CharField(max_length=300, blank=True)
    score = models.FloatField(default=1.0)  # how sure, 0..1; what staff said is 1
    part = models.CharField(max_length=10, blank=True)
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=0)
    elsewhere = models.BooleanField(default=False)  # about this topic, but in another city

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
        indexes = [models.Index(fields=["by", "score", "id"], name="attribution_weak")]


class Correction(models.Model):
    """What staff said against the machine; appended, read by the stages, kept by `reprocess`."""

    class Field(models.TextChoices):
        TITLE = "title", _("تیتر")
        KICKER = "kicker", _("روتیتر")
        LEAD = "lead", _("لید")
        BODY = "body", _("متن")
        AUTHOR = "author", _("نویسنده")
        SECTION = "section", _("سرویس")
        KIND = "kind", _("نوع")
        TAGS = "tags", _("برچسب‌ها")
        PUBLISHED = "published", _("زمان انتشار")
        UNIT_ADDED = "unit+", _("افزودن واحد")
        UNIT_REMOVED = "unit-", _("برداشتن واحد")
        TOPIC_ADDED = "topic+", _("افزودن موضوع")
        TOPIC_REMOVED = "topic-", _("برداشتن موضوع")
        STORY = "story", _("سوژه")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40, choices=Field.choices)
    value = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

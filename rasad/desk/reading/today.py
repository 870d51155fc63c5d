"""What a person should know this morning: what came since the last look, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from rasad.archive.models import Article, Outlet, Story
from rasad.desk.review.models import ReviewStatus, Tone
from rasad.search.query.date_spans import day_bounds

RISING = timedelta(hours=6)  # copies in this time make a story rise
RISING_FROM = 3  # copies
SILENT = timedelta(hours=24)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class RisingStory:
    """A story with the copies of the last hours."""

    story: Story
    fresh: int


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """The figures and short lists of the first page; each can be looked up by its list."""

    since: datetime
    stories: int  # that began since
    articles: int
    newest: list[Story]
    negative: int  # judged negative and not closed
    negatives: list[Article]
    to_reply: int
    mine: int
    rising: list[RisingStory]
    silent: list[Outlet]
    pages: list[Article]  # the newest front page of each paper


def last_evening(now: datetime) -> datetime:
    """Eight o'clock of the evening before, by Tehran's clock: for who was not here yet."""
    found = day_bounds("دیشب", now)
    assert found is not None
    return found[0]


def today(username: str, since: datetime, now: datetime) -> TodayFigures:
    """All of it, for one person."""
    fresh = Story.objects.filter(first_at__gte=since)
    negatives = open_negatives()
    return TodayFigures(
        since=since,
        stories=fresh.count(),
        articles=Article.objects.filter(at__gte=since).count(),
        newest=list(fresh.select_related("origin__outlet").order_by("-outlets", "-first_at")[:SHOWN]),
        negative=negatives.count(),
        negatives=list(negatives.select_related("outlet").order_by("-at")[:SHOWN]),
        to_reply=Article.objects.filter(review_status=ReviewStatus.TO_REPLY).count(),
        mine=Article.objects.filter(assignee=username).exclude(review_status=ReviewStatus.CLOSED).count(),
        rising=_rising(now),
        silent=silent_outlets(now),
        pages=_front_pages(now),
    )


def open_negatives() -> QuerySet[Article]:
    """Articles that were judged negative and are not closed."""
    return Article.objects.filter(tone=Tone.NEGATIVE).exclude(review_status=ReviewStatus.CLOSED)


def _rising(now: datetime) -> list[RisingStory]:
    recent = Q(articles__at__gte=now - RISING)
    found = (
        Story.objects.filter(last_at__gte=now - RISING)
        .annotate(fresh=Count("articles", filter=recent))
        .filter(fresh__gte=RISING_FROM)
        .select_related("origin__outlet")
        .order_by("-fresh", "-last_at")[:SHOWN]
    )
    return [RisingStory(one, int(getattr(one, "fresh"))) for one in found]  # noqa: B009 - an annotation


def silent_outlets(now: datetime) -> list[Outlet]:
    """Outlets that publish as a rule, and of which nothing came for a day."""
    found = Outlet.objects.filter(defined=True, paused=False, last_article_at__lt=now - SILENT)
    return list(found.order_by("last_article_at")[:SHOWN])


def _front_pages(now: datetime) -> list[Article]:
    found = (
        Article.objects.filter(kind=Article.Kind.PAGE, at__gte=now - timedelta(days=3))
        .select_related("outlet")
        .order_by("outlet", "-at")[:200]
    )
    newest: dict[str, Article] = {}
    for one in found:
        newest.setdefault(one.outlet_id, one)
    return list(newest.values())[:SHOWN]

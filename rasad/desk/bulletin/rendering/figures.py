"""The charts of a bulletin, and its statement of what was read in the period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Count, Exists, OuterRef

from rasad.archive.models import Article, Capture, Feed, FeedDay, Outlet
from rasad.persian.dates.jalali import format_jalali, persian_digits, tehran

MOST_ROWS = 10
TONES = {"negative": "منفی", "neutral": "خنثی", "positive": "مثبت", "mixed": "آمیخته"}
#: Kinds that publish on their own account; what units and public bodies say stands apart.
_PRESS = (
    Outlet.Kind.AGENCY, Outlet.Kind.PAPER, Outlet.Kind.SITE, Outlet.Kind.BROADCASTER, Outlet.Kind.FOREIGN,
)  # fmt: skip


class FigureRow(TypedDict):
    """One bar: its number and how it is written, `width` of a thousand, a tone where the colour means one."""

    label: str
    value: int
    text: str
    width: int
    meaning: str


class Figure(TypedDict):
    """A chart with what it counts, in words."""

    title: str
    definition: str
    rows: list[FigureRow]


def figures(since: datetime, until: datetime) -> list[Figure]:
    """The charts of a period; one without anything to show is left out."""
    articles = Article.objects.filter(at__gte=since, at__lt=until)
    found = [_by_outlet(articles), _by_unit(articles), _by_tone(articles), _by_hour(articles)]
    return [figure for figure in found if figure["rows"]]


def _figure(title: str, definition: str, rows: Iterable[tuple[str, int, str]]) -> Figure:
    kept = [row for row in rows if row[1]]
    most = max((value for _, value, _ in kept), default=1)
    return {
        "title": title,
        "definition": definition,
        "rows": [
            {
                "label": label,
                "value": value,
                "text": persian_digits(f"{value:,}").replace(",", "٬"),
                "width": round(1000 * value / most),
                "meaning": meaning,
            }
            for label, value, meaning in kept
        ],
    }


def _by_outlet(articles: Any) -> Figure:
    rows = (
        articles.filter(outlet__kind__in=_PRESS)
        .values("outlet__name")
        .annotate(n=Count("pk"))
        .order_by("-n", "outlet__name")[:MOST_ROWS]
    )
    return _figure(
        "پرکارترین رسانه‌ها",
        "شمار مطلب‌هایی که هر خبرگزاری، روزنامه یا پایگاه در دوره منتشر کرد.",
        [(row["outlet__name"], row["n"], "") for row in rows],
    )


def _by_unit(articles: Any) -> Figure:
    rows = (
        articles.filter(attributions__unit__isnull=False, outlet__unit=None)
        .values("attributions__unit__name")
        .annotate(n=Count("pk", distinct=True))
        .order_by("-n", "attributions__unit__name")[:MOST_ROWS]
    )
    return _figure(
        "واحدهایی که از آن‌ها گفته شد",
        "شمار مطلب‌های رسانه‌ها که نام واحد در آن‌هاست؛ کانال‌ها و پایگاه‌های خود واحدها شمرده نشده‌اند.",
        [(row["attributions__unit__name"], row["n"], "") for row in rows],
    )


def _by_tone(articles: Any) -> Figure:
    counts = Counter(dict(articles.exclude(tone="").values_list("tone").annotate(n=Count("pk")).order_by()))
    judged, every = sum(counts.values()), articles.count()
    return _figure(
        "لحن",
        f"لحن {persian_digits(judged)} مطلب از {persian_digits(every)} مطلب دوره را کارکنان بررسی کرده‌اند؛ "
        "بقیه در این نمودار نیست.",
        [(label, counts[tone], tone) for tone, label in TONES.items()],
    )


def _by_hour(articles: Any) -> Figure:
    hours = Counter(tehran(at).hour for at in articles.order_by().values_list("at", flat=True)[:50_000])
    spans = [
        (f"{persian_digits(f'{first:02d}')} تا {persian_digits(f'{first + 3:02d}')}", first)
        for first in range(0, 24, 3)
    ]
    rows = [(label, sum(hours[first + hour] for hour in range(3)), "") for label, first in spans]
    return _figure("ساعت انتشار", "شمار مطلب‌ها به ساعت انتشار، به وقت تهران.", rows)


class CoverageStatement(TypedDict):
    """What was read in a period, and what not: that a bulletin is silent may be the crawl's doing."""

    text: str
    silent: list[str]
    paused: list[str]
    gaps: list[str]


def coverage_statement(since: datetime, until: datetime) -> CoverageStatement:
    """How many outlets were read, which were not, and how much came of it."""
    outlets = Outlet.objects.filter(defined=True)
    here = Capture.objects.filter(
        outlet=OuterRef("pk"), fetched_at__gte=since, fetched_at__lt=until, status__lt=400
    )
    polled = Feed.objects.filter(outlet=OuterRef("pk"), last_polled_at__gte=since, failures=0)
    watched = Feed.objects.filter(outlet=OuterRef("pk"), enabled=True)
    rows = outlets.filter(paused=False).annotate(
        read=Exists(here) | Exists(polled), watched=Exists(watched) | Exists(here)
    )
    active = list(rows.filter(watched=True).values_list("name", "read"))
    silent = sorted(name for name, read in active if not read)
    paused = sorted(outlets.filter(paused=True).values_list("name", flat=True))
    days = (tehran(since).date(), tehran(until).date())
    gaps = FeedDay.objects.filter(day__range=days, gaps__gt=0).values_list("feed__outlet__name", flat=True)
    articles = Article.objects.filter(at__gte=since, at__lt=until)
    stories = articles.exclude(story=None).values("story").distinct().count()
    count = articles.count()
    text = (
        f"از {format_jalali(since)} تا {format_jalali(until)}: "
        f"{persian_digits(len(active) - len(silent))} از {persian_digits(len(active))} رسانهٔ فعال خوانده شد؛ "
        f"{persian_digits(count)} مطلب در {persian_digits(stories)} سوژه گرد آمد."
    )
    return {"text": text, "silent": silent, "paused": paused, "gaps": sorted(set(gaps))}

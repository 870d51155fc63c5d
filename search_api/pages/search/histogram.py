"""A row of bars as SVG elements: counts over Tehran days, each bar a link to the search of its day.

Drawn by the template from plain numbers; why not Altair: `docs/decisions/why-our-own-histogram.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rasad.persian.dates.jalali import (
    MONTHS,
    format_jalali,
    format_numeric,
    persian_digits,
    tehran,
    to_jalali,
    weekday,
)
from search_api.search.state import SearchState

HEIGHT, FOOT = 40, 18  # pixels; the foot holds the labels. Across, everything is a share of the width
MAX_BARS, MIN_BARS = 120, 14
MAX_TICKS = 8


@dataclass(frozen=True)
class Bar:
    """One bar with its place, and the link and words that go with it."""

    x: str
    width: str
    slot_x: str
    slot_width: str
    y: int
    height: int
    count: int
    label: str
    href: str
    holiday: bool


@dataclass(frozen=True)
class Chart:
    """Bars (time runs right to left, as the text does), ticks, and a sentence for those who can't see it."""

    bars: list[Bar]
    ticks: list[tuple[str, str]]
    summary: str
    peak: str
    height: int = HEIGHT + FOOT
    base: int = HEIGHT


def daily(
    counts: Sequence[tuple[datetime, int]], start: datetime | None = None, end: datetime | None = None
) -> list[tuple[date, int]]:
    """Each day of the span once, zeros included; at most the last `MAX_BARS` days."""
    known: dict[date, int] = {}
    for moment, count in counts:
        day = tehran(moment).date()
        known[day] = known.get(day, 0) + count
    if not known:
        return []
    last = max(known) if end is None else (tehran(end) - timedelta(seconds=1)).date()
    first = min(known) if start is None else tehran(start).date()
    first = max(min(first, last - timedelta(days=MIN_BARS - 1)), last - timedelta(days=MAX_BARS - 1))
    return [
        (day, known.get(day, 0))
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
    ]


def draw(days: Sequence[tuple[date, int]], state: SearchState) -> Chart | None:
    """The chart of a search; None when there is nothing to see (no day, or no count)."""
    peak = max((count for _, count in days), default=0)
    if not peak:
        return None
    slot = 100 / len(days)
    gap = min(0.3, slot * 0.2)
    bars: list[Bar] = []
    for number, (day, count) in enumerate(days):
        height = max(2, round((HEIGHT - 2) * count / peak)) if count else 0
        left = 100 - slot * (number + 1)
        text = format_numeric(day)
        bars.append(
            Bar(
                x=_share(left + gap / 2),
                width=_share(slot - gap),
                slot_x=_share(left),
                slot_width=_share(slot),
                y=HEIGHT - height,
                height=height,
                count=count,
                label=f"{format_jalali(day, with_weekday=True)}: {persian_digits(count)} مطلب",
                href="?" + state.change(start=text, end=text).query_string(),
                holiday=weekday(day) == 6,
            )
        )
    first, last = days[0][0], days[-1][0]
    total = sum(count for _, count in days)
    top = max(days, key=lambda pair: pair[1])
    summary = (
        f"از {format_jalali(first)} تا {format_jalali(last)} روی هم {persian_digits(total)} مطلب؛ "
        f"بیشترین در {format_jalali(top[0])} با {persian_digits(top[1])} مطلب."
    )
    return Chart(bars, _ticks(days, slot), summary, persian_digits(peak))


def _share(value: float) -> str:
    return f"{value:.3f}%"


def _ticks(days: Sequence[tuple[date, int]], slot: float) -> list[tuple[str, str]]:
    """Places and labels under the bars: firsts of months on long spans, else every few days."""
    step = max(1, -(-len(days) // MAX_TICKS))
    ticks: list[tuple[str, str]] = []
    for number, (day, _) in enumerate(days):
        jalali = to_jalali(day)
        label = persian_digits(f"{jalali.day} {MONTHS[jalali.month - 1]}")
        if (len(days) > 62 and jalali.day == 1) or (len(days) <= 62 and number % step == step // 2):
            ticks.append((_share(100 - slot * (number + 0.5)), label))
    return ticks

"""The row of bars by the hour, for searches of at most two days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rasad.persian.dates.jalali import format_jalali, format_numeric, persian_digits, tehran
from rasad.search.requests import Filters
from search_api.pages.search.histogram import HEIGHT, Bar, Chart
from search_api.search.state import SearchState

LONGEST = timedelta(hours=50)  # two days, and what summer time may add
_TICKS = 8


def are_hours(filters: Filters) -> bool:
    """Whether a search spans so little that hours say more than days."""
    return filters.start is not None and filters.end is not None and filters.end - filters.start <= LONGEST


def draw_hours(counts: Sequence[tuple[datetime, int]], filters: Filters, state: SearchState) -> Chart | None:
    """The chart; each bar leads to the search of its hour. None when there is nothing to see."""
    if filters.start is None or filters.end is None or not any(count for _, count in counts):
        return None
    known = {tehran(start).replace(minute=0, second=0, microsecond=0): count for start, count in counts}
    first = tehran(filters.start).replace(minute=0, second=0, microsecond=0)
    hours = [first + timedelta(hours=number) for number in range(int(LONGEST.total_seconds() // 3600) + 1)]
    hours = [hour for hour in hours if hour < filters.end]
    peak = max(known.values())
    slot = 100 / len(hours)
    bars = [_bar(number, hour, known.get(hour, 0), peak, slot, state) for number, hour in enumerate(hours)]
    step = max(1, -(-len(hours) // _TICKS))
    ticks = [
        (f"{100 - slot * (number + 0.5):.3f}%", persian_digits(f"{hour:%H:%M}"))
        for number, hour in enumerate(hours)
        if number % step == step // 2
    ]
    total = sum(known.values())
    summary = (
        f"ساعت به ساعت از {format_jalali(hours[0], with_time=True)}، روی هم {persian_digits(total)} مطلب."
    )
    return Chart(bars, ticks, summary, persian_digits(peak))


def _bar(number: int, hour: datetime, count: int, peak: int, slot: float, state: SearchState) -> Bar:
    height = max(2, round((HEIGHT - 2) * count / peak)) if count else 0
    left = 100 - slot * (number + 1)
    gap = min(0.3, slot * 0.2)
    start = format_numeric(hour, with_time=True)
    end = format_numeric(hour + timedelta(hours=1), with_time=True)
    return Bar(
        x=f"{left + gap / 2:.3f}%",
        width=f"{slot - gap:.3f}%",
        slot_x=f"{left:.3f}%",
        slot_width=f"{slot:.3f}%",
        y=HEIGHT - height,
        height=height,
        count=count,
        label=f"{format_jalali(hour, with_time=True)}: {persian_digits(count)} مطلب",
        href="?" + state.change(start=start, end=end).query_string(),
        holiday=False,
    )

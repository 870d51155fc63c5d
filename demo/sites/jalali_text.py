"""Jalali dates as Iranian pages write them."""

from __future__ import annotations

from datetime import datetime

from demo.clock import TEHRAN, jalali
from demo.texts.spelling import digits_fa
from demo.texts.stories import MONTHS, WEEKDAYS

_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})


def clock_time(at: datetime) -> str:
    """۱۳:۴۵ in Tehran."""
    return digits_fa(at.astimezone(TEHRAN).strftime("%H:%M"))


def long_date(at: datetime, *, arabic: bool = False, weekday: bool = False) -> str:
    """۲۳ آبان ۱۴۰۵, with its weekday or Arabic ي (ارديبهشت) on demand."""
    day = jalali(at)
    text = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if weekday:
        text = f"{WEEKDAYS[at.astimezone(TEHRAN).weekday()]} {text}"
    return digits_fa(text.translate(_ARABIC) if arabic else text)


def slashed(at: datetime, *, padded: bool = True, latin: bool = False) -> str:
    """۱۴۰۵/۰۸/۰۳ or ۱۴۰۵/۸/۳."""
    day = jalali(at)
    text = f"{day.year}/{day.month:02}/{day.day:02}" if padded else f"{day.year}/{day.month}/{day.day}"
    return text if latin else digits_fa(text)

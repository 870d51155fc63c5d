"""The time of day in a cleaned line: 13:45, ۱:۴۵ ب.ظ, «ساعت ۱۳ و ۴۵ دقیقه», «ساعت پنج و نیم عصر»,
«۰۹ ساعت ۱۳ دقیقه»."""

from __future__ import annotations

import re

from rasad.persian.dates.numeric import ImpossibleDayError
from rasad.persian.dates.vocabulary import HOUR_PARTS, HOUR_WORDS, either

_TIME = re.compile(
    r"(?<![\d:/.+])(?<!gmt[ -])(?<!utc[ -])"
    r"(?P<h>\d{1,2}) ?: ?(?P<m>\d{1,2})(?: ?: ?(?P<s>\d{1,2})(?:[.,]\d+)?)?(?!\d|:)"
    r" ?(?P<half>ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر|پیش ?از ?ظهر|بامداد|صبح|ظهر|عصر"
    r"|غروب|شب|p\.?m\b|a\.?m\b|صباحا?|مساءا?|[صم](?![^\W\d_]))?"
)
_HOUR = re.compile(
    rf"ساعت ?:? ?(?P<h>\d{{1,2}}|{either(HOUR_WORDS)}(?![^\W_]))"
    rf"(?:(?: و |[.٫])(?P<m>\d{{1,2}}|(?:{either(HOUR_PARTS)})(?![^\W_]))(?: ?دقیقه)?)?(?![\d:/])"
    r" ?(?P<half>ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر|پیش ?از ?ظهر|بامداد|صبح|ظهر|عصر|غروب|شب)?"
)
_HOUR_BEFORE_ITS_WORD = re.compile(
    r"(?<![\d:/.])(?<!ساعت )(?P<h>\d{1,2}) ?ساعت(?: و)? ?(?P<m>\d{1,2}) ?دقیقه"
    r"(?! ?(?:پیش|قبل|گذشته|بعد|دیگر))(?P<half>)"
)

# Without «ساعت» an hour is one only right behind its day: «۳۱ خرداد ۱۴۰۵ ۸ صبح», «۲۳ آبان ۱۴۰۵ - ۱۴.۳۰».
_BARE_HOUR = re.compile(
    r"[ ،,|\-]*(?P<h>\d{1,2})(?: (?P<half>بامداد|صبح|ظهر|عصر|شب|بعد ?از ?ظهر|قبل ?از ?ظهر)(?![^\W_])"
    r"|[.٫](?P<m>[0-5]\d)$)"
)
_AFTERNOON = re.compile(r"ب[ .]{1,3}ظ|بعد|عصر|غروب|شب|p|مساء|م$")
_MORNING = re.compile(r"ق[ .]{1,3}ظ|قبل|پیش|بامداد|صبح|a|صباح|ص$")


HALF = re.compile(
    r" ?(?:[ap]\.?m\b|ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر|صبح|عصر|شب"
    r"|صباحا?|مساءا?|[صم](?![^\W\d_]))"
)
_HALF_FIRST = re.compile(
    r"(?P<half>ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر)[ .,،]{0,3}(?=\d{1,2}:\d\d)"
)


def find_time(text: str) -> tuple[int, int, int] | None:
    """The first time of day in a cleaned text as (hour 0–24, minute, second); Impossible if it cannot be."""
    match = (
        _TIME.search(text)
        or _HOUR_BEFORE_ITS_WORD.search(text)
        or _HOUR.search(text)
        or _BARE_HOUR.match(text)
    )
    if match is None:
        return None
    hour, minute = (
        HOUR_WORDS.get(match["h"]) or int(match["h"]),
        HOUR_PARTS.get(match["m"]) or int(match["m"] or 0),
    )
    second = int(match["s"] or 0) if "s" in match.groupdict() else 0
    half = match["half"] or ""
    if not half and (before := _HALF_FIRST.search(text, 0, match.end())) and before.end() == match.start():
        half = before["half"]
    if hour <= 12 and _AFTERNOON.match(half):
        midnight = half == "شب" and hour == 12
        hour = 0 if midnight else hour if hour == 12 or (half == "شب" and hour < 5) else hour + 12
    elif hour == 12 and _MORNING.match(half):
        hour = 0
    elif half == "ظهر" and hour < 4:
        hour += 12
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ImpossibleDayError(f"there is no time of day {match.group().strip()}")
    return hour, minute, min(second, 59)

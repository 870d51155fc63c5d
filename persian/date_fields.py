"""Finding the day and the time of day in a line of text: patterns, month names, calendars.

The text has been cleaned by :func:`clean`: folded letters and digits, no marks, half-spaces as spaces.
"""

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from persian.characters import MARKS, fold
from persian.jalali import FIRST_YEAR, LAST_YEAR, from_jalali, to_jalali

Calendar = Literal["jalali", "gregorian", "relative"]


class Impossible(ValueError):
    """The text names a day or time that does not exist; the message says which."""


class FoundDay(NamedTuple):
    """A day found in a text, and where (offsets into the cleaned text)."""

    day: date
    calendar: Calendar
    start: int
    end: int


JALALI_MONTHS = {
    "فروردین": 1, "اردیبهشت": 2, "خرداد": 3, "تیر": 4, "مرداد": 5, "امرداد": 5, "شهریور": 6, "مهر": 7,
    "ابان": 8,
    "اذر": 9, "دی": 10, "بهمن": 11, "اسفند": 12,
    "farvardin": 1, "ordibehesht": 2, "khordad": 3, "tir": 4, "mordad": 5, "shahrivar": 6, "mehr": 7,
    "aban": 8,
    "azar": 9, "dey": 10, "bahman": 11, "esfand": 12,
}  # fmt: skip
GREGORIAN_MONTHS = {
    "ژانویه": 1, "فوریه": 2, "مارس": 3, "اوریل": 4, "مه": 5, "می": 5, "ژوین": 6, "جون": 6,
    "ژوییه": 7, "جولای": 7, "ژولای": 7, "اوت": 8, "اگوست": 8, "اگست": 8, "سپتامبر": 9, "اکتبر": 10,
    "نوامبر": 11,
    "دسامبر": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
LUNAR = re.compile(
    r"محرم|صفر\b|ربیع|جماد[یا]|رجب|شعبان|رمضان|شوال|ذیقعده|ذی القعده|ذیحجه|ذی الحجه|ذی ?قعده|ذی ?حجه"
)

_DAY_WORDS = {
    "یکم": 1, "اول": 1, "دوم": 2, "سوم": 3, "چهارم": 4, "پنجم": 5, "ششم": 6, "هفتم": 7, "هشتم": 8, "نهم": 9,
    "دهم": 10, "یازدهم": 11, "دوازدهم": 12, "سیزدهم": 13, "چهاردهم": 14, "پانزدهم": 15, "شانزدهم": 16,
    "هفدهم": 17, "هجدهم": 18, "هیجدهم": 18, "نوزدهم": 19, "بیستم": 20, "سی ام": 30, "سیم": 30,
    "سی و یکم": 31,
} | {
    f"بیست {and_}{unit}": 20 + n
    for n, unit in enumerate(("یکم", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم"), 1)
    for and_ in ("و ", "و")
} | {"سی ویکم": 31, "سی و یک": 31, "بیست و یک": 21}  # fmt: skip


def _either(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = rf"(?:{_either([*JALALI_MONTHS, *GREGORIAN_MONTHS])})"
_NUMBER_DAY = r"[0-3]?\d(?: ?(?:st|nd|rd|th|ام|م))?"
_DAY = rf"(?:{_NUMBER_DAY}|{_either(_DAY_WORDS)})"
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
LONE_DAY = re.compile(rf"{_EDGE}{_DAY}$")
FIRST_DAY = re.compile(rf"^{_DAY}(?![^\W_])")
DAY_MONTH = re.compile(
    rf"{_EDGE}(?P<day>{_DAY})[ \-./]*(?:of )?(?P<month>{_MONTH})(?: ?ماه)?{_END}"
    r"(?:[ ,،\-./]*(?:سال )?(?P<year>\d{4}|[6-9]\d(?![\d:]))(?!\d|[:]))?"
)
MONTH_DAY = re.compile(
    rf"{_EDGE}(?P<month>{_MONTH})(?: ?ماه)?[ \-.]+(?P<day>{_NUMBER_DAY}){_END}(?:[ ,،\-"
    rf"./]*(?P<year>\d{{4}})(?!\d|[:]))?"
)
YEAR_FIRST_NAMED = re.compile(
    rf"{_EDGE}(?P<year>\d{{4}})[ ,،\-./]+(?P<month>{_MONTH})[ ,،\-./]+(?P<day>{_NUMBER_DAY}){_END}"
)
YEAR_FIRST = re.compile(
    r"(?<![\d/.-])(?P<year>\d{4}"
    r"|\d\d) ?(?P<sep>[/.\-_]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<day>\d{1,2})(?!\d)(?![/-]\d)"
)
YEAR_LAST = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2}) ?(?P<sep>[/.\-_]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<year>\d{4})(?!\d)"
)
COMPACT = re.compile(
    r"(?<!\d)(?P<year>1[34]\d\d|19\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)

TIME = re.compile(
    r"(?<![\d:/.])(?P<h>\d{1,2}) ?: ?(?P<m>\d{1,2})(?: ?: ?(?P<s>\d{1,2})(?:[.,]\d+)?)?(?!\d|:)"
    r" ?(?P<half>ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر|پیش ?از ?ظهر|بامداد|صبح|ظهر|عصر"
    r"|غروب|شب|p\.?m\b|a\.?m\b)?"
)
HOUR = re.compile(
    r"ساعت ?:? ?(?P<h>\d{1,2})(?:(?: و |[.٫])(?P<m>\d{1,2})(?: ?دقیقه)?)?(?![\d:/])"
    r" ?(?P<half>ب[ .]{1,3}ظ|ق[ .]{1,3}ظ|بعد ?از ?ظهر|قبل ?از ?ظهر|پیش ?از ?ظهر|بامداد|صبح|ظهر|عصر|غروب|شب)?"
)

_CLEAN = re.compile(f"[{MARKS}]+")
_GLUED = re.compile("(?<=[\u0621-\u06d3])(?=\\d)")  # ۲۳آبان۱۴۰۵, ساعت۱۳:۴۵
_EZAFE = re.compile("ه ی (?=گذشته|پیش|قبل|جاری|اخیر)")  # هفته‌ی گذشته
_SPACE = re.compile(r"[\s\u200c]+")


def clean(text: str) -> str:
    """Fold a date's text: ASCII digits, one form of each letter, آ as ا, no marks, single spaces."""
    folded = _CLEAN.sub("", fold(text)).replace("آ", "ا")
    folded = _EZAFE.sub("ه ", _SPACE.sub(" ", _GLUED.sub(" ", folded)))
    return folded.replace("−", "-").replace("–", "-").replace("—", "-").strip()


def calendar_of(year: int) -> Calendar:
    """Which calendar a year belongs to; Impossible if neither could be meant."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return "jalali"
    if 1900 <= year <= 2100:
        return "gregorian"
    raise Impossible(f"year {year} is neither Jalali (1300–1499) nor Gregorian (1900–2100)")


def make_day(year: int, month: int, day: int) -> tuple[date, Calendar]:
    """A date from its numbers; Impossible if it does not exist."""
    calendar = calendar_of(year)
    try:
        return (from_jalali(year, month, day) if calendar == "jalali" else date(year, month, day)), calendar
    except ValueError:
        raise Impossible(f"there is no day {year}/{month:02}/{day:02} in the {calendar} calendar") from None


def _day_number(text: str) -> int:
    word = text.strip()
    if word in _DAY_WORDS:
        return _DAY_WORDS[word]
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else 0


def _full_year(text: str, calendar: Calendar) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    if calendar == "jalali":
        return 1300 + year if year >= 50 else 1400 + year
    return 1900 + year if year >= 70 else 2000 + year


def _latest(month: int, day: int, calendar: Calendar, today: date) -> date:
    """The latest such day that is not after tomorrow (a text without a year is about the recent past)."""
    this_year = to_jalali(today).year if calendar == "jalali" else today.year
    for year in (this_year + 1, this_year, this_year - 1, this_year - 2, this_year - 3, this_year - 4):
        try:
            found = from_jalali(year, month, day) if calendar == "jalali" else date(year, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=1):
            return found
    raise Impossible(f"there is no day {month:02}/{day:02} in the {calendar} calendar")


def _named(match: re.Match[str], today: date) -> FoundDay:
    month_name, day, year_text = match["month"], _day_number(match["day"]), match["year"]
    calendar: Calendar = "jalali" if month_name in JALALI_MONTHS else "gregorian"
    month = JALALI_MONTHS.get(month_name) or GREGORIAN_MONTHS[month_name]
    if year_text is None:
        return FoundDay(_latest(month, day, calendar, today), calendar, *match.span())
    year = _full_year(year_text, calendar)
    if calendar_of(year) != calendar:
        raise Impossible(f"year {year} does not go with the {calendar} month {month_name}")
    return FoundDay(make_day(year, month, day)[0], calendar, *match.span())


def _numeric(match: re.Match[str]) -> FoundDay:
    year_text, month, day = match["year"], int(match["month"]), int(match["day"])
    if len(year_text) == 2:
        if int(year_text) <= 31:
            raise Impossible(f"a two-digit year in {match.group()} could be a day: the order is not clear")
        year = 1300 + int(year_text)
    else:
        year = int(year_text)
    if match.re is YEAR_LAST and month > 12 >= day:  # 11/23/2026, as in the United States
        month, day = day, month
    found, calendar = make_day(year, month, day)
    return FoundDay(found, calendar, *match.span())


def find_days(text: str, today: date) -> list[FoundDay]:
    """Every day named in a cleaned text, in order; Impossible if the only ones named do not exist."""
    found: list[FoundDay] = []
    problem: Impossible | None = None
    taken = [False] * len(text)
    for pattern in (YEAR_FIRST, YEAR_LAST, YEAR_FIRST_NAMED, DAY_MONTH, MONTH_DAY, COMPACT):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                one = (
                    _named(match, today)
                    if "month" in match.groupdict() and not match["month"].isdigit()
                    else _numeric(match)
                )
            except Impossible as error:
                problem = problem or error
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found.append(one)
    if problem and not found:
        raise problem
    return sorted(found, key=lambda one: one.start)


_AFTERNOON = re.compile(r"ب[ .]{1,3}ظ|بعد|عصر|غروب|شب|p")
_MORNING = re.compile(r"ق[ .]{1,3}ظ|قبل|پیش|بامداد|صبح|a")


def find_time(text: str) -> tuple[int, int, int] | None:
    """The first time of day in a cleaned text as (hour 0–24, minute, second); Impossible if it cannot be."""
    match = TIME.search(text) or HOUR.search(text)
    if match is None:
        return None
    hour, minute = int(match["h"]), int(match["m"] or 0)
    second = int(match["s"] or 0) if "s" in match.groupdict() else 0
    half = match["half"] or ""
    if hour <= 12 and _AFTERNOON.match(half):
        midnight = half == "شب" and hour == 12
        hour = 0 if midnight else hour if hour == 12 or (half == "شب" and hour < 5) else hour + 12
    elif hour == 12 and _MORNING.match(half):
        hour = 0
    elif half == "ظهر" and hour < 4:
        hour += 12
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise Impossible(f"there is no time of day {match.group().strip()}")
    return hour, minute, min(second, 59)

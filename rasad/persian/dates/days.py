"""Finding the days that a line of text names.

The text has been cleaned by `clean`: folded letters and digits, no marks, half-spaces as spaces.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rasad.persian.dates.jalali import from_jalali, to_jalali
from rasad.persian.dates.misspelt_months import respelt
from rasad.persian.dates.numeric import (
    Calendar,
    FoundDay,
    ImpossibleDayError,
    calendar_of,
    make_day,
    short_year,
    year_last,
)
from rasad.persian.dates.vocabulary import (
    AFGHAN_MONTHS,
    ARABIC_MONTHS,
    CARDINALS,
    DAY_WORDS,
    GREGORIAN_MONTHS,
    JALALI_MONTHS,
    PLACE,
    either,
)
from rasad.persian.text.normalizer import MARKS, fold

_MONTH = rf"(?:{either([*JALALI_MONTHS, *GREGORIAN_MONTHS])})"
_NUMBER_DAY = r"[0-3]?\d(?:[ -]?(?:st|nd|rd|th|ام|م))?"
_DAY = rf"(?:{_NUMBER_DAY}|{either([*DAY_WORDS, *CARDINALS])})"
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
LONE_DAY = re.compile(rf"{_EDGE}{_DAY}$")
FIRST_DAY = re.compile(rf"^{_DAY}(?![^\W_])")
DAY_MONTH = re.compile(
    rf"{_EDGE}(?<!:)(?P<day>{_DAY})[ ,،\-./]*(?:of )?(?P<month>{_MONTH})(?: ?ماه)?{_END}"
    r"(?:[ ,،\-./]*(?:سال )?"
    r"(?P<year>\d{4}|(?:[5-9]|(?<![\d])0)\d(?![\d:]| ?:)|(?:2[5-9]|[34]\d)$)(?!\d|[:]))?"
)
AFGHAN = re.compile(
    rf"{_EDGE}(?P<day>{_DAY})[ \-./]*(?P<month>{either(AFGHAN_MONTHS)})[ ,،\-./]*(?:سال )?"
    r"(?P<year>1[34]\d\d)(?!\d|:)"
)
ARABIC = re.compile(
    rf"{_EDGE}(?P<day>{_DAY})[ \-./]*(?P<month>{either(ARABIC_MONTHS)})"
    rf"(?: ?/ ?(?:{either([*GREGORIAN_MONTHS, *ARABIC_MONTHS])}))?{_END}[ ,،\-./]*(?:(?:سنه|عام|سال) )?"
    r"(?P<year>(?:19|20)\d\d)(?!\d|:)"
)
ARABIC_MONTH_FIRST = re.compile(
    rf"{_EDGE}(?P<month>{either(ARABIC_MONTHS)})[ \-.]+(?P<day>{_NUMBER_DAY})[ ,،\-./]+"
    r"(?P<year>(?:19|20)\d\d)(?!\d|:)"
)
MONTH_DAY = re.compile(
    rf"{_EDGE}(?P<month>{_MONTH})(?: ?ماه)?[ \-.]+(?P<day>{_NUMBER_DAY}){_END}(?:[ ,،\-"
    rf"./]*(?P<year>\d{{4}})(?!\d|[:]))?"
)
YEAR_FIRST_NAMED = re.compile(
    rf"{_EDGE}(?P<year>\d{{4}})[ ,،\-./]+(?P<month>{_MONTH})[ ,،\-./]+(?P<day>{_NUMBER_DAY}){_END}"
)
YEAR_FIRST = re.compile(
    r"(?<![\d/.-])(?P<year>\d{4}) ?(?P<sep>[/.\-_]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<day>\d{1,2})(?!\d)"
    r"(?![/-]\d(?!\d?:\d\d))"
)
SHORT_YEAR = re.compile(
    r"(?<![\d/.-])(?P<first>\d\d)(?P<sep>[/.\-])(?P<month>\d{1,2})(?P=sep)(?P<last>\d\d?)(?!\d|[/.-]\d)"
)
YEAR_LAST = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2}) ?(?P<sep>[/.\-_]) ?(?P<month>\d{1,2}) ?(?P=sep) ?(?P<year>\d{4})(?!\d)"
)
COMPACT = re.compile(
    r"(?<!\d)(?P<year>1[34]\d\d|19\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)

_CLEAN = re.compile(f"[{MARKS}]+")
_GLUED = re.compile("(?<=[\u0621-\u06d3])(?=\\d)")  # ۲۳آبان۱۴۰۵, ساعت۱۳:۴۵
_BROKEN = re.compile("اردی بهشت")
_EZAFE = re.compile("ه ی (?=گذشته|پیش|قبل|جاری|اخیر)")  # هفته‌ی گذشته
_MAY = re.compile(r"(?<=\d )ماه (?=م[هی] )")  # ۱ ماه مه ۲۰۲۶
_SPACE = re.compile(r"[\s\u200c]+")
_YEAR_STATED = re.compile(r"[ ،,]{0,2}(?:(پارسال|سال (?:گذشته|قبل|پیش))|(امسال|سال جاری))(?![^\W_])")
_YEAR_APART = re.compile(r"(?:^|\s)سال (1[34]\d\d)(?!\d)")


def clean(text: str) -> str:
    """Fold a date's text: ASCII digits, one form of each letter, آ as ا, no marks, single spaces."""
    folded = _CLEAN.sub("", fold(text)).replace("آ", "ا")
    folded = _EZAFE.sub("ه ", _MAY.sub("", _SPACE.sub(" ", _GLUED.sub(" ", folded))))
    folded = respelt(_BROKEN.sub("اردیبهشت", folded))
    return folded.replace("−", "-").replace("–", "-").replace("—", "-").strip()


def _day_number(text: str) -> int:
    word = text.strip()
    if word in DAY_WORDS or word in CARDINALS:
        return DAY_WORDS.get(word) or CARDINALS[word]
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else 0


def _full_year(text: str, calendar: Calendar) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    if calendar == "jalali":
        return 1300 + year if year >= 25 else 1400 + year
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
    raise ImpossibleDayError(f"there is no day {month:02}/{day:02} in the {calendar} calendar")


def _named(match: re.Match[str], today: date) -> FoundDay:
    month_name, day, year_text = match["month"], _day_number(match["day"]), match["year"]
    solar = AFGHAN_MONTHS if match.re is AFGHAN else JALALI_MONTHS
    calendar: Calendar = "jalali" if month_name in solar else "gregorian"
    month = solar.get(month_name) or GREGORIAN_MONTHS.get(month_name) or ARABIC_MONTHS[month_name]
    if year_text is None:
        if PLACE.search(match.string, 0, match.start()) or match["day"].strip() in CARDINALS:
            raise ImpossibleDayError(
                f"«{match.group().strip()}» without a year is a place's or an event's name here"
            )
        stated = _YEAR_STATED.match(match.string, match.end())
        apart = _YEAR_APART.search(match.string)
        if stated and calendar == "jalali":
            year_text = str(to_jalali(today).year - (0 if stated[2] else 1))
        elif apart and calendar == "jalali":
            year_text = apart[1]
        else:
            return FoundDay(_latest(month, day, calendar, today), calendar, *match.span())
    year = _full_year(year_text, calendar)
    if calendar_of(year) != calendar:
        raise ImpossibleDayError(f"year {year} does not go with the {calendar} month {month_name}")
    return FoundDay(make_day(year, month, day)[0], calendar, *match.span())


def _numeric(match: re.Match[str], today: date, persian: bool) -> FoundDay:
    first, second, third = (int(part) for part in match.groups() if part.isdigit())
    if match.re is YEAR_LAST:
        reading = year_last(first, second, third, today, persian or match["sep"] == ".")
    elif match.re is SHORT_YEAR:
        reading = short_year(first, second, third, today, persian)
    else:
        reading = make_day(first, second, third)
    return FoundDay(*reading, *match.span())


def find_days(text: str, today: date, persian: bool = False) -> list[FoundDay]:
    """Every day named in a cleaned text, in order; Impossible if the only ones named do not exist.

    `persian`: the digits were Persian, so a numeric date is not in American order; nor is one with dots.
    """
    found: list[FoundDay] = []
    problem: ImpossibleDayError | None = None
    taken = [False] * len(text)
    for pattern in (
        YEAR_FIRST,
        YEAR_LAST,
        SHORT_YEAR,
        YEAR_FIRST_NAMED,
        AFGHAN,
        ARABIC,
        ARABIC_MONTH_FIRST,
        DAY_MONTH,
        MONTH_DAY,
        COMPACT,
    ):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                one = (
                    _named(match, today)
                    if "month" in match.groupdict() and not match["month"].isdigit()
                    else _numeric(match, today, persian)
                )
            except ImpossibleDayError as error:
                problem = problem or error
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found.append(one)
    if problem and not found:
        raise problem
    return sorted(found, key=lambda one: one.start)

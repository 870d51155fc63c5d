"""Bare words that a reader did not mean as words: operators out of place, fields misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lark import Token

from rasad.persian import fold
from rasad.search.errors import QueryError
from rasad.search.query import date_spans
from rasad.search.query.fields import FIELD_NAMES, field_of
from rasad.search.query.grammar import end_of, start_of
from rasad.search.suggest.edits import one_edit

_DAY_NAMES = ("تاریخ", "روز", "هفته", "ماه", "سال", "زمان", "بازه", "date", "day", "month", "year", "time")
_EVERYWHERE = ("body", "text", "content", "متن")
_BANNED = re.compile(r"![^\W_]{2}")
_ABOUT = re.compile(r"[^\W_]([~^][0-9.]*)$")
_UNTIL = ("تا", "الی", "to")
# Names that other search engines have, or a reader would expect, and ours.
_MEANT = dict.fromkeys(("خبرگزاری", "روزنامه", "سایت", "site", "media"), "رسانه")
_MEANT |= dict.fromkeys(("خبرنگار", "by", "writer"), "نویسنده") | dict.fromkeys(
    ("تگ", "کلیدواژه", "keyword"), "برچسب"
)
_MEANT |= {
    "intitle": "عنوان",
    "سرتیتر": "عنوان",
    "سوژه": "موضوع",
    "احساس": "لحن",
    "sentiment": "لحن",
    "گونه": "نوع",
}
_MEANT |= {"since": "از", "after": "از", "until": "تا", "before": "تا"}


def refuse_misplaced(text: str, run: list[Token]) -> None:
    """An operator with nothing before it, a field with nothing behind it. («یا حسین» is two words.)"""
    for token in run:
        place = start_of(token)
        after = place + len(token)
        if token in ("OR", "AND", "NOT"):
            message = (
                f"«{token}» این‌جا چیزی را به چیزی نمی‌پیوندد. اگر خود این واژه را می‌جویید، در گیومه بگذارید."
            )
            raise QueryError(message, place, len(token), f"{text[:place]}«{token}»{text[after:]}")
        name = field_of(token) if token.endswith(":") else None
        if name is not None:
            raise QueryError(f"برای «{name}:» مقداری نوشته نشده است.", place, len(token))


def refuse_foreign_signs(text: str, run: list[Token]) -> None:
    """What means something elsewhere and would be a word here: `!مترو` the opposite of what is meant."""
    for token in run:
        place, end = start_of(token), end_of(token)
        if _BANNED.match(token):
            mended = f"{text[:place]}-{text[place + 1 :]}"
            raise QueryError("«نه» را با خط فاصله بنویسید.", place, 1, mended)
        if found := _ABOUT.search(token):
            sign, at = found[1][0], place + found.start(1)
            message = f"«{sign}» تنها پس از گیومه و برای نزدیکی واژه‌هاست، مانند «شهردار مترو»~۵"
            if sign == "^":
                message = "وزن‌دادن به واژه‌ها پذیرفته نیست."
            raise QueryError(message, at, end - at, text[:at] + text[end:])


def refuse_near_misses(text: str, run: list[Token], now: datetime) -> None:
    """`رسنه:ایرنا` is a misspelt field and `تاریخ:دیروز` none of ours; `ساعت:۱۲` and `http:` are words."""
    for number, token in enumerate(run):
        name, colon, value = token.partition(":")
        if not colon or not value or not name.isalpha() or len(name) < 2 or value.startswith("/"):
            continue
        place = start_of(token)
        if name.lower() in _DAY_NAMES:
            _refuse_span(text, run[number:], place + len(name) + 1, now)
        if name.lower() in _MEANT:
            close = _MEANT[name.lower()]
            message = f"قیدی به نام «{name}» نیست. منظورتان «{close}:» بود؟"
            raise QueryError(message, place, len(name), text[:place] + close + text[place + len(name) :])
        if name.lower() in _EVERYWHERE:
            message = f"قیدی به نام «{name}» نیست: واژهٔ بی‌قید در همهٔ مطلب جسته می‌شود."
            raise QueryError(message, place, len(name) + 1, text[:place] + text[place + len(name) + 1 :])
        if len(name) < 3:
            continue
        for close in _close(name.lower()):
            message = f"قیدی به نام «{name}» نیست. منظورتان «{close}:» بود؟"
            raise QueryError(message, place, len(name), text[:place] + close + text[place + len(name) :])


def _refuse_span(text: str, run: list[Token], start: int, now: datetime) -> None:
    """A field of a day, month or span, which we write with two; its value begins at `start`."""
    for count in range(min(date_spans.LONGEST, len(run)), 0, -1):
        end = end_of(run[count - 1])
        if date_spans.exact_bounds(text[start:end], now):
            place, day = start_of(run[0]), text[start:end]
            if count < len(run) and run[count] in _UNTIL:
                told, mended = "بازه را با «از:» بنویسید.", f"از:{text[start:]}"
            else:
                told = "برای یک روز، ماه یا سال «از:» و «تا:» را بنویسید."
                mended = f"از:{day} تا:{day}{text[end:]}"
            raise QueryError(told, place, end - place, text[:place] + mended)


def _close(name: str) -> Iterator[str]:
    return (field for field in FIELD_NAMES if len(field) > 2 and one_edit(name, fold(field)))

"""Bare words that a reader did not mean as words: operators out of place, fields misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lark import Token

from archive.search import moments
from archive.search.edits import one_edit
from archive.search.errors import QueryError
from archive.search.names import FIELDS, field_of
from archive.search.syntax import start_of
from persian import fold

_DAY_NAMES = ("تاریخ", "روز", "date", "day")


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


def refuse_near_misses(text: str, run: list[Token], now: datetime) -> None:
    """`رسنه:ایرنا` is a misspelt field and `تاریخ:دیروز` none of ours; `ساعت:۱۲` and `http:` are words."""
    for token in run:
        name, colon, value = token.partition(":")
        if not colon or not value or not name.isalpha() or len(name) < 3 or value.startswith("/"):
            continue
        place = start_of(token)
        if name.lower() in _DAY_NAMES and moments.exact_bounds(value, now):
            both = f"{text[:place]}از:{value} تا:{value}{text[place + len(token) :]}"
            raise QueryError("برای یک روز «از:» و «تا:» را بنویسید.", place, len(token), both)
        for close in _close(name.lower()):
            message = f"قیدی به نام «{name}» نیست. منظورتان «{close}:» بود؟"
            raise QueryError(message, place, len(name), text[:place] + close + text[place + len(name) :])


def _close(name: str) -> Iterator[str]:
    return (field for field in FIELDS if len(field) > 2 and one_edit(name, fold(field)))

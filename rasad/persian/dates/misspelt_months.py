"""Months whose name is misspelt between a day and a year: «۵ فرودین ۱۴۰۵», «۷ شهریر ۱۴۰۴»."""

from __future__ import annotations

import re

from rasad.persian.dates.vocabulary import ARABIC_MONTHS, GREGORIAN_MONTHS, JALALI_MONTHS

_WRITTEN = re.compile(
    r"(?<=\d )([^\W\d_]{4,10}?)(ماه)?(?= ?(?:ماه )?,? ?(?:سال )?(?:1[34]\d\d|20\d\d)(?!\d))"
)
_NAMES = JALALI_MONTHS.keys() | GREGORIAN_MONTHS.keys()
_RIGHT = _NAMES | ARABIC_MONTHS.keys()
_SHORTEST = 5  # letters; of shorter names too many words are one letter away


def _once_wrong(written: str, name: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours changed places."""
    if abs(len(written) - len(name)) > 1 or written == name:
        return written == name
    start = next((i for i, (a, b) in enumerate(zip(written, name, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = written[start:], name[start:]
    swapped = len(left) > 1 and left[1::-1] + left[2:] == right
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped


def _named(match: re.Match[str]) -> str:
    word = match[1]
    if word in _RIGHT:
        return match[0]
    near = {name for name in _NAMES if len(name) >= _SHORTEST and _once_wrong(word, name)}
    months = {JALALI_MONTHS.get(name, 0) or -GREGORIAN_MONTHS[name] for name in near}
    return min(near) + (match[2] or "") if len(months) == 1 else match[0]


def respelt(text: str) -> str:
    """A cleaned text whose misspelt months are as the calendar writes them, where one month alone is near."""
    return _WRITTEN.sub(_named, text)

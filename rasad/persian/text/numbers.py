"""Numbers: one normal form for digits and dates, and the value of number words.

Digits lose their grouping (۱۲۳٬۴۵۶ → 123456) and keep their decimals (۱۲٫۵ → 12.5); an all-digit date becomes
`yyyy/mm/dd`. Number words become digits when compound (بیست و دو → 22) or after a word that counts (منطقهٔ
ده); a bare ده، نه، سی stays a word.
"""

from __future__ import annotations

import re

UNITS = {
    "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9,
}  # fmt: skip
TEENS = {
    "ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15, "شانزده": 16, "هفده": 17,
    "هجده": 18, "نوزده": 19,
}  # fmt: skip
TENS = {"بیست": 20, "سی": 30, "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90}
HUNDREDS = {
    "صد": 100, "یکصد": 100, "دویست": 200, "سیصد": 300, "چهارصد": 400, "پانصد": 500, "ششصد": 600, "هفتصد": 700,
    "هشتصد": 800, "نهصد": 900,
}  # fmt: skip
THOUSAND = "هزار"
VALUES = UNITS | TEENS | TENS | HUNDREDS
ORDINALS = (
    {f"{word}م": value for word, value in VALUES.items() if word not in ("سه", "سی", "ده", "نه", "یک", "دو")}
    | {"یکم": 1, "اول": 1, "دوم": 2, "سوم": 3, "دهم": 10, "نهم": 9, "سیم": 30}
)  # fmt: skip
ORDINALS |= {"سی\u200cام": 30}
ORDINALS |= {f"{word}ین": value for word, value in ORDINALS.items()}
SCALES = frozenset(("میلیون", "میلیارد", "تریلیون", "بیلیون"))

# After these a single number word is a name's number: «منطقهٔ ده», «خط سه», «فاز دو».
COUNTED = frozenset(
    [
        "منطقه",
        "دهه",
        "ناحیه",
        "محله",
        "خط",
        "فاز",
        "بلوک",
        "طبقه",
        "پلاک",
        "واحد",
        "شماره",
        "بند",
        "ماده",
        "تبصره",
        "قطعه",
        "ردیف",
        "کد",
        "گروه",
        "لاین",
        "باند",
        "پهنه",
        "حوزه",
        "زون",
        "مرحله",
        "شبکه",
        "کانال",
        "دوره",
        "پایه",
        "گیت",
    ]
)
# After these only an ordinal is: «کوچهٔ پنجم»; «در خیابان دو نفر» are two people.
RANKED = frozenset(
    (
        *("کوچه", "خیابان", "فرعی", "ایستگاه", "سالن", "ترمینال", "گام", "فصل", "بخش", "قسمت"),
        *("جلد", "نوبت", "کلاس"),
    )
)
KILOMETRE = "کیلومتر"  # «کیلومتر پانزده جادهٔ مخصوص», but «هر ۵ کیلومتر دو پل»
COUNTED |= RANKED | {KILOMETRE}
# Before these a single number word is a day, a street's width: «پانزده خرداد», «هفتم تیر», «سی متری». (Terms
# are folded: ژوئن is ژوین.)
MONTHS = frozenset(
    (
        *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی"),
        *("بهمن", "اسفند", "محرم", "رجب", "شعبان", "رمضان", "شوال", "ژانویه", "فوریه", "مارس"),
        *("آوریل", "ژوین", "ژوییه", "جولای", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    )
)
PARTS = frozenset(["نیمه", "هفته", "دهه", "ثلث"])  # of a month: «نیمهٔ اول مهر» is no day
METRES = "متری"
# …but not when the counted word is itself pointed at: «این منطقه دو پارک دارد».
POINTING = frozenset(["این", "آن", "همین", "همان", "هر", "هیچ", "چند", "کدام", "یک"])
# …and نه is "not" before these: «منطقه نه تنها …».
AFTER_NOT = frozenset(["تنها", "فقط", "صرفا", "این", "به", "در", "از", "با", "که", "برای", "چندان"])

_SEPARATOR = re.compile("[/.-]")


def normal_number(written: str) -> str:
    """Digits without grouping separators; ۱۲/۵ is how papers write 12.5."""
    return written.replace("٬", "").replace(",", "").replace("،", "").replace("/", ".")


def normal_date(written: str) -> str | None:
    """An all-digit date as `yyyy/mm/dd`; None if it is no day of any month.

    A year of two digits is told from a day where it is over 31 (98/12/29 → 1398/12/29); elsewhere the order
    stays as written.
    """
    first, second, third = _SEPARATOR.split(written)
    if len(first) < 4 and len(third) < 4:
        first, third = (third, first) if int(third) > 31 else (first, third)
        if int(third) > 31 or int(third) == 0:
            return None
        return f"{'13' if int(first) > 31 else ''}{first}/{int(second):02}/{int(third):02}"
    year, month, day = (
        (third, int(second), int(first)) if len(third) == 4 else (first, int(second), int(third))
    )
    if len(third) == 4 and month > 12 >= day:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year}/{month:02}/{day:02}"


def compose(words: list[str]) -> tuple[int, int] | None:
    """The longest number at the start of `words`: (value, how many words), or None if it is not compound.

    `words` are stems or digits in order, و included. Thousands multiply (دو هزار و پانصد → 2500, also ۲ هزار
    و ۵۰۰); millions and beyond stay words after the number that counts them.
    """
    total, taken, has_thousand, compound = 0, 0, False, False
    below = _below_thousand(words, 0)
    if below and below[1] < len(words) and words[below[1]] == THOUSAND:
        total, taken, has_thousand, compound = below[0] * 1000, below[1] + 1, True, True
    elif words[0] == THOUSAND and len(words) > 2 and words[1] == "و":
        total, taken, has_thousand = 1000, 1, True
    elif below and not words[0].isdigit():
        counts = below[1] < len(words) and words[below[1]] in SCALES
        return (below[0], below[1]) if below[1] > 1 or counts else None
    else:
        return None
    if has_thousand and taken + 1 < len(words) and words[taken] == "و":
        rest = _below_thousand(words, taken + 1)
        if rest and (rest[1] >= len(words) or words[rest[1]] not in SCALES | {THOUSAND}):
            total, taken, compound = total + rest[0], rest[1], True
    return (total, taken) if compound else None


def _below_thousand(words: list[str], at: int) -> tuple[int, int] | None:
    """A number under a thousand from `at`: (value, index after it)."""
    if at >= len(words):
        return None
    first = words[at]
    if first.isdigit():
        return (int(first), at + 1) if len(first) <= 3 else None
    if first not in VALUES and not (first in ORDINALS and at):
        return (VALUES.get(first, 0), at + 1) if first in VALUES else None
    value, at = (VALUES.get(first) or ORDINALS[first]), at + 1
    limit = 100 if first in HUNDREDS else 10 if first in TENS else 0
    while limit and at + 1 < len(words) and words[at] == "و":
        following = words[at + 1]
        more = VALUES.get(following) or ORDINALS.get(following, 0)
        if not 0 < more < limit or (limit == 100 and more > 0 and following in HUNDREDS):
            break
        value, at = value + more, at + 2
        limit = 10 if following in TENS else 0
    return value, at

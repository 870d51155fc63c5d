"""The words of dates: months in four tongues, days and hours in words, what makes a date a name."""

from __future__ import annotations

import re

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
    "جنوری": 1, "فبروری": 2, "مارچ": 3, "اپریل": 4, "سپتمبر": 9, "اکتوبر": 10, "نومبر": 11, "دسمبر": 12,
    "ژوییه": 7, "جولای": 7, "ژولای": 7, "اوت": 8, "اگوست": 8, "اگست": 8, "سپتامبر": 9, "اکتبر": 10,
    "نوامبر": 11,
    "دسامبر": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4,
    "ینایر": 1, "فبرایر": 2, "ابریل": 4, "یونیو": 6, "یونیه": 6, "یولیو": 7, "یولیه": 7, "اغسطس": 8,
    "سبتمبر": 9, "نوفمبر": 11, "دیسمبر": 12,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# The solar months as Kabul names them; words of their own too, so only with a Jalali year.
AFGHAN_MONTHS = {
    "حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6, "میزان": 7, "عقرب": 8, "قوس": 9,
    "جدی": 10, "دلو": 11, "حوت": 12,
}  # fmt: skip
# Gregorian months as Beirut, Baghdad and Cairo name them that are words of Persian too (water, a car, a
# swimsuit), or nearly a month of another calendar: only with a Gregorian year.
ARABIC_MONTHS = {
    "کانون الثانی": 1, "کانون ثانی": 1, "شباط": 2, "اذار": 3, "نیسان": 4, "ایار": 5, "مایو": 5,
    "حزیران": 6, "تموز": 7, "اب": 8, "ایلول": 9, "تشرین الاول": 10, "تشرین اول": 10,
    "تشرین الثانی": 11, "تشرین ثانی": 11, "کانون الاول": 12, "کانون اول": 12,
}  # fmt: skip
LUNAR = re.compile(
    r"محرم|صفر\b|ربیع|جماد[یا]|رجب|شعبان|رمضان|شوال|ذیقعده|ذی القعده|ذیحجه|ذی الحجه|ذی ?قعده|ذی ?حجه"
)

DAY_WORDS = {
    "یکم": 1, "اول": 1, "دوم": 2, "سوم": 3, "چهارم": 4, "پنجم": 5, "ششم": 6, "هفتم": 7, "هشتم": 8, "نهم": 9,
    "دهم": 10, "یازدهم": 11, "دوازدهم": 12, "سیزدهم": 13, "چهاردهم": 14, "پانزدهم": 15, "شانزدهم": 16,
    "هفدهم": 17, "هجدهم": 18, "هیجدهم": 18, "نوزدهم": 19, "بیستم": 20, "سی ام": 30, "سیم": 30,
    "سی و یکم": 31,
} | {
    f"بیست {and_}{unit}": 20 + n
    for n, unit in enumerate(("یکم", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم"), 1)
    for and_ in ("و ", "و")
} | {"سی ویکم": 31, "سی و یک": 31, "بیست و یک": 21}  # fmt: skip
# Days by plain numbers in words: only with a year, for «پانزده تیر» may be fifteen shots.
CARDINALS = {
    word: n
    for n, word in enumerate(
        ("یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده", "بیست"), 11
    )
} | {
    f"بیست {and_}{unit}": 20 + n
    for n, unit in enumerate(("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"), 1)
    for and_ in ("و ", "و")
}  # fmt: skip
HOUR_WORDS = {
    word: n
    for n, word in enumerate(
        (
            *("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده"),
            *("چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده", "بیست"),
            *("بیست و یک", "بیست و دو", "بیست و سه"),
        ),
        1,
    )
}  # fmt: skip
HOUR_PARTS = {
    "نیم": 30, "ربع": 15, "پنج": 5, "ده": 10, "پانزده": 15, "بیست": 20, "سی": 30, "چهل": 40, "پنجاه": 50,
} | {
    f"{ten} و {unit}": tens + n
    for tens, ten in ((20, "بیست"), (30, "سی"), (40, "چهل"), (50, "پنجاه"))
    for n, unit in enumerate(("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"), 1)
}  # fmt: skip
# What stands before a day that is a name: «خیابان ۱۷ شهریور».
PLACE = re.compile(
    r"(?:^|[^\w])(?:خیابان|میدان|بزرگراه|ازادراه|اتوبان|بلوار|متروی?|ایستگاه|پل|کوچه|پارک|بوستان|بیمارستان|"
    r"درمانگاه|چهارراه|سه راه|محله|مدرسه|ورزشگاه|مسجد|شهرک|قیام|شهدای|راهپیمایی|یوم الله|انقلاب|عملیات|سینما|"
    r"فرهنگسرای|جاده)(?: شهدای)? ?$"
)


def either(words: object) -> str:
    """An alternation of words, longest first."""
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]

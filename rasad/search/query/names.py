"""Shorter names of outlets and units: «روزنامه گفتار» is «گفتار» to those who search."""

from __future__ import annotations

_WORDS = """
روزنامه خبرگزاری پایگاه خبری اخبار باشگاه هفته‌نامه ماهنامه کانال شبکه سایت رسانه تحلیلی اطلاع‌رسانی
سازمان شرکت معاونت مرکز اداره اداره‌کل شهرداری ستاد مؤسسه موسسه بنیاد
"""
_GENERIC = frozenset(_WORDS.split())


def shorter_names(name: str) -> tuple[str, ...]:
    """The name without one, two … of the general words at its head; never a number alone."""
    words = name.split()
    found: list[str] = []
    while len(words) > 1 and words[0] in _GENERIC:
        words = words[1:]
        if len(words) > 1 or not words[0].isdecimal():
            found.append(" ".join(words))
    return tuple(found)

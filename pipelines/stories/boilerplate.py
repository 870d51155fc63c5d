"""Set phrases that outlets put around a text, which say who carries it, not what it says.

Pure. Cut before texts are compared, so that «به گزارش خبرگزاری …» does not make two texts alike,
nor a reprinter's own lead-in make them differ. The stored article keeps them.
"""

from __future__ import annotations

import re

_SAYS = r"(?:به\s+گزارش|به\s+نقل\s+از|بنا\s+به\s+گزارش|بنا\s+بر\s+گزارش)"
_WHO = r"(?:خبرگزاری|خبرنگار|خبرگذاری|پایگاه|سرویس|گروه|روابط\s+عمومی|شبکه|روزنامه|سایت|وب\s*سایت|شهرداری)"
#: «به گزارش خبرنگار … ایسنا،» up to the comma or colon, at the start of a paragraph.
_LEAD_IN = re.compile(rf"(?m)^[\s\-–—•*«\"]*{_SAYS}\s[^\n،,:؛.]{{2,110}}[،,:؛]\s*")
#: «شهرنگار - گروه شهری:» at the very start.
_DATELINE = re.compile(rf"\A\s*[^\n،.:]{{0,40}}[\-–—/|]\s*{_WHO}[^\n،.:]{{0,40}}[:؛]\s*")
_ENDINGS = re.compile(
    r"(?m)^\s*(?:انتهای\s+پیام|پایان\s+پیام|کد\s+(?:خبر|مطلب)|برای\s+(?:ورود|عضویت)|ما\s+را\s+(?:در|دنبال)"
    r"|منبع\s*:|بیشتر\s+بخوانید|لینک\s+کوتاه|اخبار\s+مرتبط)[^\n]*$|(?:انتهای|پایان)\s+پیام\s*/?\s*[\w۰-۹]*\s*\Z"
)
_LINKS = re.compile(r"(?:https?://|www\.)\S+|[@#][\w\u200c]+")


def set_phrases(text: str, *, social: bool = False) -> list[tuple[int, int]]:
    """Where lead-ins and endings stand, in order; of a social post also links, handles and hashtags.

    What one pattern found is blank for the next, so that a lead-in is found behind a dateline.
    """
    found: list[tuple[int, int]] = []
    for pattern in (_ENDINGS, _DATELINE, _LEAD_IN, *((_LINKS,) if social else ())):
        found += [match.span() for match in pattern.finditer(text)]
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return sorted(found)


def strip(text: str, *, social: bool = False) -> str:
    """The text without its set phrases."""
    place, kept = 0, []
    for start, end in set_phrases(text, social=social):
        kept.append(text[place:start])
        place = max(place, end)
    return " ".join([*kept, text[place:]])

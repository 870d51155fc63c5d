"""Whom a text credits: «به گزارش خبرگزاری X»، «به نقل از X»، «منبع: X»."""

from __future__ import annotations

import re

_NAMES = (
    "ایسنا", "ایرنا", "ایلنا", "ایکنا", "ایمنا", "آنا", "برنا", "پانا", "تسنیم", "فارس", "مهر", "میزان",
    "موج",
    "صداوسیما", "صدا و سیما", "دانشجو", "شبستان", "حوزه", "رسا", "رکنا", "شهر", "خبرآنلاین", "همشهری آنلاین",
    "همشهری", "تابناک", "عصر ایران", "مشرق", "باشگاه خبرنگاران جوان", "باشگاه خبرنگاران", "خانه ملت", "ایبنا",
    "هنرآنلاین", "تین نیوز", "اقتصادنیوز", "دنیای اقتصاد", "شرق", "اعتماد", "انتخاب", "جماران", "رویترز",
    "خبرگزاری فرانسه", "آسوشیتدپرس", "اسپوتنیک", "شینهوا", "آناتولی", "الجزیره", "المیادین", "بی‌بی‌سی",
    "شهرنوشت",
)  # fmt: skip
# Names that are words of their own: «خبرنگار حوزه احزاب خبرگزاری فارس» credits Fars, not Hawzah.
_WORDS = {
    "مهر", "فارس", "حوزه", "شهر", "موج", "دانشجو", "میزان", "شرق", "مشرق", "اعتماد", "انتخاب", "رسا",
    "شبستان", "همشهری", "آنا",
}  # fmt: skip
_DESK = r"(?:(?:خبرنگار|گروه|سرویس|بخش|دفتر)\s+)?"
_BOUND = r"(?=[\s،,؛;:.»\)\(-]|$)"
_KNOWN = re.compile(
    r"(?:^|[\s«(])((?P<kind>(?:خبرگزاری|روزنامه|پایگاه خبری|سایت)\s+)?(?P<name>"
    + "|".join(re.escape(name).replace(r"\ ", r"[\s‌]") for name in sorted(_NAMES, key=len, reverse=True))
    + r"))"
    + _BOUND
)
_CREDITS = (
    ("text:منبع", re.compile(r"(?:^|\n)\s*منبع\s*[:：]\s*([^\n،,]{2,60})")),
    ("text:به نقل از", re.compile(r"به\s+نقل\s+از\s+([^،,؛;:.»\n]{2,70})")),
    ("text:به گزارش", re.compile(r"به\s+گزارش\s+([^،,؛;:.\n]{2,90})")),
)
_AGENCY = re.compile(
    r"(?:خبرگزاری|پایگاه خبری(?: تحلیلی)?|پایگاه اطلاع[\s‌]?رسانی|روزنامه|سایت|روابط عمومی|"
    r"مرکز ارتباطات[^،]{0,30})\s+"
    r"(?P<name>(?:[^\s،,؛;:.«»()]+\s*){1,6})"
)
_STOP = re.compile(
    r"\s+(?:و به نقل|به نقل|به گزارش|از|در|با|که|طی|گفت|اظهار|ظهر|صبح|امروز|روز|پیرامون|درباره|ضمن)(?:\s.*)?$"
)


def credited(lead: str, body: str, named: str = "") -> tuple[str, str]:
    """The credited source and how it was found, or two ''. `named` is the page's own «منبع» field."""
    if named:
        return named, "text:منبع"
    start = f"{lead}\n{body[:600]}"
    for how, pattern in _CREDITS:
        for credit in pattern.findall(f"{start}\n{body[-200:]}" if how == "text:منبع" else start):
            name = _name(credit, free=how == "text:منبع")
            if name:
                return name, how
    return "", ""


def _name(text: str, *, free: bool) -> str:
    """The source in a credit: a known one, or «خبرگزاری …»; with `free` whatever stands there."""
    text = text.strip()
    known = list(_KNOWN.finditer(text[:90]))
    for found in sorted(known, key=lambda match: match["kind"] is None):
        if found["kind"] or found["name"] not in _WORDS or _stands_alone(found, text):
            return found.group(1).strip()
    agency = _AGENCY.search(text)
    if agency:
        return _STOP.sub("", agency.group().strip()).strip()[:80]
    return text[:60] if free else ""


def _stands_alone(found: re.Match[str], text: str) -> bool:
    """Whether a name that is also a word opens the credit and ends it, or goes on with «از شهری»."""
    before, after = text[: found.start(1)], text[found.end(1) :].strip(" »)")
    return bool(re.fullmatch(_DESK + "«?", before)) and (not after or after.startswith(("از ", "در ", "به ")))

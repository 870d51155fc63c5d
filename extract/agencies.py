"""Whom a text credits: «به گزارش خبرگزاری X»، «به نقل از X»، «منبع: X»."""

from __future__ import annotations

import re

_NAMES = (
    "ایسنا", "ایرنا", "ایلنا", "ایکنا", "ایمنا", "آنا", "برنا", "پانا", "تسنیم", "فارس", "مهر", "میزان", "موج",
    "صداوسیما", "صدا و سیما", "دانشجو", "شبستان", "حوزه", "رسا", "رکنا", "شهر", "خبرآنلاین", "همشهری آنلاین",
    "همشهری", "تابناک", "عصر ایران", "مشرق", "باشگاه خبرنگاران جوان", "باشگاه خبرنگاران", "خانه ملت", "ایبنا",
    "هنرآنلاین", "تین نیوز", "اقتصادنیوز", "دنیای اقتصاد", "شرق", "اعتماد", "انتخاب", "جماران", "رویترز",
    "خبرگزاری فرانسه", "آسوشیتدپرس", "اسپوتنیک", "شینهوا", "آناتولی", "الجزیره", "المیادین", "بی‌بی‌سی", "شهرنوشت",
)  # fmt: skip
_BOUND = r"(?=[\s،,؛;:.»\)\(-]|$)"
_KNOWN = re.compile(
    r"(?:^|[\s«(])((?:خبرگزاری\s+|روزنامه\s+|پایگاه خبری\s+|سایت\s+)?(?:"
    + "|".join(re.escape(name).replace(r"\ ", r"[\s‌]") for name in sorted(_NAMES, key=len, reverse=True))
    + r"))"
    + _BOUND
)
_CREDIT = re.compile(
    r"به\s+نقل\s+از\s+(?P<quoted>[^،,؛;:.»\n]{2,70})|"
    r"به\s+گزارش\s+(?P<said>[^،,؛;:.\n]{2,90})|"
    r"(?:^|\n)\s*منبع\s*[:：]\s*(?P<source>[^\n،,]{2,60})"
)
_AGENCY = re.compile(
    r"(?:خبرگزاری|پایگاه خبری(?: تحلیلی)?|پایگاه اطلاع[\s‌]?رسانی|روزنامه|سایت|روابط عمومی|مرکز ارتباطات[^،]{0,30})\s+"
    r"(?P<name>(?:[^\s،,؛;:.«»()]+\s*){1,6})"
)
_STOP = re.compile(
    r"\s+(?:و به نقل|به نقل|به گزارش|از|در|با|که|طی|گفت|اظهار|ظهر|صبح|امروز|روز|پیرامون|درباره|ضمن)(?:\s.*)?$"
)
_OWN = re.compile(r"^(?:خبرنگار|گروه|سرویس|حوزه)\b")


def credited(lead: str, body: str, named: str = "") -> tuple[str, str]:
    """The credited source and how it was found; two '' without one. ``named`` is the page's own «منبع» field."""
    if named:
        return named, "text:منبع"
    start = f"{lead}\n{body}"[:600]
    found = [m for m in _CREDIT.finditer(start)]
    tail = _CREDIT.search("\n" + body[-200:]) if "منبع" in body[-200:] else None
    if tail is not None and tail["source"]:
        found.append(tail)
    for key in ("source", "quoted", "said"):
        for credit in found:
            if credit[key]:
                name = _name(credit[key], key)
                if name:
                    return (
                        name,
                        f"text:{'منبع' if key == 'source' else 'به نقل از' if key == 'quoted' else 'به گزارش'}",
                    )
    return "", ""


def _name(text: str, key: str) -> str:
    text = text.strip()
    known = _KNOWN.search(text[:60])
    if known:
        return known.group(1).strip()
    agency = _AGENCY.search(text)
    if agency:
        return _STOP.sub("", f"{agency.group()}".strip()).strip()[:80]
    if key == "source":
        return text[:60]
    return ""

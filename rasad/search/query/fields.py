"""Names: of fields in both languages, of kinds and tones in Persian, and the one form in which they are
compared.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b

from rasad.persian import analyze, fold
from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.search.query.ast import KeyField, TextField

TEXT_FIELD_NAMES: dict[str, TextField] = {
    "title": "title",
    "عنوان": "title",
    "تیتر": "title",
    "author": "author",
    "نویسنده": "author",
}
_KEY_NAMES: dict[KeyField, tuple[str, ...]] = {
    "outlet": ("outlet", "source", "رسانه", "منبع"),
    "kind": ("kind", "نوع"),
    "unit": ("unit", "واحد"),
    "topic": ("topic", "موضوع"),
    "tone": ("tone", "لحن"),
    "tag": ("tag", "برچسب"),
    "mention": ("mention", "ذکر", "نام‌برده"),
    "person": ("person", "شخص"),
    "place": ("place", "مکان"),
    "status": ("status", "وضعیت", "وضع"),
    "importance": ("importance", "اهمیت"),
    "assignee": ("assignee", "مسئول"),
}
KEY_FIELD_NAMES: dict[str, KeyField] = {name: key for key, names in _KEY_NAMES.items() for name in names}
KEY_LABELS: dict[KeyField, str] = {  # as pages name them
    key: next(name for name in names if not name.isascii()) for key, names in _KEY_NAMES.items()
}
DATE_FIELD_NAMES = {"from": "from", "از": "from", "to": "to", "تا": "to"}
FIELD_NAMES = (*TEXT_FIELD_NAMES, *KEY_FIELD_NAMES, *DATE_FIELD_NAMES)
_FIELD_OF = {fold(name).lower(): name for name in FIELD_NAMES}
_NO_LETTERS = re.compile(f"[{MARKS}{ZWNJ}:\\s]")

KINDS = {  # of articles, then of outlets: `نوع:` accepts both
    "news": ("خبر",),
    "post": ("پست", "پست اجتماعی", "مطلب شبکه اجتماعی"),
    "page": ("صفحه", "صفحه روزنامه"),
    "video": ("ویدئو", "فیلم"),
    "release": ("خبر روابط عمومی", "روابط عمومی"),
    "agency": ("خبرگزاری",),
    "paper": ("روزنامه",),
    "site": ("پایگاه خبری", "سایت"),
    "broadcaster": ("صدا و سیما",),
    "foreign": ("رسانه برون‌مرزی", "برون‌مرزی", "رسانه خارجی"),
    "government": ("پایگاه دستگاه عمومی", "دستگاه عمومی", "دستگاه دولتی"),
    "aggregator": ("خبرخوان",),
    "unit": ("واحد تابعه", "واحد شهرداری", "سایت واحد"),
    "telegram": ("تلگرام",),
    "eitaa": ("ایتا",),
    "imported": ("واردشده", "وارد شده", "ورودی دستی"),
}
TONES = {
    "positive": ("مثبت",),
    "negative": ("منفی",),
    "neutral": ("خنثی", "بی‌طرف"),
    "mixed": ("دوپهلو", "آمیخته"),
}
IMPORTANCES = {
    "high": ("زیاد", "بالا", "مهم"),
    "medium": ("متوسط",),
    "low": ("کم", "پایین"),
}
STATUSES = {  # of reviews, then of articles: `وضعیت:` accepts both
    "new": ("بررسی‌نشده", "نو"),
    "seen": ("بررسی‌شده",),
    "open": ("در دست پیگیری", "باز"),
    "to_reply": ("نیازمند پاسخ", "پاسخ"),
    "closed": ("بسته",),
    "live": ("زنده",),
    "edited": ("ویرایش‌شده",),
    "removed": ("حذف‌شده", "حذف‌شده از رسانه"),
}
#: Fields that know only these values; another is a slip of the pen, not a search that finds nothing.
_CLOSED: dict[KeyField, dict[str, tuple[str, ...]]] = {
    "tone": TONES,
    "importance": IMPORTANCES,
    "status": STATUSES,
}
LONGEST = 200  # characters of a compared form; longer ones keep their beginning and a hash


def field_of(written: str) -> str | None:
    """The field that a word and a colon name, however it is spelt («بر‌چسب :»); None if there is none."""
    return _FIELD_OF.get(_NO_LETTERS.sub("", written).lower())


@lru_cache(maxsize=20_000)
def keyed(value: str) -> str:
    """The form in which keys and names are compared: stems joined by `_`.

    So `district_5`, `District 5`, «شهرداری منطقهٔ ۵» and «شهرداری_منطقه_5» meet their own kind. A value
    without a word (only signs) is folded; one without anything is empty.
    """
    stems = "_".join(token.stem for token in analyze(value))
    text = stems or "_".join(fold(comparable(value)).split())
    if len(text) > LONGEST:
        text = text[: LONGEST - 32] + blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return text


def values_of(field: KeyField) -> tuple[str, ...]:
    """The values of a field that knows only some, as people write them; none where it takes any."""
    return tuple(names[0] for names in _CLOSED.get(field, {}).values())


def is_value(field: KeyField, value: str) -> bool:
    """Whether a field can have a value, which is written as `keyed` does."""
    return field not in _CLOSED or value in _closed_values(field)


@cache
def _closed_values(field: KeyField) -> frozenset[str]:
    return frozenset(keyed(name) for key, names in _CLOSED[field].items() for name in (key, *names))


def comparable(text: str) -> str:
    """The text without lone surrogates and NUL, which no engine can store."""
    if "\x00" in text:
        text = text.replace("\x00", " ")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text

"""Sites of kinds that no family was written for, in memory: each a function of an address, with its truth."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import urlsplit

from rasad.extract.proposal.site import SavedPage
from rasad.outlets.addresses import bare_host
from rasad.persian.dates.jalali import TEHRAN, to_jalali

SEEN_AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NEWEST_ISSUE = 4512
_MONTHS = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_SUBJECTS = [
    "شهردار منطقه",
    "مدیر پارک\u200cها",
    "رئیس شورا",
    "سخنگوی آتش\u200cنشانی",
    "معاون حمل\u200cونقل",
    "مدیر مترو",
    "کارشناس محیط زیست",
    "فرماندار",
]
_VERBS = [
    "گشود",
    "بازدید کرد",
    "گزارش داد",
    "خبر داد",
    "هشدار داد",
    "پیشنهاد کرد",
    "بررسی کرد",
    "آغاز کرد",
    "به پایان رساند",
]
_THINGS = [
    "طرح نوسازی بافت فرسوده",
    "خط تازهٔ اتوبوس تندرو",
    "بوستان محله\u200cای",
    "پل عابر پیاده",
    "ایستگاه آتش\u200cنشانی",
    "پروژهٔ آبرسانی",
    "جشنوارهٔ کتاب",
    "میدان میوه و تره\u200cبار",
    "سامانهٔ هشدار سیل",
    "مسیر دوچرخه",
    "باغ گیاه\u200cشناسی",
    "خانهٔ سلامت",
]
_PLACES = [
    "در شرق شهر",
    "در محلهٔ قدیمی",
    "کنار رودخانه",
    "در خیابان بهار",
    "در شهرک صنعتی",
    "نزدیک دانشگاه",
    "در حاشیهٔ بزرگراه",
    "در جنوب",
]


def fa(text: object) -> str:
    """Digits as Persians write them."""
    return str(text).translate(_PERSIAN)


@dataclass(frozen=True)
class Item:
    """One article as it is in truth. `day_only`: the site prints no minute."""

    number: int
    title: str
    lead: str
    paragraphs: list[str]
    at: datetime
    section: str
    url: str = ""

    @property
    def jalali(self) -> str:
        """`۱۰ آذر ۱۴۰۵ - ۱۲:۳۰`."""
        day, local = to_jalali(self.at.astimezone(TEHRAN).date()), self.at.astimezone(TEHRAN)
        return f"{fa(day.day)} {_MONTHS[day.month - 1]} {fa(day.year)} - {fa(local.strftime('%H:%M'))}"

    @property
    def jalali_day(self) -> str:
        """`۱۴۰۵/۰۹/۱۰`."""
        day = to_jalali(self.at.astimezone(TEHRAN).date())
        return fa(f"{day.year}/{day.month:02}/{day.day:02}")

    @property
    def html(self) -> str:
        """The paragraphs."""
        return "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)


def items(seed: int, count: int = 40, first: int = 4200, step: int = 3) -> list[Item]:
    """Newest first; no two have a headline or a paragraph in common."""
    chance = random.Random(seed)
    made = []
    for n in range(count):
        number = first + (count - n) * step
        thing, place = chance.choice(_THINGS), chance.choice(_PLACES)
        title = f"{chance.choice(_SUBJECTS)} {thing} {place} را {chance.choice(_VERBS)}؛ گام {fa(number)}"
        lines = [
            f"{chance.choice(_SUBJECTS)} با اشاره به {chance.choice(_THINGS)} گفت که {fa(chance.randrange(10, 999))} نفر از اهالی "
            f"{chance.choice(_PLACES)} از این کار بهره می‌برند و هزینهٔ آن {fa(chance.randrange(10, 999))} میلیارد تومان است."
            for _ in range(chance.randrange(3, 7))
        ]
        lead = f"{thing} {place} با {fa(chance.randrange(2, 90))} درصد پیشرفت به مرحلهٔ تازه‌ای رسید و کار شماره {fa(number)} شد."
        at = SEEN_AT - timedelta(minutes=37 + 171 * n)
        made.append(
            Item(
                number,
                title,
                lead,
                lines,
                at.replace(second=0),
                chance.choice(["siasi", "eghtesad", "varzesh", "shahr"]),
            )
        )
    return made


@dataclass
class HeldOutSite:
    """`answer(path and query)` gives content type and text, or None for what is not there."""

    name: str
    host: str
    truth: list[Item]
    answer: Callable[[str], tuple[str, str | bytes] | None]
    exact: bool = True
    """Whether the site tells minutes."""
    asked: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The address that a person would give."""
        return f"http://{self.host}/"

    def fetch(self, url: str) -> SavedPage:
        """The answer to an address, as the crawler would save it."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.asked.append(path)
        found = self.answer(path) if bare_host(parts.netloc) == bare_host(self.host) else None
        if found is None:
            return SavedPage(url, url, 404, b"<html><body>not here</body></html>", "text/html", SEEN_AT)
        kind, body = found
        data = body.encode() if isinstance(body, str) else body
        return SavedPage(url, url, 200, data, kind, SEEN_AT)


def rss(host: str, title: str, all_of: list[Item], *, summary: bool = True) -> tuple[str, str]:
    """A feed of these items."""
    entries = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}</link>"
        f"<pubDate>{one.at.strftime('%a, %d %b %Y %H:%M:%S +0000')}</pubDate>"
        + (f"<description>{escape(one.lead)}</description>" if summary else "")
        + "</item>"
        for one in all_of
    )
    text = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title><link>http://{host}/</link>{entries}</channel></rss>"
    return "application/rss+xml; charset=utf-8", text


def sitemap(all_of: list[Item]) -> tuple[str, str]:
    """A plain sitemap."""
    entries = "".join(
        f"<url><loc>{escape(one.url)}</loc><lastmod>{one.at.date()}</lastmod></url>" for one in all_of
    )
    return (
        "application/xml",
        f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>",
    )


HTML = "text/html; charset=utf-8"
#: Readers' comments, each with a time: a decoy. `{c}` is the attribute of their box.
COMMENTS = "".join(
    f"<div{{c}}><b>کاربر {fa(n)}</b> <span>{fa(n)} آبان ۱۴۰۵ - ۱۸:۱{fa(n)}</span><p>به نظرم این کار خیلی خوب است، خسته نباشید و ادامه بدهید.</p></div>"
    for n in range(1, 4)
)


def addressed(all_of: list[Item], make: Callable[[Item], str]) -> list[Item]:
    """The items at the addresses that a site gives them."""
    return [replace(one, url=make(one)) for one in all_of]


def by_path(all_of: list[Item]) -> dict[str, Item]:
    """Items by path and query."""
    found = {}
    for one in all_of:
        parts = urlsplit(one.url)
        found[parts.path + (f"?{parts.query}" if parts.query else "")] = one
    return found


def side_list(all_of: list[Item], tag: str = "li") -> str:
    """A side list of the newest items, each with its time: a decoy."""
    return "".join(
        f"<{tag}><a href='{escape(one.url)}'>{escape(one.title)}</a> <i>{one.jalali}</i></{tag}>"
        for one in all_of[:5]
    )

"""The mess around an article: menus, side bars with other headlines and times, ads, share buttons.

Other headlines are taken from the outlet's own older items, so a careless extractor picks real text.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.model import PlannedItem
from demo.sites.base import Site, esc, tehran_iso
from demo.sites.jalali_text import clock_time, long_date
from demo.texts.spelling import digits_fa

MENU = ("صفحه اصلی", "شهری", "اجتماعی", "اقتصادی", "فرهنگی", "ورزشی", "عکس", "فیلم", "تماس با ما")


def neighbours(site: Site, item: PlannedItem, count: int) -> list[PlannedItem]:
    """Older items of the same outlet, the same ones at every rendering."""
    index = site.items.index(item)
    return [other for other in reversed(site.items[:index]) if not other.disallowed][:count]


def menu(css: str = "nav") -> str:
    """A navigation bar that leads to sections, not to articles."""
    links = "".join(f'<li><a href="/service/{n}">{label}</a></li>' for n, label in enumerate(MENU))
    return f'<nav class="{css}"><ul>{links}</ul></nav>'


def side(
    site: Site, item: PlannedItem, *, title: str = "پربازدیدترین‌ها", count: int = 5, css: str = "box"
) -> str:
    """A box of other headlines, each with a `<time>` that is not the article's."""
    rows = "".join(
        f'<li><a href="{esc(site.path(other))}" title="{esc(other.text.title)}">{esc(other.text.title)}</a>'
        f'<time datetime="{tehran_iso(other.at)}">{clock_time(other.at)}</time></li>'
        for other in neighbours(site, item, count)
    )
    return f'<aside class="{css} side-news"><h3>{title}</h3><ul>{rows}</ul></aside>'


def related(site: Site, item: PlannedItem, css: str = "related-items") -> str:
    """«اخبار مرتبط» as some CMS put it inside the body."""
    rows = "".join(
        f'<li><a href="{esc(site.path(other))}">{esc(other.text.title)}</a></li>'
        for other in neighbours(site, item, 2)
    )
    return f'<div class="{css}"><h4>اخبار مرتبط</h4><ul>{rows}</ul></div>' if rows else ""


def share(url: str, css: str = "share-box") -> str:
    """Share buttons with their labels."""
    nets = ("تلگرام", "ایتا", "واتس‌اپ", "توییتر", "کپی لینک")
    links = "".join(
        f'<a rel="nofollow" href="https://share.invalid/{n}?u={esc(url)}">{x}</a>' for n, x in enumerate(nets)
    )
    return f'<div class="{css}"><span>اشتراک‌گذاری</span>{links}</div>'


def advert(number: int, css: str = "adv") -> str:
    """An advertisement that looks like a headline."""
    return (
        f'<div class="{css}" id="pos-{number}"><a href="https://ads.invalid/{number}" target="_blank">'
        '<img src="/img/ad.gif" alt="تبلیغ"><strong>فروش ویژه پاییزه؛ تا ۷۰ درصد تخفیف</strong></a></div>'
    )


def footer(now: datetime, name: str) -> str:
    """A footer with today's date and a copyright year, both traps for date readers."""
    return (
        f'<footer class="site-footer"><p>امروز {long_date(now, weekday=True)}</p>'
        f"<p>© ۱۳۸۹-{digits_fa(1405)} همه حقوق برای {esc(name)} محفوظ است. نقل مطالب با ذکر منبع آزاد "
        "است.</p></footer>"
    )


def comments(at: datetime) -> str:
    """Readers' comments with later times."""
    later = at + timedelta(minutes=7)
    return (
        '<section class="comments" id="comments"><h3>نظرات کاربران</h3><div class="comment">'
        f'<span class="name">ناشناس</span> <time datetime="{tehran_iso(later)}">{clock_time(later)}</time>'
        "<p>کاش برای کوچه ما هم همین کار را بکنند.</p></div></section>"
    )


def paragraphs(paras: tuple[str, ...], css: str = "", between: tuple[int, str] | None = None) -> str:
    """Paragraphs as `<p>`, with a foreign box after one of them."""
    mark = f' style="{css}"' if css else ""
    parts = [f"<p{mark}>{esc(para)}</p>" for para in paras]
    if between and len(parts) > between[0]:
        parts.insert(between[0], between[1])
    return "\n".join(parts)

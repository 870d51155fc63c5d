"""Sites whose lists, issues and comments are odd: offsets, issue numbers, shops beside news, long comments."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

from rasad.persian.dates.jalali import TEHRAN, to_jalali
from tests.extract.proposal.held_out import HTML, HeldOutSite, Item, addressed, by_path, fa, items, side_list


def offset() -> HeldOutSite:
    """Pages counted by items (?start=10), numbers only, addresses of parameters."""
    host = "offset.example"
    truth = addressed(items(22), lambda one: f"http://{host}/?mod=news&act=view&nid={one.number}")
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        found = re.fullmatch(r"/(?:\?mod=news&start=(\d+))?", path)
        if found:
            n = int(found[1] or 0)
            rows = "".join(
                f"<tr><td><a href='?mod=news&amp;act=view&amp;nid={one.number}'>{escape(one.title)}</a><td>{one.jalali_day}"
                for one in truth[n : n + 10]
            )
            pager = " ".join(
                (
                    f"<b>{fa(k // 10 + 1)}</b>"
                    if k == n
                    else f"<a href='?mod=news&amp;start={k}'>{fa(k // 10 + 1)}</a>"
                )
                for k in range(0, 40, 10)
            )
            return (
                HTML,
                f"<html><head><title>اداره کل</title></head><body><table>{rows}</table><div>{pager}</div></body></html>",
            )
        one = pages.get(path)
        if not one:
            return None
        return (
            HTML,
            f"<html><head><title>اداره کل</title></head><body><div class='c1'><h2>{escape(one.title)}</h2><p>تاریخ درج: سه شنبه {one.jalali.replace(' - ', ' ساعت ')} | بازدید: {fa(one.number)}</p><div class='c2'>{one.html}</div></div><div class='c3'>آخرین اخبار {side_list(truth)}</div></body></html>",
        )

    return HeldOutSite("offset", host, truth, answer)


def issues() -> HeldOutSite:
    """A paper whose home page names issues; their days stand on the issue."""
    host = "issues.example"
    base = items(23, count=36)
    truth = []
    for n, one in enumerate(base):
        k = n // 12
        at = base[0].at - timedelta(days=k)
        truth.append(replace(one, at=at, url=f"http://{host}/newspaper/item/{88000 - n}", section=str(k)))
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        if path == "/":
            return (
                HTML,
                "<html><head><title>روزنامه طلوع</title></head><body><h1>روزنامه طلوع</h1><a href='/newspaper/4512'>شماره ۴۵۱۲</a> <a href='/newspaper/4511'>شماره ۴۵۱۱</a><a href='/about'>درباره</a></body></html>",
            )
        found = re.fullmatch(r"/newspaper/(\d{4})(?:/(\d))?", path)
        if found and 4510 <= int(found[1]) <= 4512:
            k = 4512 - int(found[1])
            pg = int(found[2] or 1)
            if pg > 4:
                return None
            part = truth[k * 12 + (pg - 1) * 3 : k * 12 + pg * 3]
            rows = "".join(
                f"<h3><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></h3>" for one in part
            )
            views = "".join(
                f"<li><a href='/newspaper/{found[1]}/{j}'>صفحه {fa(j)}</a></li>" for j in range(1, 5)
            )
            prev = f"<a class='pv' href='/newspaper/{int(found[1]) - 1}'>شماره قبل</a>" if k < 2 else ""
            return (
                HTML,
                f"<html><head><title>روزنامه طلوع</title></head><body><div class='date'>{part[0].jalali.split(' - ')[0]} - شماره {fa(found[1])}</div><ul class='pgs'>{views}</ul>{rows}{prev}</body></html>",
            )
        one = pages.get(path)
        if not one:
            return None
        return (
            HTML,
            f"<html><head><title>{escape(one.title)} - روزنامه طلوع</title></head><body><h1>روزنامه طلوع</h1><h2>{escape(one.title)}</h2><div class='tx'>{one.html}</div><div>{one.jalali.split(' - ')[0]} شماره ۴۵۱۲ صفحه ۲</div></body></html>",
        )

    return HeldOutSite("issues", host, truth, answer, exact=False)


def _is_on(one: Item, month: int, day: int) -> bool:
    local = to_jalali(one.at.astimezone(TEHRAN).date())
    return (local.month, local.day) == (month, day)


def two_kinds() -> HeldOutSite:
    """News and photos beside more links to a shop; an archive by days without leading zeros."""
    host = "two.example"
    truth = addressed(
        items(25, first=120000),
        lambda one: f"http://{host}/fa/{'photo' if one.number % 4 == 0 else 'news'}/{one.number}",
    )
    pages = by_path(truth)
    shop = "".join(
        f"<a href='/shop/product/{n}'>خرید بهترین محصول خانگی شماره {n} با تخفیف ویژه و ارسال رایگان</a>"
        for n in range(900, 940)
    )

    def answer(path: str) -> tuple[str, str] | None:
        if path == "/":
            rows = "".join(
                f"<h3><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></h3>" for one in truth[:12]
            )
            return (
                HTML,
                f"<html><head><title>دو سو</title></head><body>{rows}<div>{shop}</div><a href='/archive/1405/9/10'>آرشیو روزانه</a></body></html>",
            )
        if path.startswith("/shop/"):
            return (
                HTML,
                "<html><head><title>فروشگاه</title></head><body><h1>محصول</h1><p>قیمت ۱۲۰۰۰ تومان</p></body></html>",
            )
        found = re.fullmatch(r"/archive/1405/0?(\d+)/0?(\d+)", path)
        if found:
            rows = "".join(
                f"<p><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></p>"
                for one in truth
                if (lambda d: (d.month, d.day) == (int(found[1]), int(found[2])))(
                    to_jalali(one.at.astimezone(TEHRAN).date())
                )
            )
            return HTML, f"<html><head><title>آرشیو</title></head><body>{rows}</body></html>"
        one = pages.get(path)
        if not one:
            return None
        return (
            HTML,
            f"<html><head><title>{escape(one.title)}|دو سو</title></head><body><div class='n'><div class='ttl'>{escape(one.title)}</div><div class='d'>{one.jalali}</div><div class='b'>{one.html}</div></div><div class='side'>{side_list(truth, 'div')}</div></body></html>",
        )

    return HeldOutSite("two_kinds", host, truth, answer)


def comments_heavy() -> HeldOutSite:
    """Comments longer than the article; an arrow leads on; Atom."""
    host = "ch.example"
    truth = addressed(items(26), lambda one: f"http://{host}/post-{one.number}.html")
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        found = re.fullmatch(r"/(?:index(\d+)\.html)?", path)
        if found:
            n = int(found[1] or 1)
            rows = "".join(
                f"<div class=x><a href='post-{one.number}.html'>{escape(one.title)}</a></div>"
                for one in truth[(n - 1) * 10 : n * 10]
            )
            return (
                (
                    HTML,
                    f"<html><head><title>ایستگاه</title><link rel=alternate type='application/atom+xml' href='/atom'></head><body>{rows}<a href='index{n + 1}.html'>&raquo;</a></body></html>",
                )
                if rows
                else None
            )
        if path == "/atom":
            e = "".join(
                f"<entry><title>{escape(one.title)}</title><link href='/post-{one.number}.html'/><id>tag:{one.number}</id><updated>{one.at.isoformat()}</updated></entry>"
                for one in truth[:10]
            )
            return (
                "application/atom+xml",
                f"<feed xmlns='http://www.w3.org/2005/Atom'><title>ایستگاه</title>{e}</feed>",
            )
        one = pages.get(path)
        if not one:
            return None
        c = random.Random(one.number)
        com = "".join(
            f"<div class='u7'><b>کاربر {fa(n)}</b><i>{fa(n)} آبان ۱۴۰۵ ۱۸:۱{fa(n)}</i><p>{'این نظر شماره ' + fa(c.randrange(9999)) + ' من دربارهٔ این خبر است و فکر می‌کنم باید بیشتر بررسی شود تا مردم راضی باشند.'}</p></div>"
            for n in range(1, 9)
        )
        return (
            HTML,
            f"<html><head><title>{escape(one.title)}</title></head><body><div class='p1'><h1>{escape(one.title)}</h1><div class='p2'>{one.jalali}</div><div class='p3'>{one.html}</div></div><div class='u6'>{com}</div></body></html>",
        )

    return HeldOutSite("comments_heavy", host, truth, answer)

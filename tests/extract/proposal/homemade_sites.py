"""Sites of no known engine: hashed classes, tables, an application, a paper, odd addresses."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from urllib.parse import quote, urlsplit

from tests.extract.proposal.held_out import (
    COMMENTS,
    HTML,
    HeldOutSite,
    Item,
    addressed,
    by_path,
    fa,
    items,
    rss,
    side_list,
    sitemap,
)


def hashed_classes() -> HeldOutSite:
    """No semantic class names; the logo is the only h1; a feed of ten, a list by ?page=."""
    host = "hashed.example"
    truth = addressed(
        items(1), lambda one: f"http://{host}/x/{one.number}/{quote(one.title.replace(' ', '-'))}"
    )
    pages = by_path(truth)

    def row(one: Item) -> str:
        return f"<div class='q8'><a class='zz1' href='/x/{one.number}/{quote(one.title.replace(' ', '-'))}'>{escape(one.title)}</a></div>"

    def answer(path: str) -> tuple[str, str] | None:
        head = "<link rel='alternate' type='application/rss+xml' href='/out.xml'>"
        if path == "/":
            return (
                HTML,
                f"<html><head><title>پرتو شهر</title>{head}</head><body><h1>پرتو شهر</h1><a href='/all'>همه خبرها</a>{''.join(map(row, truth[:12]))}</body></html>",
            )
        if path == "/out.xml":
            return rss(host, "پرتو شهر", truth[:10])
        found = re.fullmatch(r"/all(?:\?page=(\d+))?", path)
        if found:
            n = int(found[1] or 1)
            more = "".join(f"<a class='kk{n == k}' href='/all?page={k}'>{fa(k)}</a>" for k in range(1, 7))
            part = truth[(n - 1) * 10 : n * 10]
            return (
                HTML,
                f"<html><head><title>همه خبرها</title></head><body><h1>پرتو شهر</h1>{''.join(map(row, part))}<div class='m3'>{more}</div></body></html>",
            )
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>پرتو شهر: {escape(one.title)}</title>{head}</head><body><h1>پرتو شهر</h1><div class='t0'>سه‌شنبه ۱۰ آذر ۱۴۰۵</div>"
            f"<div class='a1'><div class='b2'>{escape(one.title)}</div><div class='b3'>{one.jalali}</div>"
            f"<div class='b4'>{escape(one.lead)}</div><div class='b5'>{one.html}<div class='b6'>کانال ما را در پیام‌رسان‌ها دنبال کنید و خبرها را زودتر بخوانید.</div></div></div>"
            f"<div class='w9'><ul>{side_list(truth)}</ul></div><div class='v1'>{COMMENTS.format(c='')}</div></body></html>"
        )

    return HeldOutSite("hashed_classes", host, truth, answer)


def studio() -> HeldOutSite:
    """As StudioKhabar writes: /section/number/headline, docDiv classes."""
    host = "studio.example"
    truth = addressed(
        items(6, first=91_000),
        lambda one: f"http://{host}/{one.section}/{one.number}/{quote('-'.join(one.title.split()))}",
    )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        head = "<link rel='alternate' type='application/rss+xml' href='/rss'>"
        if path == "/":
            rows = "".join(
                f"<h3><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></h3>" for one in truth[:20]
            )
            return (
                HTML,
                f"<html><head><title>جهان محله</title>{head}</head><body>{rows}<a href='/archive'>آرشیو</a></body></html>",
            )
        if path == "/rss":
            return rss(host, "جهان محله", truth[:30])
        found = re.fullmatch(r"/archive(?:/(\d+))?", path)
        if found:
            n = int(found[1] or 1)
            rows = "".join(
                f"<li><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></li>"
                for one in truth[(n - 1) * 15 : n * 15]
            )
            return (
                HTML,
                f"<html><head><title>آرشیو</title></head><body><ul>{rows}</ul><div class='pages'><a href='/archive/{n + 1}'>صفحه بعد</a></div></body></html>",
            )
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>{escape(one.title)}</title>{head}</head><body><div class='doc_content'><div id='docDiv3TitrRou'>روتیتر</div><div id='docDiv3TitrMain'>{escape(one.title)}</div>"
            f"<div class='docDiv3Date'>تاریخ انتشار: {one.jalali}</div><div id='docDivLead1'>{escape(one.lead)}</div><div id='doctextarea'>{one.html}</div></div></body></html>"
        )

    return HeldOutSite("studio", host, truth, answer)


def jsonld_app() -> HeldOutSite:
    """A rendered application: JSON-LD holds all, the visible page has hashed classes; sitemap index only."""
    host = "app.example"
    truth = addressed(
        items(7), lambda one: f"http://{host}/news/{one.number:x}{one.number * 7919 % 100000:05x}"
    )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        if path == "/":
            cards = "".join(
                f"<a class='css-1x{n}' href='{urlsplit(one.url).path}'><h3>{escape(one.title)}</h3></a>"
                for n, one in enumerate(truth[:8])
            )
            return (
                HTML,
                f"<html><head><title>دیده‌بان</title><meta property='og:site_name' content='دیده‌بان'></head><body><div id='__next'>{cards}</div></body></html>",
            )
        if path == "/robots.txt":
            return "text/plain", f"User-agent: *\nSitemap: http://{host}/sitemaps/index.xml"
        if path == "/sitemaps/index.xml":
            return (
                "application/xml",
                f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>http://{host}/sitemaps/1.xml</loc><lastmod>2026-12-01</lastmod></sitemap><sitemap><loc>http://{host}/sitemaps/2.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>",
            )
        if path in ("/sitemaps/1.xml", "/sitemaps/2.xml"):
            return sitemap(truth[:30] if "1.xml" in path else truth[30:])
        one = pages.get(path)
        if one is None:
            return None
        ld = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": one.title,
            "datePublished": one.at.isoformat(),
            "description": one.lead,
            "articleBody": "\n".join(one.paragraphs),
            "mainEntityOfPage": one.url,
        }
        return (
            HTML,
            f"<html><head><title>دیده‌بان</title><script type='application/ld+json'>{json.dumps(ld)}</script></head><body><div id='__next'><div class='css-9k'></div></div></body></html>",
        )

    return HeldOutSite("jsonld_app", host, truth, answer)


def old_tables() -> HeldOutSite:
    """Tables and font tags, no feed, a visible Jalali day only, the clock of the page above."""
    host = "tables.example"
    truth = addressed(items(8), lambda one: f"http://{host}/show.php?nid={one.number}")
    pages = by_path(truth)

    def frame(inner: str) -> tuple[str, str]:
        return HTML, (
            f"<html><head><title>هفته نامه پیام شهر</title></head><body><table width=900><tr><td colspan=2><font size=2>امروز سه شنبه ۱۰ آذر ۱۴۰۵</font></td></tr>"
            f"<tr><td width=200><table>{side_list(truth, 'tr')}</table><a href='list.php'>آرشیو</a></td><td>{inner}</td></tr></table></body></html>"
        )

    def answer(path: str) -> tuple[str, str] | None:
        if path == "/":
            return frame(
                "".join(
                    f"<p><a href='show.php?nid={one.number}'><b>{escape(one.title)}</b></a></p>"
                    for one in truth[:10]
                )
            )
        found = re.fullmatch(r"/list\.php(?:\?from=(\d+))?", path)
        if found:
            n = int(found[1] or 0)
            after = f"<a href='list.php?from={n + 12}'>صفحه بعدی</a>" if n < 48 else ""
            return frame(
                "".join(
                    f"<p><a href='show.php?nid={one.number}'>{escape(one.title)}</a></p>"
                    for one in truth[n : n + 12]
                )
                + after
            )
        one = pages.get(path)
        if one is None:
            return None
        return frame(
            f"<table><tr><td><font color=red>{escape(one.title)}</font></td></tr><tr><td align=left><font size=1>تاریخ : {one.jalali_day}</font></td></tr>"
            f"<tr><td><div align=justify>{'<br>'.join(map(escape, one.paragraphs))}</div></td></tr><tr><td>{COMMENTS.format(c='')}</td></tr></table>"
        )

    return HeldOutSite("old_tables", host, truth, answer, exact=False)


def paper() -> HeldOutSite:
    """A paper: the home page is today's issue, its pages lead to articles; the day stands on the issue only."""
    host = "paper.example"
    all_of = items(9, count=48)
    day = all_of[0].at
    truth = []
    for n, one in enumerate(all_of):
        page, place = n // 6 + 1, n % 6 + 1
        truth.append(
            replace(
                one,
                at=day,
                url=f"http://{host}/4512/{page}/{88000 + n}/{quote('-'.join(one.title.split()[:4]))}",
                section=str(page),
                number=place,
            )
        )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        found = re.fullmatch(r"/(?:4512/(\d))?", path)
        if found and (n := int(found[1] or 1)) < 9:
            views = "".join(f"<a class='pg' href='/4512/{k}'>صفحه {fa(k)}</a>" for k in range(1, 9))
            rows = "".join(
                f"<div class='tt'><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></div>"
                for one in truth[(n - 1) * 6 : n * 6]
            )
            return (
                HTML,
                f"<html><head><title>روزنامه بامداد شهر</title></head><body><div class='dd'>سه‌شنبه {truth[0].jalali.split(' - ')[0]} شماره ۴۵۱۲</div><div class='vv'>{views}</div>{rows}</body></html>",
            )
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>روزنامه بامداد شهر - {escape(one.title)}</title></head><body><div class='dd'>سه‌شنبه {truth[0].jalali.split(' - ')[0]} شماره ۴۵۱۲</div><h2 class='hh'>{escape(one.title)}</h2><div class='xx'>{one.html}</div>"
            f"<ul class='ss'><li><time datetime='2026-10-0{one.number}T10:00:00'>آرشیو</time></li></ul></body></html>"
        )

    return HeldOutSite("paper", host, truth, answer, exact=False)


def never_words() -> HeldOutSite:
    """Articles under words that are usually no articles' (/page/, /service/); a list only, numbered pages."""
    host = "never.example"
    truth = addressed(items(11), lambda one: f"http://{host}/service/page/{one.number}")
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        found = re.fullmatch(r"/(?:list/(\d+))?", path)
        if found:
            n = int(found[1] or 1)
            rows = "".join(
                f"<div class='n'><a href='{urlsplit(one.url).path}'><h4>{escape(one.title)}</h4></a><small>{one.jalali}</small></div>"
                for one in truth[(n - 1) * 12 : n * 12]
            )
            pager = "".join(f"<a href='/list/{k}'>{fa(k)}</a>" for k in range(1, 6))
            return (
                HTML,
                f"<html><head><title>صدای برزن</title></head><body>{rows}<p>{pager}</p></body></html>",
            )
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>{escape(one.title)} | صدای برزن</title><meta property='og:title' content='صدای برزن'></head><body><h1>{escape(one.title)}</h1><p class='d'>{one.jalali}</p>"
            f"<section>{one.html}<h3><a href='/about'>عنوان میانی که پیوند است</a></h3><p>{escape(one.lead)}</p></section></body></html>"
        )

    return HeldOutSite("never_words", host, truth, answer)

"""Sites as known engines write them: WordPress, Joomla, Drupal, ASP.NET, DotNetNuke."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, urlsplit

from rasad.persian.dates.jalali import TEHRAN
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


def wordpress() -> HeldOutSite:
    """A WordPress theme: slugs under the day, a feed, core sitemaps, comments with times."""
    host = "wp.example"
    truth = addressed(
        items(2),
        lambda one: (
            f"http://{host}/{one.at.astimezone(TEHRAN):%Y/%m/%d}/{quote('-'.join(one.title.split()[:6]) + '-' + str(one.number))}/"
        ),
    )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        head = f"<meta name='generator' content='WordPress 6.7'><link rel='alternate' type='application/rss+xml' title='x' href='http://{host}/feed/'><link rel='alternate' type='application/rss+xml' title='دیدگاه‌ها' href='http://{host}/comments/feed/'>"

        def rows(part: list[Item]) -> str:
            return "".join(
                f"<article class='post'><h2 class='entry-title'><a href='{one.url}'>{escape(one.title)}</a></h2><time>{one.jalali}</time></article>"
                for one in part
            )

        found = re.fullmatch(r"/(?:page/(\d+)/)?", path)
        if found:
            n = int(found[1] or 1)
            if n > 6:
                return None
            after = f"<a class='next page-numbers' href='/page/{n + 1}/'>بعدی</a>" if n < 6 else ""
            return (
                HTML,
                f"<html><head><title>نوای محله</title>{head}</head><body class='home blog'>{rows(truth[(n - 1) * 10 : n * 10])}<nav>{after}</nav></body></html>",
            )
        if path == "/feed/":
            return rss(host, "نوای محله", truth[:10])
        if path == "/robots.txt":
            return (
                "text/plain",
                f"User-agent: *\nDisallow: /wp-admin/\nSitemap: http://{host}/wp-sitemap.xml\n",
            )
        if path == "/wp-sitemap.xml":
            return (
                "application/xml",
                f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>http://{host}/wp-sitemap-posts-post-1.xml</loc></sitemap><sitemap><loc>http://{host}/wp-sitemap-users-1.xml</loc></sitemap></sitemapindex>",
            )
        if path == "/wp-sitemap-posts-post-1.xml":
            return sitemap(truth)
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>{escape(one.title)} – نوای محله</title>{head}</head><body class='single single-post'><header><a href='/'>نوای محله</a></header>"
            f"<article id='post-{one.number}' class='post'><header><h1 class='entry-title'>{escape(one.title)}</h1><span class='posted-on'>{one.jalali}</span></header>"
            f"<div class='entry-content'>{one.html}</div></article><aside><ul>{side_list(truth)}</ul></aside><ol class='commentlist'>{COMMENTS.format(c=' class=comment-body')}</ol></body></html>"
        )

    return HeldOutSite("wordpress", host, truth, answer)


def joomla() -> HeldOutSite:
    """Joomla: /index.php/section/123-alias, the feed under ?format=feed, pages by ?start=."""
    host = "joomla.example"
    truth = addressed(
        items(3),
        lambda one: (
            f"http://{host}/index.php/{one.section}/{one.number}-{quote('-'.join(one.title.split()[:5]))}"
        ),
    )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        head = "<meta name='generator' content='Joomla! - Open Source Content Management'><link href='/index.php?format=feed&amp;type=rss' rel='alternate' type='application/rss+xml'>"

        def rows(part: list[Item]) -> str:
            return "".join(
                f"<div class='item-title'><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></div>"
                for one in part
            )

        found = re.fullmatch(r"/(?:index\.php)?(?:\?start=(\d+))?", path)
        if found:
            n = int(found[1] or 0)
            after = (
                f"<li class='pagination-next'><a href='/index.php?start={n + 10}' title='بعدی'>بعدی</a></li>"
                if n < 50
                else ""
            )
            return (
                HTML,
                f"<html><head><title>سرای خبر</title>{head}</head><body>{rows(truth[n : n + 10])}<ul class='pagination'>{after}</ul></body></html>",
            )
        if path == "/index.php?format=feed&type=rss":
            return rss(host, "سرای خبر", truth[:12])
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>{escape(one.title)}</title>{head}</head><body><div class='item-page' itemscope itemtype='https://schema.org/Article'>"
            f"<div class='page-header'><h2 itemprop='headline'>{escape(one.title)}</h2></div><dl class='article-info'><dd class='published'><time datetime='{one.at.isoformat()}' itemprop='datePublished'>منتشر شده در {one.jalali}</time></dd>"
            f"<dd class='hits'>بازدید: {fa(one.number)}</dd></dl><div itemprop='articleBody'>{one.html}</div></div><div class='moduletable'>{side_list(truth)}</div></body></html>"
        )

    return HeldOutSite("joomla", host, truth, answer)


def drupal() -> HeldOutSite:
    """Drupal: aliases without any number, rss.xml, field classes."""
    host = "drupal.example"
    truth = addressed(items(5), lambda one: f"http://{host}/fa/content/{quote('-'.join(one.title.split()))}")
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        head = "<meta name='Generator' content='Drupal 10 (https://www.drupal.org)'><link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
        found = re.fullmatch(r"/(?:\?page=(\d+))?", path)
        if found:
            n = int(found[1] or 0)
            rows = "".join(
                f"<div class='views-row'><a href='{urlsplit(one.url).path}'>{escape(one.title)}</a></div>"
                for one in truth[n * 10 : n * 10 + 10]
            )
            after = (
                f"<li class='pager__item pager__item--next'><a href='?page={n + 1}' rel='next'>››</a></li>"
                if n < 5
                else ""
            )
            return (
                HTML,
                f"<html><head><title>خانه | پیک شهر</title>{head}</head><body>{rows}<ul>{after}</ul></body></html>",
            )
        if path == "/rss.xml":
            return rss(host, "پیک شهر", truth[:10])
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>{escape(one.title)} | پیک شهر</title>{head}</head><body><h1 class='page-title'><span class='field--name-title'>{escape(one.title)}</span></h1>"
            f"<div class='node__meta'>نوشته شده توسط مدیر در {one.jalali}</div><div class='field field--name-body field__item'>{one.html}</div>"
            f"<section class='related'>{side_list(truth)}</section></body></html>"
        )

    return HeldOutSite("drupal", host, truth, answer)


def aspx() -> HeldOutSite:
    """ASP.NET: ShowNews.aspx?id=, labels by control ids, no feed, a list by ?p=; windows-1256."""
    host = "aspx.example"
    truth = addressed(items(4), lambda one: f"http://{host}/ShowNews.aspx?id={one.number}")
    pages = by_path(truth)

    def page(text: str) -> tuple[str, bytes]:
        plain = (
            text.replace("\u200c", " ")
            .replace("ٔ", "")
            .replace("ی", "ي")
            .replace("ک", "ك")
            .translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
        )
        return "text/html; charset=windows-1256", plain.encode("windows-1256", "xmlcharrefreplace")

    def answer(path: str) -> tuple[str, bytes] | None:
        def rows(part: list[Item]) -> str:
            return "".join(
                f"<tr><td><a href='ShowNews.aspx?id={one.number}'>{escape(one.title)}</a></td><td>{one.jalali_day}</td></tr>"
                for one in part
            )

        if path in ("/", "/Default.aspx"):
            return page(
                f"<html><head><title>اداره خبر شهر</title></head><body><form id='aspnetForm'><a href='NewsList.aspx'>آرشیو اخبار</a><a href='About.aspx'>درباره ما</a><table>{rows(truth[:8])}</table></form></body></html>"
            )
        found = re.fullmatch(r"/NewsList\.aspx(?:\?p=(\d+))?", path)
        if found:
            n = int(found[1] or 1)
            pager = "".join(
                f"<a href='NewsList.aspx?p={k}'>{k}</a> " if k != n else f"<span>{k}</span> "
                for k in range(1, 7)
            )
            return page(
                f"<html><head><title>اداره خبر شهر</title></head><body><form id='aspnetForm'><table id='ctl00_main_grid'>{rows(truth[(n - 1) * 10 : n * 10])}</table><div>{pager}</div></form></body></html>"
            )
        one = pages.get(path)
        if one is None:
            return None
        return page(
            f"<html><head><title>اداره خبر شهر</title></head><body><form id='aspnetForm'><div id='ctl00_top_lblToday'>سه شنبه 10 آذر 1405</div>"
            f"<span id='ctl00_main_lblRoTitr'>روتیتر خبر</span><span id='ctl00_main_lblTitle'>{escape(one.title)}</span><span id='ctl00_main_lblDate'>{one.jalali}</span>"
            f"<span id='ctl00_main_lblLead'>{escape(one.lead)}</span><span id='ctl00_main_lblBody'>{'<br><br>'.join(map(escape, one.paragraphs))}</span></form></body></html>"
        )

    return HeldOutSite("aspx", host, truth, answer)


def portal() -> HeldOutSite:
    """DotNetNuke: without tabid the server says 404; the feed gives whole addresses."""
    host = "portal.example"
    truth = addressed(
        items(10),
        lambda one: f"http://{host}/Default.aspx?tabid=112&articleType=ArticleView&articleId={one.number}",
    )
    pages = by_path(truth)

    def answer(path: str) -> tuple[str, str] | None:
        head = "<meta name='generator' content='DotNetNuke'><link rel='alternate' type='application/rss+xml' href='/rss.aspx?TabID=112'>"
        found = re.fullmatch(r"/(?:Default\.aspx\?tabid=112(?:&pg=(\d+))?)?", path)
        if found:
            n = int(found[1] or 1)
            rows = "".join(
                f"<div class='sb'><a href='{escape(one.url)}'>{escape(one.title)}</a></div>"
                for one in truth[(n - 1) * 10 : n * 10]
            )
            pager = "".join(f"<a href='/Default.aspx?tabid=112&amp;pg={k}'>{k}</a>" for k in range(2, 7))
            return (
                HTML,
                f"<html><head><title>شهرداری منطقه نه</title>{head}</head><body id='Body'><form id='Form'><div id='dnn_ContentPane'>{rows}{pager}</div></form></body></html>",
            )
        if path == "/rss.aspx?TabID=112":
            return rss(host, "شهرداری منطقه نه", truth[:20], summary=False)
        one = pages.get(path)
        if one is None:
            return None
        return HTML, (
            f"<html><head><title>شهرداری منطقه نه</title>{head}</head><body id='Body'><form id='Form'><div id='dnn_ContentPane'><div class='DnnModule'><span class='Head'>{escape(one.title)}</span>"
            f"<div class='Normal'><span>{one.jalali}</span></div><div class='Normal article'>{one.html}</div></div></div></form></body></html>"
        )

    return HeldOutSite("portal", host, truth, answer)

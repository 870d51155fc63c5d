"""Press rooms of municipal units: DotNetNuke listings without any feed, and a plain semantic site."""

from __future__ import annotations

import json
from datetime import datetime
from typing import ClassVar

from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso
from demo.sites.jalali_text import clock_time, long_date, slashed


class DistrictPortal(Site):
    """DotNetNuke: `/News/ArtMID/<mid>/ArticleID/<id>/<slug>`; listing by `?pg=`; no feed, no ETag."""

    sends_etag: ClassVar[bool] = False
    sends_modified: ClassVar[bool] = False
    page_size: ClassVar[int] = 12
    module: ClassVar[int] = 431
    robots: ClassVar[str] = (
        "User-agent: *\nDisallow: /admin/\nDisallow: /Portals/_default/\nDisallow: /*/ctl/\n"
    )

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        return f"/News/ArtMID/{self.module}/ArticleID/{item.number}/{slug(item.text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/News/ArtMID/{self.module}/ArticleID/{item.number}"]

    @route(r"/News/ArtMID/\d+/ArticleID/(\d+)(?:/.*)?")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/(?:News)?")
    def listing(self, ask: SiteRequest) -> SitePage:
        page = max(1, ask.count("pg", 1))
        return self.keep(("list", page, self.epoch(ask.now)), lambda: self._list(page, ask.now))

    def _list(self, page: int, now: datetime) -> SitePage:
        items = self.visible(now)
        here = items[(page - 1) * self.page_size : page * self.page_size]
        more = (
            f'<a class="next" href="/News?pg={page + 1}">بعدی »</a>'
            if len(items) > page * self.page_size
            else ""
        )
        return SitePage(
            self.shell(
                "اخبار",
                "".join(self.row(item, now) for item in here)
                + f'<div class="pager article_pager">{more}</div>',
                now,
            ).encode()
        )

    def row(self, item: PlannedItem, now: datetime) -> str:
        """One entry of the listing."""
        return (
            f'<div class="edn_article"><h3><a href="{esc(self.path(item))}">'
            f"{esc(item.text_at(now).title)}</a></h3>"
            f'<time class="edn_date">{slashed(item.at)}</time><p>{esc(say.summary(item, now))}</p>'
            f'<a class="more" href="{esc(self.path(item))}">ادامه مطلب...</a></div>'
        )

    def shell(self, title: str, inner: str, now: datetime, head: str = "") -> str:
        """DNN's panes around anything."""
        return (
            f'<!DOCTYPE html><html lang="fa-IR"><head><meta charset="utf-8"><title>{esc(title)}</title>'
            f'<meta name="generator" content="DotNetNuke">{head}</head>'
            '<body id="Body"><form method="post" action="/News" id="Form" enctype="multipart/form-data">'
            '<input type="hidden" name="__VIEWSTATE" value="dDwtMTM3">'
            f'<div id="dnn_HeaderPane">{decoys.menu("dnnMenu")}</div>'
            '<div id="dnn_ContentPane" class="contentPane"><div class="DnnModule DnnModule-EasyDNNnews">'
            f"{inner}</div></div>"
            '<div id="dnn_LeftPane"><h3>خدمات الکترونیک</h3><ul><li><a href="/Services/137">'
            'سامانه ۱۳۷</a></li><li><a href="/Services/pay">پرداخت عوارض</a></li></ul></div></form>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        head = (
            f'<meta property="og:title" content="{esc(text.title)}">'
            f'<meta property="article:published_time" content="{tehran_iso(item.at)}">'
        )
        return self.shell(
            text.title,
            f'<div class="edn_articleDetails"><h1 class="edn_articleTitle">{esc(text.title)}</h1>'
            '<div class="edn_metaDetails"><time class="edn_articleDate" '
            f'datetime="{slashed(item.at).replace("/", "-")}T{clock_time(item.at)}">'
            f"{long_date(item.at, weekday=True)} ساعت {clock_time(item.at)}</time></div>"
            f'<div class="edn_articleSummary lead">{esc(text.lead)}</div>'
            f'<div class="edn_articleContent article-body">{decoys.paragraphs(text.paras)}</div></div>'
            f"{decoys.related(self, item, 'edn_related')}",
            now,
            head,
        )


class WastePortal(DistrictPortal):
    """Another skin; pages and listing show the day only."""

    module: ClassVar[int] = 1207
    page_size: ClassVar[int] = 15

    def row(self, item: PlannedItem, now: datetime) -> str:
        return (
            f'<table class="NewsList"><tr><td class="NewsDate">{slashed(item.at)}</td>'
            f'<td><a class="NewsLink" href="{esc(self.path(item))}">{esc(item.text_at(now).title)}</a>'
            "</td></tr></table>"
        )

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        return self.shell(
            f"{self.outlet.name} > {text.title}",
            '<article class="NewsDetail" itemscope itemtype="http://schema.org/NewsArticle">'
            f'<h1 class="NewsTitle" itemprop="headline">{esc(text.title)}</h1>'
            f'<span class="NewsDate" itemprop="datePublished">{slashed(item.at)}</span>'
            f'<div class="NewsLead">{esc(text.lead)}</div>'
            f'<div class="NewsBody" itemprop="articleBody">{decoys.paragraphs(text.paras)}</div></article>',
            now,
            f'<meta property="og:title" content="{esc(text.title)}">',
        )


class PlainUnit(Site):
    """A semantic site: RSS, JSON-LD with a naive `datePublished`, `/news/<id>`."""

    robots: ClassVar[str] = "User-agent: *\nAllow: /\n"

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        return f"/news/{item.number}"

    @route(r"/news/(\d+)/?")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/rss\.xml")
    def rss(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._rss(ask.now))

    def _rss(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title>{esc(item.text_at(now).title)}</title><link>{self.url(self.path(item))}</link>"
            f"<pubDate>{say.rfc822(item.at, zone='+0330')}</pubDate><guid>"
            f"{self.url(self.path(item))}</guid></item>"
            for item in self.visible(now)[: self.rss_size]
        )
        return say.rss(self, now, entries)

    @route(r"/(?:news/?)?")
    def listing(self, ask: SiteRequest) -> SitePage:
        page, items = max(1, ask.count("page", 1)), self.visible(ask.now)
        rows = "".join(
            f'<li><a href="{self.path(item)}">{esc(item.text_at(ask.now).title)}</a> <small>'
            f"{slashed(item.at)}</small></li>"
            for item in items[(page - 1) * self.page_size : page * self.page_size]
        )
        if len(items) > page * self.page_size:
            rows += f'<li><a rel="next" href="/news?page={page + 1}">بعدی</a></li>'
        body = (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><meta charset="utf-8">'
            f'<title>{esc(self.outlet.name)}</title>{decoys.menu()}<ul class="news">{rows}</ul></html>'
        )
        return SitePage(body.encode(), changed=self.last_change(ask.now))

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        data = {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "name": self.outlet.name},
                {
                    "@type": "NewsArticle",
                    "headline": text.title,
                    "description": text.lead,
                    "datePublished": tehran_iso(item.at, naive=True),
                    "articleSection": item.section,
                },
            ],
        }
        return (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(text.title)}</title>"
            f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>'
            f"<body>{decoys.menu()}"
            f'<main><article><h1>{esc(text.title)}</h1><p class="lead">{esc(text.lead)}</p>'
            f'<p class="when">{long_date(item.at)} - {clock_time(item.at)}</p>'
            f'<div class="text">{decoys.paragraphs(text.paras)}</div></article></main>'
            f"{decoys.side(self, item, title='خبرهای دیگر')}{decoys.footer(now, self.outlet.name)}</body>"
            "</html>"
        )

"""An agency with a CMS of its own: Jalali year, month and day stand in the address."""

from __future__ import annotations

import json
from datetime import datetime
from typing import ClassVar

from persiantools.jdatetime import JalaliDate

from demo.clock import jalali
from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso
from demo.sites.jalali_text import clock_time, long_date


class DatedAgency(Site):
    """`/fa/news/1405/09/02/<id>/<slug>`; no date meta, Arabic ي in month names, «- اخبار شهری -» in front."""

    sends_modified: ClassVar[bool] = False

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        text = item.edit.text if edited and item.edit else item.text
        return f"{self._stem(item)}/{slug(text.title)}"

    def _stem(self, item: PlannedItem) -> str:
        day = jalali(item.at)
        return f"/fa/news/{day.year}/{day.month:02}/{day.day:02}/{item.number}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [self._stem(item)]

    @route(r"/fa/news/\d{4}/\d\d/\d\d/(\d+)(?:/.*)?")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/fa/rss/feed/0/8/0(?:/.*)?")
    def rss(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._rss(ask.now))

    def _rss(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title>{esc(item.text_at(now).title)}</title><link>"
            f"{esc(self.url(self.path_at(item, now)))}</link>"
            f"<description>{esc(say.summary(item, now))}</description><pubDate>"
            f"{say.rfc822(item.at)}</pubDate>"
            f'<guid isPermaLink="true">{esc(self.url(self.path_at(item, now)))}</guid></item>'
            for item in self.visible(now)[: self.rss_size]
        )
        return say.rss(self, now, entries)

    @route(r"/sitemap(?:/index)?\.xml")
    def years(self, ask: SiteRequest) -> SitePage:
        years = sorted({jalali(item.at).year for item in self.visible(ask.now)})
        return say.sitemap_index(self, ask.now, [f"/sitemap/{year}.xml" for year in years])

    @route(r"/sitemap/(\d{4})\.xml")
    def months(self, ask: SiteRequest, year: str) -> SitePage:
        days = {(d.year, d.month) for d in self._days(ask.now)}
        return say.sitemap_index(
            self, ask.now, [f"/sitemap/{y}/{m}.xml" for y, m in sorted(days) if y == int(year)]
        )

    @route(r"/sitemap/(\d{4})/(\d+)\.xml")
    def days(self, ask: SiteRequest, year: str, month: str) -> SitePage:
        wanted = {
            (d.year, d.month, d.day)
            for d in self._days(ask.now)
            if (d.year, d.month) == (int(year), int(month))
        }
        return say.sitemap_index(self, ask.now, [f"/sitemap/{y}/{m}/{d}.xml" for y, m, d in sorted(wanted)])

    @route(r"/sitemap/(\d{4})/(\d+)/(\d+)\.xml")
    def day(self, ask: SiteRequest, year: str, month: str, day: str) -> SitePage:
        return say.sitemap(self, ask.now, self._of_day(ask.now, int(year), int(month), int(day)))

    def _days(self, now: datetime) -> list[JalaliDate]:
        return [jalali(item.at) for item in self.visible(now)]

    def _of_day(self, now: datetime, year: int, month: int, day: int) -> list[PlannedItem]:
        return [
            i
            for i in self.visible(now)
            if (d := jalali(i.at)) and (d.year, d.month, d.day) == (year, month, day)
        ]

    @route(r"/(?:fa/archive)?")
    def archive(self, ask: SiteRequest) -> SitePage:
        """`?date=1405/9/2`; without it the newest."""
        date = ask.query.get("date")
        items = self._of_day(ask.now, *(int(p) for p in date.split("/"))) if date else self.visible(ask.now)
        page = max(1, ask.count("page", 1))
        return self.keep(
            ("archive", date, page, self.epoch(ask.now)), lambda: self._list(items, page, date, ask.now)
        )

    def _list(self, items: list[PlannedItem], page: int, date: str | None, now: datetime) -> SitePage:
        here = items[(page - 1) * self.page_size : page * self.page_size]
        rows = "".join(
            f'<article class="list-item"><a href="{esc(self.path_at(item, now))}"><figure>'
            f'<img src="/img/{item.number}.jpg"></figure>'
            f'<div class="text-container"><h2 class="title">{esc(item.text_at(now).title)}</h2><h4>'
            f"{esc(say.summary(item, now))}</h4><time>{long_date(item.at)} - {clock_time(item.at)}</time>"
            "</div></a></article>"
            for item in here
        )
        where = f"date={date}&amp;" if date else ""
        more = (
            f'<a class="next" rel="next" href="/fa/archive?{where}page={page + 1}">بعدی</a>'
            if len(items) > page * self.page_size
            else ""
        )
        body = (
            '<!DOCTYPE html><html dir="rtl"><head><meta charset="utf-8"><title>آرشیو</title></head>'
            f"<body>{decoys.menu()}"
            f'<section class="content">{rows}</section><ul class="pagination"><li>{more}</li></ul>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )
        return SitePage(self.encode(body), changed=self.last_change(now))

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        url = self.url(self.path_at(item, now))
        title = f"{text.title}- اخبار {item.section} - اخبار {self.outlet.tag}"
        data = {
            "@type": "NewsArticle",
            "@context": "http://schema.org",
            "headline": text.title,
            "datePublished": tehran_iso(item.at),
            "author": {"name": self.outlet.name, "@type": "Organization"},
        }
        return (
            '<!DOCTYPE html><html dir="rtl" lang="fa"><head><meta charset="utf-8"><title>'
            f"{esc(title)}</title>"
            f'<meta name="description" content="{esc(say.summary(item, now))}">'
            f'<meta name="keywords" content="{esc(", ".join(item.tags))}">'
            '<meta property="og:type" content="article">'
            f'<meta property="og:title" content="{esc(title)}">'
            f'<meta property="og:url" content="{esc(url)}">'
            f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>'
            f"<body>{decoys.menu('navbar')}"
            f'<div class="latest"><ul><li><time>{clock_time(now)}</time> <a href="/service/3">'
            "تازه‌ترین خبرها</a></li></ul></div>"
            '<section class="news"><article class="single-news"><h1 class="title">'
            f' {esc(text.title)} </h1><h3 class="lead"> {esc(text.lead)} </h3>'
            '<ul class="list-inline details"><li class="time">'
            f' {long_date(item.at, arabic=True)} - {clock_time(item.at)} </li><li class="service">'
            f'<a href="/fa/service/3">{esc(item.section)}</a></li>'
            f'<li><a href="/fa/print/{item.number}">پرینت</a></li></ul><figure>'
            f'<img class="img-responsive" src="/img/{item.number}.jpg" alt=""></figure>'
            f'<div class="story"><p>- اخبار {esc(item.section)} - </p>'
            f"{decoys.paragraphs(text.paras, between=(1, decoys.related(self, item, 'read-more')))}<p>"
            "انتهای پیام/</p></div>"
            '<ul class="smart-keyword">'
            f"{''.join(f'<li><a href=/fa/tag/{n}>{esc(tag)}</a></li>' for n, tag in enumerate(item.tags))}"
            "</ul>"
            f"{decoys.share(url)}</article></section>"
            f"{decoys.side(self, item)}{decoys.footer(now, self.outlet.name)}</body></html>"
        )

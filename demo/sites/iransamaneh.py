"""Agencies on Iransamaneh-like markup: `/fa/news/<id>/<slug>`, Jalali dates even in the metas."""

from __future__ import annotations

import json
from datetime import datetime
from typing import ClassVar

from demo.clock import jalali
from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug
from demo.sites.jalali_text import clock_time, long_date, slashed


class Iransamaneh(Site):
    """Routes of the family and a first theme: `h1 a.title`, Jalali meta, escaped JSON-LD."""

    feed_charset: ClassVar[str] = "utf-8"

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        text = item.edit.text if edited and item.edit else item.text
        return f"/fa/news/{item.number}/{slug(text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/fa/news/{item.number}"]

    @route(r"/fa/news/(\d+)(?:/.*)?")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/fa/rss/(?:allnews|\d+)")
    def rss(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._rss(ask.now))

    def _rss(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title>{esc(item.text_at(now).title)}</title>\n<link>"
            f"\n  {self.url(self.path_at(item, now))}\n</link>"
            f"<description>{esc(say.summary(item, now))}\n</description><author>"
            f"info@{self.outlet.host}</author>"
            f"<pubDate>{say.rfc822(item.at, zone='+0330', weekday=False)}</pubDate></item>"
            for item in self.visible(now)[: self.rss_size]
        )
        made = say.rss(self, now, entries, head="<generator>SepehrFeed V1.2</generator>")
        if self.feed_charset == "utf-8":
            return made
        text = made.body.decode().replace('encoding="utf-8"', f'encoding="{self.feed_charset}"', 1)
        return SitePage(self.encode(text), "text/xml", changed=made.changed)

    @route(r"/fa-sitemap-news(?:\.xml)?")
    def news_map(self, ask: SiteRequest) -> SitePage:
        recent = [i for i in self.visible(ask.now) if (ask.now - i.at).days < 2]
        return self.keep(
            ("news", self.epoch(ask.now)), lambda: say.news_sitemap(self, ask.now, recent, utc=False)
        )

    @route(r"/fa-sitemap-newsarchive(?:\.xml)?")
    def map_all(self, ask: SiteRequest) -> SitePage:
        return self.keep(
            ("map", self.epoch(ask.now)), lambda: say.sitemap(self, ask.now, self.visible(ask.now))
        )

    @route(r"/fa/archive")
    def archive(self, ask: SiteRequest) -> SitePage:
        """`from_date`/`to_date` as 1404/01/01, `rpp` a page, `p` from 1."""
        low, high = (_day(ask.query.get(name, "")) for name in ("from_date", "to_date"))
        page, size = max(1, ask.count("p", 1)), ask.count("rpp", 20)
        items = [
            i for i in self.visible(ask.now) if (not low or _key(i) >= low) and (not high or _key(i) <= high)
        ]
        key = ("archive", low, high, page, size, self.epoch(ask.now))
        return self.keep(key, lambda: self._list(items, page, size, ask.now))

    def _list(self, items: list[PlannedItem], page: int, size: int, now: datetime) -> SitePage:
        here = items[(page - 1) * size : page * size]
        rows = "".join(
            '<div class="linear_news archive_content">'
            f'<a class="title5" target="_blank" href="{esc(self.path_at(item, now))}">'
            f"{esc(item.text_at(now).title)}</a>"
            f'<div class="news_date">{slashed(item.at)} - {clock_time(item.at)}</div></div>'
            for item in here
        )
        more = (
            f'<a class="next_page" href="/fa/archive?rpp={size}&amp;p={page + 1}">بعدی</a>'
            if len(items) > page * size
            else ""
        )
        body = (
            f'<!DOCTYPE html><html lang="fa"><head>{self.charset_meta}<title>آرشیو</title></head><body>'
            f'{decoys.menu("menu")}<div class="archive_box">{rows}</div><div class="pager">{more}</div>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )
        return SitePage(self.encode(body), self.html_type, changed=self.last_change(now))

    @route(r"/(?:fa/?)?")
    def home(self, ask: SiteRequest) -> SitePage:
        return self.keep(
            ("home", self.epoch(ask.now)), lambda: self._list(self.visible(ask.now), 1, 20, ask.now)
        )

    charset_meta: ClassVar[str] = '<meta charset="utf-8">'

    def metas(self, item: PlannedItem, now: datetime) -> str:
        """Open Graph, dc.* and Jalali `article:published_time` in Persian digits."""
        text = item.text_at(now)
        short = esc(self.url(f"/fa/news/{item.number}"))
        title, about = esc(text.title), esc(say.summary(item, now))
        return (
            f"{self.charset_meta}<title>{title} - {esc(self.outlet.name)}</title>"
            f'<meta name="description" content="{about}"><meta itemprop="name" content="{title}">'
            f'<meta property="og:type" content="website"><meta property="og:title" content="{title}">'
            f'<meta property="og:url" content="{short}"><meta property="og:description" content="{about}">'
            f'<meta name="dc.title" lang="fa" content="{title}"><meta name="dc.identifier" content="{short}">'
            f'<meta property="article:author" content="{esc(self.outlet.name)}">'
            f'<meta property="article:section" content="{esc(item.section)}">'
            f'<meta property="article:tag" content="{esc(" , ".join(item.tags))}">'
            f'<meta property="article:published_time" content="{slashed(item.at)} - {clock_time(item.at)}">'
            f'<meta property="article:modified_time" content="{slashed(item.changed_at(now))} - '
            f'{clock_time(item.changed_at(now))}">'
            '<meta property="article:expiration_time" content="">'
            '<link rel="alternate" type="application/rss+xml" title="RSS FEED" href="/fa/rss/allnews">'
            '<link rel="stylesheet" href="/client/themes/fa/main/css/style.css">'
        )

    def json_ld(self, item: PlannedItem, now: datetime) -> str:
        """`headLine` (their spelling), slashes and letters escaped, no dates."""
        text = item.text_at(now)
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headLine": text.title,
            "articleBody": text.body[:300],
            "author": {"@type": "Organization", "name": self.outlet.name},
        }
        return f'<script type="application/ld+json">{json.dumps(data).replace("/", chr(92) + "/")}</script>'

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        tags = "، ".join(
            f'<a class="tags_item" href="/fa/tags/{n}/1/x">{esc(tag)}</a>' for n, tag in enumerate(item.tags)
        )
        lead = f'<strong class="news_strong">{esc(text.lead)}</strong>' if text.lead else ""
        return (
            '<!DOCTYPE html><html lang="fa"><head>'
            f"{self.metas(item, now)}{self.json_ld(item, now)}</head><body>"
            '<div class="header"><a href="/fa"><img src="/client/themes/fa/main/img/logo.png" alt="">'
            f"</a>{decoys.menu('menu')}</div>"
            f'<div class="right_col">{decoys.side(self, item, title="پربازدیدها")}</div>'
            '<div class="news_content"><div class="news_path">گروه : <a href="/fa/city">شهری</a>'
            f' » <a href="/fa/city/70">{esc(item.section)}</a></div>'
            f'<div class="news_nav news_id_c"><span class="news_nav_title">کد خبر: </span>{item.number}</div>'
            '<div class="news_nav news_pdate_c"><span class="news_nav_title">تاریخ انتشار: </span>'
            f"{long_date(item.at, arabic=True)} - {clock_time(item.at)}</div>"
            f'<div class="rutitr">{esc(text.kicker)}</div><div class="title"><h1 class="Htags">'
            f'<a class="title" href="{esc(self.path_at(item, now))}">\n\t{esc(text.title)}\n</a></h1>'
            "</div>"
            f'<div class="news_toolbar"><a href="/fa/print/{item.number}">نسخه چاپی</a>'
            f' <a href="/fa/send/{item.number}">ارسال به دوستان</a></div>'
            f'<div class="subtitle">{lead}</div><div class="body"><p>'
            f'<img class="news_corner_image" src="/files/fa/news/{item.number}.jpg" align="left"></p>'
            f"{decoys.paragraphs(text.paras)}<p>انتهای پیام/</p></div>"
            '<div class="row tags_title"><div class="tag_name">برچسب ها</div><div class="tag_items">'
            f"{tags}</div></div>"
            f"{decoys.share(self.url(self.path(item)), 'social_box')}"
            f"{decoys.related(self, item, 'related_content')}</div>"
            f"{decoys.comments(item.at)}{decoys.footer(now, self.outlet.name)}</body></html>"
        )


def _day(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("/")) if text else ()


def _key(item: PlannedItem) -> tuple[int, ...]:
    day = jalali(item.at)
    return (day.year, day.month, day.day)

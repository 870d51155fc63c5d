"""Agencies on Nastooh-like markup: `/news/<id>/<slug>`, UTC in meta and JSON-LD, Jalali on the page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import ClassVar

from demo.clock import TEHRAN, jalali
from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso, utc_z
from demo.sites.jalali_text import clock_time, long_date, slashed


class Nastooh(Site):
    """Routes of the family; themes give `render`."""

    rss_size: ClassVar[int] = 30
    archive_item: ClassVar[str] = (
        '<li class="news"><figure><img src="/d/t.jpg" alt=""></figure><div class="desc"><h4>{kicker}</h4>'
        '<h3><a href="{href}" target="_blank">{title}</a></h3><p>{lead}</p><time>{time}</time></div></li>'
    )
    archive_list: ClassVar[str] = '<section class="box list-bullets"><ul>{rows}</ul></section>'

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        text = item.edit.text if edited and item.edit else item.text
        return f"/news/{item.number}/{slug(text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/news/{item.number}", f"/x{self.short(item)}"]

    def short(self, item: PlannedItem) -> str:
        """The short link's code."""
        code, number = "", item.number
        while number:
            number, rest = divmod(number, 52)
            code += "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest]
        return code

    @route(r"/news/(\d+)(/.*)?")
    def article(self, ask: SiteRequest, number: str, tail: str | None) -> SitePage:
        item = self.by_number.get(int(number))
        if item and item.visible(ask.now) and not tail:
            return self.moved(self.path_at(item, ask.now))
        return self.shown(ask, number, self.render)

    @route(r"/x([a-zA-Z]+)")
    def short_link(self, ask: SiteRequest, code: str) -> SitePage:
        for item in self.visible(ask.now):
            if self.short(item) == code:
                return self.moved(self.path_at(item, ask.now))
        return self.missing()

    def render(self, item: PlannedItem, now: datetime) -> str:
        """The article page."""
        raise NotImplementedError

    @route(r"/rss(?:/tp/\d+)?")
    def rss(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._rss(ask.now))

    def _rss(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title>{esc(item.text_at(now).title)}</title>"
            f"<link>{esc(self.url(self.path_at(item, now)))}</link>"
            f"<description>{esc(say.summary(item, now))}</description><content:encoded />"
            f'<enclosure url="http://{self.outlet.host}/d/{item.number}.jpg" type="image/jpeg"/>'
            f'<category domain="city">شهری &gt; {esc(item.section)}</category>'
            f"<pubDate>{say.rfc822(item.at)}</pubDate>"
            f"<guid>{esc(self.url(self.path_at(item, now)))}</guid></item>"
            for item in self.visible(now)[: self.rss_size]
        )
        return say.rss(self, now, entries, head="<generator>nastooh.ir</generator><ttl>1</ttl>")

    @route(r"/sitemap/news/sitemap\.xml")
    def news_map(self, ask: SiteRequest) -> SitePage:
        recent = [i for i in self.visible(ask.now) if (ask.now - i.at).days < 2]
        return self.keep(("news", self.epoch(ask.now)), lambda: say.news_sitemap(self, ask.now, recent))

    @route(r"/sitemap/all/sitemap\.xml")
    def map_index(self, ask: SiteRequest) -> SitePage:
        years = sorted({jalali(item.at).year for item in self.visible(ask.now)})
        leaves = [f"/sitemap/{year}/sitemap.xml" for year in years]
        return self.keep(("all", self.epoch(ask.now)), lambda: say.sitemap_index(self, ask.now, leaves))

    @route(r"/sitemap/(\d{4})/sitemap\.xml")
    def year_map(self, ask: SiteRequest, year: str) -> SitePage:
        items = [item for item in self.visible(ask.now) if jalali(item.at).year == int(year)]
        return self.keep(("year", year, self.epoch(ask.now)), lambda: say.sitemap(self, ask.now, items))

    @route(r"/page/archive\.xhtml")
    def archive(self, ask: SiteRequest) -> SitePage:
        """A Jalali day (without one: the newest), `pi` counts pages from 1."""
        wanted = tuple(ask.count(name) for name in ("yr", "mn", "dy"))
        page = max(1, ask.count("pi", 1))
        items = self.visible(ask.now)
        if all(wanted):
            items = [i for i in items if (d := jalali(i.at)) and (d.year, d.month, d.day) == wanted]
        return self.keep(
            ("archive", wanted, page, self.epoch(ask.now)), lambda: self._list(items, page, ask.now)
        )

    def _list(self, items: list[PlannedItem], page: int, now: datetime) -> SitePage:
        here = items[(page - 1) * self.page_size : page * self.page_size]
        rows = "".join(
            self.archive_item.format(
                href=esc(self.path_at(item, now)),
                title=esc(item.text_at(now).title),
                kicker="",
                lead=esc(say.summary(item, now)),
                time=f"{slashed(item.at)} {clock_time(item.at)}",
            )
            for item in here
        )
        more = (
            f'<a class="next" rel="next" href="?pi={page + 1}">صفحه بعد</a>'
            if len(items) > page * self.page_size
            else ""
        )
        body = (
            f'<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>آرشیو</title>'
            f'<meta name="generator" content="www.nastooh.ir"></head><body>{decoys.menu()}'
            f'{self.archive_list.format(rows=rows)}<div class="pagination">{more}</div>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )
        return SitePage(self.encode(body), changed=self.last_change(now))

    @route(r"/")
    def home(self, ask: SiteRequest) -> SitePage:
        return self.keep(("home", self.epoch(ask.now)), lambda: self._list(self.visible(ask.now), 1, ask.now))

    # -- parts of a head that the themes choose from -----------------------------------------------

    def metas(self, item: PlannedItem, now: datetime) -> str:
        """`nastooh:*` and Open Graph metas; `meta name=date` is the render time, not the article's."""
        text = item.text_at(now)
        url = esc(self.url(self.path_at(item, now)))
        render = now.astimezone(TEHRAN).strftime("%Y-%m-%d T %H:%M:%S %z")
        return (
            f'<meta charset="utf-8"><title>{esc(text.title)} - {esc(self.outlet.tag)}</title>'
            '<meta name="generator" content="www.nastooh.ir">'
            f'<meta name="description" property="dc.description" content="{esc(say.summary(item, now))}">'
            f'<meta property="og:type" content="article"><meta property="og:url" content="{url}">'
            f'<meta property="og:title" itemprop="headline" content="{esc(text.title)}">'
            f'<meta property="og:site_name" content="{esc(self.outlet.name)}">'
            f'<meta property="og:image" itemprop="image" content="http://{self.outlet.host}'
            f'/d/{item.number}.jpg">'
            f'<meta property="article:section" content="{esc(item.section)}">'
            f'<meta name="keywords" property="article:tag" content="{esc(",".join(item.tags))}">'
            '<meta property="nastooh:topic" content="City">'
            f'<meta property="nastooh:nid" content="{item.number}">'
            f'<meta property="nastooh:code" content="{item.number}">'
            '<meta property="nastooh:pageType" content="news">'
            f'<meta name="date" content="{render}"><link rel="canonical" href="{url}">'
        )

    def json_ld(self, item: PlannedItem, now: datetime, *, naive: bool = False) -> str:
        """NewsArticle; dates in UTC with Z or, as one CMS version does, naive Tehran time."""
        text = item.text_at(now)
        changed = item.changed_at(now)
        data = {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "headline": text.title,
            "@id": self.url(self.path_at(item, now)),
            "description": say.summary(item, now),
            "datePublished": tehran_iso(item.at, naive=True) if naive else utc_z(item.at),
            "dateModified": tehran_iso(changed, naive=True) if naive else utc_z(changed),
            "author": {"@type": "Organization", "name": self.outlet.name},
            "publisher": {"@type": "Organization", "name": self.outlet.name},
        }
        return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'

    def tags(self, item: PlannedItem) -> str:
        """Tag links."""
        links = "".join(
            f'<li><a href="/tag/{esc(tag)}" rel="Index, Tag">{esc(tag)}</a></li>' for tag in item.tags
        )
        return (
            f'<footer class="tags"><i class="fa fa-tags"></i><span>برچسب‌ها:</span><ul>{links}</ul></footer>'
        )

    def short_box(self, item: PlannedItem) -> str:
        """The copyable short link."""
        return (
            '<div class="short-link-container"><label>لینک کوتاه</label>'
            f'<input readonly value="{self.outlet.host}/x{self.short(item)}"></div>'
        )


class NastoohClassic(Nastooh):
    """Like a student agency: the first h1 is the logo, the headline's class is `first-title`, two dates."""

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f'<p itemprop="description" class="summary">{esc(text.lead)}</p>' if text.lead else ""
        related = decoys.related(self, item)
        return (
            f'<!DOCTYPE html><html lang="fa" dir="rtl"><head>{self.metas(item, now)}'
            f'<meta itemprop="datePublished" property="article:published_time" content="{utc_z(item.at)}">'
            f'<meta property="article:modified_time" content="{utc_z(item.changed_at(now))}">'
            f"{self.json_ld(item, now)}</head><body>"
            '<header><h1><a class="header-img" href="/">'
            f'<img src="/img/logo.png" alt="{esc(self.outlet.name)}"></a></h1>'
            f"{decoys.menu('main-menu')}</header>{decoys.advert(1)}"
            '<article id="item" class="page item" itemscope itemtype="http://schema.org/NewsArticle">'
            '<div class="news-info"><div class="meta-news">'
            f'<meta itemprop="datePublished" content="{tehran_iso(item.at, naive=True).replace("T", " ")}'
            '.483">'
            f'<ul><li><span class="title-meta">{long_date(item.at, weekday=True).split()[0]} /</span>'
            f' <span class="text-meta">{long_date(item.at)} / {clock_time(item.at)}</span></li>'
            '<li><span class="title-meta">دسته‌بندی:</span>'
            f' <span class="text-meta" itemprop="articleSection">{esc(item.section)}</span></li>'
            f'<li><span class="title-meta">کد خبر:</span> <span class="text-meta">{item.number}</span></li>'
            '<li><span class="title-meta">خبرنگار:</span> <span class="text-meta">'
            f"{esc(item.author)}</span></li>"
            f'<li class="hidden-print"><a href="/print/{item.number}"><span class="title-meta">چاپ</span>'
            "</a></li></ul></div></div>"
            f'<div class="full-news"><div class="full-news-text"><h2 class="kicker">{esc(text.kicker)}</h2>'
            f'<h1 class="first-title" itemprop="headline">{esc(text.title)}</h1>{lead}'
            '<div itemprop="articleBody" class="item-text">'
            f"{decoys.paragraphs(text.paras, 'text-align:justify', (2, related))}"
            "<p>انتهای پیام</p></div>"
            f"{decoys.share(self.url(self.path(item)))}{self.short_box(item)}{self.tags(item)}</div>"
            "</div></article>"
            f"{decoys.side(self, item)}{decoys.comments(item.at)}{decoys.footer(now, self.outlet.name)}"
            "</body></html>"
        )

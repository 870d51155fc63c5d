"""Papers on Asam-like markup: `/<section>-<n>/<id>-<slug>`, `time[datetime]` in ISO, `/fa/tiny/news-ID`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso, utc_z
from demo.sites.jalali_text import clock_time, long_date, slashed


class Asam(Site):
    """Routes and a first theme: `#echo_detail`; reportage stands in a section that robots may not read."""

    robots: ClassVar[str] = (
        "User-agent: *\nDisallow: /بخش-رپرتاژ-9/\nDisallow: /reportage-9/\nDisallow: /search\n"
    )

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        text = item.edit.text if edited and item.edit else item.text
        section = "reportage-9" if item.disallowed else f"بخش-{slug(item.section)}-{12 + len(item.topic)}"
        return f"/{section}/{item.number}-{slug(text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/fa/tiny/news-{item.number}"]

    @route(r"/[^/]+-\d+/(\d+)-.*")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/fa/tiny/news-(\d+)")
    def tiny(self, ask: SiteRequest, number: str) -> SitePage:
        item = self.by_number.get(int(number))
        if item is None or not item.visible(ask.now):
            return self.missing()
        return self.moved(self.path_at(item, ask.now))

    @route(r"/feeds/?")
    def feed(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._feed(ask.now))

    def _feed(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title><![CDATA[{item.text_at(now).title}]]></title>"
            f"<link>{esc(self.url(self.path_at(item, now)))}</link>"
            f"<description><![CDATA[<p>{say.summary(item, now)}</p>]]></description>"
            f"<pubDate>{say.rfc822(item.at, zone='+0330')}</pubDate>"
            f'<guid isPermaLink="false">{item.number}</guid></item>'
            for item in self.visible(now)[: self.rss_size]
        )
        return say.rss(self, now, entries)

    @route(r"/(?:archive/?)?")
    def listing(self, ask: SiteRequest) -> SitePage:
        page = max(1, ask.count("page", 1))
        return self.keep(("list", page, self.epoch(ask.now)), lambda: self._list(page, ask.now))

    def _list(self, page: int, now: datetime) -> SitePage:
        items = [item for item in self.visible(now) if not item.disallowed]
        here = items[(page - 1) * self.page_size : page * self.page_size]
        rows = "".join(
            f'<li class="news_item"><a class="res" href="{esc(self.path_at(item, now))}">'
            f'<h2 class="title">{esc(item.text_at(now).title)}</h2></a>'
            f'<time datetime="{tehran_iso(item.at)}">{slashed(item.at)} {clock_time(item.at)}</time></li>'
            for item in here
        )
        more = (
            f'<a class="next" rel="next" href="/archive?page={page + 1}">بعدی</a>'
            if len(items) > page * self.page_size
            else ""
        )
        body = (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(self.outlet.name)}</title></head><body>"
            f'{decoys.menu()}<ul class="news_list">{rows}</ul><nav class="pagination">{more}</nav>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )
        return SitePage(self.encode(body), changed=self.last_change(now))

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        return (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(text.title)} | {esc(self.outlet.name)}</title>"
            f'<meta property="og:title" content="{esc(text.title)}">'
            f'<meta property="og:description" content="{esc(say.summary(item, now))}">'
            f'<meta property="article:published_time" content="{tehran_iso(item.at)}">'
            f'<link rel="canonical" href="{esc(self.url(self.path_at(item, now)))}"></head><body>'
            f'<header><div class="now">{long_date(now, weekday=True)} <time datetime="{tehran_iso(now)}">'
            f"{clock_time(now)}</time></div>{decoys.menu()}</header>"
            '<ol class="breadcrumb_list"><li><a href="/">خانه</a></li><li><a href="/service/2">'
            f"{esc(item.section)}</a></li></ol>"
            f'<article class="news_page_article"><div class="uptitle">{esc(text.kicker)}</div>'
            f'<h1 class="title">{esc(text.title)}</h1>'
            f'<div class="news_info"><time datetime="{tehran_iso(item.at)}">'
            f'{long_date(item.at)} - {clock_time(item.at)}</time> <span class="news_code">'
            f"کد خبر: {item.number}</span></div>"
            f'<p class="lead">{esc(text.lead)}</p><div id="echo_detail" class="clearfix"><div>'
            f"{decoys.paragraphs(text.paras, between=(2, decoys.related(self, item, 'news_related')))}"
            "</div></div>"
            '<div class="article_tag">'
            f"{''.join(f'<a href=/tags/{n}>{esc(tag)}</a>' for n, tag in enumerate(item.tags))}</div>"
            f'<div class="short_link"><input value="{self.url(f"/fa/tiny/news-{item.number}")}"></div>'
            f"{decoys.share(self.url(self.path(item)))}</article>"
            f"{decoys.side(self, item)}{decoys.comments(item.at)}{decoys.footer(now, self.outlet.name)}"
            "</body></html>"
        )


class AsamEconomic(Asam):
    """`.article-body`, `.up_title`, `p.news-lead`; JSON-LD absent; the first h1 is an image."""

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f'<p class="news-lead">{esc(text.lead)}</p>' if text.lead else ""
        return (
            f'<!DOCTYPE html><html lang="fa"><head><meta charset="utf-8"><title>{esc(text.title)}</title>'
            f'<meta name="twitter:title" content="{esc(text.title)}">'
            f'<meta name="date" content="{utc_z(item.changed_at(now))}"></head>'
            f'<body dir="rtl">{decoys.advert(5)}<header><a href="/">'
            f'<img src="/img/logo.svg" alt="{esc(self.outlet.name)}"></a></header>'
            f'{decoys.side(self, item, title="شاخص‌ها", count=3)}<main><div class="breadcrumb_list"><ul>'
            f'<li><a href="/">خانه</a></li><li><a href="/s">{esc(item.section)}</a></li></ul></div>'
            + (f'<div class="up_title">{esc(text.kicker)}</div>' if text.kicker else "")
            + f'<h1>{esc(text.title)}</h1><div class="tools">شماره خبر: <b>{item.number}</b>'
            f' <time class="news_time" datetime="{tehran_iso(item.at)}">'
            f"{slashed(item.at)} - {clock_time(item.at)}</time></div>"
            f'{lead}<div class="article-body echo_detail">'
            f'{decoys.paragraphs(text.paras, "text-align: justify;")}<div class="source">'
            f"منبع: {esc(self.outlet.tag)}</div></div>"
            '<ul class="article_tag">'
            f"{''.join(f'<li><a href=/tags/{n}>{esc(tag)}</a></li>' for n, tag in enumerate(item.tags))}"
            "</ul>"
            f'<a href="/fa/tiny/news-{item.number}" class="tiny">لینک کوتاه</a></main>'
            f"{decoys.related(self, item, 'more')}{decoys.footer(now, self.outlet.name)}</body></html>"
        )

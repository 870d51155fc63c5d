"""WordPress: `/<id>/<slug>/`, Atom and RSS feeds, `wp-sitemap.xml`; a slug outlives its headline."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso
from demo.sites.jalali_text import clock_time, long_date


class WordPress(Site):
    """A neighbourhood weekly; posts for members stand under `/vip/`, which robots may not read."""

    robots: ClassVar[str] = (
        "User-agent: *\nDisallow: /wp-admin/\nDisallow: /vip/\nAllow: /wp-admin/admin-ajax.php\n"
    )
    page_size: ClassVar[int] = 10

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        return f"{'/vip' if item.disallowed else ''}/{item.number}/{slug(item.text.title)}/"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/?p={item.number}"]

    @route(r"(?:/vip)?/(\d+)/.*")
    def article(self, ask: SiteRequest, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/(?:page/(\d+)/?)?")
    def home(self, ask: SiteRequest, number: str | None) -> SitePage:
        post = ask.query.get("p")
        if post:
            item = self.by_number.get(int(post)) if post.isdigit() else None
            return self.moved(self.path(item)) if item and item.visible(ask.now) else self.missing()
        page = int(number or 1)
        return self.keep(("home", page, self.epoch(ask.now)), lambda: self._list(page, ask.now))

    @route(r"/feed/atom/?")
    def atom(self, ask: SiteRequest) -> SitePage:
        return self.keep(
            ("atom", self.epoch(ask.now)),
            lambda: say.atom(self, ask.now, self.visible(ask.now)[: self.rss_size]),
        )

    @route(r"/feed/?")
    def rss(self, ask: SiteRequest) -> SitePage:
        return self.keep(("rss", self.epoch(ask.now)), lambda: self._rss(ask.now))

    def _rss(self, now: datetime) -> SitePage:
        entries = (
            f"<item><title>{esc(item.text_at(now).title)}</title><link>"
            f"{esc(self.url(self.path(item)))}</link>"
            f"<dc:creator><![CDATA[{item.author}]]></dc:creator><pubDate>"
            f"{say.rfc822(item.at).replace('GMT', '+0000')}</pubDate>"
            f"<category><![CDATA[{item.section}]]></category>"
            f'<guid isPermaLink="false">http://{self.outlet.host}/?p={item.number}</guid>'
            f"<description><![CDATA[{say.summary(item, now)} [&#8230;]]]></description></item>"
            for item in self.visible(now)[: self.rss_size]
        )
        return say.rss(self, now, entries, head="<generator>https://wordpress.org/?v=6.7</generator>")

    @route(r"/wp-sitemap\.xml")
    def maps(self, ask: SiteRequest) -> SitePage:
        return say.sitemap_index(self, ask.now, ["/wp-sitemap-posts-post-1.xml"])

    @route(r"/wp-sitemap-posts-post-1\.xml")
    def posts_map(self, ask: SiteRequest) -> SitePage:
        items = [item for item in self.visible(ask.now) if not item.disallowed]
        return self.keep(("map", self.epoch(ask.now)), lambda: say.sitemap(self, ask.now, items))

    def _list(self, page: int, now: datetime) -> SitePage:
        items = [item for item in self.visible(now) if not item.disallowed]
        here = items[(page - 1) * self.page_size : page * self.page_size]
        rows = "".join(
            f'<article id="post-{item.number}" class="post type-post"><h2 class="entry-title">'
            f'<a href="{esc(self.url(self.path(item)))}" rel="bookmark">'
            f"{esc(item.text_at(now).title)}</a></h2>"
            f'<time class="entry-date published" datetime="{tehran_iso(item.at)}">'
            f'{long_date(item.at)}</time><div class="entry-summary"><p>{esc(say.summary(item, now))}</p>'
            "</div></article>"
            for item in here
        )
        more = (
            f'<div class="nav-previous"><a class="next page-numbers" rel="next" href="/page/{page + 1}/">'
            "نوشته‌های پیشین</a></div>"
            if len(items) > page * self.page_size
            else ""
        )
        body = (
            '<!DOCTYPE html><html dir="rtl" lang="fa-IR"><head><meta charset="UTF-8"><title>'
            f"{esc(self.outlet.name)}</title>{self.generator}</head>"
            f'<body class="home blog rtl">{decoys.menu("main-navigation")}<main id="main">{rows}</main>'
            f"{more}{decoys.footer(now, self.outlet.name)}</body></html>"
        )
        return SitePage(body.encode(), changed=self.last_change(now))

    generator: ClassVar[str] = '<meta name="generator" content="WordPress 6.7">'

    def head(self, item: PlannedItem, now: datetime) -> str:
        """Metas as an SEO plug-in writes them."""
        text = item.text_at(now)
        return (
            f'<meta charset="UTF-8"><title>{esc(text.title)} &#8211; {esc(self.outlet.name)}</title>'
            f"{self.generator}"
            '<meta property="og:type" content="article">'
            f'<meta property="og:title" content="{esc(text.title)}">'
            f'<meta property="article:published_time" content="{tehran_iso(item.at)}">'
            f'<meta property="article:modified_time" content="{tehran_iso(item.changed_at(now))}">'
            f'<link rel="canonical" href="{esc(self.url(self.path(item)))}">'
            f'<link rel="shortlink" href="http://{self.outlet.host}/?p={item.number}">'
        )

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f"<p><strong>{esc(text.lead)}</strong></p>" if text.lead else ""
        return (
            f'<!DOCTYPE html><html dir="rtl" lang="fa-IR"><head>{self.head(item, now)}</head>'
            f'<body class="rtl single single-post postid-{item.number}">'
            f'<header id="masthead"><h1 class="site-title"><a href="/">{esc(self.outlet.name)}</a></h1>'
            f"{decoys.menu('main-navigation')}</header>"
            f'<main id="main" class="site-main"><article id="post-{item.number}" class="post type-post '
            'status-publish"><header class="entry-header">'
            f'<h1 class="entry-title">{esc(text.title)}</h1><div class="entry-meta">'
            f'<span class="posted-on"><time class="entry-date published" datetime="{tehran_iso(item.at)}'
            f'">{long_date(item.at)}</time>'
            f'<time class="updated" datetime="{tehran_iso(item.changed_at(now))}">'
            f'{long_date(item.changed_at(now))}</time></span> <span class="byline">'
            f'<a class="url fn n" href="/author/1/">{esc(item.author)}</a></span>'
            ' <span class="cat-links"><a rel="category tag" href="/category/city/">'
            f"{esc(item.section)}</a></span></div></header>"
            f'<div class="entry-content">{lead}{decoys.paragraphs(text.paras)}<div class="sharedaddy">'
            f"{decoys.share(self.url(self.path(item)))}</div>"
            f'<div id="jp-relatedposts" class="jp-relatedposts">{decoys.related(self, item)}</div></div>'
            '<footer class="entry-footer"><span class="tags-links">'
            f"{' '.join(f'<a rel=tag href=/tag/{n}/>{esc(tag)}</a>' for n, tag in enumerate(item.tags))}"
            "</span></footer></article></main>"
            f'<aside id="secondary" class="widget-area">{decoys.side(self, item, css="widget")}</aside>'
            f"{decoys.comments(item.at)}{decoys.footer(now, self.outlet.name)}</body></html>"
        )


class WordPressUnit(WordPress):
    """A company's press room on a page-builder theme: no site h1, no shortlink on the page, lead apart."""

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f'<div class="entry-excerpt lead"><p>{esc(text.lead)}</p></div>' if text.lead else ""
        return (
            f'<!DOCTYPE html><html dir="rtl" lang="fa-IR"><head>{self.head(item, now)}</head>'
            '<body class="rtl post-template-default single">'
            f'{decoys.menu("menu-top")}<div class="hero"><span class="date-today">'
            f"{long_date(now)} {clock_time(now)}</span></div>"
            '<article class="post hentry"><h1 class="entry-title post-title" itemprop="headline">'
            f"{esc(text.title)}</h1>{lead}"
            f'<p class="meta"><time class="entry-date published" datetime="{tehran_iso(item.at)}" '
            f'itemprop="datePublished">{long_date(item.at)} ساعت {clock_time(item.at)}</time></p>'
            '<div class="entry-content post-content" itemprop="articleBody">'
            f"{decoys.paragraphs(text.paras, between=(1, decoys.advert(7, 'wp-block-banner')))}</div>"
            "</article>"
            f"{decoys.related(self, item, 'yarpp')}{decoys.footer(now, self.outlet.name)}</body></html>"
        )

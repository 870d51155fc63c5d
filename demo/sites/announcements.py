"""Feeds and sitemaps in the dialects that the CMS families speak."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from demo.model import PlannedItem
from demo.sites.base import XML, Site, SitePage, esc, tehran_iso, utc_z

RSS_TYPE = "application/rss+xml; charset=utf-8"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(at: datetime, *, zone: str = "GMT", weekday: bool = True) -> str:
    """Sat, 14 Mar 2020 15:42:09 GMT; in Tehran with `zone="+0330"`; some CMS leave the weekday out."""
    local = at if zone == "GMT" else at.astimezone(timezone(timedelta(hours=3, minutes=30)))
    text = f"{local.day:02} {_MONTHS[local.month - 1]} {local:%Y %H:%M:%S} {zone}"
    return f"{_DAYS[local.weekday()]}, {text}" if weekday else text


def summary(item: PlannedItem, now: datetime) -> str:
    """About 150 characters, as real feeds have: never the article."""
    text = item.text_at(now)
    return (text.lead or text.paras[0])[:150]


def rss(
    site: Site, now: datetime, entries: Iterable[str], *, head: str = "", size: int | None = None
) -> SitePage:
    """RSS 2.0 around ready `<item>` elements."""
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{esc(site.outlet.name)}</title><link>{site.outlet.home}</link>"
        f"<description>آخرین خبرهای {esc(site.outlet.name)}</description><language>fa</language>{head}"
        f"{''.join(entries)}</channel></rss>"
    )
    return SitePage(body.encode(), RSS_TYPE, changed=site.last_change(now))


def atom(site: Site, now: datetime, items: list[PlannedItem]) -> SitePage:
    """Atom 1.0 with published and updated apart."""
    entries = "".join(
        f"<entry><title>{esc(item.text_at(now).title)}</title>"
        f'<link rel="alternate" type="text/html" href="{esc(site.url(site.path_at(item, now)))}"/>'
        f"<id>tag:{site.outlet.host},2026:{item.number}</id>"
        f"<published>{utc_z(item.at)}</published><updated>{utc_z(item.changed_at(now))}</updated>"
        f'<summary type="html">{esc("<p>" + summary(item, now) + "</p>")}</summary></entry>'
        for item in items
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa-IR">'
        f'<title type="text">{esc(site.outlet.name)}</title><id>{site.outlet.home}</id>'
        f"<updated>{utc_z(site.last_change(now))}</updated>{entries}</feed>"
    )
    return SitePage(body.encode(), "application/atom+xml; charset=UTF-8", changed=site.last_change(now))


def news_sitemap(site: Site, now: datetime, items: list[PlannedItem], *, utc: bool = True) -> SitePage:
    """A Google News sitemap; the title stands in it, the date in UTC or Tehran time."""
    urls = "".join(
        f"<url><loc>{esc(site.url(site.path_at(item, now)))}</loc><news:news><news:publication>"
        f"<news:name>{esc(site.outlet.name)}</news:name><news:language>fa</news:language></news:publication>"
        f"<news:publication_date>{utc_z(item.at) if utc else tehran_iso(item.at)}</news:publication_date>"
        f"<news:title>{esc(item.text_at(now).title)}</news:title></news:news></url>"
        for item in items
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
    return SitePage(body.encode(), XML, changed=site.last_change(now))


def sitemap(site: Site, now: datetime, items: list[PlannedItem]) -> SitePage:
    """A plain leaf with lastmod."""
    urls = "".join(
        f"<url><loc>{esc(site.url(site.path_at(item, now)))}</loc>"
        f"<lastmod>{utc_z(item.changed_at(now))}</lastmod></url>"
        for item in items
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )
    return SitePage(body.encode(), XML, changed=site.last_change(now))


def sitemap_index(site: Site, now: datetime, paths: Iterable[str]) -> SitePage:
    """An index of leaves."""
    maps = "".join(f"<sitemap><loc>{esc(site.url(path))}</loc></sitemap>" for path in paths)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    )
    return SitePage(body.encode(), XML, changed=site.last_change(now))

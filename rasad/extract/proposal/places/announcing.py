"""Where a site announces: feeds by `link rel` and well-known places, robots' sitemaps, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from rasad.extract.proposal.fields.witnesses import spelled
from rasad.extract.proposal.site import SiteLink, SurveyedSite
from rasad.outlets.addresses import split_url
from rasad.outlets.families import shipped

_FEED_LINK = re.compile(r"(?i)(?:^|[/?&=._-])(?:rss|feeds?|atom|rdf)(?:[/?&=._-]|\d|$)|\.xml$")
_COMMENTS = re.compile(r"(?i)comment|نظر")
_ROBOTS_MAP = re.compile(rb"(?im)^\s*sitemap\s*:\s*(\S{1,500})")
FEEDS = (
    "/rss", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss/", "/fa/rss", "/feeds/",
    "/fa/rss/allnews", "/?format=feed&type=rss", "/rss.aspx", "/rss.php",
)  # fmt: skip
SITEMAPS = (
    "/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml", "/wp-sitemap.xml",
    "/sitemap/news/sitemap.xml", "/sitemap.xml.gz", "/sitemap-index.xml", "/sitemap.txt",
)  # fmt: skip
_LISTS = re.compile(
    r"آرشیو|بایگانی|همه[\s\u200c]?ی?\s?(?:خبر|اخبار|مطالب)|(?:آخرین|تازه[\s\u200c]?ترین|جدیدترین) ?"
    r"(?:خبر|اخبار|مطالب|عناوین)|^(?:خبر|اخبار|خبرها|تازه[\s\u200c]?ها|مطالب|عناوین|فهرست)|بیشتر|"
    r"archive|latest|all[ -]?news|news[ -]?list",
    re.I,
)
_LIST_PATHS = ("/archive", "/news", "/news/", "/latest", "/blog")
_MOST_FEEDS, _MOST_MAPS, _MOST_LISTS = 8, 4, 6


def feed_links(site: SurveyedSite) -> list[str]:
    """Feeds that the home page names: by `link rel=alternate` first, then by links that look like feeds."""
    page = site.html(site.home)
    if page is None:
        return []
    stated = [
        page.absolute(node.attributes.get("href"))
        for node in page.all('link[rel~="alternate"][href]')
        if re.search(r"(?i)rss|atom|rdf|xml|feed\+json", node.attributes.get("type") or "")
    ]
    linked = [link.url for link in site.links(site.home) if _FEED_LINK.search(_tail(link.url))]
    everything = dict.fromkeys(url for url in (*stated, *linked) if url and not _COMMENTS.search(url))
    return list(everything)[:_MOST_FEEDS]


def _tail(url: str) -> str:
    parts = split_url(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def robots_maps(site: SurveyedSite) -> list[str]:
    """The sitemaps that robots.txt names."""
    saved = site.pages.get(urljoin(site.start, "/robots.txt"))
    if saved is None or not saved.ok:
        return []
    found = (one.decode("utf-8", "replace") for one in _ROBOTS_MAP.findall(saved.body[:500_000]))
    return [urljoin(site.start, url) for url in found][:_MOST_MAPS]


def family_places(family: str, start: str) -> list[tuple[str, str]]:
    """Where outlets of a family announce, as (kind, address); without those whose address names a day."""
    feeds = shipped()[family].feeds if family in shipped() else ()
    return [(feed.kind, urljoin(start, feed.url)) for feed in feeds if "{" not in feed.url]


def list_links(site: SurveyedSite) -> list[str]:
    """Pages of the site that are likely to list its articles, the home page's own words before guesses."""
    links = [link for link in site.links(site.home) if link.url.rstrip("/") != site.start.rstrip("/")]
    named = [link for link in links if len(link.text) < 40 and _LISTS.search(link.text)]
    short = [link for link in links if 2 < len(link.text) < 25 and not _FEED_LINK.search(_tail(link.url))]
    ranked = dict.fromkeys(link.url for link in (*sorted(named, key=_archive_first), *short[:3]))
    return list(ranked)[:_MOST_LISTS]


def _archive_first(link: SiteLink) -> int:
    return 0 if re.search("آرشیو|بایگانی|همه|archive", link.text, re.I) else 1


def guessed_lists(site: SurveyedSite) -> list[str]:
    """Addresses that lists often have."""
    return [urljoin(site.start, path) for path in _LIST_PATHS]


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A place that announces. `kind` as in the YAML; `items`: the site's own addresses there."""

    kind: str
    url: str
    items: tuple[str, ...]
    how: str


def working_feeds(site: SurveyedSite) -> Iterator[FoundFeed]:
    """Each feed and map that came and names pages of the site, each content once."""
    seen: set[frozenset[str]] = set()
    named = {*feed_links(site)}
    for url, saved in site.pages.items():
        found = _feed(site, url, named) or _map(site, url)
        if found is None or not found.items:
            continue
        what = frozenset(map(spelled, found.items))
        if what in seen or saved.final_url in {
            one for one in site.pages if one != url and one == saved.final_url
        }:
            continue
        seen.add(what)
        yield found


def _feed(site: SurveyedSite, url: str, named: set[str]) -> FoundFeed | None:
    feed = site.feed(url)
    if feed is None:
        return None
    items = [item.url for item in feed.items if site.owns(item.url)]
    if sum("#comment" in url for url in items) > len(items) / 2:
        return None
    how = "named by the home page" if url in named else "at a well-known place"
    return FoundFeed("rss", url, tuple(items), how)


def _map(site: SurveyedSite, url: str) -> FoundFeed | None:
    sitemap = site.sitemap(url)
    if sitemap is None or not _is_top(site, url):
        return None
    items = [item.url for item in sitemap.items if site.owns(item.url)]
    news = sitemap.kind == "news"
    for child in sitemap.children:
        leaf = site.sitemap(child.url)
        if leaf is not None:
            items += [item.url for item in leaf.items if site.owns(item.url)]
            news = news or (leaf.kind == "news" and len(sitemap.children) == 1)
    how = "named by robots.txt" if url in robots_maps(site) else "at a well-known place"
    return FoundFeed("news_sitemap" if news else "sitemap", url, tuple(dict.fromkeys(items)), how)


def _is_top(site: SurveyedSite, url: str) -> bool:
    """Whether no index of those that came names this map: an index brings its leaves along."""
    return not any(
        child.url == url for other in site.pages if (top := site.sitemap(other)) for child in top.children
    )

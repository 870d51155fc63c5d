"""Which pages of a site are worth looking at next, until an entry can be proposed. Fetches nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from rasad.extract.detection import detect
from rasad.extract.proposal.address_clusters import Cluster, address, by_words
from rasad.extract.proposal.articles import is_article, samples, shapes, spread
from rasad.extract.proposal.fields.witnesses import announced, spelled
from rasad.extract.proposal.places import editions
from rasad.extract.proposal.places.announcing import (
    FEEDS,
    SITEMAPS,
    family_places,
    feed_links,
    guessed_lists,
    list_links,
    robots_maps,
    working_feeds,
)
from rasad.extract.proposal.places.paging import Pager, day_templates, filled, pagers, recent_days
from rasad.extract.proposal.site import SavedPage, SurveyedSite

_EACH = 3  # pages of each likely shape that are tried
_ENOUGH = 12  # articles from which rules are inferred and checked
_MOST_LEAVES = 3
_SHAPES = 3  # likely shapes that are tried at once
_SEVERAL = 5  # addresses that a shape of articles has at least
_MOSTLY = 0.6  # share of the pages tried from which a shape is one of articles


@dataclass
class Survey:
    """A site being looked at: `wanted` says what to fetch next, `add` takes what came.

    `most`: requests in all.
    """

    site: SurveyedSite
    most: int = 90
    _articles: dict[str, bool] = field(default_factory=dict)

    def add(self, page: SavedPage) -> None:
        """Take an answer, or the sentence that says why there is none."""
        self.site.pages[page.url] = page

    def wanted(self) -> list[str]:
        """Addresses to fetch next; none once nothing more is worth it."""
        steps: tuple[Callable[[], list[str]], ...] = (
            self._start,
            self._places,
            self._guesses,
            self._leaves,
            self._lists,
            self._older,
            self._tried,
            self._enough,
        )
        room = self.most - len(self.site.pages)
        for step in steps:
            missing = [url for url in dict.fromkeys(step()) if url not in self.site.pages]
            if missing:
                return missing[: max(0, room)]
        return []

    def _start(self) -> list[str]:
        return [self.site.home, urljoin(self.site.home, "/robots.txt")]

    @property
    def family(self) -> str:
        """The family that the home page shows."""
        page = self.site.html(self.site.home)
        return detect(page, self.site.start) if page is not None else "generic"

    def _places(self) -> list[str]:
        places = [url for _, url in family_places(self.family, self.site.start)]
        return [*feed_links(self.site), *robots_maps(self.site), *places]

    def _guesses(self) -> list[str]:
        kinds = {found.kind for found in working_feeds(self.site)} | {
            "sitemap" for url in self.site.pages if self.site.sitemap(url) is not None
        }
        feeds = () if "rss" in kinds else FEEDS
        maps = () if kinds & {"sitemap", "news_sitemap"} else SITEMAPS
        return [urljoin(self.site.start, path) for path in (*feeds, *maps)]

    def _leaves(self) -> list[str]:
        """The newest leaves of each index, and its first and last where it says no dates."""
        found: list[str] = []
        for url in list(self.site.pages):
            sitemap = self.site.sitemap(url)
            if sitemap is None or not sitemap.children:
                continue
            dated = [one for one in sitemap.children if one.lastmod is not None]
            newest = sorted(dated, key=lambda one: one.lastmod.at if one.lastmod else 0, reverse=True)
            chosen = [one.url for one in newest] or [sitemap.children[0].url, sitemap.children[-1].url]
            found += chosen[:_MOST_LEAVES]
        return [url for url in found if self.site.owns(url)][: 2 * _MOST_LEAVES]

    def _lists(self) -> list[str]:
        found = [*list_links(self.site), *editions.page_links(self.site)]
        return found or guessed_lists(self.site)

    @property
    def lists(self) -> list[str]:
        """The home page and the lists that came."""
        return [
            url
            for url in (self.site.home, *list_links(self.site), *guessed_lists(self.site))
            if self.site.html(url)
        ]

    @property
    def pagers(self) -> dict[str, list[Pager]]:
        """What may be the second page of each list."""
        return {url: pagers(self.site, url) for url in self.lists}

    @property
    def days(self) -> list[str]:
        """Addresses of lists or issues in which a day can be replaced."""
        urls = [link.url for page in self.lists for link in self.site.links(page)]
        several = [group for group in shapes(self.site)[:2] if len(group.addresses) >= _SEVERAL]
        likely = {one.url for group in several for one in group.addresses}
        return day_templates(urls, lambda url: url in likely)

    def _older(self) -> list[str]:
        second = [pager.second for found in self.pagers.values() for pager in found[:2]]
        days = [filled(template, day) for template in self.days for day in recent_days(self.site)]
        return [*second[:10], *days]

    def _tried(self) -> list[str]:
        """Some of each of the likeliest shapes; where those are no articles, of the next ones."""
        if self.articles and not self._untried(self._shapes()[:_SHAPES]):
            return []
        return samples(self._shapes(), _EACH, _SHAPES)

    def _untried(self, groups: list[Cluster]) -> bool:
        return any(not any(one.url in self.site.pages for one in group.addresses) for group in groups)

    def _enough(self) -> list[str]:
        """More articles of the shapes that turned out to be articles."""
        found = self.article_shapes
        each = max(2, -(-_ENOUGH // max(1, len(found))))
        return [url for group in found for url in spread(group.addresses, each)]

    def _shapes(self) -> list[Cluster]:
        """Shapes that may be articles: none that were tried and are not, nor what was asked for as else."""
        known = {spelled(url) for url in self.lists} | {
            spelled(url) for url in self.site.pages if self.site.feed(url) or self.site.sitemap(url)
        }
        made = []
        for group in shapes(self.site):
            left = tuple(one for one in group.addresses if spelled(one.url) not in known)
            made += self._not_failed(Cluster(group.shape, left, group.titles))
        return made

    def _not_failed(self, group: Cluster) -> list[Cluster]:
        """The shape without the parts, by the words in them, whose pages are mostly no articles."""
        shares = {part.words: self._share(part) for part in by_words(group)}
        bad = {words for words, share in shares.items() if share is not None and share < _MOSTLY}
        left = tuple(one for one in group.addresses if one.words not in bad)
        kept = Cluster(group.shape, left, group.titles)
        return [kept] if left else []

    @property
    def bad_words(self) -> frozenset[str]:
        """Words in the addresses of pages that were tried and are no articles, and in no article's."""
        good = {word for url in self.articles for word in address(url).words}
        tried = [one for group in shapes(self.site) for one in group.addresses if one.url in self._articles]
        return frozenset(word for one in tried if not self._articles[one.url] for word in one.words) - good

    def _share(self, group: Cluster) -> float | None:
        """How many of the pages that were tried are articles; None where none was."""
        tried = [one.url for one in group.addresses if one.url in self.site.pages]
        return sum(map(self._is_article, tried)) / len(tried) if tried else None

    @property
    def article_shapes(self) -> list[Cluster]:
        """Shapes of which most pages that were tried are articles."""
        return [group for group in self._shapes() if (self._share(group) or 0) >= _MOSTLY]

    @property
    def articles(self) -> list[str]:
        """Pages that came and are articles, of shapes that mostly are."""
        return [
            one.url for group in self.article_shapes for one in group.addresses
            if one.url in self.site.pages and self._is_article(one.url)
        ]  # fmt: skip

    def _is_article(self, url: str) -> bool:
        if url not in self._articles:
            known = announced(self.site).get(spelled(url))
            texts = [known.title, *known.links] if known is not None else []
            self._articles[url] = is_article(self.site, url, texts)
        return self._articles[url]


def wanted(home: str, pages: Sequence[SavedPage], most: int = 90) -> list[str]:
    """Addresses to fetch next, of a site of which these pages came; runs in a worker that can be killed."""
    return survey_of(home, pages, most).wanted()


def survey_of(home: str, pages: Sequence[SavedPage], most: int = 90) -> Survey:
    """The survey of a site of which these pages came."""
    return Survey(SurveyedSite(home, {page.url: page for page in pages}), most)

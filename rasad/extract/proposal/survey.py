"""Which pages of a site are worth looking at next, until an entry can be proposed. Fetches nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from rasad.extract.detection import detect
from rasad.extract.proposal.address_clusters import Cluster
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
            self._further,
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
        likely = {one.url for group in shapes(self.site)[:2] for one in group.addresses}
        return day_templates(urls, lambda url: url in likely)

    def _older(self) -> list[str]:
        second = [pager.second for found in self.pagers.values() for pager in found[:2]]
        days = [filled(template, day) for template in self.days for day in recent_days(self.site)]
        return [*second[:10], *days]

    def _tried(self) -> list[str]:
        return samples(self._shapes(), _EACH)

    def _further(self) -> list[str]:
        """Where none of the likeliest shapes are articles, the next ones."""
        if self.articles:
            return []
        return samples(self._shapes()[3:], _EACH)

    def _enough(self) -> list[str]:
        """More articles of the shapes that turned out to be articles."""
        found = self.article_shapes
        each = max(2, -(-_ENOUGH // max(1, len(found))))
        return [url for group in found for url in spread(group.addresses, each)]

    def _shapes(self) -> list[Cluster]:
        """Shapes that may be articles: without the addresses that were asked for as something else."""
        known = {spelled(url) for url in self.lists} | {
            spelled(url) for url in self.site.pages if self.site.feed(url) or self.site.sitemap(url)
        }
        made = [
            Cluster(
                group.shape,
                tuple(one for one in group.addresses if spelled(one.url) not in known),
                group.titles,
            )
            for group in shapes(self.site)
        ]
        return [group for group in made if group.addresses]

    @property
    def article_shapes(self) -> list[Cluster]:
        """Shapes of which most pages that were tried are articles."""
        good = []
        for group in self._shapes():
            tried = [one.url for one in group.addresses if one.url in self.site.pages]
            if tried and sum(map(self._is_article, tried)) >= 0.6 * len(tried):
                good.append(group)
        return good

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

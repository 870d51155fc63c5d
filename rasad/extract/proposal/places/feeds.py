"""The feeds of a proposed entry: which of the places that answered announce its articles, each with why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rasad.extract.proposal.address_clusters import address
from rasad.extract.proposal.fields.witnesses import spelled
from rasad.extract.proposal.places.announcing import FoundFeed, family_places, working_feeds
from rasad.extract.proposal.places.paging import Pager, filled, next_rule, recent_days
from rasad.extract.proposal.site import SurveyedSite
from rasad.extract.proposal.survey import Survey

_MOST_FEEDS = 6
_NEW_SHARE = 0.25  # of a further feed's items that no feed before it has
_LEAST_SHARE = 0.3  # of a map's addresses that are articles
_LEAST_LINKS = 3


@dataclass(frozen=True, slots=True)
class ProposedFeed:
    """A feed of the entry, how sure it is, and why."""

    kind: str
    url: str
    confidence: float
    why: str
    front: str = ""
    first: int = 1
    step: int = 1

    def entry(self, start: str) -> dict[str, Any]:
        """As the YAML has it: addresses on the host of `home` without it."""
        made: dict[str, Any] = {"kind": self.kind, "url": _short(self.url, start)}
        if self.front:
            made["front"] = _short(self.front, start)
        if (self.first, self.step) != (1, 1):
            made |= {"first": self.first, "step": self.step}
        return made


def _names_a_day(url: str, archives: list[ProposedFeed]) -> bool:
    """Whether a list is one day of an archive that is polled by the day."""
    return any(re.fullmatch(re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(one.url)), url) for one in archives)


def _short(url: str, start: str) -> str:
    parts, home = urlsplit(url), urlsplit(start)
    own = (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
    return f"/{url.split('://', 1)[-1].partition('/')[2]}" if own else url


@dataclass(frozen=True, slots=True)
class ProposedList:
    """A list that leads to articles, and how it goes on: `rule` by a link, `template` by a number."""

    url: str
    links: int
    rule: str = ""
    pager: Pager | None = None

    @property
    def goes_on(self) -> bool:
        """Whether older pages can be had."""
        return bool(self.rule) or (self.pager is not None and bool(self.pager.template))


class FeedChoice:
    """Chooses among what a survey found; `is_article` tells articles' addresses."""

    def __init__(self, survey: Survey, is_article: Callable[[str], bool]) -> None:
        self.survey, self.site, self.is_article = survey, survey.site, is_article
        self.next_page = ""

    def choose(self) -> list[ProposedFeed]:
        """Feeds first, then maps, then lists and archives."""
        working = list(working_feeds(self.site))
        found = [*self._rss(working), *self._maps(working)]
        lists = sorted(self._lists(), key=lambda one: (one.goes_on, one.links), reverse=True)
        paging = [one for one in lists if one.goes_on]
        if paging:
            found.append(self._paged(paging[0]))
        archives = self._archives()
        lists = [one for one in lists if not _names_a_day(one.url, archives)]
        if not paging and not found:
            found += [
                ProposedFeed(
                    "listing", one.url, 0.5, f"{one.links} articles stand there; it leads to no older page"
                )
                for one in lists[:_MOST_FEEDS]
            ]
        return [*found, *archives]

    def _rss(self, working: list[FoundFeed]) -> Iterator[ProposedFeed]:
        feeds = [one for one in working if one.kind == "rss" and self._share(one) >= _LEAST_SHARE]
        known: set[str] = set()
        for count, one in enumerate(sorted(feeds, key=self._newest, reverse=True)):
            items = {spelled(url) for url in one.items}
            if count >= _MOST_FEEDS or (known and len(items - known) < max(2, _NEW_SHARE * len(items))):
                continue
            known |= items
            why = f"{one.how}; {len(one.items)} items, {self._share(one):.0%} of them articles"
            yield ProposedFeed("rss", one.url, 0.95 if one.how.startswith("named") else 0.85, why)

    def _newest(self, one: FoundFeed) -> tuple[int, int]:
        """A feed of everything before those of sections: by how many sections it has, then by its items."""
        sections = {part.text for url in one.items for part in address(url).path[:1]}
        return len(sections) if len(sections) < len(one.items) else 1, len(one.items)

    def _maps(self, working: list[FoundFeed]) -> Iterator[ProposedFeed]:
        maps = [one for one in working if one.kind != "rss" and self._share(one) >= _LEAST_SHARE]
        fed = {spelled(url) for one in working if one.kind == "rss" for url in one.items}
        for one in sorted(maps, key=lambda found: found.kind != "news_sitemap")[:3]:
            items = {spelled(url) for url in one.items}
            stale = bool(fed) and not fed & items
            why = (
                f"{one.how}; {len(items)} addresses in what was read, {self._share(one):.0%} of them articles"
            )
            if stale:
                why += "; none of the feed's newest items is there"
            yield ProposedFeed(one.kind, one.url, 0.4 if stale else 0.9, why)

    def _share(self, one: FoundFeed) -> float:
        return sum(map(self.is_article, one.items)) / len(one.items) if one.items else 0.0

    def _lists(self) -> Iterator[ProposedList]:
        for url, pagers in self.survey.pagers.items():
            first = self._articles(url)
            if len(first) < _LEAST_LINKS:
                continue
            yield self._list(url, pagers, first)

    def _list(self, url: str, pagers: list[Pager], first: set[str]) -> ProposedList:
        for pager in pagers:
            rule = self._way(url, pager, first)
            if rule is not None and (rule or pager.template):
                return ProposedList(url, len(first), rule, pager)
        return ProposedList(url, len(first))

    def _way(self, url: str, pager: Pager, first: set[str]) -> str | None:
        """How the list goes on, if its second page has articles that the first has not."""
        here, there = self.site.html(url), self.site.html(pager.second)
        if here is None or there is None or len(self._articles(pager.second) - first) < 2:
            return None
        return next_rule(here, there)

    def _articles(self, url: str) -> set[str]:
        return {spelled(link.url) for link in self.site.links(url) if self.is_article(link.url)}

    def _paged(self, one: ProposedList) -> ProposedFeed:
        page = self.site.pages[one.url].final_url
        pager = one.pager
        if pager is not None and pager.template:
            why = f"{one.links} articles, and older ones on pages whose number stands in their address"
            return ProposedFeed("listing", pager.template, 0.85, why, page, pager.first, pager.step)
        self.next_page = one.rule
        why = f"{one.links} articles, and a link to older ones that was followed"
        return ProposedFeed("listing", page, 0.85, why)

    def _archives(self) -> list[ProposedFeed]:
        for template in self.survey.days:
            counts = [len(self._articles(filled(template, day))) for day in recent_days(self.site)]
            if max(counts) >= 1:
                why = f"the pages of two past days hold {counts[0]} and {counts[1]} articles"
                return [ProposedFeed("archive", template, 0.85, why)]
        return []


def family_feeds_answer(site: SurveyedSite, family: str, chosen: list[ProposedFeed]) -> bool:
    """Whether the family's own places are the ones that were chosen, so that the entry need not name them."""
    places = family_places(family, site.start)
    wanted = {(kind, spelled(url)) for kind, url in places}
    return bool(wanted) and wanted == {(one.kind, spelled(one.url)) for one in chosen}

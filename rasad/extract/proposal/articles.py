"""Which addresses of a site are its articles: by its feeds, else by its links and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rasad.extract.announcements.listing import untracked
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.article.reader import extract
from rasad.extract.detection import spec_for
from rasad.extract.errors import ExtractError
from rasad.extract.html.likeness import alike, letters
from rasad.extract.proposal.address_clusters import Address, Cluster, by_words, clusters
from rasad.extract.proposal.fields.article_rules import says
from rasad.extract.proposal.fields.witnesses import spelled
from rasad.extract.proposal.site import SurveyedSite

_FEW = 3  # items of feeds that tell what an article's address looks like
_PARTS = 6  # words in a shape that are tried apart
_LEAST_BODY = 150
_NO_PAGE = (Quality.BLOCKED, Quality.ERROR_PAGE, Quality.JS_SHELL, Quality.REMOVED)
_SHARE = 0.08  # of the announced items that a shape needs


@dataclass(frozen=True, slots=True)
class Announcements:
    """The site's addresses that feeds announce, that maps list, and that links lead to (with their texts)."""

    fed: tuple[str, ...]
    mapped: tuple[str, ...]
    linked: tuple[tuple[str, str], ...]


def announcements(site: SurveyedSite) -> Announcements:
    """All addresses of the site's pages that are known."""
    fed: dict[str, None] = {}
    mapped: dict[str, None] = {}
    linked: dict[tuple[str, str], None] = {}
    for url in site.pages:
        feed, sitemap = site.feed(url), site.sitemap(url)
        fed.update((item.url, None) for item in (feed.items if feed else ()) if site.owns(item.url))
        mapped.update((item.url, None) for item in (sitemap.items if sitemap else ()) if site.owns(item.url))
        linked.update(((link.url, link.text), None) for link in site.links(url))
    return Announcements(tuple(fed), tuple(mapped), tuple(linked))


def shapes(site: SurveyedSite) -> list[Cluster]:
    """Addresses by shape, likeliest articles first: those of feeds, else what links and maps suggest."""
    known = announcements(site)
    texts = dict(sorted(known.linked, key=lambda pair: len(pair[1])))
    each: dict[str, tuple[str, str]] = {}  # one address for each spelling
    for url in dict.fromkeys((*texts, *known.fed, *known.mapped)):
        each.setdefault(spelled(url), (untracked(url), texts.get(url, "")))
    groups = clusters(each.values())
    fed, mapped = set(map(spelled, known.fed)), set(map(spelled, known.mapped))
    times = {group.shape: sum(spelled(one.url) in fed for one in group.addresses) for group in groups}
    if len(fed) >= _FEW:
        wanted = [group for group in groups if times[group.shape] >= max(1, _SHARE * len(fed))]
        return sorted(wanted, key=lambda group: -times[group.shape])
    home = spelled(site.start)
    useful = [_without(group, home) for group in groups]

    def likely(group: Cluster) -> float:
        return group.weight + min(20.0, 0.3 * sum(spelled(one.url) in mapped for one in group.addresses))

    return sorted((group for group in useful if group.addresses), key=likely, reverse=True)


def _without(group: Cluster, home: str) -> Cluster:
    return replace(group, addresses=tuple(one for one in group.addresses if spelled(one.url) != home))


def reading(site: SurveyedSite, url: str) -> Extraction | None:
    """The page as it is read without any entry; None where it did not come or cannot be read."""
    saved, page = site.pages.get(url), site.html(url)
    if saved is None or page is None:
        return None
    spec = spec_for(page, saved.final_url).model_copy(update={"id_pattern": None})
    try:
        return extract(saved.body, saved.final_url, spec, saved.seen_at, saved.content_type)
    except ExtractError:
        return None


def is_article(site: SurveyedSite, url: str, texts: Sequence[str]) -> bool:
    """Whether a page is an article; `texts`: of the links and feeds that lead to it."""
    read = reading(site, url)
    if read is None or read.quality in _NO_PAGE or "listing" in (read.refused or ""):
        return False
    page = site.html(url)
    alike_title = any(len(letters(text)) >= 12 and alike(text, read.title) for text in texts)
    titled = alike_title or (page is not None and says(page, texts))
    if not read.quality.is_article and not titled:
        return False
    return (len(read.body) >= _LEAST_BODY or bool(read.images)) and (titled or read.published is not None)


def spread(addresses: Sequence[Address], count: int) -> list[str]:
    """Some of the addresses: the first, which are the newest, and others from the whole length."""
    urls = [one.url for one in addresses]
    if len(urls) <= count:
        return urls
    if count < 2:
        return urls[:count]
    first = urls[: (count + 1) // 2]
    rest = urls[len(first) :]
    step = len(rest) / (count - len(first))
    return [*first, *(rest[int(n * step)] for n in range(count - len(first)))]


def samples(groups: Iterable[Cluster], each: int, most: int) -> list[str]:
    """Addresses to try, some of each of the likeliest shapes, and of each word in them."""
    found = []
    for group in list(groups)[:most]:
        parts = by_words(group)[:_PARTS]
        count = max(1 if len(parts) > 3 else 2, each // len(parts))
        found += [url for part in parts for url in spread(part.addresses, count)]
    return found

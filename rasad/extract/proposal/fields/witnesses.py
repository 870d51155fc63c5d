"""What is known of an article beside its text: what feeds, maps, links, JSON-LD and meta say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from rasad.extract.announcements.listing import untracked
from rasad.extract.article.headline import without_site
from rasad.extract.html import jsonld
from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, clean
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates import Parsed, explain

_METAS = ("article:published_time", "datepublished", "dc.date.issued", "publish_date", "pubdate")


@dataclass
class Announced:
    """What other pages say of an article. `links`: the texts that lead there."""

    title: str = ""
    date: datetime | None = None
    exact: bool = False
    summary: str = ""
    links: list[str] = field(default_factory=list)


def spelled(url: str) -> str:
    """An address so that http, www, trackers, closing slashes and encoding make no difference."""
    return unquote(untracked(url).split("://", 1)[-1].removeprefix("www.")).rstrip("/")


def announced(site: SurveyedSite, day_rules: Sequence[str] = ()) -> dict[str, Announced]:
    """What feeds, maps and links say, by spelled address. `day_rules`: of a paper's index."""
    known: dict[str, Announced] = {}
    for url in site.pages:
        day = _day(site, url, day_rules)
        feed, sitemap = site.feed(url), site.sitemap(url)
        for item in feed.items if feed is not None else ():
            one = known.setdefault(spelled(item.url), Announced())
            one.title, one.summary = item.title or one.title, item.summary or one.summary
            _date(one, item.published)
        for entry in sitemap.items if sitemap is not None else ():
            one = known.setdefault(spelled(entry.url), Announced())
            one.title = one.title or entry.title
            _date(one, entry.published)
        for link in site.links(url):
            if link.text:
                one = known.setdefault(spelled(link.url), Announced())
                one.links.append(link.text)
                _date(one, day)
    return known


def _day(site: SurveyedSite, url: str, rules: Sequence[str]) -> Parsed | None:
    page = site.html(url) if rules else None
    for text in (page.value(rule) for rule in rules) if page is not None else ():
        parsed = explain(text, site.pages[url].seen_at)
        if isinstance(parsed, Parsed):
            return parsed
    return None


def _date(one: Announced, parsed: Parsed | None) -> None:
    if parsed is not None and (one.date is None or (parsed.precision == "minute" and not one.exact)):
        one.date, one.exact = parsed.at, parsed.precision == "minute"


@dataclass(frozen=True)
class Witness:
    """What is said of one article. `titles`: of feeds or head (`firm`), else of links, else `<title>`."""

    url: str
    page: Page
    seen_at: datetime
    titles: tuple[str, ...] = ()
    firm: bool = False
    date: datetime | None = None
    exact: bool = False
    text: str = ""
    """A text that the body begins with or holds: JSON-LD's `articleBody`, the feed's summary."""


def witness(
    site: SurveyedSite, url: str, known: Announced, spec: OutletSpec, repeated: set[str]
) -> Witness | None:
    """What is said of an article's page; None where it did not come. `repeated`: titles of several pages."""
    page = site.html(url)
    if page is None:
        return None
    ld = page.article_ld
    node = page.first("head > title") or page.first("title")
    firm = [
        known.title,
        clean(jsonld.text(ld.get("headline") or ld.get("name"))),
        without_site(page.meta("og:title"), page, spec),
    ]
    headlines, links, stated = (
        [text for text in texts if len(letters(text)) > 5 and letters(text) not in repeated]
        for texts in (
            firm,
            _commonest(known.links),
            [without_site(clean(node.text()), page, spec)] if node else [],
        )
    )
    titles = headlines or links or stated
    date, exact = known.date, known.exact
    if date is None:
        date, exact = _stated_date(page, site.pages[url].seen_at)
    text = jsonld.text(ld.get("articleBody")) or known.summary or page.meta("og:description", "description")
    return Witness(
        url, page, site.pages[url].seen_at, tuple(titles), bool(headlines), date, exact, clean(text)
    )


def _commonest(texts: Sequence[str]) -> list[str]:
    """The texts of links to a page, those that stand most often first."""
    return [text for text, _ in Counter(texts).most_common(3)]


def _stated_date(page: Page, seen_at: datetime) -> tuple[datetime | None, bool]:
    said = [jsonld.text(page.article_ld.get("datePublished")), *(page.meta(name) for name in _METAS)]
    for text in filter(None, said):
        parsed = explain(text, seen_at)
        if isinstance(parsed, Parsed):
            return parsed.at, parsed.precision == "minute"
    return None, False


def repeated_titles(pages: list[Page], spec: OutletSpec) -> set[str]:
    """Letters of titles that stand on several of these pages: a site's name, not a headline."""
    count: dict[str, int] = {}
    for page in pages:
        node = page.first("head > title") or page.first("title")
        said = {
            letters(text)
            for text in (
                page.meta("og:title"),
                without_site(page.meta("og:title"), page, spec),
                clean(node.text()) if node is not None else "",
                without_site(clean(node.text()), page, spec) if node is not None else "",
                clean(jsonld.text(page.article_ld.get("headline"))),
            )
        }
        for text in said:
            count[text] = count.get(text, 0) + 1
    return {text for text, times in count.items() if times > max(1, len(pages) // 3)}

"""Whether a site is a paper that announces by issues, and how its issue's pages and day are found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from rasad.extract.html.page import Page, text_of
from rasad.extract.proposal.address_clusters import address
from rasad.extract.proposal.fields.selectors import candidates, named
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.addresses import without_anchor
from rasad.persian.dates import Parsed, explain

_PAGE = re.compile(
    r"^\W*(?:صفحه|ص|page|p)[\s\u200c.]*[\d۰-۹]{1,2}\W*$|^\W*(?:صفحه)[\s\u200c]*(?:اول|نخست|آخر|دوم|سوم|چهارم|پنجم)\b",
    re.I,
)
_ISSUE = re.compile(r"شماره[\s\u200c]*[\d۰-۹]{2,5}\b|امروز|آخرین شماره|نسخه امروز")
_ISSUE_NUMBER = re.compile(r"شماره[\s\u200c:]*(\d{2,5})\b")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_LEAST = 3  # pages from which an issue is one


@dataclass(frozen=True, slots=True)
class EditionFinding:
    """How a paper's issue is read: `page_links` and `day` as rules; `pages`: how many its issue has.

    `issue`: the address of an issue with `{issue}`, "" where issues are not numbered.
    """

    page_links: tuple[str, ...]
    day: tuple[str, ...]
    pages: int
    issue: str = ""


def page_links(site: SurveyedSite) -> list[str]:
    """Links of the home page to pages of an issue; the issue itself where only that is linked."""
    links = site.links(site.home)
    pages = [link.url for link in links if _PAGE.match(link.text)]
    if len(pages) >= _LEAST:
        return pages[:4]
    issues = [link.url for link in links if _ISSUE.search(link.text) and len(link.text) < 40]
    inner = [link.url for url in issues[:2] for link in site.links(url) if _PAGE.match(link.text)]
    return [*issues[:2], *inner[:4]]


def edition(site: SurveyedSite) -> EditionFinding | None:
    """How the issue is read, if the site is a paper that announces by issues."""
    indexes = [url for url in (site.home, *page_links(site)) if site.html(url) is not None]
    numbered = {link.url for url in indexes for link in site.links(url) if _PAGE.match(link.text)}
    if len(numbered) < _LEAST:
        return None
    trees = [page for url in indexes if (page := site.html(url)) is not None]
    shape = {address(url).shape for url in numbered}
    wanted = {url for url in numbered if address(url).shape in shape}
    rules = [rule for rule in [_set_rule(trees, wanted)] if rule]
    if not _names_pages(site, site.home):
        rules += _issue_rule(site)
    issues = [page for url in indexes if _names_pages(site, url) and (page := site.html(url)) is not None]
    return EditionFinding(tuple(rules), tuple(_day_rules(issues, site)), len(numbered), _issue_template(site))


def _issue_template(site: SurveyedSite) -> str:
    """The address of an issue whose number stands in the link's text, too: `/newspaper/{issue}`."""
    for url in (site.home, *page_links(site)):
        for link in site.links(url):
            named = _ISSUE_NUMBER.search(link.text.translate(_DIGITS))
            place = (
                re.search(rf"(?<!\d){named[1]}(?!\d)", link.url) if named and len(link.text) < 40 else None
            )
            if place is not None:
                return f"{link.url[: place.start()]}{{issue}}{link.url[place.end() :]}"
    return ""


def _names_pages(site: SurveyedSite, url: str) -> bool:
    return sum(bool(_PAGE.match(link.text)) for link in site.links(url)) >= _LEAST


def _issue_rule(site: SurveyedSite) -> list[str]:
    page = site.html(site.home)
    for node in page.all("a[href]") if page is not None else ():
        text = text_of(node, " ")
        if _ISSUE.search(text) and len(text) < 40:
            return [f"{rule}@href" for rule in list(candidates(node))[:1]]
    return []


def _set_rule(pages: list[Page], wanted: set[str]) -> str:
    """The rule whose links are these and hardly any others."""
    tried: dict[str, float] = {}
    for page in pages:
        for node in page.all("a[href], area[href]"):
            if without_anchor(page.absolute(node.attributes.get("href"))) in wanted:
                for rule in _sets(node):
                    if rule not in tried:
                        tried[rule] = _match(rule, pages, wanted)
    best = max(tried, key=lambda rule: (round(tried[rule], 2), -len(rule)), default="")
    return f"{best}@href" if best and tried[best] > 0.6 else ""


def _sets(node: LexborNode) -> list[str]:
    """Selectors of a node together with its like."""
    tag, above = node.tag or "a", node.parent
    made = [rule for rule in named(node) if not rule.startswith("#")]
    for _ in range(4):
        if above is None:
            break
        made += [f"{rule} {tag}" for rule in list(named(above))[:3]]
        above = above.parent
    return made


def _match(rule: str, pages: list[Page], wanted: set[str]) -> float:
    """The harmonic mean of how many of the wanted links it gives, and how many it gives are wanted."""
    given = {
        without_anchor(page.absolute(node.attributes.get("href")))
        for page in pages
        for node in page.all(rule)
    }
    hit = len(given & wanted)
    return 2 * hit / (len(given) + len(wanted)) if hit else 0.0


def _day_rules(pages: list[Page], site: SurveyedSite) -> list[str]:
    """The first element that prints the same day on the issue's pages."""
    seen_at = site.seen_at
    for page in pages[:1]:
        for node in page.all("body *")[:3000]:
            text = text_of(node, " ")
            if not 6 <= len(text) <= 90 or node.css_first("a") is not None:
                continue
            parsed = explain(text, seen_at)
            if isinstance(parsed, Parsed) and parsed.calendar != "relative":
                for rule in candidates(node):
                    if all(_says_day(other, rule, site) for other in pages):
                        return [rule]
    return []


def _says_day(page: Page, rule: str, site: SurveyedSite) -> bool:
    return isinstance(explain(page.value(rule), site.seen_at), Parsed)

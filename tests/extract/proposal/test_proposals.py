"""A proposal, unedited, reads sites of kinds that no family was written for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from rasad.archive.item_keys import key_at
from rasad.extract.announcements.reading import AnnouncingPage, read_page
from rasad.extract.article.reader import extract
from rasad.extract.html.likeness import letters
from rasad.extract.proposal.entry import propose
from rasad.extract.proposal.site import SurveyedSite
from rasad.extract.proposal.survey import Survey
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.outlets.loading import load_outlets
from rasad.outlets.proposal import Proposal
from rasad.persian.dates.jalali import tehran_today
from tests.extract.proposal import engine_sites, homemade_sites, listed_sites
from tests.extract.proposal.held_out import NEWEST_ISSUE, SEEN_AT, HeldOutSite, Item

SITES = {
    make.__name__: make
    for make in (
        engine_sites.wordpress, engine_sites.joomla, engine_sites.drupal, engine_sites.aspx, engine_sites.portal,
        homemade_sites.hashed_classes, homemade_sites.studio, homemade_sites.jsonld_app,
        homemade_sites.old_tables, homemade_sites.paper, homemade_sites.never_words,
        listed_sites.offset, listed_sites.issues, listed_sites.two_kinds, listed_sites.comments_heavy,
    )
}  # fmt: skip
_MOST_PAGES = 40  # of feeds that are followed


@cache
def proposed(name: str) -> tuple[HeldOutSite, Proposal]:
    """A site and what is proposed for it."""
    site = SITES[name]()
    survey = Survey(SurveyedSite(site.home))
    while wanted := survey.wanted():
        for url in wanted:
            survey.add(site.fetch(url))
    return site, propose(survey)


def loaded(proposal: Proposal, folder: Path) -> OutletSpec:
    """The outlet that the proposal's YAML defines."""
    (folder / "proposed.yaml").write_text(proposal.to_yaml(), encoding="utf-8")
    return load_outlets(folder)[proposal.key]


def announced_keys(site: HeldOutSite, spec: OutletSpec) -> set[str]:
    """Keys of the articles that the entry's feeds lead to, followed as the crawler follows them."""
    found: set[str] = set()
    for feed in spec.feeds:
        todo, seen = _first_pages(feed), set[str]()
        while todo and len(seen) < _MOST_PAGES:
            kind, url = todo.pop()
            saved = site.fetch(url)
            if url in seen or saved.status != 200:
                continue
            seen.add(url)
            page = AnnouncingPage(saved.body, url, spec, feed, SEEN_AT, saved.content_type)
            reading = read_page(kind, page)
            found |= {key_at(spec, item.url).key for item in reading.items if item.kind == "article"}
            todo += [("edition_page", item.url) for item in reading.items if item.kind == "edition_page"]
            todo += [(kind, child) for child, _ in reading.children]
            todo += (
                [(kind, reading.next_url)] if reading.next_url and "page" not in feed.template.names else []
            )
    return found


def _first_pages(feed: FeedSpec) -> list[tuple[str, str]]:
    """The pages that the placeholders of a feed name: of ten numbers, days or issues."""
    names, fill, today = feed.template.names, feed.template.fill, SEEN_AT.date()
    if feed.template.unit == "day":
        return [(feed.kind, fill(today - timedelta(days=back))) for back in range(10)]
    if "issue" in names:
        return [(feed.kind, fill(today, issue=NEWEST_ISSUE - back)) for back in range(10)]
    if "page" not in names:
        return [(feed.kind, feed.url)]
    numbers = range(feed.first, feed.first + 10 * feed.step, feed.step)
    return [
        *((feed.kind, fill(today, page)) for page in numbers),
        *([(feed.kind, feed.front)] if feed.front else []),
    ]


def is_right(site: HeldOutSite, spec: OutletSpec, item: Item) -> bool:
    """Whether the entry reads the item's page as its truth says."""
    saved = site.fetch(item.url)
    read = extract(saved.body, item.url, spec, SEEN_AT, saved.content_type)
    if not read.quality.is_article or letters(read.title) != letters(item.title) or read.published is None:
        return False
    text = letters(read.body)
    whole = all(letters(paragraph) in text for paragraph in item.paragraphs)
    if site.exact:
        return whole and abs((read.published - item.at).total_seconds()) < 60
    return whole and tehran_today(read.published) == tehran_today(item.at)


@pytest.mark.parametrize("name", SITES)
def test_the_entry_leads_to_every_article_once(name: str, tmp_path: Path) -> None:
    site, proposal = proposed(name)
    spec = loaded(proposal, tmp_path)
    truth = {key_at(spec, item.url).key for item in site.truth}
    assert len(truth) == len(site.truth)
    assert announced_keys(site, spec) == truth


@pytest.mark.parametrize("name", SITES)
def test_the_entry_reads_title_date_and_text(name: str, tmp_path: Path) -> None:
    site, proposal = proposed(name)
    spec = loaded(proposal, tmp_path)
    wrong = [item.url for item in site.truth if not is_right(site, spec, item)]
    assert len(wrong) <= 0.05 * len(site.truth), wrong[:3]


@pytest.mark.parametrize("name", SITES)
def test_each_field_says_how_sure_it_is_and_why(name: str) -> None:
    _, proposal = proposed(name)
    assert all(0 <= one.confidence <= 1 and one.why for one in proposal.findings)


def test_what_is_not_found_is_said() -> None:
    _, proposal = proposed("old_tables")
    assert "feeds.rss" in {one.field for one in proposal.not_found}


def test_a_proposal_survives_its_json() -> None:
    _, proposal = proposed("wordpress")
    assert Proposal.from_json(proposal.to_json()) == proposal


def _only(site: HeldOutSite, answer: Callable[[str], tuple[str, str | bytes] | None]) -> Proposal:
    other = HeldOutSite(site.name, site.host, site.truth, answer)
    survey = Survey(SurveyedSite(other.home))
    while wanted := survey.wanted():
        for url in wanted:
            survey.add(other.fetch(url))
    return propose(survey)


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("<html><script>var __arcsjs=1</script><body>در حال انتقال به سایت</body></html>", "way"),
        ("<html><body><p>فقط یک جمله.</p></body></html>", "articles"),
    ],
)
def test_a_site_without_articles_gets_no_feeds_and_a_reason(page: str, field: str) -> None:
    site = SITES["wordpress"]()
    proposal = _only(site, lambda path: ("text/html", page) if path == "/" else None)
    assert not proposal.usable
    assert field in {one.field for one in proposal.not_found}


def test_a_home_page_that_does_not_answer_is_named() -> None:
    proposal = _only(SITES["wordpress"](), lambda path: None)
    assert "404" in next(one.why for one in proposal.not_found if one.field == "home")

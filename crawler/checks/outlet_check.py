"""Trying outlets by hand: their feeds and newest pages by the crawler's own ways, and what came judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from crawler.feeds.poll_pages import definition_of
from crawler.run import crawl
from crawler.shared_services import Plan, services
from rasad.archive.frontier import Announcement, FetchOutcome, discover
from rasad.archive.models import ARTICLE_PAGES, Capture, Feed, Frontier
from rasad.archive.sync_definitions import store_outlets
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.extract.announcements.reading import AnnouncingPage, read_page
from rasad.extract.barriers import Barrier
from rasad.extract.errors import ExtractError
from rasad.extract.pool import Pool
from rasad.extract.proposal.fields.comparison import Comparison, outlet_problems
from rasad.extract.proposal.places.announcing import feed_links, working_feeds
from rasad.extract.proposal.site import SavedPage, SurveyedSite
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.verdict import OutletProblem, OutletVerdict, ProblemKind
from settings.env import env

_WELL = ("ok", "unchanged", "not_modified")
_AWAY = ("dns", "connect", "tls", "timeout", "torn", "server_error")
_REFUSED = ("forbidden", "rate_limited", "blocked", "challenged")
#: Articles of an outlet that are fetched and compared at most.
ARTICLES = 8
_READING = 60.0
_DAY = 86_400.0


def check(specs: Mapping[str, OutletSpec], pages: int, seconds: float) -> list[OutletVerdict]:
    """Crawl these outlets, all at once and each politely, and judge what came; one a process.

    `pages`: requests of one outlet at most, redirects and robots.txt aside.
    """
    since = timezone.now()
    store_outlets(dict(specs))
    _look_at_homes(specs, since)
    shared = services(
        Plan(
            hosts=len(specs) + 4, once=True, max_pages=2 * pages * len(specs) + 10, max_seconds=seconds,
            pages_each=pages,
        )
    )  # fmt: skip
    shared.specs = {key: _briefly(spec, pages) for key, spec in specs.items()}
    crawl(shared.plan)
    with Pool(workers=1, timeout=_READING) as pool:
        return [judge(spec, since, pool) for spec in specs.values()]


def _briefly(spec: OutletSpec, pages: int) -> OutletSpec:
    """The outlet for one look: a few articles, no older pages, nothing asked for twice."""
    few = min(max(3, pages - len(spec.polled) - 1), ARTICLES, spec.fetch.max_per_day or ARTICLES)
    brief = {"max_per_day": few, "depth": 1, "revisit": (), "poll": (_DAY, _DAY)}
    return spec.model_copy(update={"fetch": spec.fetch.model_copy(update=brief)})


def _look_at_homes(specs: Mapping[str, OutletSpec], now: datetime) -> None:
    """The home page of each outlet is fetched, too: it shows a move, a check page, and feeds."""
    for spec in specs.values():
        if spec.channel is None and spec.polled:
            discover(spec, [Announcement(spec.home, {}, "listing_page", 10)], now=now)


def judge(spec: OutletSpec, since: datetime, pool: Pool) -> OutletVerdict:
    """The verdict on what a crawl of this outlet since `since` brought."""
    found_pages = list(_saved(spec, since))
    saved = [page for _, page in found_pages]
    site = SurveyedSite(spec.home, {page.url: page for page in saved})
    feeds = [
        CheckedFeed(feed, _announced(spec, feed, [page for pk, page in found_pages if pk == feed.pk]))
        for feed in Feed.objects.filter(outlet_id=spec.key, enabled=True).order_by("pk")
    ]
    problems = [*_home(spec, site), *_feeds(spec, site, feeds), *_pages(spec)]
    good = [f"{one.feed.kind} {one.feed.url}: {one.said}" for one in feeds if one.is_well]
    found = Comparison((), (), 0)
    articles = _articles(spec, since)
    if articles and spec.channel is None:
        try:
            found = pool.run(outlet_problems, spec, saved, articles)
        except ExtractError as error:
            problems.append(
                OutletProblem(ProblemKind.NOT_CHECKED, spec.home, f"its pages could not be read: {error}")
            )
    elif spec.channel is None and not problems:
        problems.append(
            OutletProblem(
                ProblemKind.NO_ARTICLE,
                spec.home,
                "no article was fetched",
                f"manage.py propose-outlet {spec.home}",
            )
        )
    problems += found.problems
    return OutletVerdict(spec.key, spec.name, tuple(problems), (*good, *found.good), found.pages)


@dataclass(frozen=True)
class CheckedFeed:
    """A feed after the crawl, and how many items of the outlet it announced."""

    feed: Feed
    items: int

    @property
    def is_well(self) -> bool:
        """Whether it answers and announces something."""
        return self.feed.last_outcome in _WELL and self.items > 0

    @property
    def said(self) -> str:
        """How it answered."""
        return f"{self.feed.last_outcome or 'not asked'}, {self.items} items {self.feed.last_error}".strip()


def _announced(spec: OutletSpec, feed: Feed, pages: list[SavedPage]) -> int:
    """How many items of the outlet stand on the pages of a feed's poll."""
    found = set(Frontier.objects.filter(feed=feed).values_list("url", flat=True))
    for page in pages:
        try:
            reading = read_page(feed.kind, _announcing(spec, feed, page))
        except ExtractError:
            continue
        found.update(item.url for item in reading.items if spec.owns(item.url) or item.kind == "pdf")
    return len(found)


def _announcing(spec: OutletSpec, feed: Feed, page: SavedPage) -> AnnouncingPage:
    definition = definition_of(feed, spec)
    return AnnouncingPage(page.body, page.final_url, spec, definition, page.seen_at, page.content_type)


def _saved(spec: OutletSpec, since: datetime) -> Iterator[tuple[int | None, SavedPage]]:
    """Every answer that came of the outlet, from its evidence, with the feed whose poll brought it."""
    store = WarcStore(env().data / "warc")
    for row in Capture.objects.filter(outlet_id=spec.key, fetched_at__gte=since).order_by("pk"):
        try:
            stored = store.read(row.warc, row.offset)
        except (WarcMissingError, DecodingError):
            continue
        url = spec.home if row.kind == "listing_page" and not row.feed_id else row.url
        saved = SavedPage(
            url, row.final_url, row.status, stored.body, stored.content_type or "", row.fetched_at
        )
        yield row.feed_id, saved


def _articles(spec: OutletSpec, since: datetime) -> list[str]:
    rows = Capture.objects.filter(
        outlet_id=spec.key, kind__in=ARTICLE_PAGES, fetched_at__gte=since, status=200
    )
    return list(rows.order_by("-pk").values_list("url", flat=True)[:ARTICLES])


def _home(spec: OutletSpec, site: SurveyedSite) -> Iterator[OutletProblem]:
    """A move to another domain, a check page, a host that does not answer."""
    row = Frontier.objects.filter(outlet_id=spec.key, kind="listing_page", url=spec.home).first()
    if row is None or not row.last_outcome:
        return
    said = row.last_error or row.last_outcome
    if row.last_outcome == FetchOutcome.FOREIGN:
        target = row.last_error.removeprefix("leads to ").strip()
        repair = f"home: {target}\nhosts: [{_host(spec.home)}]"
        yield OutletProblem(
            ProblemKind.MOVED, spec.home, f"the home page leads to another domain: {target}", repair
        )
    elif row.last_outcome in _AWAY:
        yield OutletProblem(ProblemKind.UNREACHABLE, spec.home, f"it does not answer: {said}", _ELSEWHERE)
    elif row.last_outcome in _REFUSED:
        yield OutletProblem(ProblemKind.CHALLENGE, spec.home, f"it cannot be read from here: {said}", _WAYS)
    elif stands := site.challenge(spec.home):
        yield OutletProblem(ProblemKind.CHALLENGE, spec.home, stands.sentence, _way_around(stands))


_WAYS = "Write «way: browser» if a browser sees it, «way: proxy» if other networks do, else «way: channel»"
_ELSEWHERE = "If it answers from another network, write «way: proxy», else «way: channel» with its channel"


def _way_around(stands: Barrier) -> str:
    return "way: browser" if stands.checks else "way: proxy"


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0]


def _feeds(spec: OutletSpec, site: SurveyedSite, feeds: Sequence[CheckedFeed]) -> Iterator[OutletProblem]:
    """Feeds that answer no longer, or announce nothing of this outlet, each with another place that does."""
    others = _other_feeds(spec, site)
    for one in feeds:
        if one.is_well:
            continue
        feed, said = one.feed, one.said
        stands = site.challenge(feed.url)
        if stands is not None:
            why = f"in place of the {feed.kind}: {stands.sentence}"
            yield OutletProblem(ProblemKind.CHALLENGE, feed.url, why, _way_around(stands))
        elif feed.last_outcome in _REFUSED:
            why = f"the {feed.kind} cannot be read from here: {said}"
            yield OutletProblem(ProblemKind.CHALLENGE, feed.url, why, _WAYS)
        elif feed.last_outcome in _AWAY:
            yield OutletProblem(
                ProblemKind.UNREACHABLE, feed.url, f"the {feed.kind} does not answer: {said}", _ELSEWHERE
            )
        else:
            yield OutletProblem(
                ProblemKind.DEAD_FEED, feed.url, f"the {feed.kind} announces nothing: {said}", others
            )


def _other_feeds(spec: OutletSpec, site: SurveyedSite) -> str:
    """Feeds that the home page names and the entry does not, as YAML; else where to look."""
    known = {feed.url.rstrip("/") for feed in spec.feeds}
    named = [url for url in feed_links(site) if url.rstrip("/") not in known]
    named += [found.url for found in working_feeds(site) if found.url.rstrip("/") not in known]
    lines = [f"  - {{kind: rss, url: '{url}'}}" for url in dict.fromkeys(named)]
    if lines:
        return "\n".join(["feeds:  # named by the home page", *lines[:4]])
    return f"The home page names no other feed; remove it, or look anew: manage.py propose-outlet {spec.home}"


def _pages(spec: OutletSpec) -> Iterator[OutletProblem]:
    """Articles that could not be had."""
    rows = Frontier.objects.filter(outlet_id=spec.key, kind="article", last_outcome__gt="")
    failed = list(rows.exclude(last_outcome__in=_WELL).order_by("-pk")[:20])
    tried = rows.count()
    if not failed or len(failed) < tried / 3:
        return
    first = failed[0]
    kind = ProblemKind.CHALLENGE if first.last_outcome in _REFUSED else ProblemKind.NO_ARTICLE
    said = f"{first.last_outcome} {first.last_error}".strip()
    why = f"{len(failed)} of {tried} announced pages could not be had: {said}"
    repair = _WAYS if kind is ProblemKind.CHALLENGE else _remedy(first.last_outcome)
    yield OutletProblem(kind, first.url, why, repair)


def _remedy(outcome: str) -> str:
    if outcome == FetchOutcome.GONE:
        return "They may need a parameter that `keep_params` drops, or the feed announces what is not there"
    if outcome == FetchOutcome.ROBOTS:
        return "robots.txt forbids its articles: ask the outlet, or read its channel («way: channel»)"
    return "Open one of them in a browser and compare"

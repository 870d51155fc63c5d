"""The parse stage: a capture or a submission becomes articles, versions and the work that follows.

1. The leased jobs' captures and submissions are read, 2. the bodies are given to extraction's workers,
3. what each found is judged, 4. and stored in the order of the jobs, in short transactions.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from django.db import DataError, IntegrityError

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse.contents import (
    Contents,
    NoArticle,
    PageGone,
    Unreadable,
    read_answer,
    read_extraction,
    read_submission,
)
from pipelines.parse.doubtful import note_lost, store_unless_doubtful
from pipelines.parse.edition_files import file_identity, has_article_pages
from pipelines.parse.items import Identity, ParsedItem, identify
from pipelines.parse.outlet_specs import OutletSpecs
from pipelines.parse.page_notes import gone_as, note_page
from pipelines.parse.posts_gone import posts_gone
from pipelines.parse.provisional import is_summary
from pipelines.parse.sources import ItemSource, sources_of
from pipelines.parse.store import find_removed, remove
from pipelines.stage import Batch, JobStage, batch
from rasad.archive.identity import NotAnAddressError
from rasad.archive.models import FILE_PAGES, Capture, Job, PageKind, Submission
from rasad.archive.sync_definitions import name_outlet
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.errors import ServiceUnavailableError
from rasad.extract.announcements.announced_articles import announced_articles
from rasad.extract.announcements.reading import AnnouncingPage
from rasad.extract.announcements.social import parse_eitaa, parse_telegram
from rasad.extract.article.reader import extract
from rasad.extract.errors import ExtractError, PoolClosedError, WorkerKilledError
from rasad.extract.pdf_text import page_texts
from rasad.extract.pool import Pool
from rasad.outlets.definitions import FeedSpec, OutletSpec


@dataclass(slots=True)
class LeasedPage:
    """A job with what it is about, and what that holds: known at once, or when its extraction is done."""

    job: Job
    source: ItemSource | None  # None: it is no longer there
    contents: Contents | Future[Any]

    @property
    def ready(self) -> bool:
        """Whether `wait` would give its contents at once."""
        return not isinstance(self.contents, Future) or self.contents.done()

    def wait(self) -> Contents:
        """What it holds; waits for its extraction once. Raises `ServiceUnavailableError`."""
        if isinstance(self.contents, Future):
            assert self.source is not None, "only a capture is extracted"
            self.contents = _result(self.contents, self.source)
        return self.contents


class ParseStage(JobStage):
    """Reads captures, has them extracted in killable workers, and stores what they hold."""

    name = Job.Stage.PARSE

    def __init__(self, specs: OutletSpecs, warcs: WarcStore, pool: Pool, *, own_pool: bool = True) -> None:
        """`own_pool`: the pool ends with the stage."""
        self.specs, self.warcs, self.pool, self.own_pool = specs, warcs, pool, own_pool

    def close(self) -> None:
        """End the workers."""
        if self.own_pool:
            self.pool.close()

    def handle(self, leased: list[Job]) -> None:
        """Extract all, and store each as soon as it and those before it are ready."""
        pages = [LeasedPage(job, source, self._begin(source)) for job, source in sources_of(leased)]
        place = 0
        while place < len(pages):
            pages[place].wait()
            with batch(self.name) as gathered:
                while place < len(pages) and pages[place].ready and not gathered.full:
                    self._store(gathered, pages[place])
                    place += 1

    def _begin(self, source: ItemSource | None) -> Contents | Future[Any]:
        """What a source holds, where its body needs no extraction; else the extraction under way."""
        if source is None:
            return NoArticle(StageOutcome.GONE)
        if isinstance(source.record, Submission):
            return read_submission(source.record)
        if source.record.kind == PageKind.PDF and has_article_pages(source.record):
            return NoArticle(StageOutcome.EVIDENCE)
        return read_answer(source.record) or self._extract(source.record)

    def _extract(self, capture: Capture) -> Contents | Future[Any]:
        """Give a capture's body to a worker. Raises `ServiceUnavailableError`."""
        spec = self.specs.get(capture.outlet_id, capture.outlet.digest)
        if spec is None:
            return Unreadable("no_outlet", f"{capture.outlet_id} is not in the outlets' YAML")
        try:
            body = self.warcs.read(capture.warc, capture.offset).body
        except WarcMissingError as error:
            return Unreadable("warc_missing", str(error))
        except DecodingError as error:
            return Unreadable("bad_encoding", str(error), final=True)
        except OSError as error:
            raise ServiceUnavailableError(f"WARC folder: {error}") from error
        page = (body, capture.final_url or capture.url, spec, capture.fetched_at)
        try:
            if capture.kind == PageKind.PDF:
                return self.pool.schedule(page_texts, body)
            if capture.kind == PageKind.SOCIAL:
                return self.pool.schedule(parse_eitaa if spec.family == "eitaa" else parse_telegram, *page)
            if capture.kind == PageKind.FULL_FEED:
                return self.pool.schedule(announced_articles, _announcing_page(capture, body, spec))
            return self.pool.schedule(extract, *page, capture.content_type or None)
        except (RuntimeError, OSError) as error:  # no worker to be had
            raise ServiceUnavailableError(str(error)) from error

    def _store(self, gathered: Batch, page: LeasedPage) -> None:
        """Store what a page holds; one that the database refuses is undone as a whole, and is at fault."""
        contents = page.wait()
        outcomes: list[StageOutcome] = []
        if not isinstance(contents, Unreadable):
            try:
                with gathered.effects.whole():
                    outcomes = self._effects(contents, page.source, gathered.effects)
            except (DataError, IntegrityError, NotAnAddressError, ValueError, OverflowError) as error:
                contents = Unreadable(type(error).__name__, str(error))
        if isinstance(contents, Unreadable):
            gathered.failed(page.job, contents.reason, contents.detail, final=contents.final)
            if page.source is not None:
                outlet = page.source.outlet
                spec = self.specs.get(outlet.key, outlet.digest)
                note_page(gathered.effects, page.source, spec, contents.reason)
        else:
            _note_parsed(contents, outcomes, page.source, gathered.effects)
            gathered.done(page.job, *outcomes)

    def _effects(self, contents: Contents, source: ItemSource | None, effects: Effects) -> list[StageOutcome]:
        if source is None:
            return [StageOutcome.GONE]
        outlet = source.outlet
        spec = self.specs.get(outlet.key, outlet.digest)
        if isinstance(contents, NoArticle):
            lost = contents.outcome is StageOutcome.NOT_ARTICLE and note_lost(source, spec, effects)
            note_page(effects, source, spec, str(lost or contents.detail or contents.outcome))
            return [lost or contents.outcome]
        if isinstance(contents, PageGone):
            article = find_removed(source, spec)
            gone = remove(article, source, effects) if article else StageOutcome.GONE
            note_page(effects, source, spec, gone_as(source, gone), article.id if article else "")
            return [gone]
        if isinstance(contents, Unreadable):
            return []
        outcomes = []
        for item in contents.items:
            identity = _identify(item, source, spec)
            if is_summary(item) and not _is_sure(identity, spec):
                continue
            outcome, stands = store_unless_doubtful(item, identity, source, spec, effects)
            outcomes.append(outcome)
            note_page(effects, source, spec, str(outcome), stands, item.found.url)
        if contents.window is not None and source.capture is not None:
            missing = posts_gone(outlet.key, contents, source.at)
            outcomes += [remove(article, source, effects) for article in missing]
            outcomes = outcomes or [StageOutcome.EVIDENCE]
        if StageOutcome.NEW in outcomes and source.capture is not None:
            effects.heard(outlet.key, source.at)
            if spec is not None and contents.site_name:
                name_outlet(spec, contents.site_name)
        return outcomes


def _announcing_page(capture: Capture, body: bytes, spec: OutletSpec) -> AnnouncingPage:
    """A feed's capture, with the definition that it was polled by."""
    kind, url = (*capture.hint.get("feed", ()), "rss", capture.url)[:2]
    feed = spec.feed(kind, url) or FeedSpec.undefined(kind, url)
    address = capture.final_url or capture.url
    return AnnouncingPage(body, address, spec, feed, capture.fetched_at, capture.content_type or None)


def _note_parsed(
    contents: Contents, outcomes: list[StageOutcome], source: ItemSource | None, effects: Effects
) -> None:
    """Keep with a capture what it turned out to hold: `coverage` says so of every page that is missing."""
    if source is None or source.capture is None or not outcomes:
        return
    detail = contents.detail if isinstance(contents, NoArticle) else ""
    held = outcomes[0] is StageOutcome.HELD
    effects.parsed(source.capture.pk, outcomes[0] if held or not detail else detail)


def _is_sure(identity: Identity, spec: OutletSpec | None) -> bool:
    """Whether a feed names an item as its page will: by its number, where the outlet numbers its items."""
    return identity.by_pattern or spec is None or not spec.id_pattern


def _identify(item: ParsedItem, source: ItemSource, spec: OutletSpec | None) -> Identity:
    """Which article an item is; the addresses of a fetch lead to it only where the page is its own."""
    outlet, capture = source.outlet.key, source.capture
    if capture is not None and capture.kind in FILE_PAGES:
        return file_identity(outlet, item.found)
    if capture is None or capture.kind in (PageKind.SOCIAL, PageKind.FULL_FEED):
        return identify(outlet, spec, item)
    hops = tuple(capture.hint.get("hops", ()))
    public = str(capture.hint.get("public") or "")  # an application's data stand for the page people open
    if public:
        item = replace(item, found=replace(item.found, canonical=public))
    return identify(outlet, spec, item, capture.url, public or capture.final_url, hops)


def _result(future: Future[Any], source: ItemSource) -> Contents:
    try:
        found = future.result()
    except PoolClosedError:
        raise
    except WorkerKilledError as error:
        return Unreadable(f"killed_{error.reason}", str(error))
    except ExtractError as error:
        return Unreadable("parse_failed", str(error), final=True)
    assert isinstance(source.record, Capture), "only a capture is extracted"
    return read_extraction(source.record, source.outlet.kind, found)

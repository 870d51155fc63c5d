"""The parse stage: a capture or a submission becomes articles, versions and the work that follows."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse.items import ParsedItem, identify, with_hint
from pipelines.parse.payloads import GONE, OutletSpecs, item_of, item_of_payload, moment
from pipelines.parse.store import ItemSource, remove, store
from pipelines.stage import Batch, ServiceUnavailableError, Stage, batch
from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, item_key, url_hash
from rasad.archive.models import PARSED_PAGES, Alias, Article, Capture, Job, Outlet, PageKind, Submission
from rasad.archive.registry import name_outlet
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.extract.announcements.social import parse_eitaa, parse_telegram
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.article.reader import extract
from rasad.extract.errors import ExtractError, PoolClosedError, WorkerKilledError
from rasad.extract.pool import Pool

STAGE = Job.Stage.PARSE
_LOST = frozenset({Quality.JS_SHELL, Quality.BLOCKED, Quality.ERROR_PAGE})


@dataclass(slots=True)
class ParsedPage:
    """A leased row with what it stands for, while extraction works on it."""

    work: Job
    outlet: Outlet | None = None
    capture: Capture | None = None
    submission: Submission | None = None
    future: Future[Any] | None = None
    items: list[ParsedItem] = field(default_factory=list)
    gone: bool = False
    outcome: StageOutcome | None = None
    reason: str = ""
    detail: str = ""
    final: bool = False
    social: bool = False
    site_name: str = ""  # what the page or channel calls its outlet


class ParseStage:
    """Reads captures, has them extracted in killable workers, and stores what they hold."""

    def __init__(self, specs: OutletSpecs, warcs: WarcStore, pool: Pool, *, own_pool: bool = True) -> None:
        """`own_pool`: the pool ends with the stage."""
        self.specs, self.warcs, self.pool, self.own_pool = specs, warcs, pool, own_pool

    def stage(self) -> Stage:
        """For the loop."""
        return Stage(STAGE, self.handle, limit=32, close=self._close)

    def _close(self) -> None:
        if self.own_pool:
            self.pool.close()

    def handle(self, works: list[Job]) -> None:
        """Extract all, and store each as soon as it and those before it are ready."""
        pages = self._open(works)
        place = 0
        while place < len(pages):
            self._finish(pages[place])
            with batch(STAGE) as gathered:
                while place < len(pages):
                    page = pages[place]
                    if page.future is not None and not page.future.done():
                        break
                    self._finish(page)
                    self._store(gathered, page)
                    place += 1
                    if gathered.full:
                        break

    def _open(self, works: list[Job]) -> list[ParsedPage]:
        ids = [int(one.subject) for one in works if one.subject.isdigit()]
        captures = Capture.objects.select_related("outlet").in_bulk(ids)
        told = [int(one.subject[2:]) for one in works if one.subject.startswith("s:")]
        submissions = Submission.objects.select_related("outlet").in_bulk(told)
        pages = []
        for one in works:
            page = ParsedPage(one)
            if one.subject.startswith("s:"):
                page.submission = submissions.get(int(one.subject[2:]))
                page.outlet = page.submission.outlet if page.submission else None
            elif one.subject.isdigit():
                page.capture = captures.get(int(one.subject))
                page.outlet = page.capture.outlet if page.capture else None
            self._start(page)
            pages.append(page)
        return pages

    def _start(self, page: ParsedPage) -> None:
        capture = page.capture
        if page.submission is not None:
            try:
                page.items = [item_of_payload(page.submission.payload)]
            except (KeyError, TypeError, ValueError) as error:
                page.reason, page.detail, page.final = "bad_submission", str(error), True
        elif capture is None:
            page.outcome = StageOutcome.GONE
        elif capture.hint.get("soft_gone") or capture.status in GONE:
            page.gone = True
        elif not 200 <= capture.status < 300:
            page.outcome = StageOutcome.SEEN if capture.status == 304 else StageOutcome.HTTP_ERROR
        elif capture.kind not in PARSED_PAGES:  # feeds, listings, PDF, editions are evidence only
            page.outcome = StageOutcome.EVIDENCE
        else:
            self._extract(page, capture)

    def _extract(self, page: ParsedPage, capture: Capture) -> None:
        spec = self.specs.get(capture.outlet_id, capture.outlet.digest)
        if spec is None:
            page.reason, page.detail = "no_outlet", f"{capture.outlet_id} is not in the outlets' YAML"
            return
        try:
            stored = self.warcs.read(capture.warc, capture.offset)
        except WarcMissingError as error:
            page.reason, page.detail = "warc_missing", str(error)
            return
        except DecodingError as error:
            page.reason, page.detail, page.final = "bad_encoding", str(error), True
            return
        except OSError as error:
            raise ServiceUnavailableError(f"WARC folder: {error}") from error
        url = capture.final_url or capture.url
        try:
            if capture.kind == PageKind.SOCIAL:
                page.social = True
                parse = parse_eitaa if spec.family == "eitaa" else parse_telegram
                page.future = self.pool.schedule(parse, stored.body, url, spec, capture.fetched_at)
            else:
                page.future = self.pool.schedule(
                    extract, stored.body, url, spec, capture.fetched_at, capture.content_type or None
                )
        except (
            PoolClosedError,
            RuntimeError,
            OSError,
        ) as error:  # no worker can be had: not the page's fault
            raise ServiceUnavailableError(str(error)) from error

    def _finish(self, page: ParsedPage) -> None:
        """Wait for the extraction and judge it; safe to call again."""
        future, page.future = page.future, None
        if future is None or page.capture is None or page.outlet is None:
            return
        try:
            found = future.result()
        except PoolClosedError as error:
            raise ServiceUnavailableError(str(error)) from error
        except WorkerKilledError as error:
            page.reason, page.detail = f"killed_{error.reason}", str(error)
            return
        except ExtractError as error:
            page.reason, page.detail, page.final = "parse_failed", str(error), True
            return
        if page.social:
            page.items = [item_of(post, page.outlet.kind) for post in found.posts if post.quality.is_article]
            page.site_name = found.channel_title
            page.outcome = None if page.items else StageOutcome.EVIDENCE
        else:
            self._judge(page, page.capture, page.outlet, found)

    @staticmethod
    def _judge(page: ParsedPage, capture: Capture, outlet: Outlet, found: Extraction) -> None:
        if found.quality.is_article and found.title:
            page.items = [with_hint(item_of(found, outlet.kind), capture.hint)]
            page.site_name = found.site_name
        elif found.quality is Quality.REMOVED:
            page.gone = True
        elif found.quality in _LOST:
            page.reason, page.detail, page.final = str(found.quality), found.refused or "", True
        else:
            page.outcome, page.detail = StageOutcome.NOT_ARTICLE, found.refused or ""

    def _store(self, gathered: Batch, page: ParsedPage) -> None:
        try:
            with gathered.effects.whole():
                outcomes = self._effects(page, gathered.effects)
        except (DataError, IntegrityError, NotAnAddressError, ValueError) as error:
            page.reason, page.detail = type(error).__name__, str(error)
            outcomes = []
        if page.reason:
            gathered.failed(page.work, page.reason, page.detail, final=page.final)
        else:
            gathered.done(page.work, *outcomes)

    def _effects(self, page: ParsedPage, effects: Effects) -> list[StageOutcome]:
        capture, outlet = page.capture, page.outlet
        if page.reason:
            return []
        if page.outcome is not None or outlet is None:
            return [page.outcome or StageOutcome.GONE]
        if page.gone and capture is not None:
            return [self._remove(capture, outlet, effects)]
        spec = self.specs.get(outlet.key, outlet.digest)
        outcomes = []
        for item in page.items:
            if capture is None:
                assert page.submission is not None
                fetched = moment(page.submission.payload.get("fetched")) or page.submission.created_at
                source = ItemSource(fetched, submission=page.submission)
                identity = identify(outlet.key, spec, item)
            elif page.social:
                source, identity = ItemSource(capture.fetched_at, capture), identify(outlet.key, spec, item)
            else:
                source = ItemSource(capture.fetched_at, capture)
                identity = identify(
                    outlet.key,
                    spec,
                    item,
                    capture.url,
                    capture.final_url,
                    tuple(capture.hint.get("hops", ())),
                )
            outcomes.append(store(item, identity, outlet, source, effects))
        if StageOutcome.NEW in outcomes and capture is not None:
            effects.heard(outlet.key, capture.fetched_at)
            if spec is not None and page.site_name:
                name_outlet(spec, page.site_name)
        return outcomes

    def _remove(self, capture: Capture, outlet: Outlet, effects: Effects) -> StageOutcome:
        spec = self.specs.get(outlet.key, outlet.digest)
        pattern, keep = (spec.id_pattern or "", spec.keep_params) if spec else ("", ())
        url = canonical_url(capture.url, keep)
        rows = Article.objects.select_for_update(of=("self",))
        article = rows.filter(id=article_id(outlet.key, item_key(url, pattern, keep))).first()
        if article is None:
            alias = Alias.objects.filter(key=url_hash(url)).values_list("article_id", flat=True).first()
            article = rows.filter(id=alias).first() if alias else None
        if article is None:
            return StageOutcome.GONE
        return remove(article, ItemSource(capture.fetched_at, capture), effects)

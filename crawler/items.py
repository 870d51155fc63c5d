"""The item of a fetch: what is kept of it as evidence, and what it means for the frontier. Pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.feeds.poll_pages import PAGED, PolledFeed, Ways, depth_of, patience_of
from crawler.outcomes.next_visit import Before, page_verdict
from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.frontier import Announcement, FetchOutcome, HostResult
from rasad.archive.frontier.effects import (
    Count,
    Discover,
    Effect,
    MergePage,
    RecordHost,
    RecordPage,
    RecordPoll,
)
from rasad.archive.frontier.feed_state import PolledPage
from rasad.archive.frontier.polling import max_age
from rasad.archive.identity import canonical_url, host_of, url_hash
from rasad.archive.models import PARSED_PAGES, Frontier, PageKind
from rasad.archive.warc import Exchange, Reference, WarcRecord, dom_records, exchange_records
from rasad.extract.announcements.reading import Reading
from rasad.outlets.definitions import OutletSpec

#: What a capture of each kind of feed or page is called; other feeds are "feed", other pages as they are.
CAPTURE_KINDS = {
    "listing": "listing",
    "archive": "listing",
    "telegram": "social",
    "eitaa": "social",
    "edition": "edition",
    "channel_page": "social",
}
#: What a hint says for the frontier alone.
_OWN = ("seen", "vain")
PDF_WAIT = 900.0  # seconds
#: What an answer is not worth keeping for: it brings nothing new, or it is a bomb.
_UNKEPT_POLLS = (FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED, FetchOutcome.BOMB)


@dataclass(frozen=True)
class Answer:
    """How a fetch ended, through all its redirects. `error` is a sentence; `body` is decoded, "" where torn.

    `records`: of the hops and robots.txt on the way; `wait`: seconds that the server asked for;
    `target`: where the last redirect pointed, if it was not followed.
    """

    url: str
    final_url: str
    outcome: FetchOutcome
    at: datetime
    error: str = ""
    exchange: Exchange | None = None
    body: bytes = b""
    dom: str = ""
    hops: tuple[str, ...] = ()
    records: tuple[WarcRecord, ...] = ()
    wait: float | None = None
    target: str = ""
    soft_gone: bool = False

    @property
    def host(self) -> str:
        """The host that answered last."""
        return host_of(canonical_url(self.final_url))

    @property
    def data(self) -> bytes:
        """What is read: the page as a browser rendered it, else the body."""
        return self.dom.encode("utf-8", "surrogatepass") if self.dom else self.body

    @property
    def sha256(self) -> str:
        """Digest of what is read."""
        return hashlib.sha256(self.data).hexdigest()

    def header(self, name: str) -> str:
        """A response header, "" without."""
        headers = self.exchange.headers if self.exchange else []
        return next((value for found, value in headers if found.lower() == name.lower()), "")


@dataclass(frozen=True)
class Prior:
    """The last full answer of an address: its capture, the decoded body's digest, its record."""

    capture: int
    sha256: str
    reference: Reference


def page_item(
    row: Frontier,
    spec: OutletSpec,
    before: Before,
    answer: Answer,
    host: HostResult,
    prior: Prior | None = None,
    links: Sequence[Announcement] = (),
    owner: OutletSpec | None = None,
) -> CaptureItem:
    """The item of a page of the frontier. `owner`: the outlet that a foreign target belongs to."""
    result = page_verdict(
        answer.outcome,
        before,
        answer.at,
        error=answer.error,
        wait=answer.wait,
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
    )
    item = CaptureItem(list(answer.records))
    _keep_page(item, row, spec, before, answer, prior)
    effects: list[Effect] = [
        *_hops(answer),
        RecordPage(row.pk, result, answer.at),
        RecordHost(answer.host, host),
    ]
    if links:
        effects.append(Discover(spec, tuple(links), answer.at, row.feed_id, row.backfill_id))
    if item.capture is not None and answer.hops and answer.outcome is FetchOutcome.OK:
        effects.append(MergePage(spec, row, answer.final_url, result))
    if owner is not None and answer.outcome is FetchOutcome.FOREIGN and row.kind == "article":
        hint = {"redirected_from": row.url}
        effects.append(Discover(owner, (Announcement(answer.target, hint),), answer.at))
    item.effects = tuple(effects)
    return item


def pages_to_read_again(reading: Reading, spec: OutletSpec) -> tuple[Announcement, ...]:
    """The pages of a channel on which its last days' posts will stand, due as an article's next look is."""
    after = spec.fetch.revisit[0]
    return tuple(
        Announcement(url, {"newest": newest}, PageKind.CHANNEL_PAGE, after=after)
        for url, newest in reading.again
    )


def _hops(answer: Answer) -> list[Effect]:
    return [Count(FetchOutcome.REDIRECTED, len(answer.hops), answer.at)] if answer.hops else []


def _keep_page(
    item: CaptureItem, row: Frontier, spec: OutletSpec, before: Before, answer: Answer, prior: Prior | None
) -> None:
    """Records and capture of a page, where there is anything to keep; a repeated one becomes a revisit."""
    exchange, outcome = answer.exchange, answer.outcome
    if exchange is None or outcome is FetchOutcome.BOMB:
        return
    same_as = prior.reference if prior and _same_payload(answer, prior.reference) else None
    if exchange.status == 304 and same_as is None:
        return
    facts = {"outlet": spec.key, "kind": row.kind, "outcome": str(outcome), "hops": list(answer.hops)}
    facts |= {"proxy": spec.proxy} if spec.proxy else {}
    item.main = len(item.records)
    item.records += exchange_records(exchange, facts, same_as)
    if answer.dom and outcome is not FetchOutcome.UNCHANGED:
        item.main = len(item.records)
        item.records += dom_records(
            answer.final_url, answer.at, answer.dom, {"outlet": spec.key, "rendered": True}
        )
    kind = "dom" if answer.dom else CAPTURE_KINDS.get(row.kind, row.kind)
    hint: dict[str, Any] = {name: value for name, value in row.hint.items() if name not in _OWN}
    if answer.soft_gone:
        hint["soft_gone"] = True
    repeats = prior is not None and outcome in (FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED)
    item.capture = _capture(
        spec,
        answer,
        row.url,
        kind,
        hint,
        row.feed_id,
        prior.capture if prior is not None and repeats else None,
    )
    item.parse = kind in PARSED_PAGES and (
        outcome is FetchOutcome.OK or (outcome is FetchOutcome.GONE and before.fetched)
    )
    if kind == PageKind.PDF and not row.hint.get("alone"):
        item.parse_after = PDF_WAIT  # until then the issue's articles are known, if it has any


def _same_payload(answer: Answer, reference: Reference) -> bool:
    """Whether a revisit record may stand for the body: the encoded bytes are the same."""
    exchange = answer.exchange
    if exchange is None or answer.dom:
        return False
    return exchange.status == 304 or (
        exchange.status == 200 and exchange.payload_digest == reference.payload_digest
    )


def _capture(
    spec: OutletSpec,
    answer: Answer,
    url: str,
    kind: str,
    hint: dict[str, Any],
    feed: int | None,
    revisit_of: int | None = None,
    at: datetime | None = None,
) -> CaptureRow:
    exchange = answer.exchange
    assert exchange is not None
    return CaptureRow(
        outlet=spec.key,
        kind=kind,
        url=url,
        final_url=answer.final_url,
        key=url_hash(canonical_url(url)),
        fetched_at=at or exchange.at,
        status=exchange.status,
        content_type=answer.header("Content-Type"),
        sha256=answer.sha256,
        verified=exchange.url.startswith("https:") and not spec.fetch.insecure_tls,
        address=exchange.address,
        feed=feed,
        revisit_of=revisit_of,
        hint=hint | ({"hops": list(answer.hops)} if answer.hops else {}),
    )


def poll_item(
    polled: PolledFeed,
    answer: Answer,
    reading: Reading,
    ways: Ways,
    host: HostResult,
    *,
    known: bool,
    pageable: bool,
) -> CaptureItem:
    """The item of one page of a poll, and where it leads. `known`: this very answer is kept already."""
    feed, spec, definition = polled.feed, polled.spec, polled.definition
    names = definition.template.names
    item = CaptureItem(list(answer.records))
    if answer.exchange is not None and answer.outcome not in _UNKEPT_POLLS and not known:
        facts = {"outlet": spec.key, "kind": feed.kind, "hops": list(answer.hops)}
        facts |= {"proxy": spec.proxy} if spec.proxy else {}
        item.main = len(item.records)
        item.records += exchange_records(answer.exchange, facts)
        if answer.dom:
            item.main = len(item.records)
            item.records += dom_records(
                answer.final_url, answer.at, answer.dom, {"outlet": spec.key, "rendered": True}
            )
        kind = CAPTURE_KINDS.get(feed.kind, "feed")
        at = answer.at if answer.dom else None
        hint: dict[str, Any] = {}
        if kind == "feed" and any(one.holds_text for one in reading.items):
            kind, hint = PageKind.FULL_FEED.value, {"feed": [feed.kind, feed.url]}
        item.capture = _capture(spec, answer, answer.url, kind, hint, feed.pk, at=at)
        is_whole = kind in PARSED_PAGES
        item.parse = is_whole and answer.outcome is FetchOutcome.OK and bool(reading.items)
    page = PolledPage(
        outcome=answer.outcome,
        maps=tuple(reading.children),
        next_url=ways.older,
        signature=reading.signature,
        asked=max(reading.ttl or 0.0, max_age(answer.header("Cache-Control"))),
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
        paged=feed.kind in PAGED or bool(names) or bool(ways.older),
        pageable=pageable,
        depth=depth_of(definition, spec),
        counted=ways.counted,
        earlier=ways.earlier,
        patience=patience_of(definition) if ways.earlier else 0,
        issues="issue" in names,
        now=ways.now,
    )
    items = tuple(Announcement(one.url, one.hint, one.kind, page=one.page) for one in reading.items)
    poll = RecordPoll(
        feed.pk,
        spec,
        polled.state,
        page,
        items,
        answer.at,
        feed.interval,
        feed.failures,
        spec.fetch.poll,
        answer.wait,
        answer.error,
    )
    item.effects = (*_hops(answer), RecordHost(answer.host, host), poll)
    if reading.again and answer.outcome is FetchOutcome.OK:
        item.effects += (Discover(spec, pages_to_read_again(reading, spec), answer.at, feed.pk),)
    return item

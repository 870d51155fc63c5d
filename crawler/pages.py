"""Fetching one page of the frontier: its capture, its work and what becomes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from crawler.context import CrawlServices
from crawler.following import Chain
from crawler.gate import HostBusyError, utc_now
from crawler.policy import Before, outcome_of_status, page_verdict
from crawler.polling import later
from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.frontier import (
    NEVER,
    Announcement,
    FetchOutcome,
    PageResult,
    count,
    discover,
    ensure_hosts,
    frontier_key,
    record_host,
    record_page,
)
from rasad.archive.identity import canonical_url, host_of, url_hash
from rasad.archive.models import PARSED_PAGES, Capture, Frontier
from rasad.archive.warc import (
    DecodedTooLargeError,
    DecodingError,
    Exchange,
    Reference,
    decode_body,
    dom_records,
    exchange_records,
)
from rasad.outlets.loading import OutletSpec


@dataclass(frozen=True)
class DecodedBody:
    """A decoded body, or why there is none."""

    data: bytes = b""
    outcome: FetchOutcome | None = None
    error: str = ""


def decode(exchange: Exchange) -> DecodedBody:
    """Take content-encodings off; bombs and torn bodies become outcomes. Blocks; run it in a thread."""
    encodings = [value for name, value in exchange.headers if name.lower() == "content-encoding"]
    try:
        return DecodedBody(decode_body(exchange.body, encodings))
    except DecodedTooLargeError as error:
        return DecodedBody(outcome=FetchOutcome.BOMB, error=str(error))
    except DecodingError as error:
        return DecodedBody(outcome=FetchOutcome.TORN, error=str(error))


async def visit(context: CrawlServices, row: Frontier, spec: OutletSpec) -> None:
    """Fetch a page and make everything about it durable. Raises only what is our own fault."""
    before = Before(
        row.attempts, row.revisits, row.fetched_at is not None, _looks(row, spec), spec.fetch.poll[0] / 2
    )
    browser = spec.fetch.browser and row.kind in ("article", "listing")
    validators = (row.etag, row.last_modified) if before.fetched and not browser else ("", "")
    try:
        async with context.following.follow(
            row.url, spec, row.kind, validators, anywhere=row.kind == "pdf", browser=browser
        ) as chain:
            await _settle(context, row, spec, before, chain)
    except HostBusyError as busy:
        now = utc_now()
        verdict = PageResult(
            FetchOutcome.REDIRECTED,
            Frontier.State.WAITING,
            later(now, 5.0),
            row.attempts,
            row.revisits,
            error=str(busy),
        )
        await context.write(lambda: record_page(row.pk, verdict, now))


def _looks(row: Frontier, spec: OutletSpec) -> tuple[float, ...]:
    """When to look again: pages of the past and files do not change."""
    return () if row.kind == "pdf" or row.priority < 0 else spec.fetch.revisit


async def _settle(
    context: CrawlServices, row: Frontier, spec: OutletSpec, before: Before, chain: Chain
) -> None:
    now = utc_now()
    got, exchange = chain.got, chain.got.exchange
    body, outcome, error = DecodedBody(), chain.stop or got.outcome, chain.error or got.error
    if exchange is not None and outcome is None:
        outcome = outcome_of_status(exchange.status)
        body = await context.thread(lambda: decode(exchange))
        if outcome is FetchOutcome.OK and body.outcome is not None:
            outcome, error = body.outcome, body.error
        if 300 <= exchange.status < 400 and exchange.status != 304:
            outcome = FetchOutcome.CLIENT_ERROR
    assert outcome is not None
    key = url_hash(canonical_url(row.url))
    prior = await context.prior(key, dom=bool(got.dom)) if exchange is not None and before.fetched else None
    data = got.dom.encode("utf-8", "surrogatepass") if got.dom else body.data
    sha256 = hashlib.sha256(data).hexdigest()
    if outcome is FetchOutcome.OK and prior is not None and prior.sha256 == sha256:
        outcome = FetchOutcome.UNCHANGED
    verdict = page_verdict(
        outcome,
        before,
        now,
        error=error,
        wait=chain.wait,
        etag=got.header("ETag"),
        last_modified=got.header("Last-Modified"),
    )
    state = context.gate.settle(chain.host, outcome, spec, now, chain.wait, error)
    records = list(chain.records)
    capture, parse = None, False
    main = len(records)
    if exchange is not None and outcome not in (FetchOutcome.BOMB,):
        same_as = (
            prior.reference if prior and not got.dom and _same_payload(exchange, prior.reference) else None
        )
        if exchange.status != 304 or same_as is not None:
            facts = {"outlet": spec.key, "kind": row.kind, "outcome": str(outcome), "hops": chain.hops}
            records += exchange_records(exchange, facts, same_as)
            if got.dom and outcome is not FetchOutcome.UNCHANGED:
                main = len(records)
                records += dom_records(got.url, now, got.dom, {"outlet": spec.key, "rendered": True})
            kind = "dom" if got.dom else row.kind
            revisit_of = (
                prior.capture
                if prior and outcome in (FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED)
                else None
            )
            capture = _capture(row, spec, chain, kind, key, sha256, revisit_of)
            parse = kind in PARSED_PAGES and _worth_parsing(outcome, before)
    links = await _links(context, row, spec, outcome, data)

    def then(stored: Capture | None) -> None:
        for _ in chain.hops:
            count(FetchOutcome.REDIRECTED, now)
        record_page(row.pk, verdict, now)
        record_host(chain.host, state)
        if links:
            discover(spec, links, feed=row.feed_id, now=now)
        if stored is not None and chain.hops and outcome is FetchOutcome.OK:
            _merge(row, spec, got.url, verdict)
        if outcome is FetchOutcome.FOREIGN:
            other = context.owner_of(chain.target)
            if other is not None and row.kind == "article":
                hint = {"redirected_from": row.url}
                discover(other, [Announcement(chain.target, hint)], now=now)

    await got.store(CaptureItem(records, then, capture, main, parse))


def _same_payload(exchange: Exchange, reference: Reference) -> bool:
    """Whether a revisit record may stand for the body: the encoded bytes are the same."""
    return exchange.status == 304 or (
        exchange.status == 200 and exchange.payload_digest == reference.payload_digest
    )


def _worth_parsing(outcome: FetchOutcome, before: Before) -> bool:
    return outcome is FetchOutcome.OK or (outcome is FetchOutcome.GONE and before.fetched)


def _capture(
    row: Frontier, spec: OutletSpec, chain: Chain, kind: str, key: str, sha256: str, revisit_of: int | None
) -> CaptureRow:
    exchange = chain.got.exchange
    assert exchange is not None
    hint: dict[str, Any] = {name: value for name, value in row.hint.items() if name != "seen"}
    if chain.hops:
        hint["hops"] = chain.hops
    if chain.soft_gone:
        hint["soft_gone"] = True
    return CaptureRow(
        outlet=spec.key,
        kind=kind,
        url=row.url,
        final_url=chain.got.url,
        key=key,
        fetched_at=exchange.at,
        status=exchange.status,
        content_type=chain.got.header("Content-Type"),
        sha256=sha256,
        verified=exchange.url.startswith("https:") and not spec.fetch.insecure_tls,
        address=exchange.address,
        feed=row.feed_id,
        revisit_of=revisit_of,
        hint=hint,
    )


async def _links(
    context: CrawlServices, row: Frontier, spec: OutletSpec, outcome: FetchOutcome, data: bytes
) -> list[Announcement]:
    """What a page view of a newspaper, or an archive page of the past, leads to."""
    if not row.kind.endswith("_page") or outcome is not FetchOutcome.OK:
        return []
    kind = row.kind if row.kind == "edition_page" else row.kind.removesuffix("_page")
    reading = await context.read(kind, data, row.url, "", spec)
    found = [Announcement(item.url, item.hint, item.kind, row.priority) for item in reading.items]
    if reading.next_url:
        found.append(Announcement(reading.next_url, row.hint, row.kind, row.priority))
    return found


def _merge(row: Frontier, spec: OutletSpec, final_url: str, verdict: PageResult) -> None:
    """After redirects to another item's address: that item's row is looked at again, this one is not."""
    key = frontier_key(spec, final_url, row.kind)
    if key == row.key:
        return
    url = canonical_url(final_url, spec.keep_params)
    ensure_hosts([host_of(url)], spec.fetch.delay)
    Frontier.objects.get_or_create(
        key=key,
        defaults={
            "url": url,
            "host": host_of(url),
            "outlet_id": spec.key,
            "feed_id": row.feed_id,
            "kind": row.kind,
            "state": verdict.state,
            "next_try_at": verdict.next_try_at,
            "hint": row.hint,
            "fetched_at": verdict.fetched_at,
            "discovered_at": row.discovered_at,
        },
    )
    Frontier.objects.filter(pk=row.pk).update(next_try_at=NEVER)

"""Fetching one page of the frontier: its capture, its work and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.context import CrawlServices
from crawler.following import Chain
from crawler.gate import HostBusyError, utc_now
from crawler.items import Answer, page_item
from crawler.policy import Before, outcome_of_status
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import Announcement, FetchOutcome, PageResult
from rasad.archive.frontier.effects import RecordPage
from rasad.archive.frontier.polling import later
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.models import Frontier
from rasad.archive.warc import DecodedTooLargeError, DecodingError, Exchange, decode_body
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


async def answer_of(context: CrawlServices, url: str, chain: Chain) -> Answer:
    """How the chain ended, its body decoded."""
    got, exchange = chain.got, chain.got.exchange
    body, outcome, error = DecodedBody(), chain.stop or got.outcome, chain.error or got.error
    if exchange is not None:
        body = await context.thread(lambda: decode(exchange))
        outcome = outcome or outcome_of_status(exchange.status)
        if outcome is FetchOutcome.OK and body.outcome is not None:
            outcome, error = body.outcome, body.error
    assert outcome is not None
    return Answer(
        url=url,
        final_url=got.url,
        outcome=outcome,
        at=utc_now(),
        error=error,
        exchange=exchange,
        body=body.data,
        dom=got.dom,
        hops=tuple(chain.hops),
        records=tuple(chain.records),
        wait=chain.wait,
        target=chain.target,
        soft_gone=chain.soft_gone,
    )


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
        result = PageResult(
            FetchOutcome.REDIRECTED,
            Frontier.State.WAITING,
            later(now, 5.0),
            row.attempts,
            row.revisits,
            error=str(busy),
        )
        await context.keep(CaptureItem(effects=(RecordPage(row.pk, result, now),)))


def _looks(row: Frontier, spec: OutletSpec) -> tuple[float, ...]:
    """When to look again: pages of the past and files do not change."""
    return () if row.kind == "pdf" or row.priority < 0 else spec.fetch.revisit


async def _settle(
    context: CrawlServices, row: Frontier, spec: OutletSpec, before: Before, chain: Chain
) -> None:
    answer = await answer_of(context, row.url, chain)
    if answer.exchange is not None and answer.outcome is FetchOutcome.OK and answer.exchange.status >= 300:
        answer = replace(answer, outcome=FetchOutcome.CLIENT_ERROR)
    key = url_hash(canonical_url(row.url))
    prior = None
    if answer.exchange is not None and before.fetched:
        prior = await context.prior(key, dom=bool(answer.dom))
    if answer.outcome is FetchOutcome.OK and prior is not None and prior.sha256 == answer.sha256:
        answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
    host = context.gate.settle(chain.host, answer.outcome, spec, answer.at, answer.wait, answer.error)
    links = await _links(context, row, spec, answer)
    owner = context.owner_of(answer.target) if answer.target else None
    await chain.got.store(page_item(row, spec, before, answer, host, prior, links, owner))


async def _links(
    context: CrawlServices, row: Frontier, spec: OutletSpec, answer: Answer
) -> list[Announcement]:
    """What a page view of a newspaper, or an archive page of the past, leads to."""
    if not row.kind.endswith("_page") or answer.outcome is not FetchOutcome.OK:
        return []
    kind = row.kind if row.kind == "edition_page" else row.kind.removesuffix("_page")
    reading = await context.read(kind, answer.data, row.url, "", spec)
    found = [Announcement(item.url, item.hint, item.kind, row.priority) for item in reading.items]
    if reading.next_url:
        found.append(Announcement(reading.next_url, row.hint, row.kind, row.priority))
    return found

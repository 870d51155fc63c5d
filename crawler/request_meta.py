"""What rides with a request from the scheduler to the item: whose it is, and what it met on its way."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone
from scrapy import Request
from scrapy.http import Response

from crawler.errors import BodyError
from crawler.feeds.poll_pages import PolledFeed
from crawler.items import Answer
from crawler.outcomes.failures import outcome_of
from crawler.outcomes.next_visit import outcome_of_status, status_sentence
from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.polling import retry_after
from rasad.archive.models import Frontier
from rasad.archive.warc import Exchange, WarcRecord, exchange_records
from rasad.extract.barriers import barrier
from rasad.outlets.definitions import OutletSpec


@dataclass(eq=False)
class Fetch:
    """One fetch through all its hops, in `request.meta["fetch"]`. `task`: the page or the feed it is for.

    `anywhere`: redirects may leave the outlet's hosts (feeds, PDFs); `held`: the host whose slot it holds;
    `stop`: why the last redirect was not followed.
    """

    spec: OutletSpec
    url: str
    task: Frontier | PolledFeed
    anywhere: bool = False
    validators: tuple[str, str] = ("", "")
    may_post: bool = False  # an address of this outlet's YAML, whose end may be sent by POST
    held: str = ""
    home: str = ""  # the host that it came from, while it waits for another or is there
    hops: list[str] = field(default_factory=list)
    records: list[WarcRecord] = field(default_factory=list)
    wait: float | None = None  # seconds that robots.txt's server asked for
    stop: tuple[FetchOutcome, str] | None = None
    target: str = ""  # where the last redirect pointed, if it was not followed
    soft_gone: bool = False

    @property
    def kind(self) -> str:
        """The kind of the page or feed."""
        return self.task.kind if isinstance(self.task, Frontier) else self.task.feed.kind

    def keep_hop(self, request: Request) -> None:
        """A hop's exchange becomes evidence of this fetch."""
        exchange: Exchange | None = request.meta.pop("exchange", None)
        if exchange is not None:
            self.records += exchange_records(exchange, {})
        self.hops.append(request.url)
        self.validators = ("", "")


def fetch_of(request: Request) -> Fetch | None:
    """The fetch that a request belongs to; None for one of the shell or of another's spider."""
    found = request.meta.get("fetch")
    return found if isinstance(found, Fetch) else None


def answer_of(fetch: Fetch, response: Response) -> Answer:
    """How the fetch ended where an answer came."""
    meta = response.meta
    exchange: Exchange | None = meta.get("exchange")
    outcome, error = fetch.stop or (outcome_of_status(response.status), status_sentence(response.status))
    final_url, dom = meta.get("answered_url", response.url), meta.get("dom", "")
    target = fetch.target
    if dom and exchange is not None:
        outcome = fetch.stop[0] if fetch.stop else outcome_of_status(exchange.status)
    if not fetch.stop and exchange is not None:
        outcome, error = _behind_barrier(
            fetch, exchange, dom.encode("utf-8", "replace") or response.body, outcome
        )
        if not fetch.anywhere and not fetch.spec.owns(final_url):
            outcome, error, target = FetchOutcome.FOREIGN, f"leads to {final_url[:300]}", final_url
    return _answer(
        fetch,
        final_url,
        outcome,
        error,
        exchange,
        body=b"" if dom else response.body,
        dom=dom,
        hops=(*fetch.hops, *meta.get("browser_hops", ())),
        target=target,
    )


def _behind_barrier(
    fetch: Fetch, exchange: Exchange, body: bytes, outcome: FetchOutcome
) -> tuple[FetchOutcome, str]:
    """What the answer is where somebody before the outlet gave it; a refused feed refuses all of us."""
    if found := barrier(exchange.status, exchange.headers, body):
        return FetchOutcome.CHALLENGED if found.checks else FetchOutcome.BLOCKED, found.sentence
    if exchange.status == 451:
        return outcome, "it may not be shown where we ask from (451)"
    if (
        outcome is FetchOutcome.FORBIDDEN
        and isinstance(fetch.task, PolledFeed)
        and not fetch.task.is_older_page
    ):
        return FetchOutcome.BLOCKED, f"it refuses to show us what is public ({exchange.status})"
    return outcome, ""


def failed_answer(fetch: Fetch, request: Request, error: BaseException) -> Answer:
    """How the fetch ended where no whole answer came, or one that no rule lets us read."""
    outcome, sentence = outcome_of(error, request.url)
    exchange: Exchange | None = request.meta.get("exchange") if isinstance(error, BodyError) else None
    if exchange is not None and outcome_of_status(exchange.status) is not FetchOutcome.OK:
        # Nobody reads the body of a 404.
        outcome, sentence = outcome_of_status(exchange.status), status_sentence(exchange.status)
    return _answer(fetch, request.url, outcome, sentence, exchange, hops=tuple(fetch.hops))


def _answer(
    fetch: Fetch,
    final_url: str,
    outcome: FetchOutcome,
    error: str,
    exchange: Exchange | None,
    *,
    body: bytes = b"",
    dom: str = "",
    hops: tuple[str, ...] = (),
    target: str = "",
) -> Answer:
    now = timezone.now()
    headers = exchange.headers if exchange else []
    asked = next((value for name, value in headers if name.lower() == "retry-after"), None)
    wait = retry_after(asked, now)
    return Answer(
        url=fetch.url,
        final_url=final_url,
        outcome=outcome,
        at=now,
        error=error,
        exchange=exchange,
        body=body,
        dom=dom,
        hops=hops,
        records=tuple(fetch.records),
        wait=fetch.wait if wait is None else wait,
        target=target,
        soft_gone=fetch.soft_gone,
    )

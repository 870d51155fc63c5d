"""A chain of redirects, hop by hop: each is checked, waits its turn, asks robots.txt and is evidence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from crawler.fetching import Fetcher, Got
from crawler.gate import utc_now
from crawler.robots import FRESH, Robots, read_robots
from rasad.archive.addresses import AddressRefusedError, check_url
from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.polling import retry_after
from rasad.archive.identity import NotAnAddressError, canonical_url, host_of
from rasad.archive.warc import WarcRecord, exchange_records
from rasad.outlets.loading import OutletSpec
from settings.env import env

MAX_HOPS = 6
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass
class Chain:
    """Where a fetch led: the last answer, and the hops before it with their records.

    `stop` is set where the chain ended for a reason of ours (robots, foreign, gone …).
    """

    got: Got
    hops: list[str] = field(default_factory=list)
    records: list[WarcRecord] = field(default_factory=list)
    stop: FetchOutcome | None = None
    error: str = ""
    target: str = ""  # where the last redirect pointed, if it was not followed
    wait: float | None = None  # seconds that the server asked for (Retry-After)
    soft_gone: bool = False

    @property
    def host(self) -> str:
        """The host that answered last."""
        return host_of(canonical_url(self.got.url))


class Following:
    """Follows chains for one worker; keeps robots.txt of its origins for an hour."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self._robots: dict[str, tuple[datetime, Robots]] = {}

    @asynccontextmanager
    async def follow(
        self,
        url: str,
        spec: OutletSpec,
        kind: str,
        validators: tuple[str, str] = ("", ""),
        *,
        anywhere: bool = False,
        browser: bool = False,
    ) -> AsyncIterator[Chain]:
        """Fetch `url` through its redirects. `anywhere`: they may leave the outlet's hosts (feeds, PDFs)."""
        chain = Chain(Got(url))
        while True:
            if stop := await self._forbidden(url, spec, chain):
                chain.got = Got(url)
                chain.stop, chain.error = stop
                yield chain
                return
            async with self.fetcher.get(url, spec, kind, validators, browser) as got:
                chain.got = got
                chain.wait = retry_after(got.header("Retry-After"), utc_now())
                chain.hops += got.hops
                if got.dom and not anywhere and not spec.owns(got.url):
                    chain.stop, chain.target = FetchOutcome.FOREIGN, got.url
                    chain.error = f"leads to {got.url[:300]}"
                    yield chain
                    return
                target = _target(got)
                if target is None or self._ends(chain, target, spec, kind, anywhere):
                    yield chain
                    return
                assert got.exchange is not None
                chain.records += exchange_records(got.exchange, {})
                chain.hops.append(url)
                validators = ("", "")
                url = target

    def _ends(self, chain: Chain, target: str, spec: OutletSpec, kind: str, anywhere: bool) -> bool:
        """Whether this redirect is not followed; the chain then says why."""
        chain.target = target
        try:
            check_url(target, env().allow_nets)
            canonical = canonical_url(target)
        except (AddressRefusedError, NotAnAddressError) as error:
            chain.stop, chain.error = (
                FetchOutcome.ADDRESS_REFUSED,
                f"redirected to a refused address: {error}",
            )
            return True
        if target in (*chain.hops, chain.got.url) or len(chain.hops) + 1 >= MAX_HOPS:
            chain.stop, chain.error = (
                FetchOutcome.TOO_MANY_REDIRECTS,
                f"{len(chain.hops) + 1} redirects, to {target[:200]}",
            )
            return True
        if kind == "article" and spec.owns(target) and _is_front(canonical, spec):
            chain.soft_gone = True
            chain.stop, chain.error = FetchOutcome.GONE, "leads to the front page"
            return True
        if not anywhere and not spec.owns(target):
            chain.stop, chain.error = FetchOutcome.FOREIGN, f"leads to {target[:300]}"
            return True
        return False

    async def _forbidden(self, url: str, spec: OutletSpec, chain: Chain) -> tuple[FetchOutcome, str] | None:
        if not spec.fetch.robots:
            return None
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(origin)
        if known is None or (utc_now() - known[0]).total_seconds() > FRESH:
            found = await self._ask(origin, spec, chain)
            if isinstance(found, tuple):
                return found
            self._robots[origin] = known = (utc_now(), found)
            if found.delay:
                self.fetcher.gate.slow_down(host_of(canonical_url(url)), found.delay)
        if known[1].allows(url):
            return None
        return FetchOutcome.ROBOTS, f"robots.txt of {origin} does not allow it"

    async def _ask(self, origin: str, spec: OutletSpec, chain: Chain) -> Robots | tuple[FetchOutcome, str]:
        """The origin's rules, or why they cannot be had now."""
        url = f"{origin}/robots.txt"
        for _ in range(MAX_HOPS):
            async with self.fetcher.get(url, spec, "robots") as got:
                if got.exchange is None:
                    return got.outcome or FetchOutcome.ERROR, f"robots.txt: {got.error}"
                chain.records += exchange_records(got.exchange, {"kind": "robots"})
                if target := _target(got):
                    url = target
                    continue
                found = read_robots(got.exchange.status, decoded(got))
                if found is None:
                    chain.wait = retry_after(got.header("Retry-After"), utc_now())
                    limited = got.exchange.status == 429
                    sentence = (
                        f"robots.txt answers {got.exchange.status}; the outlet's «robots: false» overrides it"
                    )
                    return (FetchOutcome.RATE_LIMITED if limited else FetchOutcome.SERVER_ERROR), sentence
                return found
        return Robots()  # more redirects than that mean "not there" (RFC 9309, 2.3.1.2)


def decoded(got: Got) -> bytes:
    """The body without content-encodings; what cannot be decoded is empty."""
    from rasad.archive.warc import DecodingError, decode_body

    assert got.exchange is not None
    encodings = [value for name, value in got.exchange.headers if name.lower() == "content-encoding"]
    try:
        return decode_body(got.exchange.body, encodings)
    except DecodingError:
        return b""


def _target(got: Got) -> str | None:
    """Where a redirect points, whole; None where the answer is none."""
    if got.exchange is None or got.exchange.status not in _REDIRECTS:
        return None
    location = got.header("Location").encode("utf-8", "surrogateescape")
    if not location:
        return None
    try:
        return urljoin(got.url, safe_url_string(location, encoding="utf-8")).partition("#")[0]
    except ValueError:
        return location.decode("latin-1")


def _is_front(canonical: str, spec: OutletSpec) -> bool:
    """Whether an address is the outlet's front page, where deleted articles often lead."""
    parts = urlsplit(canonical)
    return not parts.query and parts.path.rstrip("/") in ("", "/fa", urlsplit(spec.home).path.rstrip("/"))

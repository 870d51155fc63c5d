"""Scrapy's robots.txt, fetched in the host's own turn; then its delay passes before the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.utils import timezone
from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.errors import FetchStoppedError
from crawler.middlewares.redirect import redirect_target
from crawler.middlewares.robots_rules import FRESH, Robots, read_robots
from crawler.outcomes.failures import outcome_of
from crawler.request_meta import Fetch, fetch_of
from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.polling import retry_after
from rasad.archive.identity import canonical_url, host_of
from rasad.archive.warc import exchange_records

if TYPE_CHECKING:
    from crawler.scheduler.frontier_scheduler import FrontierScheduler

#: Redirects of robots.txt that are followed; beyond them it is "not there" (RFC 9309, 2.3.1.2).
MAX_HOPS = 5


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's asks beside the page, follows no rule of RFC 9309 on 5xx, and forgets what it was answered."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._known: dict[str, tuple[datetime, Robots]] = {}

    @property
    def scheduler(self) -> FrontierScheduler:
        """Whose turn it is."""
        return cast("FrontierScheduler", self.crawler.engine.scheduler)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises `FetchStoppedError` where the page may not be fetched, or the rules cannot be had now."""
        fetch = fetch_of(request)
        if request.meta.get("dont_obey_robotstxt") or (fetch is not None and not fetch.spec.fetch.robots):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        at, robots = self._known.get(origin, (None, Robots()))
        if at is None or timezone.now() - at > timedelta(seconds=FRESH):
            robots = await self._ask(origin, request, fetch)
            self._known[origin] = timezone.now(), robots
            await self.scheduler.rest(host_of(canonical_url(request.url)), robots.delay)
        if not robots.allows(request.url):
            raise FetchStoppedError(FetchOutcome.ROBOTS, f"robots.txt of {origin} does not allow it")

    async def _ask(self, origin: str, request: Request, fetch: Fetch | None) -> Robots:
        """The origin's rules. Raises `FetchStoppedError` where the server is away."""
        url, own = f"{origin}/robots.txt", host_of(canonical_url(origin))
        for _ in range(MAX_HOPS + 1):
            response = await self._get(url, own, request, fetch)
            target = redirect_target(url, response)
            if target is not None:
                url = target
                continue
            robots = read_robots(response.status, response.body)
            if robots is not None:
                return robots
            if fetch is not None:
                asked = response.headers.get("Retry-After")
                fetch.wait = retry_after(asked.decode("latin-1") if asked else None, timezone.now())
            limited = response.status == 429
            raise FetchStoppedError(
                FetchOutcome.RATE_LIMITED if limited else FetchOutcome.SERVER_ERROR,
                f"robots.txt answers {response.status}; the outlet's «robots: false» overrides it",
            )
        return Robots()

    async def _get(self, url: str, own: str, page: Request, fetch: Fetch | None) -> Response:
        """One hop, in its host's turn (the page's own host is ours already); its answer is evidence."""
        try:
            request = Request(
                url,
                callback=NO_CALLBACK,
                priority=self.DOWNLOAD_PRIORITY,
                meta={
                    "dont_obey_robotstxt": True,
                    "dont_redirect": True,
                    "insecure_tls": page.meta.get("insecure_tls", False),
                    "proxy_name": page.meta.get("proxy_name", ""),
                },
            )
            host = host_of(canonical_url(url))
            if host == own:
                await self.scheduler.rest(host)
                response = await self.crawler.engine.download_async(request)
            else:
                async with self.scheduler.reserve(host):
                    response = await self.crawler.engine.download_async(request)
        except FetchStoppedError as error:
            raise FetchStoppedError(error.outcome, f"robots.txt: {error}") from error
        except Exception as error:
            outcome, sentence = outcome_of(error, url)
            raise FetchStoppedError(outcome, f"robots.txt: {sentence}") from error
        if fetch is not None:
            fetch.records += exchange_records(request.meta["exchange"], {"kind": "robots"})
        self.scheduler.record_request(host)
        return response

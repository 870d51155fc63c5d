"""Scrapy's redirects, with our rules: each hop is evidence, and leaving the outlet is an outcome."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.request_meta import Fetch, fetch_of
from rasad.archive.frontier import FetchOutcome
from rasad.archive.identity import NotAnAddressError, canonical_url
from rasad.archive.network.address_guard import AddressRefusedError, check_url
from rasad.outlets.definitions import OutletSpec
from settings.env import env

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class OutletRedirectMiddleware(RedirectMiddleware):
    """The hop's request goes to the scheduler, so it waits for its host."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The next hop's request, or the answer: with `fetch.stop` if it is a redirect not followed."""
        fetch, target = fetch_of(request), redirect_target(request.url, response)
        if fetch is None or request.meta.get("dont_redirect"):
            return super().process_response(request, response)
        if target is None or self._stops(fetch, request, target):
            return response
        redirected = self._build_redirect_request(request, response, url=target)
        try:
            followed = self._redirect(redirected, request, response.status)
        except IgnoreRequest:
            hops = len(fetch.hops) + 1
            fetch.stop = FetchOutcome.TOO_MANY_REDIRECTS, f"{hops} redirects, to {target[:200]}"
            return response
        fetch.keep_hop(request)
        for name in ("If-None-Match", "If-Modified-Since"):
            followed.headers.pop(name, None)
        for key in ("exchange", "download_slot", "sent_at"):
            followed.meta.pop(key, None)
        return followed

    def _stops(self, fetch: Fetch, request: Request, target: str) -> bool:
        """Whether this redirect is not followed; the fetch then says why."""
        fetch.target = target
        fetch.stop = _why_not(fetch, request.url, target)
        fetch.soft_gone = fetch.stop is not None and fetch.stop[0] is FetchOutcome.GONE
        return fetch.stop is not None


def _why_not(fetch: Fetch, url: str, target: str) -> tuple[FetchOutcome, str] | None:
    spec = fetch.spec
    try:
        check_url(target, env().allow_nets)
        canonical = canonical_url(target)
    except (AddressRefusedError, NotAnAddressError) as error:
        return FetchOutcome.ADDRESS_REFUSED, f"redirected to a refused address: {error}"
    if target in (*fetch.hops, url):
        return FetchOutcome.TOO_MANY_REDIRECTS, f"redirects lead back to {target[:200]}"
    if fetch.kind == "article" and spec.owns(target) and _is_front(canonical, spec):
        return FetchOutcome.GONE, "leads to the front page"
    if not fetch.anywhere and not spec.owns(target):
        return FetchOutcome.FOREIGN, f"leads to {target[:300]}"
    return None


def redirect_target(url: str, response: Response) -> str | None:
    """Where a redirect points, whole; None where the answer is none."""
    location = response.headers.get("Location") if response.status in REDIRECTS else None
    if not location:
        return None
    try:
        return urljoin(url, safe_url_string(location, encoding="utf-8")).partition("#")[0]
    except ValueError:
        return location.decode("latin-1")


def _is_front(canonical: str, spec: OutletSpec) -> bool:
    """Whether an address is the outlet's front page, where deleted articles often lead."""
    parts = urlsplit(canonical)
    return not parts.query and parts.path.rstrip("/") in ("", "/fa", urlsplit(spec.home).path.rstrip("/"))

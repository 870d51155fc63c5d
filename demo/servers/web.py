"""The city on a socket: one loopback port, dispatch by Host header, validators, counters, faults."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from demo.city import MediaCity
from demo.servers.counters import Counters
from demo.servers.faults import Faults
from demo.sites.base import SitePage

INTERNAL = "127.0.0.2"  # an address that no outlet has: RASAD_ALLOW_NETS=127.0.0.1/32 leaves it forbidden


class Server:
    """Answers every request of the city's hosts."""

    def __init__(self, city: MediaCity, faults: Faults, counters: Counters) -> None:
        self.city = city
        self.faults = faults
        self.counters = counters

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """One exchange: counted, perhaps spoilt by a fault, else the site's page."""
        host = (request.headers.get("Host") or "").split(":")[0].lower()
        with self.counters.request(host, request.path_qs) as outcome:
            if request.path == "/internal" and host not in self.city.hosts:
                self.counters.canary += 1
                outcome.status = 200
                return web.Response(text="internal")
            page, key = self.city.page(host, await _asked(request))
            fault = self.faults.take(key)
            if fault is not None:
                outcome.fault = fault.kind
                response = await self.faults.spoil(fault, request, page)
            else:
                response = self.respond(request, page, key)
            outcome.status = response.status
            return response

    def respond(self, request: web.BaseRequest, page: SitePage, key: str | None) -> web.Response:
        """A page with its validators; 304 when the asker's copy is still good."""
        headers = dict(page.headers)
        headers.setdefault("Content-Type", page.content_type)
        headers["Vary"] = "Accept-Encoding"
        if page.status == 200 and key is not None:
            site = self.city.sites[key]
            changed = self._changed(page)
            if site.sends_etag:
                headers["ETag"] = page.etag
            if site.sends_modified and changed is not None:
                headers["Last-Modified"] = format_datetime(changed, usegmt=True)
            if fresh(request, headers.get("ETag"), changed if "Last-Modified" in headers else None):
                headers.pop("Content-Type")
                return web.Response(status=304, headers=headers)
        body = page.body
        if len(body) > 1000 and "gzip" in request.headers.get("Accept-Encoding", ""):
            body = page.zipped
            headers["Content-Encoding"] = "gzip"
        return web.Response(status=page.status, body=body, headers=headers)

    def _changed(self, page: SitePage) -> datetime | None:
        """Last-Modified is told in city time like every date on the page."""
        return page.changed.astimezone(UTC).replace(microsecond=0) if page.changed else None


async def _asked(request: web.BaseRequest) -> str:
    """What is asked for; what a form sends by POST counts like a query."""
    if request.method != "POST":
        return request.raw_path
    return f"{request.raw_path}{'&' if '?' in request.raw_path else '?'}{await request.text()}"


def fresh(request: web.BaseRequest, etag: str | None, changed: datetime | None) -> bool:
    """RFC 9110 §13: If-None-Match decides alone when it is there, else If-Modified-Since."""
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return etag is not None and (etag in known or "*" in known)
    since = request.headers.get("If-Modified-Since")
    if since is None or changed is None:
        return False
    try:
        return changed <= parsedate_to_datetime(since)
    except ValueError:
        return False


async def open_port(server: Server, port: int) -> tuple[web.ServerRunner, int]:
    """Listen on loopback, and on `INTERNAL` for the canary; port 0 takes a free one."""
    runner = web.ServerRunner(web.Server(server.handle, access_log=None), shutdown_timeout=0.5)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", port)
    await listener.start()
    found: int = runner.addresses[0][1]
    with suppress(OSError):  # only Linux answers on all of 127/8
        await web.TCPSite(runner, INTERNAL, found).start()
    return runner, found

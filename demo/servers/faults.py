"""Faults on demand: what real servers do to a crawler. Each ends by count, by time, or when cleared."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any, Literal, get_args

from aiohttp import web

from demo.sites.base import SitePage

Kind = Literal[
    "error",
    "too_many",
    "drip",
    "torn_gzip",
    "redirect_loop",
    "redirect_internal",
    "redirect_metadata",
    "huge",
    "layout",
    "silence",
]
KINDS = get_args(Kind)
_ATTRIBUTE = re.compile(rb'\b(class|id|itemprop|itemtype)="([^"]*)"')


@dataclass
class SiteFault:
    """A fault on one outlet. `left` requests remain (None: no limit), `until` is monotonic seconds."""

    outlet: str
    kind: str
    args: dict[str, Any]
    left: int | None = None
    until: float | None = None

    def over(self) -> bool:
        """Whether it has ended by itself."""
        return self.left == 0 or (self.until is not None and time.monotonic() > self.until)


class Faults:
    """The faults in force. `internal` is the address that a redirect leads to and that must stay unseen."""

    def __init__(self, internal: str = "http://127.0.0.1:9/internal") -> None:
        self.internal = internal
        self.active: dict[str, SiteFault] = {}

    def switch(
        self, outlet: str, kind: str, *, count: int | None = None, seconds: float | None = None, **args: Any
    ) -> SiteFault:
        """Put a fault on an outlet in place of the one it has. Raises ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault «{kind}»; known: {', '.join(KINDS)}")
        until = time.monotonic() + seconds if seconds is not None else None
        self.active[outlet] = SiteFault(outlet, kind, args, count, until)
        return self.active[outlet]

    def clear(self, outlet: str | None = None) -> None:
        """End one outlet's fault, or all."""
        for key in [outlet] if outlet else list(self.active):
            self.active.pop(key, None)

    def take(self, outlet: str | None) -> SiteFault | None:
        """The fault for the next request to an outlet, counted down."""
        fault = self.active.get(outlet or "")
        if fault is None:
            return None
        if fault.over():
            self.clear(fault.outlet)
            return None
        if fault.left is not None:
            fault.left -= 1
        return fault

    async def spoil(self, fault: SiteFault, request: web.BaseRequest, page: SitePage) -> web.StreamResponse:
        """The spoilt answer."""
        plain = {"Content-Type": page.content_type}
        match fault.kind:
            case "error":
                return web.Response(status=int(fault.args.get("status", 503)), text="خطای سرور")
            case "too_many":
                after = str(fault.args.get("retry_after", 2))
                return web.Response(status=429, text="آهسته‌تر", headers={"Retry-After": after})
            case "redirect_loop":
                return _redirect(f"{request.path}?loop={int(request.query.get('loop', 0)) + 1}")
            case "redirect_internal":
                return _redirect(str(fault.args.get("to", self.internal)))
            case "redirect_metadata":
                return _redirect("http://169.254.169.254/latest/meta-data/")
            case "layout":
                return web.Response(status=page.status, body=new_layout(page.body), headers=plain)
            case "torn_gzip":
                headers = {**plain, "Content-Encoding": "gzip"}
                return web.Response(body=page.zipped[: max(20, len(page.zipped) // 2)], headers=headers)
            case "silence":
                await asyncio.sleep(float(fault.args.get("hold", 600)))
                return web.Response(status=504)
            case "huge":
                return await self._pour(request, plain, int(fault.args.get("megabytes", 64)))
            case _:
                return await self._drip(request, plain, page, float(fault.args.get("interval", 0.5)))

    async def _pour(
        self, request: web.BaseRequest, headers: dict[str, str], megabytes: int
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        response.enable_chunked_encoding()
        await response.prepare(request)
        block = b"<p>" + b"a" * (256 * 1024)
        try:
            for _ in range(megabytes * 4):
                await response.write(block)
        except ConnectionError:
            return response
        return response

    async def _drip(
        self, request: web.BaseRequest, headers: dict[str, str], page: SitePage, interval: float
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={**headers, "Content-Length": str(len(page.body))})
        await response.prepare(request)
        try:
            for start in range(0, len(page.body), 64):
                await response.write(page.body[start : start + 64])
                await asyncio.sleep(interval)
        except ConnectionError:
            return response
        return response


def _redirect(to: str) -> web.Response:
    return web.Response(status=302, headers={"Location": to})


def new_layout(body: bytes) -> bytes:
    """The same page after a relaunch: other class names and ids, no microdata attributes."""

    def rename(found: re.Match[bytes]) -> bytes:
        if found[1].startswith(b"item"):
            return b""
        names = b" ".join(b"n" + name[::-1] for name in found[2].split())
        return found[1] + b'="' + names + b'"'

    return _ATTRIBUTE.sub(rename, body)

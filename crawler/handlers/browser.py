"""Pages that only a browser can read: Chromium by scrapy-playwright, behind the guard proxy."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

import psutil
import structlog
from django.utils import timezone
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as PageRequest
from playwright.async_api import Response as PageResponse
from scrapy import Request
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from rasad.archive.warc import Exchange
from settings.chromium import NAMES
from settings.env import Env

log = structlog.get_logger("rasad.browser")

#: Seconds for a whole rendering; milliseconds for the first answer, and for the page to come to rest.
RENDER = 60.0
_LEAVE = 3.0
_ANSWER_MS = 25_000
_REST_MS = 6_000
#: Characters of a rendered page that are kept.
MAX_DOM = 8 << 20
#: Bytes, unpacked, that all answers of one rendering may have: a bomb of 300 KB unpacks to gigabytes.
MAX_UNPACKED = 64 << 20
#: Kinds of subresources that are not needed to read a text.
_UNNEEDED = frozenset({"image", "media", "font", "stylesheet", "texttrack", "manifest"})
_ARGUMENTS = [
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # no name is resolved but by the guard
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--mute-audio",
]
_NO_SIDE_DOORS = (
    "for (const name of ['RTCPeerConnection','webkitRTCPeerConnection','RTCDataChannel','WebTransport'])"
    " { try { Object.defineProperty(window, name, {value: undefined}) } catch (e) {} }"
)

# The page as `page.content()` gives it, cut inside the browser: a script can write without end.
_DOM = """limit => {
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
  return (type + (document.documentElement ? document.documentElement.outerHTML : '')).slice(0, limit);
}"""


class BrowserError(Exception):
    """The browser could not render this page; the message says what it said."""


class BrowserBombError(BrowserError):
    """What the page loads unpacks to more than `MAX_UNPACKED`; it was left."""


def chromium(env: Env) -> str:
    """The path of Chromium, "" where there is none."""
    if env.chromium is not None:
        return str(env.chromium) if env.chromium.exists() else ""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def problem(env: Env) -> str:
    """Why no browser can be used here, with the remedy; "" where one can."""
    if not chromium(env):
        return "Chromium is not installed: apt install chromium, or set RASAD_CHROMIUM to its path"
    if os.geteuid() == 0 and not env.allow_nets:
        return "Chromium's sandbox does not run as root: start the crawl as an ordinary user"
    return ""


def settings(env: Env, proxy_port: int) -> dict[str, Any]:
    """scrapy-playwright's settings: Debian's Chromium, no way out but the guard proxy."""
    sandboxed = os.geteuid() != 0
    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": chromium(env),
            "headless": True,
            "chromium_sandbox": sandboxed,  # off only as root, which `problem` allows in tests and the demo
            "args": [f"--proxy-server=http://127.0.0.1:{proxy_port}", *_ARGUMENTS],
            "env": {
                "HOME": os.environ.get("HOME", "/"),
                "PATH": os.environ.get("PATH", ""),
                "LANG": "C.UTF-8",
            },
        },
        "PLAYWRIGHT_MAX_CONTEXTS": 2,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": _ANSWER_MS,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "PLAYWRIGHT_ABORT_REQUEST": unneeded,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 5000,
    }


def unneeded(request: PageRequest) -> bool:
    """Whether a subresource is not fetched."""
    return request.resource_type in _UNNEEDED


class Browser:
    """Renders one page a context; the context is always closed, a browser that hangs is killed."""

    def __init__(self, handler: ScrapyPlaywrightDownloadHandler, user_agent: str) -> None:
        self.handler = handler
        self.user_agent = user_agent
        self._numbers = itertools.count()

    async def render(self, request: Request) -> Response:
        """Fetch and render; sets `meta`: exchange (the raw main answer), dom, final_url, browser_hops.

        Raises `BrowserError`, or `TimeoutError` after `RENDER` seconds.
        """
        name = f"page-{next(self._numbers)}"
        seen: list[PageResponse] = []
        meter = _Meter(self.kill)
        sent_at = timezone.now()
        meta = request.meta
        way = meta.pop("proxy", "")  # the guard proxy whose connections leave by the outlet's proxy
        meta |= {
            "playwright": True,
            "playwright_context": name,
            "playwright_context_kwargs": {
                "user_agent": self.user_agent,
                "locale": "fa-IR",
                "service_workers": "block",
                "accept_downloads": False,
                "ignore_https_errors": bool(meta.get("insecure_tls")),
                **({"proxy": {"server": way, "bypass": "<-loopback>"}} if way else {}),
            },
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded", "timeout": _ANSWER_MS},
            "playwright_page_init_callback": partial(_prepare, meter),
            "playwright_page_event_handlers": {"response": lambda answer: seen.append(answer)},
            "playwright_page_methods": [PageMethod(_come_to_rest), PageMethod(_keep, meta, seen)],
        }
        try:
            async with asyncio.timeout(RENDER):
                response: Response = await self.handler.download_request(request)
        except TimeoutError:
            self.kill()
            meter.check()
            raise
        except PlaywrightError as error:
            meter.check()
            raise BrowserError(str(error).partition("\n")[0][:300]) from error
        finally:
            await self._close(name)
            for key in [key for key in meta if key.startswith("playwright")]:
                del meta[key]
        meter.check()
        exchange: Exchange | None = meta.pop("raw_exchange", None)
        if exchange is None:
            raise BrowserError("the page was left before its answer could be kept")
        meta["exchange"] = Exchange(**{**vars(exchange), "at": sent_at})
        return response

    async def _close(self, name: str) -> None:
        wrapper = self.handler.context_wrappers.get(name)
        if wrapper is None:
            return
        try:
            async with asyncio.timeout(5.0):
                await wrapper.context.close()
        except (TimeoutError, PlaywrightError):
            self.kill()

    def kill(self) -> None:
        """End a browser that does not answer; scrapy-playwright starts another for the next page."""
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "chrom" in child.name().lower():
                    child.kill()


class _Meter:
    """Weighs what a page loads, unpacked, and leaves the page where that is too much."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self.unpacked = 0
        self._kill = kill
        self._leaving: asyncio.Task[None] | None = None

    async def watch(self, page: Page) -> None:
        """Weigh from now on; Chromium keeps no body beyond the limit, either.

        Called again where scrapy-playwright tries a page that was closed once more: it is left at its first
        bytes.
        """
        self._leaving = None
        session = await page.context.new_cdp_session(page)
        limits = {"maxTotalBufferSize": MAX_UNPACKED, "maxResourceBufferSize": MAX_UNPACKED}

        def weigh(event: dict[str, Any]) -> None:
            self.unpacked += int(event.get("dataLength", 0))
            if self.unpacked > MAX_UNPACKED and self._leaving is None:
                self._leaving = asyncio.create_task(self._leave(page))

        session.on("Network.dataReceived", weigh)
        await session.send("Network.enable", limits)

    async def _leave(self, page: Page) -> None:
        """Close the page; a browser that is too busy with it to do so is ended."""
        try:
            async with asyncio.timeout(_LEAVE):
                await page.close()
        except PlaywrightError:
            pass
        except TimeoutError:
            self._kill()

    def check(self) -> None:
        """Raises `BrowserBombError` where it was too much."""
        if self.unpacked > MAX_UNPACKED:
            raise BrowserBombError(f"the page unpacks to more than {MAX_UNPACKED} bytes")


async def _prepare(meter: _Meter, page: Page, request: Request) -> None:
    """Before the first script of the page runs."""
    await page.add_init_script(_NO_SIDE_DOORS)
    await meter.watch(page)


async def _come_to_rest(page: Page) -> None:
    """Wait until the network and the text are quiet; a page that never is, is taken as it stands."""
    with contextlib.suppress(PlaywrightError):
        await page.wait_for_load_state("networkidle", timeout=_REST_MS)
    length = -1
    for _ in range(10):
        with contextlib.suppress(PlaywrightError):
            now = await page.evaluate("document.body ? document.body.innerText.length : 0")
            if now == length and now > 0:
                return
            length = now
        await asyncio.sleep(0.15)


async def _keep(page: Page, meta: dict[str, Any], seen: list[PageResponse]) -> None:
    """Keep the DOM, the raw main answer, and the hops that led to it."""
    meta["dom"] = await page.evaluate(_DOM, MAX_DOM)
    meta["final_url"] = page.url
    main = [
        answer
        for answer in seen
        if answer.request.is_navigation_request() and answer.frame == page.main_frame
    ]
    answer = next((one for one in reversed(main) if one.status not in (301, 302, 303, 307, 308)), None)
    if answer is None:
        return
    hops: list[str] = []
    before = answer.request.redirected_from
    while before is not None:
        hops.insert(0, before.url)
        before = before.redirected_from
    meta["browser_hops"] = hops
    meta["answered_url"] = answer.url
    body = b""
    with contextlib.suppress(PlaywrightError):
        body = await answer.body()
    headers = [(one["name"], one["value"]) for one in await answer.headers_array()]
    sent = [(one["name"], one["value"]) for one in await answer.request.headers_array()]
    meta["raw_exchange"] = Exchange(
        url=answer.url,
        at=timezone.now(),
        status=answer.status,
        # the browser hands the body out decoded, so its encoding is no longer true
        headers=[(name, value) for name, value in headers if name.lower() != "content-encoding"],
        body=body,
        request_headers=[(name, value) for name, value in sent if not name.startswith(":")],
        reason=answer.status_text,
    )

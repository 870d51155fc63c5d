"""How bytes are fetched: Scrapy's HTTP/1.1, verified or (recorded) unverified TLS, or the browser.

Each of them directly or by the proxy that the outlet names (`meta["proxy_name"]`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.errors import FetchStoppedError
from crawler.handlers.browser import Browser
from crawler.handlers.guard_proxy import GuardProxy
from crawler.shared_services import services
from rasad.archive.frontier import FetchOutcome


class _Unverified(HTTP11DownloadHandler):
    """For outlets whose YAML says `insecure_tls`; connections of its own, so none is shared."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory: Any = self._contextFactory  # Scrapy has no setting for one request
        factory._verify_certificates = False


class GuardedHandler(HTTP11DownloadHandler):
    """Dispatches by `meta`: `browser`, `insecure_tls`, else plain and verified. Notes when it was sent.

    Scrapy makes one for http and one for https, of each crawler; all of a process share one browser.
    """

    lazy = False
    _browser: Browser | None = None
    _users = 0

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unverified = _Unverified(crawler)
        self._no_browser: str = (
            crawler.settings["RASAD_NO_BROWSER"] or "this crawl was started without a browser"
        )
        self._uses_browser = crawler.settings.getbool("RASAD_BROWSER")
        if self._uses_browser:
            self._share_browser(crawler)

    @staticmethod
    def _share_browser(crawler: Crawler) -> None:
        GuardedHandler._users += 1
        if GuardedHandler._browser is None:
            from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

            handler = ScrapyPlaywrightDownloadHandler(crawler)
            GuardedHandler._browser = Browser(handler, crawler.settings["USER_AGENT"])

    async def download_request(self, request: Request) -> Response:
        """Fetch; `meta["sent_at"]` gets the moment. Raises `FetchStoppedError` without its way out."""
        request.meta["sent_at"] = timezone.now()
        name = request.meta.get("proxy_name")
        if not name:
            return await self._download(request)
        way = services().ways.get(name)
        if way is None:
            sentence = f"the proxy «{name}» is not set up: name it in RASAD_PROXIES"
            raise FetchStoppedError(FetchOutcome.NO_PROXY, sentence)
        return await self._by_way(request, way)

    async def _by_way(self, request: Request, way: GuardProxy) -> Response:
        """Fetch through our guard proxy of this way; what that one says is no answer of the outlet."""
        host = (urlsplit(request.url).hostname or "").lower()
        way.failures.pop(host, None)
        request.meta["proxy"] = way.url
        if request.url.startswith("https:"):
            request.headers["Connection"] = "close"  # a tunnel kept open would be cut by its limits
        try:
            response = await self._download(request)
        except Exception as error:
            if failure := way.failures.pop(host, None):
                raise failure from error
            raise
        finally:
            request.meta.pop("proxy", None)
        if (response.headers.get("Proxy-Status") or b"").decode("latin-1") == way.mark:
            lost = FetchStoppedError(FetchOutcome.CONNECT, f"{host} was not reached")
            raise way.failures.pop(host, lost)
        request.meta["address"] = way.places.get(host, "")
        return response

    async def _download(self, request: Request) -> Response:
        if request.meta.get("browser"):
            if GuardedHandler._browser is None:
                raise FetchStoppedError(FetchOutcome.NO_BROWSER, self._no_browser)
            return await GuardedHandler._browser.render(request)
        if request.meta.get("insecure_tls"):
            return await self._unverified.download_request(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close all connections, and after the last crawler the browser."""
        if self._uses_browser:
            self._uses_browser = False
            GuardedHandler._users -= 1
            if GuardedHandler._users == 0 and GuardedHandler._browser is not None:
                browser, GuardedHandler._browser = GuardedHandler._browser, None
                await browser.handler.close()
        await self._unverified.close()
        await super().close()

"""How bytes are fetched: Scrapy's HTTP/1.1, verified or (recorded) unverified TLS, or the browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.browser import Browser, BrowserError


class _Unverified(HTTP11DownloadHandler):
    """For outlets whose YAML says `insecure_tls`; connections of its own, so none is shared."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory: Any = self._contextFactory  # Scrapy has no setting for one request
        factory._verify_certificates = False


class GuardedHandler(HTTP11DownloadHandler):
    """Dispatches by `meta`: `browser`, `insecure_tls`, else plain and verified. Notes when it was sent.

    One instance serves http and https (Scrapy makes one each), so there is one browser a worker.
    """

    lazy = False
    _browser: Browser | None = None

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unverified = _Unverified(crawler)
        self._owns_browser = False
        if crawler.settings.getbool("RASAD_BROWSER") and GuardedHandler._browser is None:
            from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

            handler = ScrapyPlaywrightDownloadHandler(crawler)
            GuardedHandler._browser = Browser(handler, crawler.settings["USER_AGENT"])
            self._owns_browser = True

    async def download_request(self, request: Request) -> Response:
        """Fetch; `meta["sent_at"]` gets the moment."""
        request.meta["sent_at"] = datetime.now(UTC)
        if request.meta.get("browser"):
            if GuardedHandler._browser is None:
                raise BrowserError("this worker was started without a browser")
            return await GuardedHandler._browser.render(request)
        if request.meta.get("insecure_tls"):
            return await self._unverified.download_request(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close all connections, and the browser."""
        if self._owns_browser and GuardedHandler._browser is not None:
            browser, GuardedHandler._browser = GuardedHandler._browser, None
            await browser.handler.close()
        await self._unverified.close()
        await super().close()

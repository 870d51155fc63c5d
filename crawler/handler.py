"""How bytes are fetched: Scrapy's HTTP/1.1, verified or (recorded) unverified TLS, or the browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response


class _Unverified(HTTP11DownloadHandler):
    """For outlets whose YAML says `insecure_tls`; connections of its own, so none is shared."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory: Any = self._contextFactory  # no setting for one request; the class is Scrapy's own
        factory._verify_certificates = False


class GuardedHandler(HTTP11DownloadHandler):
    """Dispatches by `meta`: `insecure_tls` for the exception, else verified. Notes when it was sent."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unverified = _Unverified(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch; `meta["sent_at"]` gets the moment."""
        request.meta["sent_at"] = datetime.now(UTC)
        if request.meta.get("insecure_tls"):
            return await self._unverified.download_request(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close all connections."""
        await self._unverified.close()
        await super().close()

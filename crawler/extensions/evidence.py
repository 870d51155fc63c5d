"""Evidence: every hop is taken at `response_downloaded`, as it was sent, before any middleware edits it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.web.http import RESPONSES

from crawler.request_meta import fetch_of
from rasad.archive.models import FILE_PAGES
from rasad.archive.warc import Exchange

#: Main types that are never an article, a feed or a page of links.
_NEVER = (b"image/", b"video/", b"audio/", b"font/", b"application/zip", b"application/x-rar")


def pairs(headers: Headers) -> list[tuple[str, str]]:
    """Scrapy's headers as text, repeated ones kept; bytes that are not UTF-8 survive as surrogates."""
    return [
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers.items()
        for value in values or []
    ]


class EvidenceExtension:
    """Sets `meta["exchange"]`; stops downloads whose type can be no page (`StopDownload`)."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EvidenceExtension:
        """Connect to the signals."""
        hook = cls()
        crawler.signals.connect(hook.downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(hook.headers_arrived, signal=signals.headers_received)
        return hook

    def downloaded(self, response: Response, request: Request, spider: Any = None) -> None:
        """Freeze what was sent and what came: the body is still content-encoded here."""
        if request.meta.get("browser"):
            return  # the browser keeps its own: what Scrapy sees here is the DOM
        reason = RESPONSES.get(response.status, b"Unknown")
        request.meta["exchange"] = Exchange(
            url=request.url,
            at=request.meta.get("sent_at") or datetime.now(UTC),
            status=response.status,
            headers=pairs(response.headers),
            body=response.body,
            request_headers=pairs(request.headers),
            request_body=request.body,
            method=request.method,
            protocol=response.protocol or "HTTP/1.1",
            address=str(request.meta.pop("address", "") or response.ip_address or ""),
            reason=reason.decode("ascii", "replace"),
        )

    def headers_arrived(self, headers: Headers, request: Request, **_: Any) -> None:
        """Stop at the headers of a film or a picture."""
        content_type = (headers.get("Content-Type") or b"").lower()
        fetch = fetch_of(request)
        if (fetch is None or fetch.kind not in FILE_PAGES) and content_type.startswith(_NEVER):
            raise StopDownload(fail=True)

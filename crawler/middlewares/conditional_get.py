"""Conditional GET: what did not change is not sent again (RFC 9110, 13.1)."""

from __future__ import annotations

from scrapy import Request

from crawler.request_meta import fetch_of


class ConditionalGetMiddleware:
    """Sends back the ETag as it was given, else the date, where the page or feed has one."""

    def process_request(self, request: Request) -> None:
        """Add one header."""
        fetch = fetch_of(request)
        etag, last_modified = fetch.validators if fetch is not None else ("", "")
        if etag:
            request.headers["If-None-Match"] = etag.encode("latin-1", "replace")
        elif last_modified:
            request.headers["If-Modified-Since"] = last_modified.encode("latin-1", "replace")

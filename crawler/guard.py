"""Downloader middlewares: the address guard on every request, and conditional GET."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from rasad.archive.addresses import AddressRefusedError, check_url
from settings.env import env


class RequestRefusedError(IgnoreRequest):
    """The address guard refused a request; the message says why."""


class AddressGuard:
    """Refuses schemes, user information and IP literals before anything is sent.

    Names are checked where they are resolved: `crawler.resolver`.
    """

    def process_request(self, request: Request) -> None:
        """Raises `RequestRefusedError`."""
        try:
            check_url(request.url, env().allow_nets)
        except AddressRefusedError as error:
            raise RequestRefusedError(str(error)) from error


class ConditionalGet:
    """Sends back the ETag as it was given, else the date (RFC 9110, 13.1), where the job has one."""

    def process_request(self, request: Request) -> None:
        """Adds one header; `meta["validators"]` is (etag, last_modified)."""
        etag, last_modified = request.meta.get("validators", ("", ""))
        if etag:
            request.headers["If-None-Match"] = etag.encode("latin-1", "replace")
        elif last_modified:
            request.headers["If-Modified-Since"] = last_modified.encode("latin-1", "replace")

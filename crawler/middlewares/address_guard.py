"""The address guard: schemes, user information and IP literals are refused before anything is sent."""

from __future__ import annotations

from scrapy import Request

from crawler.errors import FetchStoppedError
from rasad.archive.frontier import FetchOutcome
from rasad.archive.network.address_guard import AddressRefusedError, check_url
from settings.env import env


class AddressGuardMiddleware:
    """Names are checked where they are resolved (`crawler.resolver`), Chromium's by its proxy."""

    def process_request(self, request: Request) -> None:
        """Raises `FetchStoppedError`."""
        try:
            check_url(request.url, env().allow_nets)
        except AddressRefusedError as error:
            raise FetchStoppedError(FetchOutcome.ADDRESS_REFUSED, str(error)) from error

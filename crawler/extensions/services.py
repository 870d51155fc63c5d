"""Opens what all crawls of a process share, and closes it after the last of them."""

from __future__ import annotations

import asyncio

from scrapy import Request, signals
from scrapy.crawler import Crawler

from crawler.request_meta import fetch_of
from crawler.shared_services import close_services, services


class ServicesExtension:
    """Counts requests, starts the browser's proxy, writes what is left at the end."""

    _open = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ServicesExtension:
        """Connect to the signals."""
        extension = cls()
        ServicesExtension._open += 1
        crawler.signals.connect(extension.opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.requested, signal=signals.request_reached_downloader)
        crawler.signals.connect(extension.stopped, signal=signals.engine_stopped)
        return extension

    async def opened(self) -> None:
        """The guard proxies listen before the first page is fetched by them."""
        for proxy in services().guard_proxies:
            await proxy.start()

    def requested(self, request: Request) -> None:
        """One more request goes out."""
        services().pages += 1
        if (fetch := fetch_of(request)) is not None:
            services().asked[fetch.spec.key] += 1

    async def stopped(self) -> None:
        """After the last crawl of this process everything is closed."""
        ServicesExtension._open -= 1
        if ServicesExtension._open == 0:
            for proxy in services().guard_proxies:
                await proxy.close()
            await asyncio.to_thread(close_services)

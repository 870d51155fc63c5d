"""What would be read from a page, for people who try an address with Scrapy's commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from scrapy import Request
from scrapy.http import Response

from crawler.shared_services import CrawlServices
from rasad.archive.identity import canonical_url
from rasad.extract.announcements.reading import AnnouncingPage
from rasad.extract.article.reader import extract
from rasad.extract.errors import ExtractError
from rasad.outlets.definitions import FeedSpec, OutletSpec


async def preview(services: CrawlServices, response: Response) -> AsyncIterator[Any]:
    """Of a feed's address what it announces, as items and requests; of any other the article's fields."""
    spec = services.owner_of(response.url)
    if spec is None:
        yield {"url": response.url, "problem": "no outlet owns this address"}
        return
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    feed = _feed_at(spec, response.url)
    if feed is not None:
        page = AnnouncingPage(response.body, response.url, spec, feed, timezone.now(), content_type)
        reading = await services.read(feed.kind, page)
        if problem := reading.fault or reading.note:
            yield {"url": response.url, "problem": problem}
        for item in reading.items:
            yield {"url": item.url, "kind": item.kind, **item.hint}
            if item.kind != "post":
                yield Request(item.url)
        return
    yield await _article(services, spec, response, content_type)


def _feed_at(spec: OutletSpec, url: str) -> FeedSpec | None:
    """The outlet's feed at this address, if there is one."""
    wanted = canonical_url(url)
    for feed in spec.feeds:
        if "{" not in feed.url and canonical_url(feed.url) == wanted:
            return feed
        if url == feed.front or ("{" in feed.url and feed.template.read(url) is not None):
            return feed
    return None


async def _article(
    services: CrawlServices, spec: OutletSpec, response: Response, content_type: str
) -> dict[str, Any]:
    future = services.pool.schedule(extract, response.body, response.url, spec, timezone.now(), content_type)
    try:
        found = asdict(await asyncio.wrap_future(future))
    except ExtractError as error:
        return {"url": response.url, "problem": str(error)}
    return {name: value for name, value in found.items() if value}

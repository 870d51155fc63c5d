"""Any search as RSS 2.0 or Atom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from rasad.archive.models import Article
from search_api.highlight_html import clean
from search_api.templatetags.rasad import web

ITEMS = 50
SUMMARY = 600  # characters
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FEEDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def feed_of(kind: str, articles: Iterable[Article], title: str, page: str, base: str) -> str:
    """The feed's text. `page` is the search's own address, `base` the desk's, without a slash at its end."""
    feed = FEEDS[kind](
        title=_text(title), link=base + page, description=_text(title), language="fa", author_name="رصد"
    )
    for article in articles:
        link = f"{base}/a/{article.id}"
        feed.add_item(
            title=_text(article.title) or article.id,
            link=web(article.url) or link,
            description=_text(article.lead or article.body)[:SUMMARY],
            unique_id=link,
            unique_id_is_permalink=True,
            pubdate=article.at,
            updateddate=article.last_capture,
            author_name=_text(article.outlet.name),
            categories=[_text(str(tag)) for tag in article.tags][:20],
            comments=link,
        )
    if not feed.items:
        feed.feed["updated"] = datetime.now(UTC)
    return feed.writeString("utf-8")


def _text(text: str) -> str:
    """What XML 1.0 can hold: no control characters, no lone surrogates."""
    return _NOT_XML.sub("", clean(text))

"""Articles as a feed itself tells them: all there is until the page is had, or all there ever is."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract import json_data
from rasad.extract.announcements.feeds import FeedItem, parse_feed
from rasad.extract.announcements.json_feed import parse_json_feed
from rasad.extract.announcements.reading import AnnouncingPage
from rasad.extract.article.body import from_text
from rasad.extract.article.extraction import Extraction, Quality, found
from rasad.extract.article.json_article import article_of
from rasad.extract.html.likeness import language, letters

_OK_LEAST = 60  # letters of a text that is more than a caption


def announced_articles(page: AnnouncingPage) -> list[Extraction]:
    """The items whose text stands in the feed, in its order. Raises `ParseError`.

    They are summaries (`Quality.SUMMARY`), unless the feed's definition says that they stand there `whole`.
    """
    if page.feed.kind == "json" or json_data.is_json(page.body):
        read = _of_json(page)
    else:
        feed = parse_feed(page.body, page.url, page.content_type, page.seen_at, page.spec.fetch.encoding)
        read = [_of_feed(item, page) for item in feed.items if item.text or page.feed.whole]
    return [_judged(one, whole=page.feed.whole) for one in read if one.title and one.body]


def _of_json(page: AnnouncingPage) -> list[Extraction]:
    feed = parse_json_feed(
        page.body, page.url, page.content_type, page.feed, page.seen_at, page.spec.fetch.encoding
    )
    articles = (
        replace(article_of(item.data, item.url, page.spec, page.seen_at), canonical=item.url)
        for item in feed.items
        if item.data.whole_text("body") or page.feed.whole
    )
    return [one if one.body or not one.lead else replace(one, body=one.lead, lead="") for one in articles]


def _of_feed(item: FeedItem, page: AnnouncingPage) -> Extraction:
    body = from_text(item.text or item.summary, page.spec.rules, item.title, "", "feed-text")
    return Extraction(
        url=item.url,
        canonical=item.url,
        family=page.spec.family,
        published=item.published.at if item.published else None,
        published_precision=str(item.published.precision) if item.published else None,
        provenance={"published": "feed" if item.published else "no date in the feed"},
        confidence={"published": 0.8 if item.published else 0.0},
        lang=language(f"{item.title} {body.text}", "fa"),
    ).having(
        {
            "title": found(item.title, "feed-text", 0.9),
            "body": found(body.text, "feed-text", 0.7),
            "section": found(item.category, "feed-text", 0.7),
            "images": found([item.image] if item.image else [], "feed-text", 0.7),
        }
    )


def _judged(read: Extraction, *, whole: bool) -> Extraction:
    long = len(letters(read.body)) >= _OK_LEAST
    return replace(read, quality=(Quality.OK if long else Quality.THIN) if whole else Quality.SUMMARY)

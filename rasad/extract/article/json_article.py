"""An article that its outlet's application fetches as JSON: by `rules.data`, else the usual names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

from rasad.extract import json_data
from rasad.extract.announcements.feeds import plain, whole
from rasad.extract.article.body import from_text
from rasad.extract.article.extraction import Extraction, Quality, found
from rasad.extract.errors import ParseError
from rasad.extract.html.likeness import language, letters
from rasad.extract.html.page import clean
from rasad.extract.json_data import DataItem, texts_of
from rasad.outlets.definitions import OutletSpec

_OK_LEAST = 60  # letters of a text that is more than a caption
_TEXTS = ("kicker", "author", "section", "news_code")


def read_json_article(
    body: bytes, url: str, spec: OutletSpec, seen_at: datetime, content_type: str | None = None
) -> Extraction:
    """The article of an answer in JSON; what is none comes back with `quality` and `refused`."""
    try:
        data = json_data.load(body, content_type, spec.fetch.encoding)
    except ParseError as broken:
        return Extraction(url=url, quality=Quality.ERROR_PAGE, refused=str(broken), family=spec.family)
    fields = spec.rules.data
    stated = any(getattr(fields, name) for name in ("title", "body"))
    return article_of(DataItem(data if stated else json_data.item_in(data), fields), url, spec, seen_at)


def article_of(
    item: DataItem, url: str, spec: OutletSpec, seen_at: datetime, *, quality: Quality | None = None
) -> Extraction:
    """The article of one object. `quality`: what it is, where that is known."""
    title = plain(item.text("title"))[:1000]
    lead = plain(item.text("lead"))
    body = from_text(item.whole_text("body"), spec.rules, title, lead, "json")
    lead = "" if letters(lead)[:80] in letters(body.text) else lead
    dated, modified = item.date("published", seen_at), item.date("modified", seen_at)
    address = whole(item.address("url"), url)
    read = Extraction(
        url=url,
        canonical=address if address and spec.owns(address) else "",
        family=spec.family,
        encoding="utf-8",
        published=dated.at if dated else None,
        published_precision=str(dated.precision) if dated else None,
        provenance={"published": "json" if dated else "no date in the JSON"},
        confidence={"published": 0.95 if dated else 0.0},
        lang=language(f"{title} {body.text}", "fa"),
    ).having(
        {
            "title": found(title, "json", 0.95),
            "lead": found(lead, "json", 0.9),
            "body": found(body.text, "json", 0.95),
            "modified": found(modified.at, "json", 0.9) if modified else None,
            "tags": found([clean(tag)[:80] for tag in texts_of(item.get("tags"))][:50], "json", 0.9),
            "images": found(_images(item, url), "json", 0.9),
            **{name: found(plain(item.text(name)), "json", 0.9) for name in _TEXTS},
        }
    )
    return _judged(read, quality)


def _images(item: DataItem, url: str) -> list[str]:
    images = item.get("images")
    addresses = (urljoin(url, text) for text in texts_of(images if isinstance(images, list) else [images]))
    return [one for one in dict.fromkeys(addresses) if one.startswith("http")][:20]


def _judged(read: Extraction, quality: Quality | None) -> Extraction:
    if not read.title:
        return replace(read, quality=Quality.NOT_ARTICLE, refused="the JSON holds no headline")
    long = len(letters(read.body)) >= _OK_LEAST
    return replace(read, quality=quality or (Quality.OK if long else Quality.THIN))

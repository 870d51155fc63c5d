"""Fields of items in JSON: by the paths that an outlet's YAML names, else by the names that systems use."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from rasad.extract import limits
from rasad.extract.errors import ParseError
from rasad.extract.html.charset import to_text
from rasad.outlets.definitions import DataFields
from rasad.persian.dates import Parsed, explain

#: Where WordPress, JSON Feed and most interfaces of news sites keep a field; the first that is there wins.
USUAL: Mapping[str, tuple[str, ...]] = {
    "url": ("link", "url", "permalink", "href", "canonical", "canonicalUrl", "loc", "external_url", "id"),
    "title": ("title", "headline", "name"),
    "kicker": ("kicker", "rutitr", "upTitle", "uptitle", "overTitle", "surtitle"),
    "lead": ("lead", "excerpt", "subTitle", "subtitle", "abstract", "intro", "summary"),
    "body": (
        "content_html", "content", "body", "bodyHtml", "articleBody", "contentHtml", "html", "content_text",
        "text", "fullText",
    ),
    "summary": ("excerpt", "summary", "lead", "abstract", "description", "intro"),
    "author": ("author", "authors[]", "_embedded.author[]", "writer", "creator"),
    "published": (
        "date_gmt", "date_published", "datePublished", "published_at", "publishedAt", "published",
        "publish_date", "publishDate", "pubDate", "publishTime", "publication_date", "releaseDate", "date",
        "created_at", "createdAt",
    ),
    "modified": (
        "modified_gmt", "date_modified", "dateModified", "updated_at", "updatedAt", "modified", "updated",
        "lastmod", "modifiedAt",
    ),
    "section": ("section", "category", "categories[]", "service", "categoryTitle"),
    "tags": ("tags[]", "keywords[]", "keywords"),
    "images": ("image", "images[]", "featured_image", "jetpack_featured_media_url", "thumbnail",
               "_embedded.wp:featuredmedia[0].source_url"),
    "news_code": ("news_code", "newsCode", "code", "id"),
}  # fmt: skip
_NEXT = ("next_url", "next", "links.next", "meta.next", "pagination.next", "paging.next")
_NAMED = (
    "rendered", "name", "title", "label", "text", "html", "content", "value", "url", "src", "href", "#text",
)  # fmt: skip
_STEP = re.compile(r"([^.\[\]]+)|\[(-?\d*)\]")
_START = re.compile(rb"^(?:\xef\xbb\xbf)?[\s\x00]*[\[{]")
_ADDRESS = re.compile(r"https?://|/|www\.")
_MAX_NODES = 20_000


def is_json(body: bytes, content_type: str | None = None) -> bool:
    """Whether bytes are JSON by their look."""
    return bool(_START.match(body[:1000]))


def load(body: bytes, content_type: str | None, declared: str | None = None) -> Any:
    """The data of a JSON document. Raises `ParseError`."""
    limits.check(body)
    text, _ = to_text(body, content_type, declared or "utf-8")
    try:
        return json.loads(text.lstrip("\ufeff\x00 \r\n\t"), strict=False)
    except (ValueError, RecursionError) as broken:
        raise ParseError(f"not JSON: {str(broken)[:200]}") from None


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[tuple[str, str], ...]:
    return tuple((found[1] or "", found[2] or "") for found in _STEP.finditer(path))


def at_path(data: Any, path: str) -> Any:
    """What stands at a path; None where nothing does. `a[].b` gives a list."""
    if not path:
        return data
    for place, (name, index) in enumerate(_steps(path)):
        if name:
            data = data.get(name) if isinstance(data, dict) else None
        elif index:
            number = int(index)
            inside = isinstance(data, list) and -len(data) <= number < len(data)
            data = data[number] if inside else None
        elif isinstance(data, list):
            rest = path_from(path, place + 1)
            found = [at_path(one, rest) for one in data[:1000]]
            return [one for one in found if one is not None]
        else:
            return None
        if data is None:
            return None
    return data


def path_from(path: str, step: int) -> str:
    """The steps of a path from this one on."""
    return "".join(f".{name}" if name else f"[{index}]" for name, index in _steps(path)[step:]).lstrip(".")


def text_of(value: Any) -> str:
    """A value as text: of an object what names it, of a list its first."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, dict):
        return next((text_of(value[name]) for name in _NAMED if value.get(name)), "")
    if isinstance(value, bool) or value is None:
        return ""
    return str(value)


def texts_of(value: Any) -> list[str]:
    """Each value of a list as text; a text with commas is a list."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,،]", value) if part.strip()]
    values = value if isinstance(value, list) else [value]
    flat = [one for item in values for one in (item if isinstance(item, list) else [item])]
    return [text for text in map(text_of, flat) if text]


@dataclass(frozen=True)
class DataItem:
    """One object, read by an outlet's paths or the usual names."""

    data: Any
    fields: DataFields

    def get(self, name: str) -> Any:
        """The value of a field; None where it has none."""
        path = getattr(self.fields, name)
        if path:
            return at_path(self.data, path)
        for usual in USUAL[name]:
            value = at_path(self.data, usual)
            if value not in (None, "", [], {}):
                return value
        return None

    def text(self, name: str) -> str:
        """The field as text."""
        return text_of(self.get(name))

    def whole_text(self, name: str) -> str:
        """The field as one text; of a list all parts, a paragraph each."""
        value = self.get(name)
        return "\n\n".join(filter(None, map(text_of, value))) if isinstance(value, list) else text_of(value)

    def address(self, name: str) -> str:
        """An address that a path gives, or that is made of the values of several (`/news/{id}`)."""
        template = getattr(self.fields, name)
        if "{" in template:
            return self.filled(template)
        if template:
            return self.text(name)
        values = (text_of(at_path(self.data, usual)) for usual in USUAL[name])
        return next((value for value in values if _ADDRESS.match(value)), "")

    def filled(self, template: str) -> str:
        """A template with the object's values; "" where one of them is missing."""
        missing = False

        def value(found: re.Match[str]) -> str:
            nonlocal missing
            text = text_of(at_path(self.data, found[1]))
            missing = missing or not text
            return text if text.startswith(("http://", "https://")) else quote(text, safe="/-._~")

        whole = re.sub(r"\{([^}]+)\}", value, template)
        return "" if missing else whole

    def date(self, name: str, seen_at: datetime) -> Parsed | None:
        """The field as a moment; names that end in `gmt` or `utc` are UTC, numbers count from 1970."""
        path = getattr(self.fields, name)
        paths = (path,) if path else USUAL[name]
        for one in paths:
            if text := text_of(at_path(self.data, one)):
                return moment(text, one, seen_at)
        return None


def moment(text: str, path: str, seen_at: datetime) -> Parsed | None:
    """A date as JSON writes it."""
    if re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", text):
        seconds = float(text) / (1000 if len(text) == 13 else 1)
        text = datetime.fromtimestamp(seconds, UTC).isoformat()
    elif re.search(r"(?i)(?:gmt|utc)$", path) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ][\d:.]+", text):
        text += "Z"
    verdict = explain(text, seen_at)
    return verdict if isinstance(verdict, Parsed) else None


def list_of_items(data: Any, path: str = "") -> list[Any]:
    """The objects of a list of items: at a path, else the longest list of objects that look like items.

    Raises `ParseError` where the path names no list.
    """
    if path:
        found = at_path(data, path)
        if isinstance(found, dict):
            found = list(found.values())
        if not isinstance(found, list):
            raise ParseError(f"no list stands at «{path}» in the JSON")
        return found
    best: list[Any] = []
    for values in _containers(data):
        if not isinstance(values, list):
            continue
        items = [one for one in values if isinstance(one, dict) and _looks_like_item(one)]
        if len(items) > len(best):
            best = items
    return best


def item_in(data: Any) -> Any:
    """The object of an article in what an interface answers for one: that with a headline and most text."""
    best, length = data, -1
    for one in _containers(data):
        if not isinstance(one, dict):
            continue
        item = DataItem(one, DataFields())
        size = len(item.whole_text("body"))
        if item.text("title") and size > length:
            best, length = one, size
    return best


def next_address(data: Any, path: str) -> str:
    """What an answer names as its next page; "" without."""
    for one in (path,) if path else _NEXT:
        value = at_path(data, one)
        if isinstance(value, dict):
            value = value.get("href") or value.get("url")
        if isinstance(value, str) and value:
            return value
    return ""


def _looks_like_item(one: Mapping[str, Any]) -> bool:
    item = DataItem(one, DataFields())
    return bool(item.text("title") or item.text("body")) and bool(
        item.address("url") or item.get("news_code")
    )


def _containers(data: Any) -> Iterator[list[Any] | dict[str, Any]]:
    """The lists and objects of a document, the outer ones first, up to a bound."""
    waiting, seen = deque([data]), 0
    while waiting and seen < _MAX_NODES:
        seen += 1
        value = waiting.popleft()
        if isinstance(value, list | dict):
            yield value
            inside = value.values() if isinstance(value, dict) else value
            waiting.extend(one for one in inside if isinstance(one, list | dict))

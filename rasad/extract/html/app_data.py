"""Articles inside an application's own data (`__NEXT_DATA__`): the object with headline and long text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasad.extract.html import jsonld
from rasad.extract.html.likeness import alike
from rasad.extract.html.page import Page, clean

_TITLES = ("title", "headline", "name")
_BODIES = (
    "body",
    "bodyHtml",
    "articleBody",
    "content",
    "contentHtml",
    "html",
    "text",
    "fullText",
    "description",
)
_LEADS = ("lead", "summary", "excerpt", "abstract", "intro", "subTitle", "subtitle")
_KICKERS = ("kicker", "rutitr", "upTitle", "overTitle", "surtitle", "uptitle")
_DATES = (
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "publishTime", "published",
    "releaseDate", "createdAt", "created_at", "date",
)  # fmt: skip
_TAGS = ("tags", "keywords")
_SECTIONS = ("section", "category", "service", "categoryTitle")
_MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class AppArticle:
    """The fields of the object found, as raw texts; empty where the page holds none."""

    title: str = ""
    body: str = ""
    lead: str = ""
    kicker: str = ""
    published: str = ""
    section: str = ""
    tags: list[str] = field(default_factory=list)


def find(page: Page, titles: list[str]) -> AppArticle | None:
    """The page's article in `__NEXT_DATA__`; `titles` (og:title, <title>) tell it from linked items."""
    if "__NEXT_DATA__" not in page.source:
        return None
    best: tuple[bool, int, dict[str, Any]] | None = None
    stack: list[Any] = [jsonld.app_data(page.source)]
    seen = 0
    while stack and seen < _MAX_NODES:
        seen += 1
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
            title, body = _first(value, _TITLES), _first(value, _BODIES)
            if title and len(body) > 100:
                rank = (any(alike(title, other) for other in titles), len(body))
                if best is None or rank > best[:2]:
                    best = (*rank, value)
    if best is None or (titles and not best[0]):
        return None
    return _article(best[2])


def _article(thing: dict[str, Any]) -> AppArticle:
    return AppArticle(
        title=_plain(_first(thing, _TITLES)),
        body=_first(thing, _BODIES),
        lead=_plain(_first(thing, _LEADS)),
        kicker=_plain(_first(thing, _KICKERS)),
        published=_first(thing, _DATES),
        section=_plain(_first(thing, _SECTIONS)),
        tags=[
            _plain(tag) for key in _TAGS for tag in (_named(item) for item in _list(thing.get(key))) if tag
        ],
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else jsonld.texts(value) if isinstance(value, str) else []


def _named(value: Any) -> str:
    if isinstance(value, dict):
        return next(
            (str(value[key]) for key in ("name", "title", "label") if isinstance(value.get(key), str)), ""
        )
    return value if isinstance(value, str) else ""


def _first(thing: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = thing.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(int(value))
        text = _named(value)
        if text.strip():
            return text
    return ""


def _plain(text: str) -> str:
    return clean(Page(text, "").tree.text()) if "<" in text or "&" in text else clean(text)

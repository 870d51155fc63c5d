"""The short fields of an article: each by selector, then JSON-LD, then meta, with where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rasad.extract.article.extraction import Found, found
from rasad.extract.html import jsonld
from rasad.extract.html.likeness import letters, words
from rasad.extract.html.page import Page, clean
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_LABEL = re.compile(
    r"^(?:نویسنده|نویسندگان|خبرنگار|گزارشگر|مترجم|گزارش|تهیه و تنظیم|دبیر|سرویس|گروه|بخش|"
    r"دسته‌?بندی|موضوع|حوزه|"
    r"برچسب\s?‌?ها|کلیدواژه\s?‌?ها|کد خبر|شناسه خبر|"
    r"کد مطلب|شناسه مطلب|لینک کوتاه|منبع|by|author|tags)\s*[:：»/]+\s*",
    re.I,
)
_HOME = {
    letters(word)
    for word in ("خانه", "صفحه نخست", "صفحه اصلی", "صفحهٔ اصلی", "اخبار", "همه اخبار", "Home", "خبر")
}
_CODE = re.compile(r"[0-9]{3,}(?:[-/][0-9]+)*")
_NO_IMAGE = re.compile(
    r"(?i)/(?:client|resources)/theme|logo|favicon|sprite|blank\.|spacer|placeholder|avatar|default\.(?:png|jpg)|\.svg(?:$|\?)|/null$"
)
MAX_TAGS, MAX_IMAGES = 50, 20


def by_rules(page: Page, rules: Iterable[str], most: int = 400) -> tuple[str, str]:
    """The first acceptable text of the rules, unlabelled, and its rule; or two ''."""
    for rule in rules:
        for text in page.values(rule, separator=" "):
            text = _LABEL.sub("", text).strip(" :،-|/")
            if text and len(text) <= most:
                return text, f"selector:{rule}"
    return "", ""


def kicker(page: Page, spec: OutletSpec, title: str) -> Found[str] | None:
    """The line above the headline (روتیتر): by selector only; an empty element is no kicker."""
    for rule in spec.rules.kicker:
        for text in page.values(rule):
            if letters(text) != letters(title) and len(text) <= 400:
                return found(text, f"selector:{rule}", 0.95)
    return None


def lead(page: Page, spec: OutletSpec, title: str) -> Found[str] | None:
    """The lead by selector; `description` is weighed once the body is known."""
    for rule in spec.rules.lead:
        values = page.values(rule, separator=" ")[:3] if "p" in rule.split() else page.values(rule)[:1]
        text = " ".join(values)
        if text and letters(text) != letters(title):
            return found(text[:3000], f"selector:{rule}", 0.95)
    return None


def description(page: Page, title: str, body: str) -> Found[str] | None:
    """A description as lead, unless it is cut off, repeats the headline, or is the body's beginning."""
    start = letters(body[:3000])
    stated = [
        ("json-ld:description", jsonld.text(page.article_ld.get("description"))),
        ("meta:og:description", page.meta("og:description")),
        ("meta:description", page.meta("description", "dc.description", "twitter:description")),
    ]
    for source, text in stated:
        text = clean(text)
        bare = letters(text)
        cut = text.endswith(("...", "…", "[…]", "[...]"))
        if len(bare) >= 20 and not cut and bare != letters(title) and bare[:150] not in start:
            return found(text[:3000], source, 0.6)
    return None


def author(page: Page, spec: OutletSpec, title: str) -> Found[str] | None:
    """A person's name: the outlet's own name, numbers and addresses are none."""
    node = page.first("title")
    site = words(spec.name) | words(page.meta("og:site_name")) | words(page.meta("publisher"))
    site |= (words(node.text()) if node is not None else set()) - words(title)
    for source, text, confidence in _stated_authors(page, spec):
        name = clean(text)
        plain = words(name)
        of_site = bool(site) and plain <= site
        if plain and _is_name(name) and not of_site and not {"admin", "مدیر"} & plain:
            return found(name, source, confidence)
    return None


def _stated_authors(page: Page, spec: OutletSpec) -> Iterator[tuple[str, str, float]]:
    name, rule = by_rules(page, spec.rules.author, 120)
    yield rule, name, 0.9
    ld = page.article_ld.get("author")
    persons = [person for person in (ld if isinstance(ld, list) else [ld]) if not _is_organisation(person)]
    yield "json-ld:author", "، ".join(filter(None, map(jsonld.text, persons[:5]))), 0.8
    yield "meta:author", page.meta("author"), 0.6
    yield "meta:article:author", page.meta("article:author", "og:article:author"), 0.5


def _is_name(text: str) -> bool:
    return any(char.isalpha() for char in text) and "://" not in text and "@" not in text and len(text) < 120


def _is_organisation(value: object) -> bool:
    return isinstance(value, dict) and bool(
        jsonld.types(value) & {"organization", "newsmediaorganization", "corporation"}
    )


def section(page: Page, spec: OutletSpec, title: str) -> Found[str] | None:
    """The service as a path (سیاسی > مجلس), without «خانه» and the headline itself."""
    for rule in spec.rules.section:
        if parts := _path(page.values(rule, separator=" ")[:6], title):
            return found(" > ".join(parts)[:300], f"selector:{rule}", 0.95)
    stated = [
        text for text in jsonld.texts(page.article_ld.get("articleSection")) if letters(text) not in _HOME
    ]
    if stated:
        return found(" > ".join(stated[:3])[:300], "json-ld:articleSection", 0.85)
    meta = page.meta("article:section", "og:article:section")
    return found(meta[:300], "meta:article:section", 0.8) if letters(meta) not in _HOME else None


def _path(texts: Iterable[str], title: str) -> list[str]:
    """The parts of a breadcrumb that name a section, each once."""
    parts: dict[str, None] = {}
    for text in texts:
        part = _LABEL.sub("", text).strip(" »>/|،:-")
        if part and len(part) < 60 and letters(part) not in _HOME and letters(part) != letters(title):
            parts.setdefault(part)
    return list(parts)


def tags(page: Page, spec: OutletSpec) -> Found[list[str]] | None:
    """Tags as printed; then JSON-LD keywords, article:tag, keywords."""
    stated: list[tuple[str, list[str], float]] = [
        *((f"selector:{rule}", page.values(rule), 0.95) for rule in spec.rules.tags),
        ("json-ld:keywords", jsonld.texts(page.article_ld.get("keywords")), 0.85),
        ("meta:article:tag", [t for m in page.metas.get("article:tag", ()) for t in jsonld.texts(m)], 0.8),
        ("meta:keywords", jsonld.texts(page.meta("keywords", "news_keywords")), 0.6),
    ]
    for source, values, confidence in stated:
        printed: dict[str, str] = {}
        for value in values:
            tag = _LABEL.sub("", value).lstrip("#").replace("_", " ").strip(" ،,:-")
            if 1 < len(tag) <= 80:
                printed.setdefault(letters(tag), tag)
        printed.pop("", None)
        if printed:
            return found(list(printed.values())[:MAX_TAGS], source, confidence)
    return None


def images(page: Page, spec: OutletSpec) -> Found[list[str]] | None:
    """Whole addresses: the lead photo first, then those of the rules; no logos, no data: addresses."""
    stated = [
        ("meta:og:image", page.metas.get("og:image", [])[:2]),
        ("json-ld:image", jsonld.images(page.article_ld.get("image"))),
        *((f"selector:{rule}", page.values(rule)) for rule in spec.rules.images),
    ]
    own = {page.url, page.link("canonical"), page.absolute(page.meta("og:url"))}  # a template's slip
    photos: dict[str, str] = {}
    for source, values in stated:
        for value in values:
            url = page.absolute(value)
            if url and url not in own and not _NO_IMAGE.search(split_url(url).path):
                photos.setdefault(url, source)
    return found(list(photos)[:MAX_IMAGES], next(iter(photos.values()), ""), 0.9)


def short_link(page: Page, spec: OutletSpec) -> Found[str] | None:
    """The short link; where the page prints it without scheme, https is meant."""
    for rule in (*spec.rules.short_link, 'link[rel="shortlink"]@href'):
        for value in page.values(rule):
            value = _LABEL.sub("", value).strip()
            if re.match(r"^[a-z0-9.-]+\.[a-z]{2,}/\S+$", value, re.I):
                value = f"https://{value}"
            url = page.absolute(value) if value.startswith(("http", "/")) else ""
            parts = split_url(url)
            if url and len(url) < 300 and (parts.path.strip("/") or parts.query):
                return found(url, f"selector:{rule}", 0.95)
    return None


def news_code(page: Page, spec: OutletSpec) -> Found[str] | None:
    """The outlet's number of the item, in ASCII digits; else what the address says."""
    for rule in spec.rules.news_code:
        for value in page.values(rule, separator=" "):
            if code := _CODE.search(value.translate(_DIGITS)):
                return found(code.group(), f"selector:{rule}", 0.95)
    number = re.search(spec.id_pattern, page.url) if spec.id_pattern else None
    return found(number["id"], "url", 0.9) if number else None

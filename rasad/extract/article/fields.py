"""The short fields of an article: each by selector, then JSON-LD, then meta, with its provenance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rasad.extract.article.extraction import Extraction
from rasad.extract.html import jsonld
from rasad.extract.html.likeness import alike, letters, words
from rasad.extract.html.page import Page, clean
from rasad.outlets.definitions import OutletSpec, bare_host, split_url

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_SEPARATORS = re.compile(r"\s+[|\-–—»::]+\s+|\s*[|»]\s*|\s*-\s+")
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


def site_words(page: Page, spec: OutletSpec) -> set[str]:
    """Words that name the site, which a `<title>` appends to every headline."""
    named = [
        page.meta("og:site_name"),
        page.meta("publisher", "dc.publisher"),
        spec.name,
        *bare_host(spec.home).split("."),
    ]
    return {word for name in named for word in words(name)} | {
        "news",
        "agency",
        "خبرگزاری",
        "اخبار",
        "سایت",
        "پایگاه",
    }


def without_site(title: str, page: Page, spec: OutletSpec) -> str:
    """A `<title>` or og:title without the site's name at its end."""
    for pattern in spec.rules.title_suffix:
        title = re.sub(rf"(?:{pattern})\s*$", "", title).strip()
    site = site_words(page, spec)
    first = _SEPARATORS.search(title)
    if first and (start := words(title[: first.start()])) and start <= site and title[first.end() :].strip():
        title = title[first.end() :].strip()  # «خبرگزاری … | headline»
    while True:
        cuts = [found for found in _SEPARATORS.finditer(title) if found.start() > 0]
        if not cuts:
            return title
        tail = words(title[cuts[-1].end() :])
        if tail and not tail <= site:
            return title
        title = title[: cuts[-1].start()].strip()


def told_titles(page: Page, spec: OutletSpec) -> list[tuple[str, str]]:
    """Headlines by JSON-LD and meta, best first, with their source."""
    ld = page.article_ld
    found = [
        ("json-ld:headline", clean(jsonld.text(ld.get("headline") or ld.get("headLine") or ld.get("name")))),
        *(
            (f"meta:{name}", without_site(page.meta(name), page, spec))
            for name in ("og:title", "twitter:title", "dc.title")
        ),
    ]
    node = page.first("head > title") or page.first("title")
    if node is not None:
        found.append(("title", without_site(clean(node.text()), page, spec)))
    return [(source, text) for source, text in found if text]


def title(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The headline: a selector's text that JSON-LD or meta confirm; the only h1 may be the logo."""
    told = told_titles(page, spec)
    site = words(page.meta("og:site_name")) | words(spec.name)
    unconfirmed: tuple[str, str] | None = None
    for rule in spec.rules.title:
        for text in page.values(rule)[:5]:
            if any(alike(text, other) for _, other in told):
                out.record("title", _without_kicker(text, page, spec)[:1000], f"selector:{rule}", 0.98)
                return
            is_site = bool(site) and words(text) <= site
            if unconfirmed is None and not is_site and len(text) > 5:
                unconfirmed = (text, rule)
    firm = [pair for pair in told if pair[0] != "title"]
    if unconfirmed is not None and not firm:
        out.record("title", unconfirmed[0][:1000], f"selector:{unconfirmed[1]}", 0.7)
    elif told:
        out.record("title", told[0][1][:1000], told[0][0], 0.8 if firm else 0.6)
    elif unconfirmed is not None:
        out.record("title", unconfirmed[0][:1000], f"selector:{unconfirmed[1]}", 0.6)


def _without_kicker(text: str, page: Page, spec: OutletSpec) -> str:
    """A headline without the kicker that some themes put into the same h1."""
    for rule in spec.rules.kicker:
        for above in page.values(rule)[:2]:
            if (
                text.startswith(above)
                and len(text) - len(above) > 10
                and any(letters(told) == letters(text[len(above) :]) for _, told in told_titles(page, spec))
            ):
                return clean(text[len(above) :])
    return text


def by_rules(page: Page, rules: Iterable[str], most: int = 400) -> tuple[str, str]:
    """The first acceptable text of the rules, unlabelled, and its rule; or two ''."""
    for rule in rules:
        for text in page.values(rule, separator=" "):
            text = _LABEL.sub("", text).strip(" :،-|/")
            if text and len(text) <= most:
                return text, f"selector:{rule}"
    return "", ""


def kicker(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The line above the headline (روتیتر): by selector only; an empty element is no kicker."""
    for rule in spec.rules.kicker:
        for text in page.values(rule):
            if letters(text) != letters(out.title) and len(text) <= 400:
                out.record("kicker", text, f"selector:{rule}", 0.95)
                return


def lead(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The lead by selector; JSON-LD's or meta's description is weighed once the body is known."""
    for rule in spec.rules.lead:
        text = " ".join(
            page.values(rule, separator=" ")[:3] if "p" in rule.split() else page.values(rule)[:1]
        )
        if text and letters(text) != letters(out.title):
            out.record("lead", text[:3000], f"selector:{rule}", 0.95)
            return


def described_lead(page: Page, out: Extraction) -> None:
    """A description as lead, unless it is cut off, repeats the headline, or is the body's beginning."""
    if out.lead:
        return
    start = letters(out.body[:3000])
    told = [
        ("json-ld:description", jsonld.text(page.article_ld.get("description"))),
        ("meta:og:description", page.meta("og:description")),
        ("meta:description", page.meta("description", "dc.description", "twitter:description")),
    ]
    for source, text in told:
        text = clean(text)
        bare = letters(text)
        cut = text.endswith(("...", "…", "[…]", "[...]"))
        if len(bare) < 20 or cut or bare == letters(out.title) or bare[:150] in start:
            continue
        out.record("lead", text[:3000], source, 0.6)
        return


def author(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """A person's name: the outlet's own name, numbers and addresses are none."""
    node = page.first("title")
    site = words(spec.name) | words(page.meta("og:site_name")) | words(page.meta("publisher"))
    site |= (words(node.text()) if node is not None else set()) - words(out.title)
    ld = page.article_ld.get("author")
    persons = [p for p in (ld if isinstance(ld, list) else [ld]) if not _is_organisation(p)]
    name, rule = by_rules(page, spec.rules.author, 120)
    told = [
        (name, rule, 0.9),
        ("، ".join(filter(None, map(jsonld.text, persons[:5]))), "json-ld:author", 0.8),
        (page.meta("author"), "meta:author", 0.6),
        (page.meta("article:author", "og:article:author"), "meta:article:author", 0.5),
    ]
    for text, source, confidence in told:
        text = clean(text)
        plain = words(text)
        is_name = (
            any(char.isalpha() for char in text) and "://" not in text and "@" not in text and len(text) < 120
        )
        if is_name and plain and not (site and plain <= site) and not {"admin", "مدیر"} & plain:
            out.record("author", text, source, confidence)
            return


def _is_organisation(value: object) -> bool:
    return isinstance(value, dict) and bool(
        jsonld.types(value) & {"organization", "newsmediaorganization", "corporation"}
    )


def section(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The service as a path (سیاسی > مجلس), without «خانه» and the headline itself."""
    for rule in spec.rules.section:
        parts: list[str] = []
        for text in page.values(rule, separator=" ")[:6]:
            part = _LABEL.sub("", text).strip(" »>/|،:-")
            bare = letters(part)
            if (
                part
                and len(part) < 60
                and bare not in _HOME
                and bare != letters(out.title)
                and part not in parts
            ):
                parts.append(part)
        if parts:
            out.record("section", " > ".join(parts)[:300], f"selector:{rule}", 0.95)
            return
    told = [
        text for text in jsonld.texts(page.article_ld.get("articleSection")) if letters(text) not in _HOME
    ]
    out.record("section", " > ".join(told[:3])[:300], "json-ld:articleSection", 0.85)
    meta = page.meta("article:section", "og:article:section")
    if not told and letters(meta) not in _HOME:
        out.record("section", meta[:300], "meta:article:section", 0.8)


def tags(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """Tags as printed; then JSON-LD keywords, article:tag, keywords."""
    told: list[tuple[str, list[str], float]] = []
    for rule in spec.rules.tags:
        told.append((f"selector:{rule}", page.values(rule), 0.95))
    told.append(("json-ld:keywords", jsonld.texts(page.article_ld.get("keywords")), 0.85))
    told.append(
        ("meta:article:tag", [t for m in page.metas.get("article:tag", ()) for t in jsonld.texts(m)], 0.8)
    )
    told.append(("meta:keywords", jsonld.texts(page.meta("keywords", "news_keywords")), 0.6))
    for source, values, confidence in told:
        found: dict[str, str] = {}
        for value in values:
            tag = _LABEL.sub("", value).lstrip("#").replace("_", " ").strip(" ،,:-")
            if 1 < len(tag) <= 80:
                found.setdefault(letters(tag), tag)
        found.pop("", None)
        if found:
            out.record("tags", list(found.values())[:MAX_TAGS], source, confidence)
            return


def images(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """Whole addresses: the lead photo first, then those of the rules; no logos, no data: addresses."""
    told = [(f"selector:{rule}", page.values(rule)) for rule in spec.rules.images]
    told.insert(0, ("meta:og:image", page.metas.get("og:image", [])[:2]))
    told.insert(1, ("json-ld:image", jsonld.images(page.article_ld.get("image"))))
    own = {page.url, page.link("canonical"), page.absolute(page.meta("og:url"))}  # a template's slip
    found: dict[str, None] = {}
    source = ""
    for name, values in told:
        for value in values:
            url = page.absolute(value)
            if url and url not in own and not _NO_IMAGE.search(split_url(url).path):
                source = source or name
                found.setdefault(url)
    out.record("images", list(found)[:MAX_IMAGES], source, 0.9)


def short_link(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The short link; where the page prints it without scheme, https is meant."""
    for rule in (*spec.rules.short_link, 'link[rel="shortlink"]@href'):
        for value in page.values(rule):
            value = _LABEL.sub("", value).strip()
            if re.match(r"^[a-z0-9.-]+\.[a-z]{2,}/\S+$", value, re.I):
                value = f"https://{value}"
            url = page.absolute(value) if value.startswith(("http", "/")) else ""
            parts = split_url(url)
            if url and len(url) < 300 and (parts.path.strip("/") or parts.query):
                out.record("short_link", url, f"selector:{rule}", 0.95)
                return


def news_code(page: Page, spec: OutletSpec, out: Extraction) -> None:
    """The outlet's number of the item, in ASCII digits; else what the address says."""
    for rule in spec.rules.news_code:
        for value in page.values(rule, separator=" "):
            found = _CODE.search(value.translate(_DIGITS))
            if found:
                out.record("news_code", found.group(), f"selector:{rule}", 0.95)
                return
    found = re.search(spec.id_pattern, page.url) if spec.id_pattern else None
    if found:
        out.record("news_code", found["id"], "url", 0.9)

"""One parsed page: selectors that never raise, meta tags, links, and the text of a node."""

from __future__ import annotations

import re
from functools import cache, cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from rasad.extract.html import jsonld
from rasad.outlets.field_types import split_rule

_MARKS = ('class="', "class='", ' id="', " id='")
_ODD = ("class =", " id =", '"id=', "'id=", "/id=")  # legal or not, browsers read these too
_NEEDED = re.compile(r"[.#]([A-Za-z][\w-]*)")
_OPTIONAL = re.compile(r"\[[^\]]*\]|:not\([^)]*\)")
_INVISIBLE = ["script", "style", "noscript", "template"]
_SPACE = re.compile(r"\s+")
_EDGE = "\u200c\u200b\ufeff\u200e\u200f \u00a0"
_MOST_VALUES = 2_000  # matches of one rule whose texts are read
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]+")


def clean(text: str | None) -> str:
    """One line: white space folded, controls gone, edges bare. ZWNJ inside the text stays."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip(_EDGE) if text else ""


@cache
def needed(css: str) -> frozenset[str]:
    """Class and id names (lower case) without which a selector can't match; none for what this can't tell."""
    if "," in css or ":has(" in css or ":is(" in css or ":where(" in css or "\\" in css:
        return frozenset()
    return frozenset(name.lower() for name in _NEEDED.findall(_OPTIONAL.sub("", css)))


def text_of(node: LexborNode, separator: str = "") -> str:
    """The node's text in one line; `separator` stands between its parts (with `<br>`: a space)."""
    return clean(node.text(separator=" " if node.css_first("br") is not None else separator))


class Page:
    """A page's source, its tree without scripts, and what its head says.

    `source` is kept: JSON-LD and app data are read from it by pattern, before scripts are dropped.
    """

    def __init__(self, source: str, url: str) -> None:
        self.source = source
        self.url = url
        self.tree = LexborHTMLParser(source)
        self.tree.strip_tags(_INVISIBLE, recursive=True)

    @cached_property
    def names(self) -> set[str] | None:
        """Class and id names of the source, in lower case; None where they are not all in plain quotes.

        Most selectors of a family need one that is not here. String splitting, because it is five times
        faster than one pattern over the source.
        """
        source = self.source.lower().replace("\n", " ").replace("\t", " ").replace("\r", " ")
        plain = sum(map(source.count, _MARKS))
        if plain != source.count("class=") + source.count(" id=") or any(odd in source for odd in _ODD):
            return None
        values = (chunk[: chunk.find(mark[-1])] for mark in _MARKS for chunk in source.split(mark)[1:])
        return {name for value in set(values) for name in value.split()}

    def can_match(self, css: str) -> bool:
        """Whether the names a selector needs are on the page at all."""
        return self.names is None or needed(css) <= self.names

    def first(self, css: str) -> LexborNode | None:
        """The first match, or None (also for a selector that does not parse)."""
        if not self.can_match(css):
            return None
        try:
            return self.tree.css_first(css)
        except SelectolaxError:
            return None

    def all(self, css: str) -> list[LexborNode]:
        """Every match, in document order."""
        if not self.can_match(css):
            return []
        try:
            return self.tree.css(css)
        except SelectolaxError:
            return []

    def values(self, rule: str, separator: str = "") -> list[str]:
        """Non-empty texts (or attribute values, for `css@attr`) of a rule's matches, in order."""
        css, attribute = split_rule(rule)
        found = (
            clean(node.attributes.get(attribute)) if attribute else text_of(node, separator)
            for node in self.all(css)[:_MOST_VALUES]
        )
        return [value for value in found if value]

    def value(self, rule: str) -> str:
        """The first non-empty value of a rule, or ''."""
        return next(iter(self.values(rule)), "")

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of `<meta>` by lower-case name, property and itemprop."""
        found: dict[str, list[str]] = {}
        for node in self.all("meta[content]"):
            attributes = node.attributes
            content = clean(attributes.get("content"))
            if not content:
                continue
            for key in {attributes.get(kind) for kind in ("name", "property", "itemprop", "http-equiv")}:
                if key:
                    found.setdefault(key.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str:
        """The first content under the first of these names that has one, or ''."""
        for name in names:
            for content in self.metas.get(name, ()):
                return content
        return ""

    @cached_property
    def ld(self) -> list[jsonld.Thing]:
        """Everything JSON-LD says, flattened."""
        return jsonld.things(self.source)

    @cached_property
    def article_ld(self) -> jsonld.Thing:
        """The JSON-LD article that describes this page, or {}."""
        return jsonld.article(self.ld, self.url)

    @cached_property
    def base(self) -> str:
        """What relative links are relative to."""
        node = self.first("base[href]")
        href = node.attributes.get("href") if node is not None else None
        return self.absolute_to(self.url, href) or self.url

    @staticmethod
    def absolute_to(base: str, href: str | None) -> str:
        """`href` made whole, only if it then is http(s); otherwise ''."""
        href = re.sub(r"[\r\n\t]", "", (href or "").strip())
        if not href or href.startswith("#"):
            return ""
        try:
            whole = urljoin(base, href)
            parts = urlsplit(whole)
        except ValueError:
            return ""
        return whole if parts.scheme in ("http", "https") and parts.hostname else ""

    def absolute(self, href: str | None) -> str:
        """`href` made whole against the page's base, or '' if it is not http(s)."""
        return self.absolute_to(self.base, href)

    def link(self, rel: str) -> str:
        """The whole address of `<link rel=…>`, or ''."""
        for node in self.all("link[rel][href]"):
            if rel in (node.attributes.get("rel") or "").lower().split():
                return self.absolute(node.attributes.get("href"))
        return ""

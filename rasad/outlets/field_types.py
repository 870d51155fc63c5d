"""What a value in a definition may be: selectors, patterns, addresses, each with its check and remedy."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

_EMPTY = LexborHTMLParser("<p></p>")
_ATTRIBUTE = re.compile(r"^(?P<css>.*?)(?:@(?P<attribute>[a-z][a-z0-9:_-]*))?$", re.S)
_PLACEHOLDERS = {"jy", "jm", "jd", "y", "m", "d", "page", "issue"}


def split_rule(rule: str) -> tuple[str, str | None]:
    """`css` and the attribute to read, of a rule written `css` or `css@attribute`."""
    found = _ATTRIBUTE.match(rule)
    assert found is not None  # the pattern matches every string
    return found["css"].strip(), found["attribute"]


def _selector(rule: str) -> str:
    css, _ = split_rule(rule)
    try:
        _EMPTY.css(css)
    except SelectolaxError:
        raise ValueError(f"«{rule}» is not a CSS selector (write css or css@attribute)") from None
    return rule


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise ValueError(f"«{pattern}» is not a regular expression: {wrong}") from None
    return pattern


def _id_pattern(pattern: str) -> str:
    if "(?P<id>" not in _pattern(pattern):
        raise ValueError("the pattern needs a group (?P<id>…) that takes the item's number")
    return pattern


def _http(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write a whole http:// or https:// address")
    return url


def _feed_url(url: str) -> str:
    if url == "{home}":
        return url
    if not url.startswith("/"):
        _http(url)
    unknown = set(re.findall(r"\{(\w*)\}", url)) - _PLACEHOLDERS
    if unknown:
        known = ", ".join(sorted(_PLACEHOLDERS))
        raise ValueError(f"unknown placeholder {{{unknown.pop()}}}; known: {known}")
    return url


def _source(text: str) -> str:
    if not re.search(r"\b(?:19|20)\d\d\b", text):
        raise ValueError("name where the facts come from and the year, e.g. «the site's /rss page, 2026»")
    return text


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Css = Annotated[str, AfterValidator(_selector)]
CssList = Annotated[tuple[Css, ...], BeforeValidator(_several)]
Regex = Annotated[str, AfterValidator(_pattern)]
RegexList = Annotated[tuple[Regex, ...], BeforeValidator(_several)]
IdPattern = Annotated[str, AfterValidator(_id_pattern)]
HttpUrl = Annotated[str, AfterValidator(_http)]
FeedUrl = Annotated[str, AfterValidator(_feed_url)]
Source = Annotated[str, AfterValidator(_source)]
Seconds = Annotated[float, Field(gt=0, le=31_536_000)]
HostName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$")]

"""What a value in a definition may be: selectors, patterns, addresses, each with its check and remedy."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from rasad.outlets.address_templates import NAMES

_EMPTY = LexborHTMLParser("<p></p>")
_ATTRIBUTE = re.compile(r"^(?P<css>.*?)(?:@(?P<attribute>[a-z][a-z0-9:_-]*))?$", re.S)
_STEP = r"(?:[\w$@:-]+|(?:\[-?\d*\]))(?:\[-?\d*\])*"
_PATH = re.compile(rf"^{_STEP}(?:\.{_STEP})*$")


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
    if url in ("", "{home}"):
        return url
    if not url.startswith("/"):
        _http(url)
    return _known_placeholders(url)


def _known_placeholders(text: str) -> str:
    unknown = set(re.findall(r"\{(\w*)\}", text)) - NAMES
    if unknown:
        raise ValueError(f"unknown placeholder {{{unknown.pop()}}}; known: {', '.join(sorted(NAMES))}")
    return text


def _data_path(path: str) -> str:
    if path and not _PATH.match(path):
        raise ValueError(f"«{path}» is not a path into JSON; write a.b, a[0].b, or a[].b for each of a list")
    return path


def _data_template(text: str) -> str:
    """A path, or an address with paths in braces."""
    if "{" not in text:
        return text if text.startswith(("/", "http")) else _data_path(text)
    for path in re.findall(r"\{([^}]*)\}", text):
        _data_path(path or "{}")
    return text


def _form(fields: Any) -> Any:
    if not isinstance(fields, dict):
        raise ValueError("write the fields that are sent as «name: value»")
    texts = {str(name): "" if value is None else str(value) for name, value in fields.items()}
    return {name: _known_placeholders(text) for name, text in texts.items()}


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
DataPath = Annotated[str, AfterValidator(_data_path)]
DataTemplate = Annotated[str, AfterValidator(_data_template)]
FormFields = Annotated[dict[str, str], BeforeValidator(_form)]
Source = Annotated[str, AfterValidator(_source)]
Seconds = Annotated[float, Field(gt=0, le=31_536_000)]
HostName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$")]

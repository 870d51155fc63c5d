"""Which article an address names: canonical URLs, item keys and the ids made of them.

The id of an article is a 128-bit hash of (outlet, item key) and never changes. The item key is
what the outlet's `id_pattern` takes from the URL; only without a pattern, the canonical URL.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import xxhash
from w3lib.url import canonicalize_url, safe_url_string

from rasad.outlets.addresses import is_tracker, without_anchor
from rasad.persian import fold
from rasad.search.documents import ArticleText

_NOISE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u0640]+")

_DIGIT = re.compile(r"%D(?:B%B|9%A)([0-9])")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAnAddressError(ValueError):
    """The text is not an absolute http(s) URL; the message quotes it."""


def canonical_url(url: str, keep_params: tuple[str, ...] = ()) -> str:
    """The one spelling of an http(s) address: sorted query, no anchor, trackers, default port.

    A fragment stays where the site routes by it (`#!/news/5`).
    `keep_params`, when given, are the only query parameters that stay (an outlet's choice).
    Scheme is kept (an outlet's move to https makes an alias, not an article). Idempotent.
    Raises `NotAnAddressError`.
    """
    text = re.sub(r"[\t\r\n]", "", url).strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise NotAnAddressError(f"not an address: {url[:200]!r}") from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise NotAnAddressError(f"not an http(s) address: {url[:200]!r}")
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if (name in keep_params if keep_params else not is_tracker(name))
    ]
    netloc = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        netloc += f":{port}"
    fragment = urlsplit(without_anchor(text)).fragment
    plain = urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", urlencode(pairs), fragment))
    return canonicalize_url(safe_url_string(plain, encoding="utf-8"), keep_fragments=True)


def announced_url(url: str) -> str:
    """The address as it was announced, so that it can be asked for: in one line, escaped, without anchor.

    Nothing that the site may need is taken off. Raises `NotAnAddressError`.
    """
    canonical_url(url)
    return safe_url_string(without_anchor(re.sub(r"[\t\r\n]", "", url).strip()), encoding="utf-8")


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _ascii_digits(canonical: str) -> str:
    """The address with its Persian and Arabic digits (percent-encoded) as ASCII."""
    return _DIGIT.sub(r"\1", canonical)


def item_number(canonical: str, id_pattern: str) -> str:
    """What an outlet's pattern takes from a canonical address: its group `id`, else the groups joined by `/`.

    Digits of any script are read as ASCII. '' where the pattern does not match.
    """
    match = _pattern(id_pattern).search(_ascii_digits(canonical)) if id_pattern else None
    if match is None:
        return ""
    named = match.groupdict().get("id")
    return named if named is not None else "/".join(part for part in match.groups() if part)


def item_key(url: str, id_pattern: str = "", keep_params: tuple[str, ...] = ()) -> str:
    """What names the item at an outlet that nobody defines: the pattern's number, else the canonical URL.

    Of a defined outlet `item_keys.key_at` gives the key.
    """
    canonical = canonical_url(url, keep_params)
    return item_number(canonical, id_pattern) or canonical


def article_id(outlet: str, key: str) -> str:
    """128-bit id of an article, 32 hex digits."""
    return xxhash.xxh3_128_hexdigest(f"{outlet}\n{key}".encode("utf-8", "surrogatepass"))


def url_hash(url: str) -> str:
    """128-bit hash of a canonical URL, 32 hex digits: the key of aliases and the frontier.

    http and https, and a leading `www.`, name the same page here: an outlet that moves between
    them must not have its pages counted twice.
    """
    rest = url.split("://", 1)[-1].removeprefix("www.")
    return xxhash.xxh3_128_hexdigest(rest.encode("utf-8", "surrogatepass"))


def text_hash(text: ArticleText) -> str:
    """128-bit hash of headline, lead and body that spelling variants, white space and half-spaces keep."""
    bare = _NOISE.sub("", fold("\n".join((text.title, text.lead, text.body))))
    return xxhash.xxh3_128_hexdigest(bare.encode("utf-8", "surrogatepass"))


def host_of(url: str) -> str:
    """Lower-case `host[:port]` of a canonical URL: what a politeness lease is on."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()

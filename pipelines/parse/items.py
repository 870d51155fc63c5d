"""An item as a page, a post or a submission tells it, and the pure decisions about storing it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import xxhash

from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, url_hash
from rasad.archive.item_keys import ItemKey, key_at
from rasad.outlets.loading import OutletSpec
from rasad.persian import fold

_NOISE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u0640]+")
_KINDS = {"telegram": "post", "eitaa": "post", "video": "video", "unit": "release", "paper": "page"}


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One published item; times are aware UTC."""

    url: str
    title: str
    kind: str = "news"
    kicker: str = ""
    lead: str = ""
    body: str = ""
    author: str = ""
    published: datetime | None = None
    precision: str = ""
    modified: datetime | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    lang: str = "fa"
    short_link: str = ""
    news_code: str = ""
    source_agency: str = ""
    quality: str = ""
    status: str = ""  # only a submission says it
    canonical: str = ""
    aliases: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article an item is: its id and key, and every address that leads to it."""

    id: str
    key: str
    by_pattern: bool  # the key is the outlet's own number, not just an address
    addresses: tuple[str, ...]  # canonical; the first is the article's own


def text_hash(title: str, lead: str, body: str) -> str:
    """128-bit hash of a text that spelling variants, white space and half-spaces do not change."""
    bare = _NOISE.sub("", fold("\n".join((title, lead, body))))
    return xxhash.xxh3_128_hexdigest(bare.encode("utf-8", "surrogatepass"))


def item_kind(outlet_kind: str) -> str:
    """The kind of an item that its outlet's kind implies."""
    return _KINDS.get(outlet_kind, "news")


def with_hint(item: ParsedItem, hint: Mapping[str, Any]) -> ParsedItem:
    """The item with the date its feed announced, used only where the page has none."""
    told = hint.get("published")
    if item.published is not None or not told:
        return item
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return item
    if at.tzinfo is None:
        return item
    precision = str(hint.get("precision") or hint.get("published_precision") or "minute")
    return replace(
        item, published=at, precision=precision, provenance={**item.provenance, "published": "feed"}
    )


def _canonical(url: str, keep_params: tuple[str, ...]) -> str:
    try:
        return canonical_url(url, keep_params)
    except NotAnAddressError:
        return ""


def identify(
    outlet: str,
    spec: OutletSpec | None,
    item: ParsedItem,
    asked: str = "",
    answered: str = "",
    hops: tuple[str, ...] = (),
) -> Identity:
    """The identity of an item that `asked` led to, over the redirects `hops`, and `answered` served.

    A canonical link is believed only if it is the outlet's own, is no home page, and does not
    name another item than the page's address does. Raises `NotAnAddressError` where no address is one.
    """
    keep = spec.keep_params if spec else ()
    told = [item.canonical, answered, item.url, asked, *hops, item.short_link, *item.aliases]
    addresses = list(
        dict.fromkeys(found for found in (_canonical(url, keep) for url in told if url) if found)
    )
    if spec is not None:
        own = [url for url in addresses if spec.owns(url) and not _is_front(url)]
        addresses = own or addresses
    if not addresses:
        raise NotAnAddressError(f"no usable address for an item of {outlet}: {item.url[:200]!r}")
    keys = {url: key_at(spec, url) if spec else ItemKey(url, False) for url in addresses}
    numbered = [url for url in addresses if keys[url].numbered]
    served = [url for url in numbered if url in (_canonical(answered, keep), _canonical(item.url, keep))]
    best = (served or numbered or addresses)[0]
    key = keys[best]
    if key.numbered:
        same = [url for url in addresses if url != best and (not keys[url].numbered or keys[url] == key)]
        addresses = [best, *same]
    return Identity(article_id(outlet, key.key), key.key, key.numbered, tuple(addresses))


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.fragment


def alias_keys(identity: Identity) -> list[str]:
    """The alias keys of an identity's addresses."""
    return [url_hash(url) for url in identity.addresses]


def better_date(old: datetime | None, old_by: str, old_precision: str, new: ParsedItem) -> bool:
    """Whether a later look at the page tells the date of publication better than what stands."""
    if new.published is None:
        return False
    if old is None or (old_by == "feed" and new.provenance.get("published") != "feed"):
        return True
    return old_precision == "day" and new.precision == "minute"

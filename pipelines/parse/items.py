"""An item as a page, a post or a submission tells it, and the pure decisions about storing it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, url_hash
from rasad.archive.item_keys import ItemKey, key_at
from rasad.archive.models import Article
from rasad.extract.article.extraction import Extraction
from rasad.outlets.loading import OutletSpec
from rasad.search.documents import ArticleText

_KINDS = {
    "telegram": Article.Kind.POST,
    "eitaa": Article.Kind.POST,
    "video": Article.Kind.VIDEO,
    "unit": Article.Kind.RELEASE,
    "paper": Article.Kind.PAGE,
}


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One published item: what was read of it, and what its source knows besides."""

    found: Extraction  # its texts cut to what an article holds
    kind: str = Article.Kind.NEWS
    status: str = ""  # only a submission says it

    @property
    def text(self) -> ArticleText:
        """What it says."""
        return ArticleText.of(self.found)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article an item is: its id and key, and every address that leads to it."""

    id: str
    key: str
    by_pattern: bool  # the key is the outlet's own number, not just an address
    addresses: tuple[str, ...]  # canonical; the first is the article's own
    url: str = ""  # the first as people can open it: with what the site needs beside its number


def item_kind(outlet_kind: str) -> str:
    """The kind of an item that its outlet's kind implies."""
    return _KINDS.get(outlet_kind, Article.Kind.NEWS)


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
    found = item.found
    named = [found.canonical, answered, found.url, asked, *hops, found.short_link, *found.aliases]
    shown: dict[str, str] = {}  # canonical address → as it was named, without trackers
    for url in filter(None, named):
        shown.setdefault(_canonical(url, keep), _canonical(url, ()))
    shown.pop("", None)
    addresses = list(shown)
    if spec is not None:
        own = [url for url in addresses if spec.owns(url) and not _is_front(url)]
        addresses = own or addresses
    if not addresses:
        raise NotAnAddressError(f"no usable address for an item of {outlet}: {found.url[:200]!r}")
    keys = {url: key_at(spec, url) if spec else ItemKey(url, False) for url in addresses}
    numbered = [url for url in addresses if keys[url].numbered]
    served = [url for url in numbered if url in (_canonical(answered, keep), _canonical(found.url, keep))]
    best = (served or numbered or addresses)[0]
    key = keys[best]
    if key.numbered:
        same = [url for url in addresses if url != best and (not keys[url].numbered or keys[url] == key)]
        addresses = [best, *same]
    return Identity(article_id(outlet, key.key), key.key, key.numbered, tuple(addresses), shown[addresses[0]])


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.fragment


def alias_keys(identity: Identity) -> list[str]:
    """The alias keys of an identity's addresses."""
    return [url_hash(url) for url in identity.addresses]

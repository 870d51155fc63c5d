"""The key of an item at its outlet: what stays when its address is written another way.

Where the outlet's `id_pattern` takes a number, that is the key. Elsewhere it is the shortest canonical
address: spelled as the outlet's home is (scheme, `www.`), without AMP, trackers and closing slash; and
where a number in the path names the item as publishing systems write it, without the headline beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from rasad.archive.identity import canonical_url, item_number
from rasad.outlets.addresses import bare_host, host_and_port

_ITEM_WORDS = frozenset({
    "news", "newsagency", "post", "posts", "story", "stories", "article", "articles", "item", "items",
    "node", "content", "contents", "detail", "details", "show", "view", "id", "photo", "photos",
    "video", "videos", "gallery", "media", "topic", "topics", "thread", "threads", "question",
    "questions", "web", "shot", "report", "note", "notes", "p",
})  # fmt: skip
"""Path words after which a number of any length names the item, not a chapter of the site."""
_LED = re.compile(r"(\d{1,20})(?:[-_].*)?", re.S)
_ENDED = re.compile(r"(?:.+?[-_](\d{6,20})|.*?\.[a-z]?(\d{4,20}))(?:\.(?:s?html?|aspx?|php))?", re.I | re.S)
_DATE = re.compile(r"(?:1[34]|19|20)\d\d(?:(?:0[1-9]|1[0-2])[0-3]\d)?")
_MONTH = re.compile(r"(?:1[34]|20)\d\d(?:0[1-9]|1[0-2])")
_SCRIPT = re.compile(r"\.(?:php|aspx?|jsp|cgi)$", re.I)
_ITEM_PARAMS = re.compile(r"(?:news|item|article|post|story|topic|content|request|page)?_?id|nid", re.I)
_NOISE = frozenset({
    "ref", "referrer", "referer", "source", "src", "from", "via", "feed", "share", "amp", "outputtype",
})  # fmt: skip
"""Parameters beside trackers that tell a reader's way; only left out where the path says what is read."""
_LEAST = 4  # digits of a number that stands alone in a path before a headline
_LEAST_LED = 5  # of one that a headline follows in the same part: «۱۲ دستور», «4000 نفر» begin headlines
_MARK = 2  # letters before a closing number that are a mark of the system, not a headline
_SLUG = 24  # letters of a last part that only a headline has


class KeyedOutlet(Protocol):
    """What a key needs of an outlet's definition (`OutletSpec` has it)."""

    @property
    def home(self) -> str: ...
    @property
    def id_pattern(self) -> str | None: ...
    @property
    def keep_params(self) -> tuple[str, ...]: ...
    @property
    def channel(self) -> str | None: ...


class ItemKey(NamedTuple):
    """A key; `numbered` where the outlet's own pattern took it from the address."""

    key: str
    numbered: bool


def key_at(site: KeyedOutlet, url: str) -> ItemKey:
    """The key of an address at its outlet. Raises `NotAnAddressError`."""
    canonical = canonical_url(url, site.keep_params)
    number = item_number(canonical, site.id_pattern or "")
    if site.channel:  # its name is the same in any case: t.me/Shahr/7, t.me/shahr/7
        number = number.lower()
    return ItemKey(number, True) if number else ItemKey(shortest(canonical, site.home), False)


def shortest(canonical: str, home: str) -> str:
    """The part of a canonical address that names the item, as an address in the spelling of `home`."""
    parts, at_home = urlsplit(canonical), urlsplit(home)
    same = host_and_port(parts) == host_and_port(at_home)
    netloc = at_home.netloc.lower() if same else parts.netloc.replace(parts.hostname or "", host_of(parts), 1)
    segments = [part for part in parts.path.split("/") if part]
    segments = [part for part in segments[:1] if part.lower() != "amp"] + segments[1:]
    if len(segments) > 1 and segments[-1].lower() in ("amp", "amp.html"):
        segments.pop()
    plain = [unquote(part) for part in segments]
    named = _to_number(plain)
    path = "/" + "/".join(segments if named is None else [quote(part, safe="-._~@+") for part in named])
    query = _query(parts, plain, named is not None)
    return urlunsplit((at_home.scheme.lower(), netloc, path, query, parts.fragment if named is None else ""))


def host_of(parts: SplitResult) -> str:
    """The bare host name."""
    return bare_host(parts.hostname or "")


def _to_number(plain: list[str]) -> list[str] | None:
    """The path up to its item number, in lower case; None where no number names the item."""
    for place, part in enumerate(plain):
        led = _LED.fullmatch(part)
        if led is None:
            continue
        number = _ascii(led[1])
        alone, last = led.end(1) == len(part), place == len(plain) - 1
        follows = place > 0 and plain[place - 1].lower() in _ITEM_WORDS
        if _is_date(number, plain[place + 1 :]) and not (alone and (last or follows)):
            continue
        least = 1 if follows and alone else _LEAST if alone or follows else _LEAST_LED
        if len(number) >= least:
            return [*(before.lower() for before in plain[:place] if not (last and _is_slug(before))), number]
    ended = _ENDED.fullmatch(plain[-1]) if plain else None
    number = _ascii(ended[1] or ended[2]) if ended else ""
    if not number or _DATE.fullmatch(number):
        return None
    head = plain[-1][: ended.start(1) if ended and ended[1] else 0].rstrip("-_")
    bare = 0 < len(head) <= _MARK  # «a-6612345»: the headline stands in the part before
    return [*(before.lower() for before in plain[:-1] if not (bare and _is_slug(before))), number]


def _is_date(number: str, rest: list[str]) -> bool:
    """Whether a number is a year or a day, or a month («140301») before the item's own number."""
    if _MONTH.fullmatch(number):
        return any(led and len(led[1]) >= _LEAST for led in map(_LED.fullmatch, rest))
    return bool(_DATE.fullmatch(number))


def _query(parts: SplitResult, plain: list[str], numbered: bool) -> str:
    """The query parameters that name the item: none where the path does, all but noise where it is short."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    by_number = any(_ITEM_PARAMS.fullmatch(name) and value.isdigit() for name, value in pairs)
    if numbered:
        pairs = []
    elif plain and _is_slug(plain[-1]):
        pairs = [(name, value) for name, value in pairs if _ITEM_PARAMS.fullmatch(name) and value]
    else:
        pairs = [(name, value) for name, value in pairs if name.lower() not in _NOISE]
        if by_number:
            pairs = [(name, value) for name, value in pairs if not _is_slug(value)]
    return urlencode(pairs)


def _is_slug(text: str) -> bool:
    """Whether a part of an address can only be a headline."""
    if _SCRIPT.search(text):
        return False
    return len(text) >= _SLUG or text.count("-") > 1 or (not text.isascii() and len(text) > 7)


def _ascii(number: str) -> str:
    return "".join(str(int(digit)) for digit in number)

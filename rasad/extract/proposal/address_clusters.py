"""The shape of an address: which parts of it number an item, name a section, spell a headline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from rasad.outlets.addresses import is_tracker, split_url

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_NUMBER = re.compile(r"\d+")
_LED = re.compile(r"(\d+)([-_.].*)", re.S)
_ENDED = re.compile(r"(.*[-_])(\d+)(\.[a-z]{3,5})?", re.S | re.I)
_MARKED = re.compile(r"([a-z]{1,12})(\d{2,})(\.[a-z]{3,5})?", re.I)
_SUFFIX = re.compile(r"(\d+)(\.[a-z]{3,5})", re.I)
_SCRIPT = re.compile(r"\.(?:php|aspx?|jsp|cgi|s?html?|do)$", re.I)
_PREVAILS = 0.8  # share of one shape among those below a path from which it is a shape of its own
_WORDY = 24  # letters of a part that only a headline has
#: Parts of an address that never lead to an article.
NEVER = (
    "tag", "tags", "author", "authors", "category", "categories", "page", "search", "archive", "rss", "feed",
    "feeds", "user", "users", "login", "register", "comment", "comments", "topic", "keyword", "print",
    "share", "service",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a path, or the value of a parameter.

    `kind`: `number`, `led` (12-headline), `ended` (headline-12), `marked` (n12.html), `slug`, `word`.
    `before`/`number`/`after`: the text around the number.
    """

    kind: str
    text: str
    before: str = ""
    number: str = ""
    after: str = ""
    name: str = ""  # of the parameter

    @property
    def has_number(self) -> bool:
        return bool(self.number)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts; `shape` is equal for addresses that are built alike."""

    url: str
    path: tuple[Part, ...]
    query: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.path, *self.query)

    @property
    def words(self) -> tuple[str, ...]:
        """Its words: what names sections and scripts."""
        return tuple(part.text for part in self.path if part.kind == "word")

    @property
    def shape(self) -> tuple[str, ...]:
        """Kinds of the path's parts (a script by its name), and the names of parameters."""
        path = [
            part.text.lower() if _SCRIPT.search(part.text) and part.kind == "word" else part.kind
            for part in self.path
        ]
        return (*path, *(f"?{part.name}" for part in self.query))


def part(text: str, name: str = "") -> Part:
    """What a part of an address is."""
    plain = unquote(text).translate(_DIGITS)
    if _NUMBER.fullmatch(plain):
        return Part("number", plain, number=plain, name=name)
    if found := _SUFFIX.fullmatch(plain):
        return Part("number", plain, number=found[1], after=found[2], name=name)
    if found := _LED.fullmatch(plain):
        return Part("led", plain, number=found[1], after=found[2][:1], name=name)
    if found := _MARKED.fullmatch(plain):
        return Part("marked", plain, found[1], found[2], found[3] or "", name)
    if found := _ENDED.fullmatch(plain):
        kind = "marked" if len(found[1]) <= 14 and found[1].count("-") + found[1].count("_") == 1 else "ended"
        return Part(kind, plain, found[1], found[2], found[3] or "", name)
    return Part("slug" if _is_slug(plain) else "word", plain, name=name)


def _is_slug(text: str) -> bool:
    bare = _SCRIPT.sub("", text)
    return (
        len(bare) >= _WORDY
        or bare.count("-") + bare.count("_") > 1
        or (not bare.isascii() and len(bare) > 14)
    )


def address(url: str) -> Address:
    """An address in its parts."""
    parts = split_url(url)
    path = tuple(part(text) for text in parts.path.split("/") if text)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_tracker(pair[0])]
    return Address(url, path, tuple(part(value, name) for name, value in sorted(pairs)))


@dataclass(frozen=True, slots=True)
class Cluster:
    """Addresses of one shape, each once, with the texts that lead there (longest)."""

    shape: tuple[str, ...]
    addresses: tuple[Address, ...]
    titles: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its first address: of a part `by_words`, of all."""
        return self.addresses[0].words if self.addresses else ()

    @property
    def weight(self) -> float:
        """How likely these are articles, by what leads to them: many, with texts as long as headlines."""
        long = sum(min(len(title), 60) >= 18 for title in self.titles)
        telling = any(
            one in ("number", "led", "ended", "marked", "slug") or one.startswith("?") for one in self.shape
        )
        never = sum(any(p.text.lower() in NEVER for p in one.path[:-1]) for one in self.addresses)
        return long * (1.0 if telling else 0.2) * (1 - 0.9 * never / max(1, len(self.addresses)))


def clusters(links: Iterable[tuple[str, str]]) -> list[Cluster]:
    """(address, text) pairs by shape, likeliest articles first."""
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for url, title in links:
        group = groups.setdefault(address(url).shape, {})
        if len(title) >= len(group.get(url, "")):
            group[url] = title
    groups = _merged(groups)
    made = [
        Cluster(shape, tuple(map(address, group)), tuple(group.values()))
        for shape, group in groups.items()
        if shape
    ]
    return sorted(made, key=lambda one: one.weight, reverse=True)


def _merged(groups: dict[tuple[str, ...], dict[str, str]]) -> dict[tuple[str, ...], dict[str, str]]:
    """Shapes that differ in their last part alone, below the same path, as one, unless numbers prevail there.

    Headlines begin and end with numbers at times; random keys (`/news/3f9a2`) look like all kinds by turns.
    """
    families: dict[tuple[str, int], list[tuple[str, ...]]] = {}
    for shape, group in groups.items():
        paths = {re.sub(r"\d+", "0", split_url(url).path.rstrip("/").rpartition("/")[0]) for url in group}
        if len(paths) == 1 and shape and not shape[-1].startswith("?"):
            path = paths.pop()
            if path or shape[-1] in ("slug", "ended", "led"):
                families.setdefault((path, len(shape)), []).append(shape)
    for shapes in families.values():
        sizes = {shape: len(groups[shape]) for shape in shapes}
        first = max(shapes, key=lambda shape: sizes[shape])
        prevails = sizes[first] >= _PREVAILS * sum(sizes.values())
        if len(shapes) > 1 and not (prevails and first[-1] in ("number", "led", "marked")):
            whole = {url: text for shape in shapes for url, text in groups.pop(shape).items()}
            groups[(*first[:-1], "key")] = whole
    return groups


def by_words(group: Cluster) -> list[Cluster]:
    """A shape's addresses apart by the words in them (`/shop/…`, `/news/…`), the largest first."""
    apart: dict[tuple[str, ...], list[Address]] = {}
    for one in group.addresses:
        apart.setdefault(one.words, []).append(one)
    made = [Cluster(group.shape, tuple(some)) for some in apart.values()]
    return sorted(made, key=lambda one: -len(one.addresses))

"""Caps on hostile input, in one place, and the cheap checks that run before any parser."""

from __future__ import annotations

import re
from itertools import islice

from rasad.extract.errors import InputTooLargeError, ParseError

# Largest page or feed taken, the same cap the crawler downloads by.
MAX_BYTES = 16 * 1024 * 1024

# Largest decompressed sitemap: the protocol allows 50 MB uncompressed.
MAX_EXPANDED = 64 * 1024 * 1024

# Attributes of one tag. Real tags seen hold under 60; parsing them is quadratic (40,000 take 1.7 s).
MAX_ATTRIBUTES = 400

# Addresses of one sitemap that are read: the protocol's own limit.
MAX_ADDRESSES = 50_000

# Items of one feed that are read, and of any page that are taken; one costs 0.15 ms to read.
MAX_ITEMS = 5_000

# Links of one page that are looked at. Home pages seen hold under 2,000; one costs 0.03 ms.
MAX_LINKS = 20_000

# Posts of one page of a channel that are read; Telegram shows 20.
MAX_POSTS = 500

# Elements open at once. The parser is quadratic in them: 10,000 cost 0.2 s, 50,000 cost 15 s.
MAX_OPEN = 10_000

# Nesting of elements that is still walked; deeper subtrees contribute no text.
MAX_DEPTH = 400

_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_SELF_CLOSING = frozenset(
    b"p li td th tr tbody thead tfoot option optgroup dt dd rt rp colgroup br img input meta link hr "
    b"source wbr col param area base embed track path use circle rect".split()
)
_LONG_TAG = re.compile(rb"<[A-Za-z][^>]{6000,}")
_ATTRIBUTE = re.compile(rb"[\s\"'/]([^\s\"'<>/=]+)")


def check(body: bytes, cap: int = MAX_BYTES) -> None:
    """Refuse a body that is too long or holds a tag with an absurd number of attributes.

    Raises `InputTooLargeError` or `ParseError`. Linear: it looks only at tags longer than 6,000 bytes, and
    the lookup starts at each such tag once, so quoted `>` cannot make it miss a bomb's first part.
    """
    if len(body) > cap:
        raise InputTooLargeError(f"{len(body):,} bytes; at most {cap:,} are parsed")
    for tag in _LONG_TAG.finditer(body):
        names = islice(_ATTRIBUTE.finditer(body, tag.start(), tag.end()), MAX_ATTRIBUTES + 1)
        if sum(1 for _ in names) > MAX_ATTRIBUTES and not _is_mostly_value(tag.group()):
            raise ParseError(f"a tag at byte {tag.start()} has over {MAX_ATTRIBUTES} attributes")


def check_html(body: bytes) -> None:
    """As `check`, and refuse markup that opens far more elements than it closes (by name).

    Not for feeds: in XML a tag may close itself.
    """
    check(body)
    if body.count(b"<") <= MAX_OPEN:
        return
    opened: dict[bytes, int] = {}
    depth = 0
    for tag in _TAG.finditer(body):
        name = tag[2].lower()
        if name in _SELF_CLOSING:
            continue
        now = opened.get(name, 0)
        if not tag[1]:
            opened[name] = now + 1
            depth += 1
            if depth > MAX_OPEN:
                raise ParseError(f"over {MAX_OPEN:,} elements are open at byte {tag.start()}")
        elif now:
            opened[name] = now - 1
            depth -= 1


def _is_mostly_value(tag: bytes) -> bool:
    """Whether a long tag is long by few quoted values (an inline image, JSON in data-*)."""
    outside = re.sub(rb"\"[^\"]*\"|'[^']*'", b"", tag)
    return len(_ATTRIBUTE.findall(outside)) <= MAX_ATTRIBUTES

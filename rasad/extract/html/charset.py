"""Bytes to text: BOM, what the page declares, what it holds; UTF-8 and windows-1256 for Persian."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)", re.I)
_PRESCAN = 4096
_SAMPLE = 1_048_576
_ASCII = bytes(range(128))
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{3,}")
_WESTERN = "cp1252"
_BROWSER = {  # what browsers read under these labels (WHATWG Encoding)
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "x-cp1256": "windows-1256",
    "cp1256": "windows-1256",
    "arabic": "iso-8859-6",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
_NEVER = {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}

# windows-1256 as the web uses it: Python leaves nothing undefined there, but 0x90 is گ, 0x81 پ, 0x8D چ, 0x8E
# ژ, 0x98 ک, 0x9D ZWNJ, so Persian survives a round trip.


def _label(name: str | None) -> str | None:
    """A codec Python knows and a browser would use for this label, or None."""
    if not name:
        return None
    low = name.strip().lower().replace("_", "-")
    low = _BROWSER.get(low, low)
    if low in _NEVER:
        return None
    try:
        info = codecs.lookup(low)
        b"a".decode(low)  # refuses codecs that are not text (rot13, base64, zlib)
    except (LookupError, ValueError, TypeError):
        return None
    return info.name


def to_text(body: bytes, content_type: str | None = None, declared: str | None = None) -> tuple[str, str]:
    """Text and the encoding it was read by; never raises, undecodable bytes become U+FFFD.

    `declared` is the outlet's own `fetch.encoding` and wins. Then: BOM; valid UTF-8 with non-ASCII letters (a
    label that contradicts it is wrong: Persian in windows-1256 is practically never valid UTF-8);
    windows-1256 where its words are Arabic letters and the label says UTF-8 or Latin; the HTTP header;
    `<meta charset>` or the XML declaration; UTF-8; windows-1256.
    """
    chosen = _label(declared)
    if chosen:
        return _strip_bom(body.decode(chosen, "replace")), chosen
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as broken:
        strict = broken
    else:
        return text, "utf-8"
    head = body[:_PRESCAN]
    found = _CHARSET.search(content_type or "")
    meta = _XML.search(head) or _META.search(head)
    labels = [
        _label(found.group(1) if found else None),
        _label(meta.group(1).decode("ascii") if meta else None),
    ]
    arabic = _is_arabic(body)
    never = ("utf-8", _WESTERN) if arabic else ("utf-8",)
    for name in (label for label in labels if label and label not in never):
        text = body.decode(name, "replace")
        if name.startswith("utf-16") and "<" not in text:
            continue
        return _strip_bom(text), name
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - wrong
    torn = strict.start > len(body) - 4
    if torn or foreign >= 4 * wrong or (not arabic and "utf-8" in labels):
        return text, "utf-8"
    return body.decode("windows-1256", "replace"), "cp1256"


def _is_arabic(body: bytes) -> bool:
    """Whether bytes that are no UTF-8 are words of Arabic letters when they are read as windows-1256."""
    body = body[:_SAMPLE]
    words = b"".join(_FOREIGN_WORD.findall(body))
    if not words or len(words) < 0.6 * len(body.translate(None, _ASCII)):
        return False
    letters = sum("\u0621" <= char <= "\u06d3" or char == "\u200c" for char in words.decode("windows-1256"))
    return letters >= 0.9 * len(words)


def _strip_bom(text: str) -> str:
    return text.removeprefix("\ufeff")

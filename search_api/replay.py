"""A captured page made fit to be shown: decoded, unable to run, unable to ask the network for anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rasad.archive.models import Capture
from rasad.archive.warc import (
    DecodedTooLargeError,
    DecodingError,
    StoredExchange,
    WarcMissingError,
    WarcStore,
)
from rasad.archive.warc.page_text import page_text
from settings.env import env

# No script, no form, no plug-in, no network; only what stands in the page itself may be drawn.
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}
# CSP has no word for preconnect, DNS prefetch and the charset of a meta: these elements are renamed to
# another that HTML allows in the same places and that does nothing.
_SPEAKING = re.compile(r"<(/?)(?:link|meta|base)(?=[\s/>])", re.IGNORECASE)
_DOCTYPE = re.compile(
    r"\s{0,200}(?:<!--.{0,2000}?-->\s{0,200})?<!doctype[^<>]{0,500}>", re.IGNORECASE | re.DOTALL
)
# Archived pages lose their own style sheets; without this they are read left to right in Times.
_STYLE = (
    "<style>:where(html){font-family:Vazirmatn,'Noto Sans Arabic',Tahoma,sans-serif;line-height:1.9}"
    ":where(body){max-width:820px;margin:16px auto;padding:0 16px}:where(img){max-width:100%}"
    ":where(a){color:#17505f}</style>"
)
_STYLE_RTL = _STYLE.replace("line-height", "direction:rtl;line-height")


class CaptureGoneError(Exception):
    """The evidence can't be read; the message is Persian and says what it is."""


@dataclass(frozen=True)
class ReplayedPage:
    """What is sent to the frame: text and its media type."""

    text: str
    media_type: str


def store() -> WarcStore:
    """The folder of evidence."""
    return WarcStore(env().data / "warc")


def exchange(capture: Capture) -> StoredExchange:
    """The exchange of a capture; of a revisit, the one it repeats. Raises `CaptureGoneError`."""
    holder = capture
    for _ in range(5):
        if holder.revisit_of is None:
            break
        holder = holder.revisit_of
    try:
        return store().read(holder.warc, holder.offset)
    except WarcMissingError as error:
        raise CaptureGoneError("پروندهٔ WARC این نسخه در بایگانی پیدا نشد.") from error
    except (DecodingError, DecodedTooLargeError) as error:
        raise CaptureGoneError("این نسخه باز نشد: رمزگذاری محتوا ناقص یا بیش از اندازه بزرگ است.") from error


def shown(capture: Capture) -> ReplayedPage:
    """The page as text for the sandboxed frame. Raises `CaptureGoneError`."""
    found = exchange(capture)
    declared = found.content_type or capture.content_type
    media = declared.split(";", 1)[0].strip().lower()
    text = page_text(found.body, declared)
    if media in ("text/html", "application/xhtml+xml", "") and capture.kind != "feed":
        return ReplayedPage(neutral(text), "text/html; charset=utf-8")
    return ReplayedPage(text, "text/plain; charset=utf-8")


def neutral(html: str) -> str:
    """HTML whose elements that could reach outside, past what CSP can forbid, are renamed."""
    quiet = _SPEAKING.sub(r"<\1basefont", html)
    doctype = _DOCTYPE.match(quiet)
    place = doctype.end() if doctype else 0
    style = _STYLE if re.search(r"<html[^<>]{0,500}\bdir=", quiet[:5000], re.IGNORECASE) else _STYLE_RTL
    return quiet[:place] + style + quiet[place:]


def raw_record(capture: Capture) -> bytes:
    """The bytes of the WARC record as they lie in the file (one gzip member). Raises `CaptureGoneError`."""
    try:
        with store().path(capture.warc).open("rb") as file:
            file.seek(capture.offset)
            data = file.read(capture.length)
    except (WarcMissingError, OSError) as error:
        raise CaptureGoneError("پروندهٔ WARC این نسخه در بایگانی پیدا نشد.") from error
    if len(data) < capture.length:
        raise CaptureGoneError("رکورد این نسخه در پروندهٔ WARC ناقص است.")
    return data

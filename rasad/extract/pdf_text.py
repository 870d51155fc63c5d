"""The text layer of a PDF, page by page, in reading order.

PDF knows glyphs and places, no writing direction: what a file holds may stand backwards word by word, in
presentation forms, with ligatures. Lines are put together anew from where each character stands, from right
to left; runs of digits and Latin letters from left to right.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from rasad.extract.errors import ParseError

MOST_PAGES = 64
MOST_CHARACTERS = 60_000  # of one page
_LEAST_GAP = 0.3  # of a line's height: a wider gap between two characters is a space
_LTR = re.compile(r"[0-9۰-۹٠-٩A-Za-z](?:[0-9۰-۹٠-٩A-Za-z./:,٫٬%@_+-]*[0-9۰-۹٠-٩A-Za-z%])?(?: [A-Za-z0-9.]+)*")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MARKS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    left: float
    right: float
    height: float
    word: int


def page_texts(data: bytes) -> list[str]:
    """The text of each page, "" where it has none. Raises `ParseError` for what is no open PDF."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"no PDF that can be read: {error}") from error
    try:
        return [_page_text(document, number) for number in range(min(len(document), MOST_PAGES))]
    finally:
        document.close()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        layer = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    lines: list[list[_Sign]] = [[]]
    word = 0
    for place in range(min(layer.count_chars(), MOST_CHARACTERS)):
        text = chr(pdfium.FPDFText_GetUnicode(layer.raw, place))
        if text in "\r\n":
            lines.append([])
        elif text.isspace():  # stands anywhere in the file's order, but between two words
            word += 1
        elif text != "\0" and pdfium.FPDFText_IsGenerated(layer.raw, place) != 1:
            lines[-1].append(_sign(layer, place, text, word))
    layer.close()
    page.close()
    return "\n".join(filter(None, (_line(signs) for signs in lines)))


def _sign(layer: pypdfium2.PdfTextPage, place: int, text: str, word: int) -> _Sign:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(layer.raw, place, ctypes.byref(box))  # as wide as the glyph moves on
    left, right, bottom, top = box.left, box.right, box.bottom, box.top
    return _Sign(text, left, right, top - bottom, word)


def _line(signs: list[_Sign]) -> str:
    """One line as a reader reads it."""
    if not any(_RTL.search(one.text) for one in signs):
        return _clean(_joined(sorted(signs, key=lambda one: one.left)))
    text = _joined(sorted(signs, key=lambda one: -(one.left + one.right)))
    return _clean(_LTR.sub(lambda run: run[0][::-1], unicodedata.normalize("NFKC", text)))


def _joined(signs: list[_Sign]) -> str:
    """With a space where another word begins, or where there is plainly room for one."""
    room = max((one.height for one in signs), default=0.0) * _LEAST_GAP
    text = "".join(one.text for one in signs[:1])
    for one, after in pairwise(signs):
        gap = max(one.left - after.right, after.left - one.right)
        text += (" " if one.word != after.word or gap > room else "") + after.text
    return text


def _clean(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())

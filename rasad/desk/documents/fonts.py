"""The font that files for people carry: IBM Plex Sans Arabic, from its package."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files

FAMILY = "IBM Plex Sans Arabic"
_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
_FACES = {400: "Regular", 700: "Bold"}


def font_file(weight: int) -> bytes:
    """A face of the font as TrueType; 400 or 700."""
    return (files(_PACKAGE) / "files" / f"IBMPlexSansArabic-{_FACES[weight]}.ttf").read_bytes()


@cache
def font_css() -> str:
    """`@font-face` rules that hold the font itself: a page with them needs nothing from outside."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f"src:url(data:font/ttf;base64,{base64.b64encode(font_file(weight)).decode()})}}"
        for weight in _FACES
    )

"""A bulletin as one HTML page that needs nothing from outside: printed to PDF, shown as preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rasad.desk.documents.fonts import FAMILY, font_css


def bulletin_html(content: Mapping[str, Any], *, draft: bool) -> str:
    """The page; a draft says on each sheet that it is one."""
    context = {
        "content": content,
        "cover": content["cover"],
        "draft": draft,
        "font_css": mark_safe(font_css()),  # noqa: S308 (ours: base64 and names)
        "family": FAMILY,
        "parts": content["parts"],
    }
    return render_to_string("desk/bulletin.html", context)

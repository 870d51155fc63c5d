"""A delivery's words: Persian text and HTML, right to left, from its payload. Pure; no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from rasad.persian.dates.jalali import format_jalali

_BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))


def one_line(text: str, limit: int = 180) -> str:
    """A text fit for a header: no line breaks, control or direction signs, cut at `limit` characters."""
    flat = " ".join(
        "".join(c if c.isprintable() or c == "\u200c" else " " for c in text.translate(_BIDI)).split()
    )
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def safe_link(url: str) -> str:
    """The URL if it is http(s), else nothing."""
    return url if url.startswith(("http://", "https://")) else ""


def subject(payload: Mapping[str, Any]) -> str:
    """«رصد: name of the rule – headline»."""
    return one_line(f"رصد | {payload['rule']['name']}: {payload['article']['title']}")


def when(payload: Mapping[str, Any]) -> str:
    """The time of publication in Jalali, or nothing."""
    told = payload["article"].get("published")
    if not told:
        return ""
    return format_jalali(
        datetime.fromisoformat(told), with_time=payload["article"].get("published_precision") != "day"
    )


def desk_link(payload: Mapping[str, Any], base_url: str) -> str:
    """The article's page on the desk; made of the configured address, never of a request's."""
    return f"{base_url.rstrip('/')}/a/{payload['article']['id']}"


def as_text(payload: Mapping[str, Any], base_url: str) -> str:
    """The message as plain text."""
    article = payload["article"]
    lines = [
        article["title"],
        "",
        " · ".join(part for part in (article["outlet_name"], when(payload)) if part),
        "",
        article["text"],
        "",
        f"اصل خبر: {safe_link(article['url'])}",
        f"در رصد: {desk_link(payload, base_url)}",
        "",
        f"قاعدهٔ هشدار: {payload['rule']['name']}",
    ]
    return "\n".join(lines).replace("\r", "") + "\n"


def as_html(payload: Mapping[str, Any], base_url: str) -> str:
    """The message as HTML, right to left; every value escaped, no remote content."""
    article = payload["article"]
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in article["text"].split("\n\n") if part.strip())
    source = safe_link(article["url"])
    link = f'<a href="{escape(source)}">اصل خبر</a> · ' if source else ""
    meta = " · ".join(escape(part) for part in (article["outlet_name"], when(payload)) if part)
    return (
        '<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"></head>'
        '<body style="font-family:Vazirmatn,Tahoma,sans-serif;line-height:1.9;text-align:right">'
        f'<h2>{escape(article["title"])}</h2><p style="color:#555">{meta}</p>{paragraphs}'
        f'<p>{link}<a href="{escape(desk_link(payload, base_url))}">در رصد</a></p>'
        f'<p style="color:#555">قاعدهٔ هشدار: {escape(payload["rule"]["name"])}</p></body></html>'
    )

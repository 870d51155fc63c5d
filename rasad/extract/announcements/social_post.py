"""One post of a Telegram or Eitaa channel's preview page, as an extraction.

Both use one markup with another class prefix (`tgme`, `etme`).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborNode

from rasad.extract.article.extraction import Extraction, Quality, found
from rasad.extract.html.blocks import blocks
from rasad.extract.html.likeness import language, letters
from rasad.extract.html.page import Page, clean, text_of
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates import Parsed, explain

_STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_TAG = re.compile(r"#([^\W\d_][\w\u200c]{1,60})")
_COUNT = re.compile(r"([\d.,٫٬]+)\s*([KMkm]|هزار|میلیون)?")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫٬", "01234567890123456789.,")
_EDITED = re.compile(r"(?i)\bedited\b|ویرایش[\s\u200c]*شده")
_SENTENCE = re.compile(r"[.!؟?…](?=\s|$)|:\s*$")
_MOST_OPTIONS = 12
_LONGEST_URL = 2000
_TITLE = 160  # characters of a headline made from a post's first line
_MEDIA = {
    "photo_wrap": "عکس", "video_player": "ویدیو", "roundvideo_player": "ویدیو", "voice_player": "صوت",
    "document_wrap": "پرونده", "document": "پرونده", "poll": "نظرسنجی", "sticker_wrap": "برچسب",
    "location_wrap": "مکان",
}  # fmt: skip


def read_post(
    page: Page, node: LexborNode, name: str, prefix: str, spec: OutletSpec, seen_at: datetime
) -> Extraction | None:
    """The post; None for a service message, and for what shows neither text nor picture."""
    if "service_message" in (node.attributes.get("class") or "").split():
        return None
    stem = f".{prefix}_widget_message"
    parts = split_url(page.url)
    url = f"{parts.scheme or 'https'}://{parts.netloc}/{name}"
    text, photos, extra = _text(node, stem), _photos(page, node, stem), _extra(page, node, stem)
    if "views" in extra:
        extra["views_at"] = seen_at.isoformat()
    if not text and not photos:
        return None
    at, precision, why = _published(node, stem, seen_at)
    what = f"{'، '.join(extra.get('media', ())) or 'پست'} از {page.meta('og:title') or spec.name}"
    tags = list(dict.fromkeys(tag.replace("_", " ") for tag in _TAG.findall(text)))[:50]
    author = node.css_first(f"{stem}_from_author")
    forwarded = extra.get("forwarded_from", {}).get("name", "")[:200]
    return Extraction(
        url=url,
        canonical=url,
        family=spec.family,
        news_code=name.split("/")[1],
        aliases=_other_addresses(page, node, stem, url, spec),
        published=at,
        published_precision=precision,
        provenance={"published": why},
        confidence={"published": 0.99 if at else 0.0},
        lang=language(text, "fa") if text else "fa",
        quality=Quality.OK if len(letters(text)) >= 15 else Quality.THIN,
        extra=extra,
    ).having(
        {
            "title": found(headline(text) or what, "first line" if text else "media", 0.9 if text else 0.4),
            "body": found(text, f"selector:{stem}_text", 0.95),
            "author": found(text_of(author), f"selector:{stem}_from_author", 0.9)
            if author is not None
            else None,
            "tags": found(tags, "hashtags", 0.95),
            "images": found(photos, f"selector:{stem}_photo_wrap", 0.9),
            "source_agency": found(forwarded, "forwarded", 0.9),
        }
    )


def _published(node: LexborNode, stem: str, seen_at: datetime) -> tuple[datetime | None, str | None, str]:
    """The moment, its precision, and where it stands or why there is none."""
    stamp = node.css_first(f"{stem}_date time[datetime]") or node.css_first("time[datetime]")
    if stamp is None:
        return None, None, "no time in the post"
    read = explain(clean(stamp.attributes.get("datetime")), seen_at)
    if not isinstance(read, Parsed):
        return None, None, f"no time: {read.reason}"
    return read.at, read.precision, "selector:time@datetime"


def _other_addresses(page: Page, node: LexborNode, stem: str, url: str, spec: OutletSpec) -> list[str]:
    """Where the post's own date leads, if that is another address of this channel."""
    link = node.css_first(f"a{stem}_date")
    whole = page.absolute(clean(link.attributes.get("href"))).split("?")[0] if link is not None else ""
    return [whole] if whole and whole != url and spec.owns(whole) else []


def _text(node: LexborNode, stem: str) -> str:
    """The post's own text (not the one it replies to), with a poll's question and a document's name."""
    parts: list[str] = []
    for own in node.css(f"{stem}_text"):
        classes = (own.attributes.get("class") or "").split()
        if "js-message_reply_text" not in classes and not _within(own, f"{stem[1:]}_reply"):
            parts = [block.text for block in blocks(own)]
            break
    for extra in (f"{stem}_poll_question", f"{stem}_poll_option_text", f"{stem}_document_title"):
        parts.extend(filter(None, (text_of(part) for part in node.css(extra)[:12])))
    return "\n\n".join(parts)


def _within(node: LexborNode, name: str) -> bool:
    parent, climbed = node.parent, 0
    while parent is not None and climbed < 12:
        if name in (parent.attributes.get("class") or "").split():
            return True
        parent, climbed = parent.parent, climbed + 1
    return False


def headline(text: str) -> str:
    """A headline for a post: its first line that says something, cut at a sentence or a word."""
    lines = [clean(line) for line in text.split("\n")]
    line = next(
        (line for line in lines if len(letters(_TAG.sub("", line))) >= 8), next(iter(filter(None, lines)), "")
    )
    if len(line) <= _TITLE:
        return line
    ends = [end.end() for end in _SENTENCE.finditer(line, 30, _TITLE)]
    if ends:
        return line[: ends[-1]].strip()
    return line[:_TITLE].rsplit(" ", 1)[0].strip() + "…"


def _extra(page: Page, node: LexborNode, stem: str) -> dict[str, Any]:
    """Views, forwarding, reply, edit mark, media, album, poll, link preview: those that the post shows."""
    media, unsupported = _media(node, stem)
    meta = node.css_first(f"{stem}_meta") or node.css_first(f"{stem}_info")
    edited = meta is not None and bool(_EDITED.search(meta.text(separator=" ")))
    reply = node.css_first(f"a{stem}_reply") or node.css_first(f"{stem}_reply a")
    preview = node.css_first(f"a{stem}_link_preview")
    shown: dict[str, Any] = {
        "views": _views(node, stem),
        "forwarded_from": _forwarded(page, node, stem),
        "reply_to": page.absolute(reply.attributes.get("href")).split("?")[0] if reply is not None else None,
        "edited": edited or None,
        "unsupported": unsupported or None,
        "media": media or None,
        "album": _album(node, stem),
        "poll": _poll(node, stem),
        "link": page.absolute(preview.attributes.get("href")) if preview is not None else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _views(node: LexborNode, stem: str) -> int | None:
    views = node.css_first(f"{stem}_views")
    return count(clean(views.attributes.get("data-count")) or text_of(views)) if views is not None else None


def _forwarded(page: Page, node: LexborNode, stem: str) -> dict[str, str] | None:
    forwarded = node.css_first(f"{stem}_forwarded_from_name") or node.css_first(f"{stem}_forwarded_from")
    if forwarded is None:
        return None
    name = re.sub(r"^(?:Forwarded from|بازارسال از|ارسال شده از)\s*", "", text_of(forwarded, " "))
    return {"name": name[:200], "url": page.absolute(forwarded.attributes.get("href"))[:_LONGEST_URL]}


def _media(node: LexborNode, stem: str) -> tuple[list[str], bool]:
    """What kinds of media it holds, in Persian, and whether it says only that the preview can't show it."""
    kinds = [label for name, label in _MEDIA.items() if node.css_first(f"{stem}_{name}") is not None]
    unsupported = is_unsupported(node)
    return list(
        dict.fromkeys([*kinds, *(["رسانه‌ای که بیرون از برنامه دیده نمی‌شود"] if unsupported else [])])
    ), unsupported


def is_unsupported(node: LexborNode) -> bool:
    """Whether the post says that it holds media which no public page shows."""
    return node.css_first(".message_media_not_supported") is not None


def _album(node: LexborNode, stem: str) -> int | None:
    """How many pictures and films an album holds; None for what is no album."""
    parts = node.css(f"{stem}_grouped_wrap .grouped_media_wrap, {stem}_grouped_layer > a")
    return len({part.mem_id for part in parts}) or None


def _poll(node: LexborNode, stem: str) -> dict[str, Any] | None:
    """A poll's question, options with their shares, kind and votes, as far as the page shows them."""
    poll = node.css_first(f"{stem}_poll")
    if poll is None:
        return None
    options = []
    for option in poll.css(f"{stem}_poll_option")[:_MOST_OPTIONS]:
        label = option.css_first(f"{stem}_poll_option_text")
        share = option.css_first(f"{stem}_poll_option_percent")
        options.append(
            {
                "text": text_of(label)[:300] if label else "",
                "percent": count(text_of(share)) if share else None,
            }
        )
    question, kind = poll.css_first(f"{stem}_poll_question"), poll.css_first(f"{stem}_poll_type")
    votes = node.css_first(f"{stem}_voters")
    shown: dict[str, Any] = {
        "question": text_of(question)[:500] if question else "",
        "kind": text_of(kind)[:100] if kind else "",
        "options": options,
        "votes": count(text_of(votes)) if votes else None,
    }
    return {name: value for name, value in shown.items() if value not in ("", None)}


def _photos(page: Page, node: LexborNode, stem: str) -> list[str]:
    boxes = node.css(f"{stem}_photo_wrap, {stem}_video_thumb, .link_preview_image")[:10]
    styles = (_STYLE_URL.search(box.attributes.get("style") or "") for box in boxes)
    photos = (page.absolute(style.group(1)) for style in styles if style)
    return list(dict.fromkeys(filter(None, photos)))


def count(text: str) -> int | None:
    """10500 for «10.5K»، «۱۰٫۵ هزار» or 10500; None without a number."""
    number = _COUNT.search(text.translate(_DIGITS))
    if number is None:
        return None
    digits, unit = number.group(1), (number.group(2) or "").lower()
    factor = {"k": 1_000, "هزار": 1_000, "m": 1_000_000, "میلیون": 1_000_000}.get(unit, 1)
    digits = digits.replace(",", "") if factor == 1 or "." in digits else digits.replace(",", ".")
    try:
        return round(float(digits) * factor) if factor > 1 else int(float(digits.replace(".", "")))
    except ValueError:
        return None

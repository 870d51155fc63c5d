"""Public preview pages of Telegram and Eitaa channels: posts as extractions, newest page first.

Both use one markup with another class prefix (`tgme`, `etme`). A post that can't be read is noted and
left out: it never costs the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs

from selectolax.lexbor import LexborNode

from rasad.extract import limits
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.html.blocks import blocks
from rasad.extract.html.charset import to_text
from rasad.extract.html.likeness import language, letters
from rasad.extract.html.page import Page, clean, text_of
from rasad.outlets.definitions import OutletSpec, split_url
from rasad.persian.dates import Parsed, explain

_POST = re.compile(r"^([A-Za-z0-9_]{2,64})/(\d{1,12})$")
_STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_TAG = re.compile(r"#([^\W\d_][\w\u200c]{1,60})")
_COUNT = re.compile(r"([\d.,٫٬]+)\s*([KMkm]|هزار|میلیون)?")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫٬", "01234567890123456789.,")
_EDITED = re.compile(r"(?i)\bedited\b|ویرایش[\s\u200c]*شده")
_SENTENCE = re.compile(r"[.!؟?…](?=\s|$)|:\s*$")
_TITLE = 160  # characters of a headline made from a post's first line
_MEDIA = {
    "photo_wrap": "عکس", "video_player": "ویدیو", "roundvideo_player": "ویدیو", "voice_player": "صوت",
    "document_wrap": "پرونده", "document": "پرونده", "poll": "نظرسنجی", "sticker_wrap": "برچسب",
    "location_wrap": "مکان",
}  # fmt: skip


@dataclass(slots=True)
class SocialPage:
    """A channel's page. `before`: cursor of the next older page, or None at the beginning.

    `preview` is False where the channel shows no posts publicly. `skipped` counts service messages and
    posts that show neither text nor picture, `errors` names posts that could not be read.
    """

    posts: list[Extraction] = field(default_factory=list)
    before: str | None = None
    channel_title: str = ""
    preview: bool = True
    skipped: int = 0
    errors: list[str] = field(default_factory=list)


def parse_telegram(
    html: bytes, url: str, spec: OutletSpec, seen_at: datetime, content_type: str | None = None
) -> SocialPage:
    """Posts of `t.me/s/<channel>` in the page's order (oldest first)."""
    return _parse(html, url, spec, seen_at, content_type, spec.prefix or "tgme")


def parse_eitaa(
    html: bytes, url: str, spec: OutletSpec, seen_at: datetime, content_type: str | None = None
) -> SocialPage:
    """Posts of `eitaa.com/<channel>` in the page's order."""
    return _parse(html, url, spec, seen_at, content_type, spec.prefix or "etme")


def _parse(
    html: bytes, url: str, spec: OutletSpec, seen_at: datetime, content_type: str | None, prefix: str
) -> SocialPage:
    limits.check_html(html)
    source, _ = to_text(html, content_type, spec.fetch.encoding)
    return parse_page(Page(source, url), spec, seen_at, prefix)


def parse_page(page: Page, spec: OutletSpec, seen_at: datetime, prefix: str) -> SocialPage:
    """As the functions above, of a parsed page."""
    out = SocialPage(
        channel_title=page.value(f".{prefix}_channel_info_header_title") or page.meta("og:title")
    )
    numbers: list[int] = []
    seen: set[str] = set()
    for node in page.all(f".{prefix}_widget_message"):
        name = clean(node.attributes.get("data-post"))
        try:
            found = _POST.match(name)
            if found is None or name in seen or (spec.channel and found.group(1).lower() != spec.channel):
                raise ValueError("no data-post of this channel")
            seen.add(name)
            numbers.append(int(found.group(2)))
            if "service_message" in (node.attributes.get("class") or "").split():
                out.skipped += 1
                continue
            post = _post(page, node, name, prefix, spec, seen_at)
            if post.body or post.images:
                out.posts.append(post)
            else:
                out.skipped += 1
        except (ValueError, AttributeError, KeyError, IndexError, TypeError) as fault:
            out.errors.append(f"{name or 'a post without a number'}: {fault}"[:200])
    out.preview = bool(numbers) or page.first(f".{prefix}_channel_history") is not None
    out.before = _older(page, prefix, numbers)
    return out


def _older(page: Page, prefix: str, numbers: list[int]) -> str | None:
    """The cursor the page offers; on Eitaa, which offers none, the smallest number on the page."""
    for rule in ("[data-before]@data-before", 'link[rel="prev"]@href', 'a[href*="before="]@href'):
        for value in page.values(rule):
            before = value if value.isdigit() else (parse_qs(split_url(value).query).get("before") or [""])[0]
            if before.isdigit() and (not numbers or int(before) <= min(numbers)):
                return before
    if prefix == "etme" and numbers and min(numbers) > 1:
        return str(min(numbers))
    return None


def _post(
    page: Page, node: LexborNode, name: str, prefix: str, spec: OutletSpec, seen_at: datetime
) -> Extraction:
    stem = f".{prefix}_widget_message"
    parts = split_url(page.url)
    url = f"{parts.scheme or 'https'}://{parts.netloc}/{name}"
    out = Extraction(url=url, canonical=url, family=spec.family, news_code=name.split("/")[1])
    text = _text(node, stem)
    out.record("body", text, f"selector:{stem}_text", 0.95)
    link = node.css_first(f"a{stem}_date")
    said = clean(link.attributes.get("href")) if link is not None else ""
    whole = page.absolute(said).split("?")[0]
    if whole and whole != url and spec.owns(whole):
        out.aliases.append(whole)
    stamp = node.css_first(f"{stem}_date time[datetime]") or node.css_first("time[datetime]")
    verdict = explain(clean(stamp.attributes.get("datetime")), seen_at) if stamp is not None else None
    if isinstance(verdict, Parsed):
        out.published, out.published_precision = verdict.at, verdict.precision
        out.provenance["published"], out.confidence["published"] = "selector:time@datetime", 0.99
    else:
        out.provenance["published"] = f"no time: {verdict.reason}" if verdict else "no time in the post"
        out.confidence["published"] = 0.0
    _extras(page, node, stem, out)
    media = out.extra.get("media", [])
    title = headline(text) or f"{'، '.join(media) or 'پست'} از {page.meta('og:title') or spec.name}"
    out.record("title", title, "first line" if text else "media", 0.9 if text else 0.4)
    out.record(
        "tags",
        list(dict.fromkeys(tag.replace("_", " ") for tag in _TAG.findall(text)))[:50],
        "hashtags",
        0.95,
    )
    out.lang = language(text, "fa") if text else "fa"
    out.quality = Quality.OK if len(letters(text)) >= 15 else Quality.THIN
    return out


def _text(node: LexborNode, stem: str) -> str:
    """The post's own text (not the one it replies to), with a poll's question and a document's name."""
    parts: list[str] = []
    for found in node.css(f"{stem}_text"):
        classes = (found.attributes.get("class") or "").split()
        if "js-message_reply_text" in classes or _within(found, f"{stem[1:]}_reply"):
            continue
        parts = [block.text for block in blocks(found)]
        break
    for extra in (f"{stem}_poll_question", f"{stem}_poll_option_text", f"{stem}_document_title"):
        parts.extend(filter(None, (text_of(found) for found in node.css(extra)[:12])))
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
    ends = [found.end() for found in _SENTENCE.finditer(line, 30, _TITLE)]
    if ends:
        return line[: ends[-1]].strip()
    return line[:_TITLE].rsplit(" ", 1)[0].strip() + "…"


def _extras(page: Page, node: LexborNode, stem: str, out: Extraction) -> None:
    """Views, forwarding, reply, edit mark, media, link preview."""
    views = node.css_first(f"{stem}_views")
    if views is not None:
        number = count(clean(views.attributes.get("data-count")) or text_of(views))
        if number is not None:
            out.extra["views"] = number
    forwarded = node.css_first(f"{stem}_forwarded_from_name") or node.css_first(f"{stem}_forwarded_from")
    if forwarded is not None:
        name = re.sub(r"^(?:Forwarded from|بازارسال از|ارسال شده از)\s*", "", text_of(forwarded, " "))
        out.extra["forwarded_from"] = {"name": name, "url": page.absolute(forwarded.attributes.get("href"))}
        out.record("source_agency", name[:200], "forwarded", 0.9)
    reply = node.css_first(f"a{stem}_reply") or node.css_first(f"{stem}_reply a")
    if reply is not None:
        out.extra["reply_to"] = page.absolute(reply.attributes.get("href")).split("?")[0]
    meta = node.css_first(f"{stem}_meta") or node.css_first(f"{stem}_info")
    if meta is not None and _EDITED.search(meta.text(separator=" ")):
        out.extra["edited"] = True
    author = node.css_first(f"{stem}_from_author")
    if author is not None:
        out.record("author", text_of(author), f"selector:{stem}_from_author", 0.9)
    media = [label for name, label in _MEDIA.items() if node.css_first(f"{stem}_{name}") is not None]
    if node.css_first(".message_media_not_supported") is not None and not media:
        media = ["رسانه"]
        out.extra["unsupported"] = True
    if media:
        out.extra["media"] = list(dict.fromkeys(media))
    photos = [
        page.absolute(found.group(1))
        for box in node.css(f"{stem}_photo_wrap, {stem}_video_thumb, .link_preview_image")[:10]
        if (found := _STYLE_URL.search(box.attributes.get("style") or ""))
    ]
    out.record("images", list(dict.fromkeys(filter(None, photos))), f"selector:{stem}_photo_wrap", 0.9)
    preview = node.css_first(f"a{stem}_link_preview")
    if preview is not None:
        out.extra["link"] = page.absolute(preview.attributes.get("href"))


def count(text: str) -> int | None:
    """10500 for «10.5K»، «۱۰٫۵ هزار» or 10500; None without a number."""
    found = _COUNT.search(text.translate(_DIGITS))
    if found is None:
        return None
    digits, unit = found.group(1), (found.group(2) or "").lower()
    factor = {"k": 1_000, "هزار": 1_000, "m": 1_000_000, "میلیون": 1_000_000}.get(unit, 1)
    digits = digits.replace(",", "") if factor == 1 or "." in digits else digits.replace(",", ".")
    try:
        return round(float(digits) * factor) if factor > 1 else int(float(digits.replace(".", "")))
    except ValueError:
        return None

"""Public preview pages of Telegram and Eitaa channels: posts as extractions, newest page first.

Both use one markup with another class prefix (`tgme`, `etme`). A post that can't be read is noted and left
out: it never costs the others.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from rasad.extract import limits
from rasad.extract.announcements.social_post import is_unsupported, read_post
from rasad.extract.article.extraction import Extraction
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import Page, clean
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec

#: Posts of a channel that are younger than this are read again, for edits, removals and views.
READ_AGAIN = timedelta(days=3)
BLOCK = 10
_POST = re.compile(r"^([A-Za-z0-9_]{2,64})/(\d{1,12})$")


@dataclass(frozen=True, slots=True)
class SocialPage:
    """A channel's page. `before`: cursor of the next older page, or None at the beginning.

    `preview` is False where the channel shows no posts publicly. `skipped` counts service messages and posts
    that show neither text nor picture (`unseen` names those of them whose media no public page shows),
    `errors` names posts that could not be read, `left_out` counts older ones that were not read. `window`:
    from the least number to the last that would stand here if it were there (None: to the newest);
    `numbers`: those that do.
    """

    posts: list[Extraction] = field(default_factory=list)
    before: str | None = None
    channel_title: str = ""
    preview: bool = True
    skipped: int = 0
    errors: list[str] = field(default_factory=list)
    left_out: int = 0
    unseen: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    window: tuple[int, int | None] | None = None


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
    posts: dict[str, Extraction | None] = {}  # by channel and number; None: nothing to keep, or unreadable
    errors: list[str] = []
    unseen: list[str] = []
    skipped = 0
    nodes = page.all(f".{prefix}_widget_message")
    for node in nodes[-limits.MAX_POSTS :]:  # the newest stand last
        name = clean(node.attributes.get("data-post"))
        try:
            _check_name(name, spec, posts)
            posts[name] = None
            posts[name] = read_post(page, node, name, prefix, spec, seen_at)
        except (ValueError, AttributeError, KeyError, IndexError, TypeError) as fault:
            errors.append(f"{name or 'a post without a number'}: {fault}"[:200])
        else:
            skipped += posts[name] is None
            if posts[name] is None and is_unsupported(node):
                unseen.append(name)
    numbers = [int(name.split("/")[1]) for name in posts]
    return SocialPage(
        posts=[post for post in posts.values() if post is not None],
        before=_older(page, prefix, numbers),
        channel_title=page.value(f".{prefix}_channel_info_header_title") or page.meta("og:title"),
        preview=bool(numbers) or page.first(f".{prefix}_channel_history") is not None,
        skipped=skipped,
        errors=errors,
        left_out=max(0, len(nodes) - limits.MAX_POSTS),
        unseen=unseen,
        numbers=numbers,
        window=_window(page, numbers),
    )


def _window(page: Page, numbers: list[int]) -> tuple[int, int | None] | None:
    """From the least post here to the one before the cursor that the page was asked with."""
    if not numbers:
        return None
    parts = split_url(page.url)
    asked = (parse_qs(parts.query).get("before") or [""])[0]
    if asked.isdigit():
        return min(numbers), int(asked) - 1
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return (min(numbers), max(numbers)) if last.isdigit() else (min(numbers), None)


def _check_name(name: str, spec: OutletSpec, read: Container[str]) -> None:
    named = _POST.match(name)
    if named is None or name in read or (spec.channel and named.group(1).lower() != spec.channel):
        raise ValueError("no data-post of this channel")


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


def blocks_to_read_again(page: SocialPage, seen_at: datetime) -> list[tuple[int, int]]:
    """Cursors of the pages that will show the last days' posts, each with the newest of them.

    A page covers `BLOCK` numbers, fewer than it holds, so that all are read whatever was removed.
    """
    newest: dict[int, int] = {}
    for post in page.posts:
        if post.published is not None and seen_at - post.published <= READ_AGAIN:
            number = int(post.news_code)
            end = (number // BLOCK + 1) * BLOCK
            newest[end] = max(newest.get(end, 0), number)
    return sorted(newest.items())

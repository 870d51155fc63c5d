"""Channel previews: Telegram's `/s/<channel>` and Eitaa's, in their own markup, with `?before=` paging."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from demo.model import PlannedItem
from demo.sites.base import Site, SitePage, SiteRequest, esc, route


class Telegram(Site):
    """Sixteen posts a page, oldest first; number 1 is a service message, some numbers have no text."""

    prefix: ClassVar[str] = "tgme_widget_message"
    brand: ClassVar[str] = "Telegram"
    page_size: ClassVar[int] = 16
    robots: ClassVar[str] = "User-agent: *\nAllow: /\n"
    sends_modified: ClassVar[bool] = False
    preview: ClassVar[str] = "/s/"

    @property
    def channel(self) -> str:
        """The channel's name, the last part of the outlet's home."""
        return self.outlet.home_path.rstrip("/").rsplit("/", 1)[-1]

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        return f"/{self.channel}/{item.number}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/s/{self.channel}/{item.number}"]

    @route(r"/s/(\w+)(?:/(\d+))?")
    def preview_page(self, ask: SiteRequest, channel: str, number: str | None) -> SitePage:
        return (
            self._page(ask, int(number) + 1 if number else None)
            if channel == self.channel
            else self.missing()
        )

    @route(r"/(\w+)")
    def about(self, ask: SiteRequest, channel: str) -> SitePage:
        """`t.me/<channel>` itself: who it is, no posts."""
        if channel != self.channel:
            return self.missing()
        name = esc(self.outlet.name)
        body = (
            f'<html><head><meta charset="utf-8"><title>{self.brand}: Contact @{channel}</title>'
            f'<meta property="og:title" content="{name}"></head>'
            f'<body><div class="tgme_page_title">{name}</div></body></html>'
        )
        return SitePage(body.encode())

    @route(r"/(\w+)/(\d+)")
    def single(self, ask: SiteRequest, channel: str, number: str) -> SitePage:
        item = self.by_number.get(int(number))
        if channel != self.channel or item is None or not item.visible(ask.now):
            return self.missing()
        return self.keep(
            ("one", number), lambda: SitePage(self._document(self._message(item), None).encode())
        )

    def _page(self, ask: SiteRequest, limit: int | None = None) -> SitePage:
        asked = ask.query.get("before", "")
        before = int(asked) if asked.isdigit() else limit
        return self.keep(("s", before, self.epoch(ask.now)), lambda: self._render(before, ask.now))

    def _render(self, before: int | None, now: datetime) -> SitePage:
        items = [
            item for item in self.items if item.visible(now) and (before is None or item.number < before)
        ]
        here = items[-self.page_size :]
        low = here[0].number if len(items) > len(here) else 1
        high = here[-1].number if here else 1
        known = {item.number: item for item in here}
        posts = []
        for number in range(low, high + 1):
            if number in known:
                posts.append(self._message(known[number]))
            elif number == 1:
                posts.append(self._service())
            elif number % 3 == 0:
                posts.append(self._bare(number))
        more = here[0].number if len(items) > len(here) else None
        return SitePage(self._document("".join(posts), more).encode())

    def _document(self, posts: str, more: int | None) -> str:
        g = self.prefix.partition("_")[0]
        link = f"{self.preview}{self.channel}?before={more}"
        older = (
            f'<div class="{g}_widget_message_centered js-messages_more_wrap">'
            f'<a href="{link}" class="{"tme" if g == "tgme" else g}_messages_more js-messages_more" '
            f'data-before="{more}"></a></div>'
            if more
            else ""
        )
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>'
            f"{esc(self.outlet.name)} – {self.brand}</title>"
            f'<meta property="og:title" content="{esc(self.outlet.name)}">'
            f'<meta property="og:site_name" content="{self.brand}">'
            + (f'<link rel="prev" href="{link}">' if more else "")
            + f'<link rel="canonical" href="{self.preview}{self.channel}"></head>'
            f'<body class="widget_frame_base {g}_webpreview">'
            f'<header class="{g}_header"><div class="{g}_channel_info">'
            f'<div class="{g}_channel_info_header_title"><span dir="auto">{esc(self.outlet.name)}</span>'
            "</div>"
            f'<div class="{g}_channel_info_header_username">'
            f'<a href="http://{self.outlet.host}/{self.channel}">@{self.channel}</a></div>'
            f'<div class="{g}_channel_info_counter"><span class="counter_value">21.4K</span>'
            ' <span class="counter_type">subscribers</span></div></div></header>'
            f'<main class="{g}_main"><section class="{g}_channel_history js-message_history">'
            f"{older}{posts}</section></main></body></html>"
        )

    def _wrap(self, number: int, inner: str, css: str = "") -> str:
        p = self.prefix
        return (
            f'<div class="{p}_wrap js-widget_message_wrap">'
            f'<div class="{p} text_not_supported_wrap {css} js-widget_message" data-post="{self.channel}'
            f'/{number}" data-view="eyJj{number}">'
            f'<div class="{p}_user"><a href="http://{self.outlet.host}/{self.channel}">'
            f'<i class="{p}_user_photo bgcolor{number % 7}" data-content="ر"></i></a></div>'
            f'<div class="{p}_bubble"><div class="{p}_author accent_color">'
            f'<a class="{p}_owner_name" href="http://{self.outlet.host}/{self.channel}"><span dir="auto">'
            f"{esc(self.outlet.name)}</span></a></div>{inner}</div></div></div>"
        )

    def _message(self, item: PlannedItem) -> str:
        p = self.prefix
        forwarded = (
            f'<div class="{p}_forwarded_from accent_color">'
            f'Forwarded from&nbsp;<a class="{p}_forwarded_from_name" href="http://{self.outlet.host}'
            '/other"><span dir="auto">کانال همسایه</span></a></div>'
            if item.role == "reprint" and item.number % 2
            else ""
        )
        reply = (
            f'<a class="{p}_reply" href="http://{self.outlet.host}/{self.channel}/{item.number - 1}">'
            f'<div class="{p}_author_name">{esc(self.outlet.name)}</div><div class="{p}_metatext">'
            "پست پیشین</div></a>"
            if item.number % 7 == 0
            else ""
        )
        photo = (
            f'<a class="{p}_photo_wrap" href="http://{self.outlet.host}/{self.channel}/{item.number}"'
            f" style=\"width:800px;background-image:url('http://{self.outlet.host}/cdn/{item.number}.jpg')\">"
            f'<div class="{p}_photo" style="padding-top:56%"></div></a>'
            if item.number % 3 == 1
            else ""
        )
        return self._wrap(
            item.number,
            f'{forwarded}{reply}{photo}<div class="{p}_text js-message_text" dir="auto">'
            f"{self._text(item)}</div>{self._foot(item)}",
        )

    def _text(self, item: PlannedItem) -> str:
        lines = [esc(item.text.title), *(esc(para) for para in item.text.paras)]
        first = lines[0]
        mark, _, rest = first.partition(" ")
        if rest and not mark[0].isalnum():
            picture = f"background-image:url('//{self.outlet.host}/img/emoji.png')"
            first = f'<i class="emoji" style="{picture}"><b>{mark}</b></i> {rest}'
        return "<br/><br/>".join([first, *lines[1:]])

    def _views(self, item: PlannedItem) -> str:
        count = 400 + item.number * 731 % 24000
        return f'<span class="{self.prefix}_views">{f"{count / 1000:.1f}K" if count > 1000 else count}</span>'

    def _foot(self, item: PlannedItem) -> str:
        p = self.prefix
        return (
            f'<div class="{p}_footer compact js-message_footer">'
            f'<div class="{p}_info short js-message_info">{self._views(item)}<span class="copyonly">'
            " views</span>"
            f'<span class="{p}_meta"><a class="{p}_date" href="http://{self.outlet.host}/{self.channel}'
            f'/{item.number}"><time datetime="{item.at.strftime("%Y-%m-%dT%H:%M:%S+00:00")}" '
            f'class="time">{item.at:%H:%M}</time></a></span></div></div>'
        )

    def _service(self) -> str:
        return self._wrap(
            1,
            f'<div class="{self.prefix}_text js-message_text" dir="auto">Channel created</div>',
            "service_message",
        )

    def _bare(self, number: int) -> str:
        inner = (
            '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
            '<div class="message_media_not_supported_label">This media is not supported in your browser'
            "</div></div></div>"
        )
        return self._wrap(number, inner)


class Eitaa(Telegram):
    """`eitaa.com/<channel>`: the prefix is `etme_`, views are counted in an attribute."""

    prefix: ClassVar[str] = "etme_widget_message"
    brand: ClassVar[str] = "Eitaa"
    preview: ClassVar[str] = "/"

    def aliases(self, item: PlannedItem) -> list[str]:
        return []

    @route(r"/(\w+)")
    def about(self, ask: SiteRequest, channel: str) -> SitePage:
        return self._page(ask) if channel == self.channel else self.missing()

    def _views(self, item: PlannedItem) -> str:
        count = 400 + item.number * 731 % 24000
        return f'<span class="{self.prefix}_views" data-count="{count}">{count}</span>'

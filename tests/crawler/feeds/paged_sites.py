"""Sites whose lists are paged in every way there is, each with its items and what YAML says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rasad.persian.dates.jalali import to_jalali
from tests.crawler.local_sites import CannedResponse, ReceivedRequest, article

SIZE = 3  # items of a page
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_JSON = {"Content-Type": "application/json"}


@dataclass
class PagedSite:
    """Items `numbers`, the newest first, the n-th of them published n days ago."""

    today: date
    numbers: list[int] = field(default_factory=lambda: list(range(1012, 1000, -1)))

    def day(self, number: int) -> date:
        """When an item was published."""
        return self.today - timedelta(days=max(self.numbers) - number)

    def links(self, numbers: Sequence[int], more: str = "") -> CannedResponse:
        """A list of these items with their days."""
        items = "".join(
            f"<li><h3><a href='/news/{n}/x'>خبر شماره {n} شهر</a></h3>"
            f"<time>{'/'.join(map(str, to_jalali(self.day(n))))}</time></li>"
            for n in numbers
        )
        return CannedResponse(f"<html><body><ul>{items}</ul>{more}</body></html>".encode(), headers=_HTML)

    def page(self, number: int) -> list[int]:
        """The items of a page, counted from 1; past the last the last again, as many systems do."""
        last = (len(self.numbers) + SIZE - 1) // SIZE
        at = (min(number, last) - 1) * SIZE
        return self.numbers[at : at + SIZE]

    def before(self, cursor: str) -> list[int]:
        """The items before a number; without one the newest."""
        return [n for n in self.numbers if not cursor or n < int(cursor)][:SIZE]

    def serve(self, answer: Callable[[ReceivedRequest, dict[str, str]], CannedResponse | None]) -> Any:
        """The whole site: its articles, and what `answer` gives for a request and its parameters."""

        def site(asked: ReceivedRequest) -> CannedResponse:
            found = re.fullmatch(r"/news/(\d+)/x", asked.path)
            if found and int(found[1]) in self.numbers:
                return CannedResponse(article(f"خبر شماره {found[1]} شهر").encode(), headers=_HTML)
            if asked.path == "/robots.txt":
                return CannedResponse(b"", 404)
            query = {name: values[-1] for name, values in parse_qs(urlsplit(asked.path).query).items()}
            return answer(asked, query) or CannedResponse(b"not here", 404)

        return site


def by_number(site: PagedSite) -> Any:
    return site.serve(lambda asked, query: site.links(site.page(int(query.get("page", 1)))))


def by_offset(site: PagedSite) -> Any:
    """Counts items, and refuses what is behind the last."""

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse:
        found = site.numbers[int(query["start"]) :][:SIZE]
        return site.links(found) if found else CannedResponse(b"no such page", 400)

    return site.serve(answer)


def by_month(site: PagedSite) -> Any:
    """Months in Jalali, each with pages; a month without items does not exist."""

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse | None:
        found = re.match(r"/archive/(\d+)/(\d+)", asked.path)
        if not found:
            return None
        month = [n for n in site.numbers if to_jalali(site.day(n))[:2] == (int(found[1]), int(found[2]))]
        at = (int(query.get("p", 1)) - 1) * SIZE
        return site.links(month[at : at + SIZE]) if month else None

    return site.serve(answer)


def by_issue(site: PagedSite) -> Any:
    """An issue holds three items; one number was never used. The front page links to the newest."""
    issues = {n: site.page(i) for i, n in enumerate((57, 56, 54, 53), 1)}

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse | None:
        if asked.path == "/":
            link = "<a href='/issue/57/'>شماره ۵۷</a><a href='/issue/56/'>شماره ۵۶</a>"
            return CannedResponse(link.encode(), headers=_HTML)
        found = re.fullmatch(r"/issue/(\d+)/", asked.path)
        return site.links(issues[int(found[1])]) if found and int(found[1]) in issues else None

    return site.serve(answer)


def by_form(site: PagedSite) -> Any:
    """A page is asked for by POST, with the hidden field that the page before gave."""
    hidden = "<form id='f'><input type='hidden' name='__VIEWSTATE' value='s+{n}/='></form>"

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse | None:
        if asked.path == "/archive.aspx" and not asked.body:
            return site.links(site.page(1), hidden.format(n=1))
        sent = {name: values[-1] for name, values in parse_qs(asked.body).items()}
        number = int(sent.get("page", 0))
        if sent.get("__VIEWSTATE") != f"s+{number - 1}/=":
            return CannedResponse(b"invalid state", 500)
        return site.links(site.page(number), hidden.format(n=number))

    return site.serve(answer)


def by_cursor(site: PagedSite) -> Any:
    return site.serve(lambda asked, query: site.links(site.before(query.get("before", ""))))


def by_link(site: PagedSite) -> Any:
    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse:
        number = int(query.get("at", 1))
        more = (
            f"<a rel='next' href='?at={number + 1}'>بعدی</a>"
            if site.page(number + 1)[-1] != site.page(number)[-1]
            else ""
        )
        return site.links(site.page(number), more)

    return site.serve(answer)


def by_json(site: PagedSite) -> Any:
    """An application's data: a list without addresses of pages, articles in JSON, a cursor in the answer."""

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse | None:
        text = "شهرداری امروز از آغاز کار تازه‌ای در این محله خبر داد و شهروندان را به یاری خواند. " * 4
        one = re.fullmatch(r"/api/items/(\d+)", asked.path)
        if one:
            data: Any = {
                "result": {"heading": f"خبر شماره {one[1]} شهر", "parts": [{"html": f"<p>{text}</p>"}]}
            }
            return CannedResponse(json.dumps(data).encode(), headers=_JSON)
        found = site.before(query.get("before", ""))
        rows = [{"no": n, "heading": f"خبر شماره {n} شهر", "time": f"{site.day(n)}T08:00:00Z"} for n in found]
        return CannedResponse(
            json.dumps({"result": {"list": rows, "last": found[-1] if found else None}}).encode(),
            headers=_JSON,
        )

    return site.serve(answer)


def wordpress(site: PagedSite) -> Any:
    """`wp-json`: pages are counted, the one after the last is refused; articles are HTML."""

    def answer(asked: ReceivedRequest, query: dict[str, str]) -> CannedResponse | None:
        number = int(query.get("page", 1))
        if not asked.path.startswith("/wp-json/wp/v2/posts"):
            return None
        if (number - 1) * SIZE >= len(site.numbers):
            return CannedResponse(b'{"code": "rest_post_invalid_page_number"}', 400, _JSON)
        posts = [
            {"id": n, "link": f"http://{asked.host}/news/{n}/x", "title": {"rendered": f"خبر شماره {n} شهر"},
             "date_gmt": f"{site.day(n)}T08:00:00", "content": {"rendered": "<p>متن</p>"}}
            for n in site.page(number)
        ]  # fmt: skip
        return CannedResponse(json.dumps(posts).encode(), headers=_JSON)

    return site.serve(answer)


#: Each way of paging: its site, and what the outlet's YAML says.
WAYS: dict[str, tuple[Callable[[PagedSite], Any], dict[str, Any]]] = {
    "number": (by_number, {"kind": "listing", "url": "/list?page={page}"}),
    "offset": (by_offset, {"kind": "listing", "url": "/list?start={page}", "first": 0, "step": SIZE}),
    "month": (by_month, {"kind": "archive", "url": "/archive/{jy}/{jm1}?p={page}"}),
    "issue": (by_issue, {"kind": "edition", "url": "/issue/{issue}/"}),
    "form": (by_form, {"kind": "listing", "url": "/archive.aspx", "form": {"page": "{page}"},
                       "form_of": "#f", "front": "/archive.aspx", "first": 2}),
    "cursor": (by_cursor, {"kind": "listing", "url": "/list?before={cursor}"}),
    "link": (by_link, {"kind": "listing", "url": "/list"}),
    "json": (by_json, {"kind": "json", "url": "/api/items?before={cursor}", "items": "result.list",
                       "cursor": "result.last", "page": "/api/items/{no}",
                       "data": {"url": "/news/{no}/x", "title": "heading", "published": "time"}}),
    "wp": (wordpress, {"kind": "json", "url": "/wp-json/wp/v2/posts?page={page}"}),
}  # fmt: skip

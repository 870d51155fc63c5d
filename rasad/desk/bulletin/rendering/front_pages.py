"""The front pages of a day's papers: pictures that were captured, with the headlines of each paper."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import TypedDict

from rasad.archive.identity import url_hash
from rasad.archive.models import Article, Capture, Outlet
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.desk.documents.reading_text import reading_text
from rasad.persian.dates.jalali import day_bounds
from settings.env import env

MOST_PAPERS = 16
HEADLINES = 3
MAX_PICTURE = 3 << 20  # bytes of one picture
_SIGNS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class FrontPage(TypedDict):
    """A paper of the day; `picture` is base64, empty where none was captured."""

    outlet: str
    headlines: list[str]
    picture: str
    media_type: str
    sha256: str


def front_pages(since: datetime, until: datetime, day: date) -> list[FrontPage]:
    """The papers with an article in the period or on the day, by name."""
    first, last = day_bounds(day)
    articles = Article.objects.filter(
        outlet__kind=Outlet.Kind.PAPER, at__gte=min(since, first), at__lt=max(until, last)
    )
    rows = articles.order_by("at", "arrival").values_list("outlet_id", "outlet__name", "title", "images")
    names: dict[str, str] = {}
    headlines: dict[str, list[str]] = {}
    pictures: dict[str, list[str]] = {}
    for outlet, name, title, images in rows:
        names[outlet] = name
        if len(titles := headlines.setdefault(outlet, [])) < HEADLINES:
            titles.append(reading_text(title))
        pictures.setdefault(outlet, []).extend(str(image) for image in images[:1])
    chosen = sorted(names, key=lambda key: names[key])[:MOST_PAPERS]
    return [_page(key, names[key], headlines[key], pictures[key][:20]) for key in chosen]


def _page(outlet: str, name: str, headlines: list[str], addresses: list[str]) -> FrontPage:
    capture = _picture_of(outlet, addresses)
    data = _read(capture) if capture else b""
    media = next((media for sign, media in _SIGNS if data.startswith(sign)), "")
    return {
        "outlet": reading_text(name),
        "headlines": headlines,
        "picture": base64.b64encode(data).decode() if media else "",
        "media_type": media,
        "sha256": capture.sha256 if capture and media else "",
    }


def _picture_of(outlet: str, addresses: list[str]) -> Capture | None:
    """The newest capture of one of these addresses that is a picture."""
    keys = [url_hash(address) for address in addresses if address.startswith(("http://", "https://"))]
    found = Capture.objects.filter(key__in=keys, outlet=outlet, content_type__startswith="image/")
    return found.filter(status=200).select_related("revisit_of").order_by("-fetched_at").first()


def _read(capture: Capture) -> bytes:
    holder = capture.revisit_of or capture
    try:
        body = WarcStore(env().data / "warc").read(holder.warc, holder.offset).body
    except (WarcMissingError, DecodingError):
        return b""
    return body if len(body) <= MAX_PICTURE else b""

"""What announces too much is read up to a bound: the newest first where it says dates, and what is left is counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.extract import limits
from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.newest import cut_to_newest, newest_first
from rasad.extract.announcements.sitemaps import parse_sitemap
from rasad.extract.announcements.social import parse_telegram
from rasad.extract.detection import spec_for

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://x.example/feed"
MANY = 60_000


def at(n: int) -> datetime:
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=10 * n)


def rss(numbers: range, date: str = "<pubDate>{:%a, %d %b %Y %H:%M:%S} GMT</pubDate>") -> bytes:
    items = (
        f"<item><link>/news/{n}</link>{date.format(at(n))}<title>خبر {n}</title></item>" for n in numbers
    )
    return f"<rss><channel><title>خبرها</title>{''.join(items)}</channel></rss>".encode()


@pytest.mark.parametrize(
    "numbers", [range(MANY), range(MANY - 1, -1, -1)], ids=["oldest first", "newest first"]
)
def test_of_a_feed_of_sixty_thousand_items_the_newest_are_read(numbers: range) -> None:
    found = parse_feed(rss(numbers), URL, None, SEEN)
    assert len(found.items) == limits.MAX_ITEMS
    assert found.left_out == MANY - limits.MAX_ITEMS
    assert [item.url for item in found.items[:2]] == [
        f"https://x.example/news/{MANY - 1}",
        f"https://x.example/news/{MANY - 2}",
    ]
    assert found.self_title == "خبرها"


@pytest.mark.parametrize("date", ["", "<pubDate>دیروز</pubDate>"])
def test_without_readable_dates_the_first_items_are_read(date: str) -> None:
    found = parse_feed(rss(range(limits.MAX_ITEMS + 10), date), URL, None, SEEN)
    assert [item.url for item in found.items] == [
        f"https://x.example/news/{n}" for n in range(limits.MAX_ITEMS)
    ]
    assert found.left_out == 10


@pytest.mark.parametrize(
    "date",
    [
        "<published>{:%Y-%m-%dT%H:%M:%SZ}</published>",
        "<dc:date xmlns:dc='http://purl.org/dc'>{:%Y-%m-%d %H:%M}</dc:date>",
    ],
)
def test_dates_of_atom_and_rdf_order_items_too(date: str) -> None:
    found = parse_feed(rss(range(limits.MAX_ITEMS + 10), date), URL, None, SEEN)
    assert found.items[0].url == f"https://x.example/news/{limits.MAX_ITEMS + 9}"
    assert found.left_out == 10


def test_markup_that_a_description_quotes_is_no_item() -> None:
    quoted = b"<description><![CDATA[<item><item>]]></description><!-- <item> -->"
    found = parse_feed(rss(range(3)).replace(b"<title>", quoted + b"<title>"), URL, None, SEEN)
    assert (len(found.items), found.left_out) == (3, 0)
    assert cut_to_newest("<item/><![CDATA[<item/>]]><!--<item/>--><item/>", ["item"], 2).left_out == 0


def test_of_a_sitemap_beyond_the_protocol_the_newest_addresses_are_read() -> None:
    urls = (f"<url><loc>/n/{n}</loc><lastmod>{at(n):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>" for n in range(MANY))
    found = parse_sitemap(f"<urlset>{''.join(urls)}</urlset>".encode(), URL, None, SEEN)
    assert (len(found.items), found.left_out) == (limits.MAX_ADDRESSES, MANY - limits.MAX_ADDRESSES)
    assert found.items[0].url == f"https://x.example/n/{MANY - 1}"


def test_of_json_and_of_plain_lists_so_many_are_read() -> None:
    data = [{"url": f"/n/{n}", "title": "خبر", "date": at(n).isoformat()} for n in range(MANY)]
    found = parse_sitemap(json.dumps(data).encode(), URL, None, SEEN)
    assert (len(found.items), found.left_out) == (limits.MAX_ADDRESSES, MANY - limits.MAX_ADDRESSES)
    assert found.items[0].url == f"https://x.example/n/{MANY - 1}"
    lines = "\n".join(f"https://x.example/n/{n}" for n in range(MANY))
    plain = parse_sitemap(lines.encode(), URL, None, SEEN)
    assert (len(plain.items), plain.left_out) == (limits.MAX_ADDRESSES, MANY - limits.MAX_ADDRESSES)


def test_of_a_listing_so_many_links_are_looked_at() -> None:
    page = "".join(f"<a href='/news/{n}/x'>خبر {n}</a>" for n in range(100_000, 100_010 + limits.MAX_LINKS))
    found = parse_listing(page.encode(), "https://x.example/", spec_for(page, "https://x.example/"))
    assert (len(found.links), found.left_out) == (limits.MAX_LINKS, 10)


def test_of_a_channel_the_newest_posts_are_read() -> None:
    post = "<div class='tgme_widget_message' data-post='city/{0}'><div class='tgme_widget_message_text'>خبر {0}</div></div>"
    page = "".join(post.format(n) for n in range(1, limits.MAX_POSTS + 11))
    url = "https://t.me/s/city"
    found = parse_telegram(page.encode(), url, spec_for(page, url), SEEN)
    assert (len(found.posts), found.left_out) == (limits.MAX_POSTS, 10)
    assert found.posts[-1].url.endswith(f"/{limits.MAX_POSTS + 10}")


@given(st.lists(st.dates(), min_size=1, max_size=30), st.integers(1, 10))
def test_the_newest_are_chosen_whatever_their_order(days: list[object], most: int) -> None:
    chosen = newest_first(map(str, days), most)
    assert [days[n] for n in chosen] == sorted(days, key=str, reverse=True)[:most]


@given(st.text("<>itemn/ab![CDATA]-", max_size=200), st.integers(1, 3))
def test_cutting_takes_whole_pieces_of_the_text(text: str, most: int) -> None:
    cut = cut_to_newest(text, ["item", "a"], most)
    assert cut.left_out > 0 or cut.text == text
    assert len(cut.text) <= len(text)

"""Arbitrary bytes give a value or the room's own error, within their caps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasad.extract import limits
from rasad.extract.announcements.edition import parse_edition_index
from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.sitemaps import parse_sitemap
from rasad.extract.announcements.social import parse_eitaa, parse_telegram
from rasad.extract.article.reader import extract_unknown
from rasad.extract.detection import spec_for
from rasad.extract.errors import ExtractError, InputTooLargeError, ParseError
from rasad.outlets.families import shipped
from rasad.outlets.loading import OutletSpec
from tests.services.waiting import assert_linear

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "golden").glob("*/*.html"))]
URLS = st.sampled_from(
    [
        "https://x.example/news/1234567/a",
        "https://t.me/s/shahr_ir",
        "http://[::1",
        "",
        "x:y",
        "https://eitaa.com/a/1",
    ]
)
PIECES = st.sampled_from(
    [
        b"<", b">", b"</p>", b"\x00", b"\xff", b"<article>", b"<table><tr>", b"<a href='http://[x'>", b"&#x110000;",
        b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":[{}],\"datePublished\":{\"a\":1}}</script>",
        b"<meta property='article:published_time' content='9999-99-99T99:99'>", b"<base href='//['>", b"<!--", b"<![CDATA[",
        "‌تهران".encode(), b"<time datetime='0001-01-01'>", b"<link rel=canonical href='http://x:99999/'>", b"<p hidden>",
        b"<div data-post='a/1' class='tgme_widget_message'>", b"<rss><channel><item><link>http://[</link></item>", b"{\"url\":",
    ]
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A golden page with pieces cut out and pieces thrown in."""
    page = draw(st.sampled_from(GOLDEN))
    for _ in range(draw(st.integers(0, 4))):
        at, length = draw(st.integers(0, len(page))), draw(st.integers(0, 400))
        page = page[:at] + draw(PIECES) + page[at + length :]
    return page


def channel(family: str) -> OutletSpec:
    base = shipped()[family]
    return OutletSpec(
        key="c",
        name="c",
        kind="site",
        home="https://t.me/s/shahr_ir",
        family=family,
        prefix=base.prefix,
        rules=base.rules,
    )


ANY = st.one_of(st.binary(max_size=400), mangled(), st.lists(PIECES, max_size=12).map(b"".join))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, URLS)
def test_no_bytes_raise_anything_else(body: bytes, url: str) -> None:
    for parse in (
        lambda: extract_unknown(body, url, SEEN).to_json(),
        lambda: parse_feed(body, url, None, SEEN),
        lambda: parse_sitemap(body, url, None, SEEN),
        lambda: parse_listing(body, url, spec_for(body.decode("utf-8", "replace"), url)),
        lambda: parse_listing(body, url, channel("generic")),
        lambda: parse_edition_index(body, url, channel("edition"), SEEN),
        lambda: parse_telegram(body, url, channel("telegram"), SEEN),
        lambda: parse_eitaa(body, url, channel("eitaa"), SEEN),
    ):
        try:
            parse()
        except ExtractError:
            continue


@settings(max_examples=25, deadline=None)
@given(mangled())
def test_reading_twice_gives_the_same(body: bytes) -> None:
    url = "https://x.example/news/1234567/a"
    try:
        first = extract_unknown(body, url, SEEN).to_json()
    except ParseError:
        return
    assert extract_unknown(body, url, SEEN).to_json() == first


def test_an_attribute_bomb_is_refused_before_it_is_parsed() -> None:
    """The parser is quadratic in the attributes of a tag."""

    def refuse(number: int) -> None:
        bomb = b"<html><p " + b" ".join(b"a%d=1" % n for n in range(number)) + b">x</p></html>"
        with pytest.raises(ParseError, match="attributes"):
            extract_unknown(bomb, "https://x.example/news/1234567", SEEN)

    assert_linear(refuse, 25_000)


def test_a_tag_that_is_long_by_one_value_is_no_bomb() -> None:
    page = b"<html><title>t</title><img src='data:image/png;base64," + b"A b=c " * 5000 + b"'><p>x</p></html>"
    assert extract_unknown(page, "https://x.example/news/1234567", SEEN).title == "t"


def test_an_oversized_body_is_refused() -> None:
    with pytest.raises(InputTooLargeError):
        extract_unknown(b"a" * (limits.MAX_BYTES + 1), "https://x.example/news/1234567", SEEN)


@pytest.mark.parametrize("opening", [b"<div>", b"<b>", b"<table><tr><td>"])
def test_absurd_nesting_is_refused_before_it_is_parsed(opening: bytes) -> None:
    """The parser is quadratic in depth: 50,000 open elements cost it 15 seconds."""

    def refuse(depth: int) -> None:
        with pytest.raises(ParseError, match="elements are open"):
            extract_unknown(b"<title>t</title>" + opening * depth, "https://x.example/news/1234567", SEEN)

    assert_linear(refuse, 12_500)


def test_a_long_value_of_many_words_is_weighed_once() -> None:
    """An application's state in `data-page`: half a megabyte of words in one attribute took minutes."""
    assert_linear(lambda words: limits.check(b'<div id="app" data-page="' + b"word " * words + b'">'), 12_500)


def test_deep_nesting_is_survived_and_long_flat_pages_are_read() -> None:
    deep = b"<title>t</title><article><div class=body>" + b"<div>" * 5_000 + "متن".encode()
    extract_unknown(deep, "https://x.example/news/1234567", SEEN)
    limits.check_html(b"<div><p>x<br></div>" * 20_000)
    limits.check(b"<item><enclosure url='x'/></item>" * 20_000)


def test_json_of_great_depth_is_survived() -> None:
    deep = b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><title>t</title>"
    extract_unknown(deep, "https://x.example/news/1234567", SEEN)

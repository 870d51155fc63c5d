"""Feeds as outlets serve them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.extract.announcements.feeds import FeedItem, parse_feed
from rasad.extract.errors import ParseError

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://x.example/rss"


def rss(item: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>خبرها</title>{head}<item>{item}</item></channel></rss>'.encode()


def only(body: bytes, url: str = URL) -> FeedItem:
    found = parse_feed(body, url, None, SEEN)
    assert len(found.items) == 1, found
    return found.items[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sat, 14 Mar 2020 15:42:09 GMT", "2020-03-14T15:42:09+00:00"),
        ("21 Jul 2018 08:39:54 +0430", "2018-07-21T04:09:54+00:00"),
        ("2026-11-14T13:45:00+03:30", "2026-11-14T10:15:00+00:00"),
        ("۱۴۰۵/۰۸/۲۳ - ۱۳:۴۵", "2026-11-14T10:15:00+00:00"),
        ("1405-08-23 13:45:00", "2026-11-14T10:15:00+00:00"),
    ],
)
def test_dates_with_and_without_weekday_in_any_calendar(written: str, meant: str) -> None:
    item = only(rss(f"<title>t</title><link>/a/1</link><pubDate>{written}</pubDate>"))
    assert item.published is not None
    assert item.published.at == datetime.fromisoformat(meant)


def test_a_link_with_line_breaks_is_one_link() -> None:
    body = rss("<title>ا</title><link>\n      https://x.example/fa/news/1/خبر\n    </link>")
    assert only(body).url == "https://x.example/fa/news/1/خبر"


def test_a_relative_link_is_relative_to_the_feed_and_to_xml_base() -> None:
    assert only(rss("<title>ا</title><link>/fa/news/1</link>")).url == "https://x.example/fa/news/1"
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://y.example/a/"><entry><title>t</title><link href="b/1"/></entry></feed>'
    assert only(atom).url == "http://y.example/a/b/1"


def test_a_link_that_is_no_web_address_is_no_item() -> None:
    found = parse_feed(rss("<title>ا</title><link>javascript:alert(1)</link>"), URL, None, SEEN)
    assert found.items == []
    assert "1 items without a link" in found.errors[0]


def test_a_permalink_guid_stands_for_a_missing_link() -> None:
    assert only(rss("<title>t</title><guid>https://x.example/p/7</guid>")).url == "https://x.example/p/7"
    nothing = rss('<title>t</title><guid isPermaLink="false">https://x.example/p/7</guid>')
    assert parse_feed(nothing, URL, None, SEEN).items == []


def test_html_in_a_description_becomes_text_and_its_zwnj_stays() -> None:
    item = only(
        rss(
            "<title>می‌شود &amp;quot;ب&amp;quot;</title><link>/a</link><description>&lt;p&gt;می‌رود &lt;b&gt;شهر&lt;/b&gt;&lt;/p&gt;&lt;img src='/i.jpg'&gt;</description>"
        )
    )
    assert item.title == 'می‌شود "ب"'
    assert item.summary == "می‌رود شهر"
    assert item.image == "https://x.example/i.jpg"


def test_an_enclosure_is_the_photo() -> None:
    assert (
        only(rss('<link>/a</link><enclosure url="/d/1.jpg" type="image/jpeg"/>')).image
        == "https://x.example/d/1.jpg"
    )
    assert only(rss('<link>/a</link><media:thumbnail url="/t.jpg"/>')).image == "https://x.example/t.jpg"
    assert only(rss('<link>/a</link><enclosure url="/v.mp4" type="video/mp4"/>')).image == ""


def test_html_entities_and_bare_ampersands_are_mended() -> None:
    assert (
        only(rss("<title>الف&nbsp;&laquo;ب&raquo; & پ</title><link>/a?x=1&y=2</link>")).title == "الف «ب» & پ"
    )
    assert only(rss("<link><![CDATA[/a?x=1&y=2]]></link>")).url == "https://x.example/a?x=1&y=2"


def test_a_torn_feed_gives_the_items_that_came_through() -> None:
    body = rss(
        "<title>یک</title><link>/1</link></item><item><title>دو</title><link>/2</link></item><item><title>سه"
    )
    found = parse_feed(body.split(b"</title></item></channel>")[0], URL, None, SEEN)
    assert [item.url for item in found.items][:2] == ["https://x.example/1", "https://x.example/2"]
    assert found.errors


def test_rdf_and_old_rss_and_atom() -> None:
    rdf = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>c</title></channel><item rdf:about="http://x.example/1"><title>t</title><link>http://x.example/1</link><dc:date>2026-11-14T10:15:00Z</dc:date></item></rdf:RDF>'
    found = parse_feed(rdf, URL, None, SEEN)
    assert (found.kind, found.self_title, found.items[0].url) == ("rdf", "c", "http://x.example/1")
    assert found.items[0].published is not None
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>f</title><entry><title type="html">&lt;b&gt;t&lt;/b&gt;</title><link rel="self" href="/s"/><link href="/1"/><published>2026-11-14T10:15:00Z</published><updated>2026-11-15T10:15:00Z</updated></entry></feed>'
    entry = only(atom)
    assert (entry.title, entry.url) == ("t", "https://x.example/1")
    assert entry.published is not None
    assert entry.updated is not None
    assert entry.published.at < entry.updated.at


def test_ttl_in_seconds() -> None:
    assert parse_feed(rss("<link>/a</link>", "<ttl>15</ttl>"), URL, None, SEEN).ttl == 900
    assert parse_feed(rss("<link>/a</link>", "<ttl>soon</ttl>"), URL, None, SEEN).ttl is None


def test_a_page_instead_of_a_feed_says_so() -> None:
    assert parse_feed(b"<!DOCTYPE html><html><body>app</body></html>", URL, None, SEEN).kind == "html"
    with pytest.raises(ParseError):
        parse_feed(b"not found", URL, None, SEEN)


def test_entities_are_never_expanded_and_files_never_read(tmp_path: object) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = bomb + rss("<title>&b;&x;</title><link>/a</link>").split(b"?>", 1)[1]
    assert only(body).title == "&b;&x;"


def test_windows_1256_feeds() -> None:
    body = '<?xml version="1.0" encoding="windows-1256"?><rss><channel><item><title>شهرداري تهران</title><link>/1</link></item></channel></rss>'.encode(
        "cp1256"
    )
    assert only(body).title == "شهرداري تهران"


@pytest.mark.parametrize(
    "item",
    [
        "<media:title>عکس</media:title><title>خبر</title><media:description>شرح عکس</media:description>"
        "<description>خلاصه</description><link>/a</link>",
        "<title>خبر</title><description>خلاصه</description><media:title>عکس</media:title><link>/a</link>"
        "<media:description>شرح عکس</media:description>",
        "<itunes:title>پادکست</itunes:title><title>خبر</title><itunes:summary>شرح</itunes:summary>"
        "<description>خلاصه</description><link>/a</link>",
    ],
)
def test_the_items_own_elements_go_before_those_of_other_namespaces(item: str) -> None:
    found = only(rss(item))
    assert (found.title, found.summary) == ("خبر", "خلاصه")


def test_dublin_core_stands_where_the_feeds_own_element_is_missing() -> None:
    item = "<dc:title>خبر</dc:title><link>/a</link><dc:date>2026-11-20T08:00:00Z</dc:date>"
    found = only(rss(item))
    assert found.title == "خبر"
    assert found.published is not None


@pytest.mark.parametrize(
    "before",
    [
        "<br />\n<b>Warning</b>: Undefined array key in <b>/rss.php</b> on line <b>3</b><br />\n",
        "Notice: Undefined index in rss.php on line 12\n",
        "\ufeff\n\n\n",
        "<!-- served from a cache -->\n",
        '<?xml version="1.0"?>\n',
    ],
)
def test_what_stands_before_the_document_is_left_out(before: str) -> None:
    body = before.encode() + rss("<title>خبر</title><link>/a</link>")
    assert only(body).title == "خبر"
    without_declaration = before.encode() + rss("<title>خبر</title><link>/a</link>").split(b"?>", 1)[1]
    assert only(without_declaration).title == "خبر"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("www.x.example/news/1", "https://www.x.example/news/1"),
        ("x.example/news/1", "https://x.example/news/1"),
        ("www.other.example/1", "https://www.other.example/1"),
        ("//x.example/1", "https://x.example/1"),
        ("http:/x.example/1", "http://x.example/1"),
        ("a.php?id=5&amp;amp;s=2", "https://x.example/a.php?id=5&s=2"),
        ("/n?id=5&#038;s=2", "https://x.example/n?id=5&s=2"),
        ("index.php?newsid=1", "https://x.example/index.php?newsid=1"),
        ("archive.html", "https://x.example/archive.html"),
    ],
)
def test_a_link_that_is_not_whole_is_made_whole(written: str, meant: str) -> None:
    assert only(rss(f"<title>ا</title><link>{written}</link>")).url == meant


def test_of_several_alternates_the_page_is_taken() -> None:
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title>'
        '<link rel="alternate" type="application/atom+xml" href="/1.atom"/>'
        '<link rel="alternate" type="application/json" href="/1.json"/><link type="text/html" href="/1"/>'
        "</entry></feed>"
    )
    assert only(entry.encode()).url == "https://x.example/1"
    assert (
        only(entry.replace('<link type="text/html" href="/1"/>', "").encode()).url
        == "https://x.example/1.atom"
    )


def test_markup_that_is_not_escaped_parts_words_only_where_it_is_block() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml">'
    entry = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml">{div}پل<br/>تا<b>زه</b></div></title>'
        f'<link href="/1"/><content type="xhtml">{div}<p>یک</p><ul><li>دو</li><li>سه</li></ul></div></content>'
        "</entry></feed>"
    )
    found = only(entry.encode())
    assert (found.title, found.summary) == ("پل تازه", "یک دو سه")


@pytest.mark.parametrize(
    "footer",
    [
        "The post <a href='/a'>خبر</a> appeared first on <a href='/'>نمونه</a>.",
        "The post خبر first appeared on نمونه.",
        "نوشته <a href='/a'>خبر</a> اولین بار در <a href='/'>نمونه</a>. پدیدار شد.",
        "نوشته خبر نخستین بار در نمونه پدیدار شد",
    ],
)
def test_what_wordpress_writes_under_an_item_is_left_out(footer: str) -> None:
    item = f"<title>خبر</title><link>/a</link><description><![CDATA[<p>خلاصه.</p><p>{footer}</p>]]></description>"
    assert only(rss(item)).summary == "خلاصه."


def test_an_image_element_of_the_item_is_its_photo() -> None:
    assert (
        only(rss("<link>/a</link><image><url>/p.jpg.webp</url></image>")).image
        == "https://x.example/p.jpg.webp"
    )
    assert only(rss('<link>/a</link><itunes:image href="/p"/>')).image == "https://x.example/p"
    assert only(rss("<link>/a</link><image>/p.jpg</image>")).image == "https://x.example/p.jpg"


@pytest.mark.parametrize("label", ["text/xml; charset=utf-8", "text/xml; charset=iso-8859-1", None])
def test_windows_1256_under_a_wrong_label(label: str | None) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>خبر تازه از شهر</title><link>/1</link></item></channel></rss>'
    assert parse_feed(text.encode("cp1256"), URL, label, SEEN).items[0].title == "خبر تازه از شهر"


def test_a_torn_address_is_no_address() -> None:
    body = rss("<title>یک</title><link>/1</link></item><item><title>دو</title><link>https://x.example/ne")
    found = parse_feed(body.split(b"</item></channel>")[0], URL, None, SEEN)
    assert [item.url for item in found.items] == ["https://x.example/1"]

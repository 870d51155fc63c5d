"""Links of listings and editions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rasad.extract.announcements.edition import parse_edition_index
from rasad.extract.announcements.listing import Link, parse_listing
from rasad.extract.detection import spec_for
from rasad.extract.html.page import Page
from rasad.outlets.definitions import Rules
from rasad.outlets.loading import load_outlets

OUTLETS = load_outlets(Path(__file__).resolve().parents[3] / "settings" / "outlets")
ARCHIVE = """<html><head><base href="https://www.isna.ir/"></head><body><a href="/">خانه</a><a href="/service/Sports">ورزش</a>
<div class="items"><ul><li><div class="desc"><h3><a href="news/98030903723/تیتر-یک">تیتر یک خبر</a></h3><time>۹ خرداد ۱۳۹۸</time></div></li>
<li><a href="/news/98030903724/x"><img></a><h3><a href="/news/98030903724/other-slug#c">تیتر دو می‌شود</a></h3></li></ul></div>
<a href="/print/98030903723/">چاپ</a><a href="/tag/شهر">شهر</a><a href="https://t.me/isna94/1">تلگرام</a><a href="javascript:x">x</a>
<a href="http://[bad">x</a><ul class="pagination"><li class="active"><a href="?pi=1">1</a></li><li><a href="/page/archive.xhtml?pi=2">2</a></li></ul></body></html>"""


def test_each_article_once_with_its_headline_and_date() -> None:
    found = parse_listing(
        ARCHIVE.encode(), "https://www.isna.ir/page/archive.xhtml?pi=1", OUTLETS["isna"]
    ).links
    assert found == [
        Link("https://www.isna.ir/news/98030903723/تیتر-یک", "تیتر یک خبر", "۹ خرداد ۱۳۹۸"),
        Link("https://www.isna.ir/news/98030903724/x", "تیتر دو می‌شود", ""),
    ]


def test_the_next_page() -> None:
    url = "https://www.isna.ir/page/archive.xhtml?pi=1"
    found = parse_listing(ARCHIVE.encode(), url, OUTLETS["isna"])
    assert found.next_page == "https://www.isna.ir/page/archive.xhtml?pi=2"


def test_an_unknown_site_is_read_by_the_look_of_its_links() -> None:
    page = '<a href="/about">ما</a><a href="/city/1405/08/23/پارک">پارک تازه</a><a href="/n/1234567">خبر</a><a href="/a-long-slug-of-many-words">تیتر</a>'
    spec = spec_for(page, "https://x.example/")
    assert len(parse_listing(page.encode(), "https://x.example/", spec).links) == 3


def test_an_edition_leads_to_articles_pages_and_pdf() -> None:
    page = """<span id="publishdate">دوشنبه ۲۵ آبان ۱۴۰۵</span><ul class="pages"><li><a href="/newspaper/9412/1">۱</a></li><li><a href="/newspaper/9412/2">۲</a></li></ul>
    <a class="pdf" href="/pdf/9412.pdf">تمام صفحات</a><map><area href="/newspaper/9412/1/77000/a"></map>
    <ul class="news-list"><li><a href="/newspaper/9412/1/77000/a">درختی که ماند</a></li><li><a href="/newspaper/9412/1/77001/b">خبر دو</a></li></ul>"""
    spec = OUTLETS["hamshahri_paper"]
    got = parse_edition_index(page.encode(), "https://newspaper.hamshahrionline.ir/newspaper/9412/1", spec)
    assert [(link.url[-8:], link.title) for link in got.articles] == [
        ("/77000/a", "درختی که ماند"),
        ("/77001/b", "خبر دو"),
    ]
    assert got.pdfs == ["https://newspaper.hamshahrionline.ir/pdf/9412.pdf"]
    assert got.pages == ["https://newspaper.hamshahrionline.ir/newspaper/9412/2"]
    assert got.day is not None
    assert got.day.at == datetime(2026, 11, 15, 20, 30, tzinfo=UTC)


def test_names_are_found_however_they_are_written() -> None:
    """The shortcut over a page's class and id names never hides a match."""
    for markup in (
        '<p class="a B">', "<p\nclass='a b'\nid='i'>", "<p class=b>", "<p CLASS='b'>", '<p x="1"class="b">',
        '<p class = "b">', '<p x="/"id=i class="b">', '<p/id="i"class="b">',
    ):  # fmt: skip
        page = Page(f"{markup}t</p>", "https://x.example/")
        for css in (".b", "#i", "p.b", ".a.b"):
            assert bool(page.all(css)) == bool(page.tree.css(css)), (markup, css)


def test_the_headline_is_the_heading_not_the_longest_link() -> None:
    page = """<ul><li class="news"><h4><a href="/news/12345/x">پرونده‌ای بلند برای همهٔ روزهای زمستان شهر:</a></h4>
    <h3><a href="/news/12345/x" title="۶ روز قبل">برف آمد</a></h3><p><a href="/news/12345/x">لیدی که از هر تیتری بلندتر است و
    سه خط از متن خبر را نشان می‌دهد.</a></p><time><a href="/news/12345/x">۶ روز قبل</a></time></li></ul>"""
    url = "https://a.example/archive"
    assert [link.title for link in parse_listing(page.encode(), url, spec_for(page, url)).links] == [
        "برف آمد"
    ]


def test_a_kicker_is_no_headline_even_in_a_higher_heading() -> None:
    page = """<div><h2 class="rutitr"><a href="/news/12345/x">شهردار در نشست خبری:</a></h2>
    <h3><a href="/news/12345/x">پل گشوده شد</a></h3></div>"""
    url = "https://a.example/archive"
    assert [link.title for link in parse_listing(page.encode(), url, spec_for(page, url)).links] == [
        "پل گشوده شد"
    ]


def test_a_fragment_that_names_the_item_stays() -> None:
    page = (
        '<a href="/#!/news/12345">یک</a><a href="/#!/news/12346">دو</a><a href="/news/12347#comments">سه</a>'
    )
    url = "https://a.example/"
    spec = spec_for("<p>", url).model_copy(update={"rules": Rules(article_url=(".",))})
    found = parse_listing(page.encode(), url, spec)
    assert [link.url.removeprefix(url) for link in found.links] == [
        "#!/news/12345",
        "#!/news/12346",
        "news/12347",
    ]

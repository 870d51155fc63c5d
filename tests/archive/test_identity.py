"""An article's id names the item, whatever way its address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, host_of, item_key, url_hash

NASTOOH = r"/news/(?P<id>\d+)"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://WWW.Isna.ir:80/news/1?utm_source=x#top", "http://www.isna.ir/news/1"),
        (" http://a.ir/x\n", "http://a.ir/x"),
        ("http://a.ir/fa/\n  news/1", "http://a.ir/fa/%20%20news/1"),
        ("http://a.ir", "http://a.ir/"),
        ("https://a.ir:443/?b=2&a=1", "https://a.ir/?a=1&b=2"),
        ("http://a.ir:8080/x", "http://a.ir:8080/x"),
        ("http://a.ir/خبر", "http://a.ir/%D8%AE%D8%A8%D8%B1"),
        ("http://a.ir/%d8%ae%d8%a8%d8%b1", "http://a.ir/%D8%AE%D8%A8%D8%B1"),
        ("http://a.ir/p?eid=4&cid=5&fbclid=z", "http://a.ir/p?cid=5&eid=4"),
    ],
)
def test_spelling_of_an_address(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


def test_kept_parameters_are_the_only_ones_that_stay() -> None:
    assert canonical_url("http://a.ir/?n=12&session=9&pn=3", ("n",)) == "http://a.ir/?n=12"


@pytest.mark.parametrize(
    "text", ["", "javascript:alert(1)", "/news/1", "ftp://a.ir/x", "http://", "http://[::1"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NotAnAddressError):
        canonical_url(text)


def test_the_slug_does_not_make_another_article() -> None:
    first = item_key("https://www.shahr.example/news/1234/عنوان-نخست", NASTOOH)
    later = item_key("https://www.shahr.example/news/1234/عنوان-تازه?utm_source=t", NASTOOH)
    assert first == later == "1234"
    assert article_id("shahr", first) == article_id("shahr", later)


def test_ids_differ_by_outlet_and_item() -> None:
    assert len({article_id("a", "1"), article_id("b", "1"), article_id("a", "2")}) == 3
    assert len(article_id("a", "1")) == 32


def test_without_a_match_the_canonical_url_is_the_key() -> None:
    assert item_key("http://a.ir/about", NASTOOH) == "http://a.ir/about"


def test_http_https_and_www_name_the_same_page() -> None:
    same = {url_hash(u) for u in ("http://a.ir/x", "https://a.ir/x", "https://www.a.ir/x")}
    assert len(same) == 1


def test_a_host_is_with_its_port() -> None:
    assert host_of("http://A.ir:8080/x") == "a.ir:8080"


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3))
def test_canonical_twice_is_canonical_once(path: str, query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    url = "http://a.ir/" + path.replace("?", "").replace("#", "")
    if query:
        url += "?" + urlencode(query, errors="surrogatepass")
    try:
        once = canonical_url(url)
    except (NotAnAddressError, UnicodeEncodeError):
        return
    assert canonical_url(once) == once

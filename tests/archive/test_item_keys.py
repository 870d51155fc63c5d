"""The key of an item stays when its address is written another way, and differs where the item does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.identity import canonical_url
from rasad.archive.item_keys import key_at, shortest


@dataclass
class Site:
    home: str = "https://www.a.example/"
    id_pattern: str | None = None
    keep_params: tuple[str, ...] = ()
    channel: str | None = None


ONE_ITEM = [
    ["https://www.a.example/1404/08/bustan-tazeh/", "http://a.example/1404/08/bustan-tazeh?utm_source=tg",
     "https://m.a.example/1404/08/bustan-tazeh/amp/", "https://amp.a.example/amp/1404/08/bustan-tazeh?ref=home",
     "https://www.a.example:443/1404/08/bustan-tazeh/#comments"],
    ["https://a.example/397416/گزارش-تصویری/", "https://www.a.example/397416/تیتر-دیگر/", "http://a.example/397416"],
    ["https://a.example/news/1703/یک", "https://a.example/News/1703/دو?fbclid=x", "https://a.example/news/۱۷۰۳/"],
    ["https://a.example/post/58/یک-دو-سه", "https://a.example/post/58"],
    ["https://a.example/64530-یک-دو/", "https://a.example/64530-سه-چهار/"],
    ["https://a.example/topic/131247-یک/", "https://a.example/topic/131247-دو/page/2/"],
    ["https://a.example/threads/یک-دو.995911/", "https://a.example/threads/سه.995911/#post-1"],
    ["https://a.example/fa/جهان/یک-دو-سه-/3180651", "https://a.example/fa/جهان/چهار-پنج-شش/3180651"],
    ["https://a.example/1403/04/361115/یک-دو/", "https://a.example/1403/04/361115/سه/"],
    ["https://a.example/20953/2024/08/04/یک/", "https://a.example/20953/2024/08/04/دو/"],
    ["https://a.example/140301/511780/a-b-c", "https://a.example/140301/511780/d-e"],
    ["https://a.example/persian/qtsd/2024/04/02/a-b-2123403", "https://a.example/persian/qtsd/2024/04/02/c-d-e-2123403"],
    ["https://a.example/fa/یک-دو-سه/a-6612345", "https://a.example/fa/چهار-پنج-شش/a-6612345"],
    ["https://a.example/page?id=7100", "https://www.a.example/page?utm_medium=x&id=7100"],
    ["https://a.example/story?nid=77845&title=یک-دو-سه", "https://a.example/story?title=چهار-پنج-شش&nid=77845&ref=x"],
    ["https://a.example/#!/news/5", "https://www.a.example/#!/news/5"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", ONE_ITEM)
def test_one_item_has_one_key_however_it_is_spelled(spellings: list[str]) -> None:
    assert len({key_at(Site(), url) for url in spellings}) == 1


@pytest.mark.parametrize(
    "urls",
    [
        ("https://a.example/post/58/یک-دو-سه", "https://a.example/photo/58/یک-دو-سه"),
        ("https://a.example/140301/511780/a", "https://a.example/140301/582265/b"),
        ("https://a.example/2024/10/18/a-b-c/", "https://a.example/2024/10/18/d-e-f/"),
        ("https://a.example/1404/a-b-c/", "https://a.example/1404/d-e-f/"),
        ("https://a.example/۱۲-دستور-کار", "https://a.example/۱۲-پرسش-تازه"),
        ("https://a.example/4000-نفر-آمدند", "https://a.example/4000-نفر-رفتند"),
        ("https://a.example/بهای-ارز-1404/", "https://a.example/بهای-طلا-1404/"),
        ("https://a.example/index.php?newsid=2325", "https://a.example/index.php?newsid=2326"),
        ("https://a.example/#!/news/5", "https://a.example/#!/news/6"),
        ("https://one.a.example/post/1058", "https://two.a.example/post/1058"),
        ("https://a.example:8081/post/1058", "https://a.example:8082/post/1058"),
        ("https://a.example/?p=11", "https://a.example/?p=12"),
        ("https://a.example/a", "https://a.example/"),
    ],
)
def test_two_items_have_two_keys(urls: tuple[str, str]) -> None:
    assert len({key_at(Site(), url) for url in urls}) == 2


def test_a_pattern_goes_before_everything() -> None:
    site = Site(id_pattern=r"/(?:news|photo)/(?P<id>\d+)")
    assert key_at(site, "https://a.example/photo/1234/یک") == ("1234", True)
    assert key_at(site, "https://a.example/news/۱۲۳۴") == ("1234", True)
    assert key_at(site, "https://a.example/about-us") == ("https://www.a.example/about-us", False)


def test_a_channels_name_is_the_same_in_any_case() -> None:
    site = Site(home="https://t.me/s/Shahr", id_pattern=r"/(?:s/)?(?P<id>\w+/\d+)", channel="shahr")
    assert key_at(site, "https://t.me/Shahr/7").key == key_at(site, "https://t.me/s/shahr/7").key == "shahr/7"


def test_a_key_is_spelled_as_the_outlets_home() -> None:
    assert key_at(Site(), "http://a.example/x/").key == "https://www.a.example/x"
    assert key_at(Site(home="http://a.example/"), "https://www.a.example/x").key == "http://a.example/x"


@given(st.text(alphabet="abاب۱2-_/.٪%?=&#!", max_size=40))
def test_the_shortest_address_is_an_address_and_as_short_as_it_gets(rest: str) -> None:
    home = "https://www.a.example/"
    once = shortest(canonical_url(f"https://a.example/{rest}"), home)
    assert shortest(canonical_url(once), home) == once

"""Addresses that name a place in a list are filled and read back; what cannot lead on is refused in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.outlets.address_templates import AddressPlace, AddressTemplate, split_form, with_form
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets

DAYS = st.dates(date(2011, 3, 21), date(2040, 1, 1))
DATED = ["{jy}/{jm}/{jd}", "{y}-{m}-{d}", "y={jy}&m={jm1}&d={jd1}", "{jy}/{jm}", "{y}{m}", "{jy}"]


@given(DAYS, st.sampled_from(DATED), st.integers(1, 999))
def test_what_an_address_was_filled_with_is_read_from_it(day: date, dates: str, page: int) -> None:
    template = AddressTemplate(f"http://a.example/list?{dates}&p={{page}}")
    place = template.read(template.fill(day, page))
    assert place == AddressPlace(template.period_of(day), page)


@given(DAYS, st.sampled_from(DATED))
def test_the_period_before_ends_the_day_before_this_one_begins(day: date, dates: str) -> None:
    template = AddressTemplate(f"http://a.example/{dates}")
    before = template.read(template.earlier(template.fill(day)))
    assert before is not None
    assert before.day is not None
    assert (template.period_of(day) - template.end_of(before.day)).days == 1


def test_pages_follow_each_other_and_issues_go_downwards() -> None:
    offset = AddressTemplate("http://a.example/?start={page}", first=0, step=20)
    assert offset.following(offset.fill(date(2026, 1, 1))) == "http://a.example/?start=20"
    issue = AddressTemplate("http://a.example/{issue}/{page}")
    assert issue.earlier("http://a.example/57/3") == "http://a.example/56/1"
    assert issue.issue_in("https://www.a.example/57/index.html") == 57
    assert issue.earlier("http://a.example/1/1") == ""


def test_what_is_sent_by_post_stands_at_the_end_of_the_address() -> None:
    text = with_form("http://a.example/x?a=1", {"from": "{jy}/{jm}", "q": "خبر & شهر"})
    url, body = split_form(AddressTemplate(text).fill(date(2026, 11, 14)))
    assert url == "http://a.example/x?a=1"
    assert body == "from=1405%2F08&q=%D8%AE%D8%A8%D8%B1%20%26%20%D8%B4%D9%87%D8%B1"


def test_the_first_page_has_no_cursor() -> None:
    template = AddressTemplate("http://a.example/x?before={cursor}&n=9")
    assert template.fill(date(2026, 1, 1)) == "http://a.example/x?n=9"
    assert template.fill(date(2026, 1, 1), cursor="a b/1") == "http://a.example/x?before=a%20b%2F1&n=9"


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        ({"url": "/x/{jd}"}, "{jd} needs {jm}"),
        ({"url": "/x/{m}"}, "{m} needs {y}"),
        ({"url": "/x/{sal}"}, "unknown placeholder {sal}"),
        ({"url": "/x/{jy}/{issue}"}, "only one can lead back"),
        ({"url": "/x/{cursor}/y"}, "add «front:"),
        ({"url": "/x", "front": "/y"}, "front is given"),
        ({"url": "/x", "cursor": "a@href"}, "cursor is given"),
        ({"url": "/x", "first": 0}, "first and step count {page}"),
        ({"url": "/x", "items": "a.b"}, "items is for kind: json"),
        ({"url": "/x", "whole": True}, "whole is for kind: rss or json"),
        ({"url": "/x", "form_of": "#f"}, "form_of needs «form:"),
        ({"url": "/x", "form": "a=1"}, "name: value"),
        ({"url": "/x", "form": {"a": "{sal}"}}, "unknown placeholder {sal}"),
        ({"kind": "json", "url": "/x", "items": "a..b"}, "not a path into JSON"),
        ({"kind": "json", "url": "/x", "data": {"titel": "a"}}, "did you mean «title»"),
    ],
)
def test_a_feed_that_cannot_lead_on_is_refused_in_words(
    tmp_path: Path, feed: dict[str, Any], words: str
) -> None:
    entry = {
        "outlet": "a",
        "kind": "site",
        "home": "http://a.example/",
        "feeds": [{"kind": "listing", **feed}],
    }
    (tmp_path / "a.yaml").write_text(json.dumps(entry), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_outlets(tmp_path)
    assert words in str(caught.value)

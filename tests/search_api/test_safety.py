"""What strangers' pages and hands may not do: scripts, redirects, forged forms, formulas, floods."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axes.utils import reset
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.models import AuditEntry
from search_api.highlight_html import mark, merged
from search_api.replay import neutral
from search_api.templatetags.rasad import web
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]
BAD = ("<script>alert", "<img src=x", "<svg/onload", "<b onmouseover", "<iframe src=//", "<i>برچسب")


@pytest.mark.parametrize(
    "page", ["/?rows=article", "/?q=بدخواه", "/a/" + "f" * 32, "/a/" + "f" * 32 + "?q=بدخواه"]
)
def test_markup_of_strangers_is_text(page: str, records: SampleRecords, client_of: Make) -> None:
    text = client_of("admin").get(page).text
    assert not [bad for bad in BAD if bad in text]
    assert "javascript:" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    "q", ['"><script>alert(1)</script>', "' onfocus=alert(1) x='", "</title><script>", "\u202e<b>"]
)
def test_the_query_itself_is_text(q: str, records: SampleRecords, client_of: Make) -> None:
    for page in ("/", "/a/" + "0" * 32, "/alerts/check"):
        text = client_of("admin").get(page, {"q": q, "query": q}).text
        assert "<script>alert" not in text
        assert "<b>" not in text
        assert " onfocus=alert(1) x='" not in text.replace("&#x27;", "’")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:1",
        "JaVaScRiPt:1",
        "data:text/html,x",
        "vbscript:x",
        "//x",
        "http://",
        "",
        "x",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web(url) == ""


@given(st.text(), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60))))
def test_marks_never_open_a_tag_and_lose_no_letter(text: str, spans: list[tuple[int, int]]) -> None:
    html = str(mark(text, spans))
    assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
    assert html.count("<mark>") == html.count("</mark>") == len(merged(spans, len(text)))


def test_an_archived_page_cannot_run_or_speak(records: SampleRecords, client_of: Make) -> None:
    response = client_of("viewer").get(f"/capture/{records.capture.pk}")
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-DNS-Prefetch-Control"] == "off"
    assert '<link rel="preconnect"' not in response.text
    assert "شهرداری\u200cهای تهران" in response.text


@given(st.text(st.sampled_from("<>/linkmetabase =\"' \nA"), max_size=300))
def test_no_link_meta_or_base_is_left(html: str) -> None:
    assert not re.search(r"<(?:link|meta|base)[\s/>]", neutral(html).split("</style>", 1)[1], re.IGNORECASE)


def test_the_pages_policy_is_strict(client_of: Make, records: SampleRecords) -> None:
    response = client_of("admin").get("/a/" + "0" * 32)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]* src=)", response.text)
    assert not re.search(r"\son\w+=", response.text)
    assert " style=" not in response.text
    assert re.search(r"<iframe sandbox ", response.text)


@pytest.mark.parametrize(
    "target", ["https://out.example/", "//out.example", "/\\out.example", "javascript:alert(1)"]
)
def test_the_door_leads_nowhere_else(target: str, person: Callable[[str], User]) -> None:
    user = person("viewer")
    response = Client().post(
        "/login", {"username": user.username, "password": "correct horse", "next": target}
    )
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_forms_need_their_token(person: Callable[[str], User]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login", {"username": "a", "password": "b"}).status_code == 403
    client.force_login(person("admin"), backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/logout", "/saved/new", "/alerts/new", "/targets", "/matches/seen", "/account/tokens"):
        assert client.post(address, {"name": "x"}).status_code == 403


def test_guessing_is_throttled_and_recorded(person: Callable[[str], User]) -> None:
    user = person("viewer")
    client = Client()
    for _ in range(8):
        client.post("/login", {"username": user.username, "password": "wrong"})
    answer = client.post("/login", {"username": user.username, "password": "correct horse"})
    assert answer.status_code == 429
    assert "کمی صبر کنید" in answer.text
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"login.failed", "login.throttled"} <= actions
    reset(username=user.username)
    assert client.post("/login", {"username": user.username, "password": "correct horse"}).status_code == 302


HOSTILE = r"""
((((((((((
"
«
"a b"~999999999
*
a*
**
NOT
-
OR OR
title:
از:۱۴۰۴/۱۲/۳۰
~5
عنوان:عنوان:عنوان
تا:99999/99/99
[a TO b]
/(a+)+$/
a:b:c
🙂
%00
' OR 1=1 --
{{7*7}}
لحن:
NOT NOT NOT a
a AND (b OR
:
""".strip().splitlines()
HOSTILE += ["a" * 5000, "(" * 600, "x OR " * 200, "\x00", "\ud7ff\uffff", "\u200c\u200c", "\u202e"]


@pytest.mark.parametrize("q", HOSTILE)
def test_no_query_is_a_crash(q: str, records: SampleRecords, client_of: Make) -> None:
    client = client_of("admin")
    for address in ("/", "/a/" + "0" * 32, "/export/csv", "/export/rss", "/alerts/check", "/api/v1/articles"):
        assert client.get(address, {"q": q, "query": q}).status_code < 500


FILTERS = ["from=x", "to=1405/13/45", "from=1405/08/02&to=1405/08/01", "after=x", "after=-1", "sort=x"]
FILTERS += ["outlet=%00", "outlet=" + "&outlet=".join(map(str, range(500))), "from=" + "9" * 400]


@pytest.mark.parametrize("query", FILTERS)
def test_no_filter_is_a_crash(query: str, records: SampleRecords, client_of: Make) -> None:
    assert client_of("viewer").get(f"/?{query}").status_code < 500


@pytest.mark.parametrize(
    "path", ["/a/%00", "/a/../x", "/s/x", "/capture/999999999999999999999", "/outlets/x", "/export/exe"]
)
def test_what_is_not_there_is_not_found(path: str, records: SampleRecords, client_of: Make) -> None:
    assert client_of("admin").get(path).status_code == 404

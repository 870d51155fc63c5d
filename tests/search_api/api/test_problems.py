"""What the API refuses, how it says so, and what it takes as it is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from search_api.wsgi import application
from tests.search_api.problem_documents import problem
from tests.search_api.records import SampleRecords


def test_a_wrong_query_says_where(records: SampleRecords, api: Callable[..., Client]) -> None:
    found = problem(api().get("/api/v1/articles", {"q": "مترو (اتوبوس"}), 400)
    assert found["position"] == 5
    assert found["suggestion"] == "مترو (اتوبوس)"


@pytest.mark.parametrize("after", ["x", "1e9", "-5", "9" * 60, "\x00", "null"])
def test_a_wrong_cursor_is_no_crash(after: str, records: SampleRecords, api: Callable[..., Client]) -> None:
    assert api().get("/api/v1/articles", {"after": after}).status_code in (200, 400)


def test_a_misspelt_filter_does_not_find_everything(
    records: SampleRecords, api: Callable[..., Client]
) -> None:
    for way in ("articles?outlets=payam", "export?outlets=payam", "export?sort=oldest", "matches?rules=1"):
        (wrong,) = problem(api().get(f"/api/v1/{way}"), 422)["errors"]
        assert (wrong["where"].split(".")[0], wrong["code"]) == ("query", "unknown_parameter")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/html", 415),
    ],
)
def test_a_body_is_read_as_what_it_says_it_is(
    records: SampleRecords, api: Callable[..., Client], kind: str, status: int
) -> None:
    told = api().post("/api/v1/alert-rules/check", json.dumps({"query": "مترو"}), content_type=kind)
    assert told.status_code == status
    if status == 415:
        assert "application/json" in problem(told, 415)["detail"]


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl", "application/json", ""])
def test_lines_are_taken_in_under_their_names(
    records: SampleRecords, api: Callable[..., Client], kind: str
) -> None:
    line = json.dumps({"url": "http://new.example/1", "outlet": "نو", "title": "خبر", "body": "متن"})
    assert api().post("/api/v1/import", line, content_type=kind).json()["new"] == 1
    problem(api().post("/api/v1/import", line, content_type="text/plain"), 415)


@pytest.mark.parametrize("way", ["/api/v1/articles", "/api/v1/import", "/api/nothing"])
def test_a_host_that_is_not_ours_is_refused_as_a_problem(
    records: SampleRecords, api: Callable[..., Client], way: str
) -> None:
    problem(api().get(way, headers={"Host": "evil.example"}), 400)


def test_a_page_asked_for_under_another_host_is_refused_in_persian(db: None) -> None:
    told = Client().get("/", headers={"Host": "evil.example"})
    assert told.status_code == 400
    assert "خوانده نشد" in told.content.decode()


@pytest.mark.parametrize("charset", ["rot13", "undefined", "utf-16", '"idna"', "none such"])
def test_everything_is_utf_8_whatever_charset_is_declared(db: None, charset: str) -> None:
    told: list[str] = []

    def begin(status: str, *_: object) -> Any:
        told.append(status)

    environ = {"QUERY_STRING": "q=%D9%85", "CONTENT_TYPE": f"text/html; charset={charset}"}
    environ |= {"PATH_INFO": "/api/v1/articles", "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost"}
    environ |= {"SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    body = application({**environ, "wsgi.input": io.BytesIO()}, begin)
    assert told == ["401 Unauthorized"]
    assert json.loads(b"".join(body))["status"] == 401


def test_thousands_of_parameters_are_refused(
    records: SampleRecords, api: Callable[..., Client], client_of: Callable[[str], Client]
) -> None:
    many = "&".join(f"outlet={number}" for number in range(1_500))
    for way in ("articles", "export", "matches"):
        assert problem(api().get(f"/api/v1/{way}?{many}"), 400)["detail"]
    told = client_of("viewer").get(f"/?{many}")
    assert told.status_code == 400
    assert "خوانده نشد" in told.content.decode()


def test_unknown_addresses_and_methods_are_problems(api: Callable[..., Client]) -> None:
    problem(api().get("/api/v1/nothing"), 404)
    problem(api().delete("/api/v1/articles"), 405)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("saved-searches", '{"name": "x", "filters": {"outlet": ["\\ud800"]}}', 422),
        ("saved-searches", '{"name": "x", "query": "("}', 400),
        ("alert-rules", '{"name": "x", "query": "a", "kinds": ["\\ud800"]}', 422),
        ("alert-rules", '{"name": "x", "query": "a", "kinds": ["nonsense"]}', 400),
        ("alert-rules", '{"name": "x", "query": "a", "kinds": [""]}', 400),
        ("alert-rules", '{"name": "x", "query": "a", "muted_until": "2027-01-01T00:00:00"}', 422),
        ("alert-rules", "[" * 5_000, 400),
    ],
)
def test_what_could_never_be_kept_or_never_match_is_refused(
    path: str, body: str, status: int, records: SampleRecords, api: Callable[..., Client]
) -> None:
    problem(api().post(f"/api/v1/{path}", body, content_type="application/json"), status)


def test_a_query_of_nothing_readable_says_where(records: SampleRecords, api: Callable[..., Client]) -> None:
    found = problem(api().get("/api/v1/articles", {"q": "\x01\x02"}), 400)
    assert (found["position"], found["length"]) == (0, 2)


@pytest.mark.parametrize("letter", ["ش", "م", "ه"])
def test_a_word_without_end_is_answered(
    letter: str, records: SampleRecords, api: Callable[..., Client]
) -> None:
    assert api().get("/api/v1/articles", {"q": letter * 500}).json()["total"] == 0


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("articles?q=(", "query_invalid"),
        ("articles?from=1404/12/30", "date_invalid"),
        ("articles?from=1405/08/02&to=1405/08/01", "date_invalid"),
        ("articles?after=x", "cursor_invalid"),
        ("articles?sort=relevance&after=5", "cursor_invalid"),
        ("articles/nothing", "request_invalid"),
        ("stories/" + "e" * 32, "story_not_found"),
        ("articles/" + "e" * 32 + "/capture", "capture_not_found"),
        ("outlets/nothing", "outlet_not_found"),
        ("alert-rules/77", "rule_not_found"),
        ("nothing", "not_found"),
    ],
)
def test_what_is_wrong_has_a_name_that_programs_know(
    way: str, code: str, records: SampleRecords, api: Callable[..., Client]
) -> None:
    response = api().get(f"/api/v1/{way}")
    assert problem(response, response.status_code)["code"] == code


@pytest.mark.parametrize(
    ("way", "where", "code"),
    [
        ("articles?size=0", "query.size", "greater_than_equal"),
        ("articles?size=x", "query.size", "int_parsing"),
        ("articles?sort=best", "query.sort", "literal_error"),
        ("articles?facets=perhaps", "query.facets", "bool_parsing"),
        ("matches?size=9999", "query.size", "less_than_equal"),
        ("articles/XYZ", "path.key", "string_pattern_mismatch"),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_in_persian(
    way: str, where: str, code: str, records: SampleRecords, api: Callable[..., Client]
) -> None:
    (wrong,) = problem(api().get(f"/api/v1/{way}"), 422)["errors"]
    assert (wrong["where"], wrong["code"]) == (where, code)
    assert re.search("[آ-ی]", wrong["what"])


@pytest.mark.parametrize(
    ("line", "where", "code"),
    [
        (b"\xff\xfe{}", "", "not_utf_8"),
        (b"[1]", "", "not_an_object"),
        (b"{", "", "not_json"),
        (b'{"url": "http://a.example/1"}', "outlet", "missing"),
        (b'{"url": "file:///etc/passwd", "outlet": "x", "title": "t"}', "url", "not_an_address"),
        (b'{"url": "http://a.example/1", "outlet": "x"}', "", "says_nothing"),
        (
            b'{"url": "http://a.example/1", "outlet": "x", "title": "t", "published": "1405/08/01"}',
            "published",
            "offset_missing",
        ),
        (
            b'{"url": "http://a.example/1", "outlet": "x", "title": "t", "published": "2126-01-01T00:00Z"}',
            "published",
            "in_the_future",
        ),
        (
            b'{"url": "http://a.example/1", "outlet": "x", "title": "t", "status": "gone"}',
            "status",
            "literal_error",
        ),
        (b'{"url": "http://a.example/1", "outlet": "x", "title": "a\\u0000b"}', "title", "nul_character"),
    ],
)
def test_a_line_that_is_not_taken_in_says_why_in_persian(
    line: bytes, where: str, code: str, db: None, api: Callable[..., Client]
) -> None:
    told = api().post("/api/v1/import", line, content_type="application/x-ndjson").json()
    (wrong,) = told["problems"]
    assert (told["bad"], wrong["line"], wrong["where"], wrong["code"]) == (1, 1, where, code)
    assert re.search("[آ-ی]", wrong["problem"])
    assert "{" not in wrong["problem"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"outlets": ["none"]}, "outlet_unknown"),
        ({"units": ["none"]}, "unit_unknown"),
        ({"kinds": ["none"]}, "kind_unknown"),
        ({"targets": [9]}, "target_unknown"),
        ({"name": " "}, "name_missing"),
        ({"query": " "}, "query_missing"),
        ({"schedule": {"days": [9]}}, "schedule_invalid"),
        ({"schedule": {"from_time": "25:99"}}, "schedule_invalid"),
    ],
)
def test_a_rule_that_cannot_be_kept_says_why(
    given: dict[str, Any], code: str, records: SampleRecords, api: Callable[..., Client]
) -> None:
    body = json.dumps({"name": "n", "query": "مترو", **given})
    told = api("analyst").post("/api/v1/alert-rules", body, content_type="application/json")
    assert problem(told, 400)["code"] == code

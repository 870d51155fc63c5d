"""The JSON API: who may ask, what is answered, and how errors look."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.models import Submission, Work
from archive.search.errors import SearchTooSlow
from desk.models import AlertRule, AuditEntry, Token
from search_api import asking, tokens
from search_api.api import limits
from search_api.api.limits import EXPORTS, READS
from search_api.wsgi import application
from tests.search_api.city import City

type Make = Callable[[str], User]


@pytest.fixture
def api(person: Make) -> Callable[..., Client]:
    """A program with a token of a role."""

    def make(role: str = "editor", scopes: tuple[str, ...] = ("read", "export", "write", "import")) -> Client:
        _, secret = tokens.make(person(role), "test", list(scopes), 7)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"] == f"urn:rasad:problem:{found['code']}"
    for name in ("title", "detail"):
        assert re.search("[آ-ی]", found[name]), "people read Persian, programs the code"
    return found


def test_a_stranger_is_asked_for_a_token(db: None) -> None:
    response = Client().get("/api/v1/articles")
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_question_that_costs_too_much_is_refused_with_a_way_out(
    city: City, api: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(request: object) -> object:
        raise SearchTooSlow

    monkeypatch.setattr(asking.the_index(), "search", slow)
    told = problem(api().get("/api/v1/articles", {"q": "شهرداری"}), 400)
    assert "باریک" in told["detail"], "it is not a fault of the server, and says what to do"


def test_a_search_gives_articles_with_marks(city: City, api: Callable[..., Client]) -> None:
    found = api().get("/api/v1/articles", {"q": "شهرداری", "rows": "article", "facets": "true"}).json()
    assert found["total"] == 3
    first = found["items"][0]
    mark = first["marks"]["title"][0]
    assert first["title"][mark["start"] : mark["end"]] == "شهرداری\u200cهای"
    assert {"key": "shahrnegar", "name": "شهرنگار", "count": 1} in found["facets"]["outlet"]


def test_cursors_walk_to_the_last_hit(city: City, api: Callable[..., Client]) -> None:
    client, seen, after = api(), list[str](), ""
    while True:
        page = client.get(f"/api/v1/articles?size=7&after={after}").json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 61


def test_a_wrong_query_says_where(city: City, api: Callable[..., Client]) -> None:
    found = problem(api().get("/api/v1/articles", {"q": "مترو (اتوبوس"}), 400)
    assert found["position"] == 5
    assert found["suggestion"] == "مترو (اتوبوس)"


@pytest.mark.parametrize("after", ["x", "1e9", "-5", "9" * 60, "\x00", "null"])
def test_a_wrong_cursor_is_no_crash(after: str, city: City, api: Callable[..., Client]) -> None:
    assert api().get("/api/v1/articles", {"after": after}).status_code in (200, 400)


def test_one_article_its_versions_and_evidence(city: City, api: Callable[..., Client]) -> None:
    client, key = api(), city.articles[0].id
    assert client.get(f"/api/v1/articles/{key}").json()["body"] == city.articles[0].body
    versions = client.get(f"/api/v1/articles/{key}/versions").json()
    assert [one["number"] for one in versions] == [1, 2]
    capture = client.get(f"/api/v1/articles/{key}/capture").json()
    assert capture["sha256"] == city.capture.sha256
    record = client.get(capture["record"])
    assert record["Content-Type"] == "application/warc"
    assert record.content[:2] == b"\x1f\x8b"
    story = client.get(f"/api/v1/stories/{city.story.pk}").json()
    assert (story["size"], len(story["articles"])) == (3, 3)
    told = problem(client.get("/api/v1/articles/" + "e" * 32), 404)
    assert told["code"] == "article_not_found"


def test_etag_spares_the_second_answer(city: City, api: Callable[..., Client]) -> None:
    client = api()
    first = client.get("/api/v1/outlets")
    again = client.get("/api/v1/outlets", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize("way", ["outlets", "export?format=csv", "articles?q=("])
def test_the_head_of_an_answer_is_had_alone(way: str, city: City, api: Callable[..., Client]) -> None:
    client = api()
    head, whole = client.head(f"/api/v1/{way}"), client.get(f"/api/v1/{way}")
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert "HEAD" in client.delete("/api/v1/outlets")["Allow"]
    for name in ("Content-Type", "ETag", "X-Rasad-Total"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_a_misspelt_filter_does_not_find_everything(city: City, api: Callable[..., Client]) -> None:
    for way in ("articles?outlets=payam", "export?outlets=payam", "export?sort=oldest", "matches?rules=1"):
        (wrong,) = problem(api().get(f"/api/v1/{way}"), 422)["errors"]
        assert (wrong["where"].split(".")[0], wrong["code"]) == ("query", "unknown_parameter")


def test_persian_stands_in_an_answer_as_it_is(city: City, api: Callable[..., Client]) -> None:
    assert "شهرنگار" in api().get("/api/v1/outlets").content.decode()


def test_an_empty_answer_says_what_may_have_been_meant(city: City, api: Callable[..., Client]) -> None:
    assert api().get("/api/v1/articles", {"q": "شهردارری"}).json()["did_you_mean"] == "شهرداری"
    assert api().get("/api/v1/articles", {"q": "شهرداری"}).json()["did_you_mean"] is None


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_holds_the_newest_whatever_the_order_of_the_page(
    form: str, city: City, client_of: Callable[[str], Client]
) -> None:
    client = client_of("analyst")
    assert client.get(f"/export/{form}?sort=oldest").text.count("خبر شمارهٔ 59") == 0
    assert "خبر بدخواه" in client.get(f"/export/{form}?sort=oldest").text


def test_scopes_narrow_a_token(city: City, api: Callable[..., Client]) -> None:
    client = api(scopes=("read",))
    assert client.get("/api/v1/outlets").status_code == 200
    assert problem(client.get("/api/v1/export"), 403)["code"] == "scope_missing"
    problem(client.post("/api/v1/import", b"", content_type="application/x-ndjson"), 403)


def test_a_role_taken_away_takes_its_scope(city: City, api: Callable[..., Client]) -> None:
    client = api("analyst")
    assert client.get("/api/v1/export?q=metro").status_code == 200
    User.objects.get(username__startswith="analyst").groups.clear()
    problem(client.get("/api/v1/export?q=metro"), 403)


def test_tokens_end(person: Make) -> None:
    row, secret = tokens.make(person("viewer"), "t", ["read"], 7)
    assert secret not in json.dumps(list(Token.objects.values()), default=str)
    assert tokens.find(secret) is not None
    Token.objects.filter(pk=row.pk).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert tokens.find(secret) is None
    _, other = tokens.make(row.user, "u", ["read"], 7)
    User.objects.filter(pk=row.user_id).update(is_active=False)
    assert tokens.find(other) is None


def test_a_bad_token_does_not_fall_back_to_the_session(client_of: Callable[[str], Client]) -> None:
    problem(client_of("viewer").get("/api/v1/outlets", headers={"Authorization": "Bearer rasad_x"}), 401)


def test_changes_by_session_need_csrf(person: Make) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("analyst"), backend="django.contrib.auth.backends.ModelBackend")
    body = json.dumps({"name": "n", "query": "مترو"})
    told = problem(client.post("/api/v1/alert-rules", body, content_type="application/json"), 403)
    assert told["code"] == "csrf_failed"
    assert not AlertRule.objects.exists()


def test_limits(city: City, api: Callable[..., Client]) -> None:
    client, most = api(), EXPORTS.num_requests
    answers = [client.get("/api/v1/export?format=rss&q=nothing").status_code for _ in range(most + 1)]
    assert answers[-1] == 429
    refused = client.get("/api/v1/export?format=rss")
    assert problem(refused, 429)["code"] == "too_many_requests"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert (refused["RateLimit-Limit"], refused["RateLimit-Remaining"]) == (str(most), "0")


def test_an_answer_says_how_many_more_may_be_asked(city: City, api: Callable[..., Client]) -> None:
    client = api()
    left = [int(client.get("/api/v1/outlets")["RateLimit-Remaining"]) for _ in range(3)]
    assert left == [READS.num_requests - number for number in (1, 2, 3)]


def test_a_full_disk_does_not_close_the_desk(
    city: City, api: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError("no space left")

    monkeypatch.setattr(limits, "taken", full)
    assert api().get("/api/v1/articles").status_code == 200


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
    city: City, api: Callable[..., Client], kind: str, status: int
) -> None:
    told = api().post("/api/v1/alert-rules/check", json.dumps({"query": "مترو"}), content_type=kind)
    assert told.status_code == status
    if status == 415:
        assert "application/json" in problem(told, 415)["detail"]


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl", "application/json", ""])
def test_lines_are_taken_in_under_their_names(city: City, api: Callable[..., Client], kind: str) -> None:
    line = json.dumps({"url": "http://new.example/1", "outlet": "نو", "title": "خبر", "body": "متن"})
    assert api().post("/api/v1/import", line, content_type=kind).json()["new"] == 1
    problem(api().post("/api/v1/import", line, content_type="text/plain"), 415)


@pytest.mark.parametrize("way", ["/api/v1/articles", "/api/v1/import", "/api/nothing"])
def test_a_host_that_is_not_ours_is_refused_as_a_problem(
    city: City, api: Callable[..., Client], way: str
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
    city: City, api: Callable[..., Client], client_of: Callable[[str], Client]
) -> None:
    many = "&".join(f"outlet={number}" for number in range(1_500))
    for way in ("articles", "export", "matches"):
        assert problem(api().get(f"/api/v1/{way}?{many}"), 400)["detail"]
    told = client_of("viewer").get(f"/?{many}")
    assert told.status_code == 400
    assert "خوانده نشد" in told.content.decode()


def test_rules_are_made_checked_changed_deleted(city: City, api: Callable[..., Client]) -> None:
    client = api("analyst")
    kind = "application/json"
    check = client.post("/api/v1/alert-rules/check", json.dumps({"query": "مترو"}), content_type=kind).json()
    assert (check["count"], check["of"], len(check["newest"])) == (3, 61, 3)
    made = client.post(
        "/api/v1/alert-rules",
        json.dumps({"name": "مترو", "query": "مترو", "outlets": ["payam"], "schedule": {"days": [5, 6]}}),
        content_type=kind,
    )
    assert made.status_code == 201
    key = made.json()["id"]
    assert AlertRule.objects.get(pk=key).schedule == {"days": [5, 6]}
    bad = json.dumps({"name": "x", "query": "مترو AND"})
    problem(client.put(f"/api/v1/alert-rules/{key}", bad, content_type=kind), 400)
    stranger = api("analyst")
    problem(stranger.get(f"/api/v1/alert-rules/{key}"), 404)
    assert client.delete(f"/api/v1/alert-rules/{key}").status_code == 204
    assert list(AuditEntry.objects.filter(action__startswith="rule.").values_list("action", flat=True)) == [
        "rule.make",
        "rule.delete",
    ]


def test_a_viewer_makes_no_rule(city: City, api: Callable[..., Client]) -> None:
    client = api("viewer", ("read", "write"))
    body = json.dumps({"name": "n", "query": "مترو"})
    problem(client.post("/api/v1/alert-rules", body, content_type="application/json"), 403)


def test_import_takes_good_lines_and_names_bad_ones(db: None, api: Callable[..., Client]) -> None:
    lines = [
        {"url": "http://a.example/1", "outlet": "روزنامه", "title": "خبر", "body": "متن"},
        {"url": "javascript:1", "outlet": "x", "title": "t"},
    ]
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    found = api().post("/api/v1/import", body.encode(), content_type="application/x-ndjson").json()
    assert (found["new"], found["bad"], found["problems"][0]["line"]) == (1, 1, 2)
    assert Work.objects.get().subject == f"s:{Submission.objects.get().pk}"


def test_exports_are_whole_and_safe(city: City, api: Callable[..., Client]) -> None:
    client = api()
    response = client.get("/api/v1/export", {"format": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == int(response["X-Rasad-Total"]) == 61
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    lines = client.get("/api/v1/export", {"q": "مترو"}).getvalue()
    assert [json.loads(line)["outlet"] for line in lines.splitlines()] == ["shahrnegar", "payam", "safir"]


def test_a_feed_reader_sends_the_token_as_password(city: City, person: Make) -> None:
    _, secret = tokens.make(person("analyst"), "feed", ["export"], 7)
    basic = base64.b64encode(f"me:{secret}".encode()).decode()
    response = Client().get("/api/v1/export?format=atom", headers={"Authorization": f"Basic {basic}"})
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "javascript:" not in response.text
    assert "<script>" not in response.text


def test_the_docs_page_loads_only_from_here(client_of: Callable[[str], Client]) -> None:
    text = client_of("viewer").get("/api/docs").text
    assert "http://" not in text
    assert "https://" not in text


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
    path: str, body: str, status: int, city: City, api: Callable[..., Client]
) -> None:
    problem(api().post(f"/api/v1/{path}", body, content_type="application/json"), status)


def test_a_query_of_nothing_readable_says_where(city: City, api: Callable[..., Client]) -> None:
    found = problem(api().get("/api/v1/articles", {"q": "\x01\x02"}), 400)
    assert (found["position"], found["length"]) == (0, 2)


@pytest.mark.parametrize("letter", ["ش", "م", "ه"])
def test_a_word_without_end_is_answered(letter: str, city: City, api: Callable[..., Client]) -> None:
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
    way: str, code: str, city: City, api: Callable[..., Client]
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
    way: str, where: str, code: str, city: City, api: Callable[..., Client]
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
    given: dict[str, Any], code: str, city: City, api: Callable[..., Client]
) -> None:
    body = json.dumps({"name": "n", "query": "مترو", **given})
    told = api("analyst").post("/api/v1/alert-rules", body, content_type="application/json")
    assert problem(told, 400)["code"] == code

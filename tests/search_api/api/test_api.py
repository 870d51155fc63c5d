"""The JSON API: who may ask, and what is answered."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from rasad.archive.models import Article, Job, Submission
from rasad.desk.accounts import tokens
from rasad.desk.models import AlertRule, ApiToken, AuditEntry
from rasad.search.errors import SearchTimeoutError
from search_api.accounts import limits
from search_api.accounts.limits import EXPORTS, READS
from search_api.search import search_request
from tests.desk.people import token_of
from tests.search_api.problem_documents import problem
from tests.search_api.records import SampleRecords

type Make = Callable[[str], User]


def test_a_stranger_is_asked_for_a_token(db: None) -> None:
    response = Client().get("/api/v1/articles")
    problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_question_that_costs_too_much_is_refused_with_a_way_out(
    records: SampleRecords, api: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(request: object) -> object:
        raise SearchTimeoutError

    monkeypatch.setattr(search_request.searcher(), "search", slow)
    told = problem(api().get("/api/v1/articles", {"q": "شهرداری"}), 400)
    assert "باریک" in told["detail"], "it is not a fault of the server, and says what to do"


def test_a_search_gives_articles_with_marks(records: SampleRecords, api: Callable[..., Client]) -> None:
    found = api().get("/api/v1/articles", {"q": "شهرداری", "rows": "article", "facets": "true"}).json()
    assert found["total"] == 3
    first = found["items"][0]
    mark = first["marks"]["title"][0]
    assert first["title"][mark["start"] : mark["end"]] == "شهرداری\u200cهای"
    assert {"key": "shahrnegar", "name": "شهرنگار", "count": 1} in found["facets"]["outlet"]


def test_cursors_walk_to_the_last_hit(records: SampleRecords, api: Callable[..., Client]) -> None:
    client, seen, after = api(), list[str](), ""
    while True:
        page = client.get(f"/api/v1/articles?size=7&after={after}").json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 61


def test_one_article_its_versions_and_evidence(records: SampleRecords, api: Callable[..., Client]) -> None:
    client, key = api(), records.articles[0].id
    assert client.get(f"/api/v1/articles/{key}").json()["body"] == records.articles[0].body
    versions = client.get(f"/api/v1/articles/{key}/versions").json()
    assert [one["number"] for one in versions] == [1, 2]
    capture = client.get(f"/api/v1/articles/{key}/capture").json()
    assert capture["sha256"] == records.capture.sha256
    record = client.get(capture["record"])
    assert record["Content-Type"] == "application/warc"
    assert record.content[:2] == b"\x1f\x8b"
    story = client.get(f"/api/v1/stories/{records.story.pk}").json()
    assert (story["size"], len(story["articles"])) == (3, 3)
    told = problem(client.get("/api/v1/articles/" + "e" * 32), 404)
    assert told["code"] == "article_not_found"


def test_etag_spares_the_second_answer(records: SampleRecords, api: Callable[..., Client]) -> None:
    client = api()
    first = client.get("/api/v1/outlets")
    again = client.get("/api/v1/outlets", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize("way", ["outlets", "export?format=csv", "articles?q=("])
def test_the_head_of_an_answer_is_had_alone(
    way: str, records: SampleRecords, api: Callable[..., Client]
) -> None:
    client = api()
    head, whole = client.head(f"/api/v1/{way}"), client.get(f"/api/v1/{way}")
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert "HEAD" in client.delete("/api/v1/outlets")["Allow"]
    for name in ("Content-Type", "ETag", "X-Rasad-Total"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_persian_stands_in_an_answer_as_it_is(records: SampleRecords, api: Callable[..., Client]) -> None:
    assert "شهرنگار" in api().get("/api/v1/outlets").content.decode()


def test_an_empty_answer_says_what_may_have_been_meant(
    records: SampleRecords, api: Callable[..., Client]
) -> None:
    assert api().get("/api/v1/articles", {"q": "شهردارری"}).json()["did_you_mean"] == "شهرداری"
    assert api().get("/api/v1/articles", {"q": "شهرداری"}).json()["did_you_mean"] is None


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_holds_the_newest_whatever_the_order_of_the_page(
    form: str, records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    client = client_of("analyst")
    assert client.get(f"/export/{form}?sort=oldest").text.count("خبر شمارهٔ 59") == 0
    assert "خبر بدخواه" in client.get(f"/export/{form}?sort=oldest").text


def test_scopes_narrow_a_token(records: SampleRecords, api: Callable[..., Client]) -> None:
    client = api(scopes=("read",))
    assert client.get("/api/v1/outlets").status_code == 200
    assert problem(client.get("/api/v1/export"), 403)["code"] == "scope_missing"
    problem(client.post("/api/v1/import", b"", content_type="application/x-ndjson"), 403)


def test_a_role_taken_away_takes_its_scope(records: SampleRecords, api: Callable[..., Client]) -> None:
    client = api("analyst")
    assert client.get("/api/v1/export?q=metro").status_code == 200
    User.objects.get(username__startswith="analyst").groups.clear()
    problem(client.get("/api/v1/export?q=metro"), 403)


def test_tokens_end(person: Make) -> None:
    row, secret = token_of(person("viewer"), ["read"])
    assert secret not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert tokens.find(secret) is not None
    ApiToken.objects.filter(pk=row.pk).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert tokens.find(secret) is None
    _, other = token_of(row.user, ["read"])
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


def test_limits(records: SampleRecords, api: Callable[..., Client]) -> None:
    client, most = api(), EXPORTS.num_requests
    answers = [client.get("/api/v1/export?format=rss&q=nothing").status_code for _ in range(most + 1)]
    assert answers[-1] == 429
    refused = client.get("/api/v1/export?format=rss")
    assert problem(refused, 429)["code"] == "too_many_requests"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert (refused["RateLimit-Limit"], refused["RateLimit-Remaining"]) == (str(most), "0")


def test_an_answer_says_how_many_more_may_be_asked(
    records: SampleRecords, api: Callable[..., Client]
) -> None:
    client = api()
    left = [int(client.get("/api/v1/outlets")["RateLimit-Remaining"]) for _ in range(3)]
    assert left == [READS.num_requests - number for number in (1, 2, 3)]


def test_a_full_disk_does_not_close_the_desk(
    records: SampleRecords, api: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError("no space left")

    monkeypatch.setattr(limits, "taken", full)
    assert api().get("/api/v1/articles").status_code == 200


def test_rules_are_made_checked_changed_deleted(records: SampleRecords, api: Callable[..., Client]) -> None:
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
    assert list(
        AuditEntry.objects.filter(action__startswith="rule.").order_by("pk").values_list("action", flat=True)
    ) == [
        "rule.make",
        "rule.delete",
    ]


def test_a_viewer_makes_no_rule(records: SampleRecords, api: Callable[..., Client]) -> None:
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
    assert Job.objects.get().subject == f"s:{Submission.objects.get().pk}"


def test_exports_are_whole_and_safe(records: SampleRecords, api: Callable[..., Client]) -> None:
    client = api()
    response = client.get("/api/v1/export", {"format": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == int(response["X-Rasad-Total"]) == 61
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    lines = client.get("/api/v1/export", {"q": "مترو"}).getvalue()
    assert [json.loads(line)["outlet"] for line in lines.splitlines()] == ["shahrnegar", "payam", "safir"]


def test_what_arrives_while_an_export_is_written_is_left_out(
    records: SampleRecords, api: Callable[..., Client]
) -> None:
    response = api().get("/api/v1/export")
    oldest = records.articles[-1]
    Article.objects.filter(pk=records.articles[0].pk).update(arrival=oldest.arrival + 1_000)
    lines = response.getvalue().splitlines()
    assert response["X-Rasad-Total"] == "61"
    assert [json.loads(line).get("id") for line in lines].count(records.articles[0].pk) == 0


def test_a_feed_reader_sends_the_token_as_password(records: SampleRecords, person: Make) -> None:
    _, secret = token_of(person("analyst"), ["export"])
    basic = base64.b64encode(f"me:{secret}".encode()).decode()
    response = Client().get("/api/v1/export?format=atom", headers={"Authorization": f"Basic {basic}"})
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "javascript:" not in response.text
    assert "<script>" not in response.text


def test_the_docs_page_loads_only_from_here(client_of: Callable[[str], Client]) -> None:
    text = client_of("viewer").get("/api/docs").text
    assert "http://" not in text
    assert "https://" not in text

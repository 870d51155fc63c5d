"""Real answers, with something in them, hold what the description says and nothing besides."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from jsonschema import Draft202012Validator

from rasad.desk.accounts import tokens
from rasad.desk.models import AlertRule, Match, SavedSearch, Target
from search_api.api import api as described
from tests.desk.people import token_of
from tests.search_api.api.desk_requests import desk_requests
from tests.search_api.records import SampleRecords

KIND = "application/json"
RULE = {"name": "حادثه", "query": "مترو", "outlets": ["payam"], "schedule": {"days": [5]}, "targets": []}
SAVED = {"name": "x", "query": "مترو", "filters": {"outlet": ["payam"]}}
#: A form, not JSON: sent as it is.
FORM = {"url": "https://x.com/somebody/status/1", "text": "مترو دیر آمد", "platform": "x"}
LINE = '{"url": "http://a.example/9", "outlet": "x", "title": "خبر"}\n{"url": "x"}\n'


def asked(records: SampleRecords, rule: AlertRule, saved: SavedSearch) -> list[tuple[str, str, str, Any]]:
    """Method, described path, address, body: every operation at least once."""
    one, story = records.articles[0].pk, records.story.pk
    return [
        ("get", "/articles", "articles?q=مترو&facets=true&histogram=day&size=2", None),
        ("get", "/articles", "articles?rows=story&sort=relevance&q=خبر", None),
        ("get", "/articles", "articles?q=نیست‌درجهان", None),
        ("get", "/articles", "articles?q=(", None),
        ("get", "/articles", "articles?size=0", None),
        ("get", "/export", "export?format=csv&q=مترو", None),
        ("get", "/export", "export?format=xlsx&q=مترو", None),
        ("get", "/export", "export?format=rss&q=مترو", None),
        ("get", "/articles/{key}", f"articles/{one}?q=مترو", None),
        ("get", "/articles/{key}", f"articles/{records.hostile.pk}", None),
        ("get", "/articles/{key}", "articles/" + "e" * 32, None),
        ("get", "/articles/{key}/versions", f"articles/{one}/versions", None),
        ("get", "/articles/{key}/capture", f"articles/{one}/capture", None),
        ("get", "/articles/{key}/capture/record", f"articles/{one}/capture/record", None),
        ("get", "/stories/{key}", f"stories/{story}", None),
        ("get", "/saved-searches", "saved-searches", None),
        ("post", "/saved-searches", "saved-searches", SAVED),
        ("delete", "/saved-searches/{key}", f"saved-searches/{saved.pk}", None),
        ("get", "/alert-rules", "alert-rules", None),
        ("post", "/alert-rules", "alert-rules", RULE),
        ("post", "/alert-rules", "alert-rules", {**RULE, "kinds": ["none"]}),
        ("post", "/alert-rules", "alert-rules", {**RULE, "more": 1}),
        ("post", "/alert-rules/check", "alert-rules/check", {"query": "مترو"}),
        ("get", "/alert-rules/{key}", f"alert-rules/{rule.pk}", None),
        ("put", "/alert-rules/{key}", f"alert-rules/{rule.pk}", RULE),
        ("get", "/matches", "matches?size=1", None),
        ("delete", "/alert-rules/{key}", f"alert-rules/{rule.pk}", None),
        ("get", "/outlets", "outlets", None),
        ("get", "/outlets/{key}", "outlets/payam", None),
        ("get", "/compare", "compare?q=مترو&vs=خبر", None),
        ("get", "/coverage", "coverage", None),
        ("get", "/coverage", "coverage?day=x", None),
        ("get", "/missed", "missed", None),
        ("post", "/missed", "missed", {"url": "https://payam.example/news/77"}),
        ("post", "/missed", "missed", {"url": "x"}),
        ("post", "/submissions", "submissions", FORM),
        ("get", "/health", "health", None),
        ("post", "/import", "import", LINE),
    ]  # fmt: skip


@pytest.fixture
def rule(records: SampleRecords, person: Callable[[str], User]) -> AlertRule:
    """A rule with a destination and two matches."""
    owner = person("admin")
    now = datetime.now(UTC)
    row = AlertRule.objects.create(owner=owner, name="مترو", query="مترو", muted_until=now)
    target = Target.objects.create(name="میز", kind=Target.Kind.MAIL, address="a@b.example", shared=True)
    row.channels.add(target)
    for number in range(2):
        Match.objects.create(
            rule=row, key=f"a:{number}", story=records.story, article=records.articles[number], count=2,
            outlets=["payam"], first_at=now, last_at=now, seen_at=now,
        )  # fmt: skip
    return row


def test_every_operation_answers_as_described(records: SampleRecords, rule: AlertRule) -> None:
    owner = rule.owner
    assert owner is not None
    saved = SavedSearch.objects.create(owner=owner, name="s", query="مترو", filters={"tags": ["مترو"]})
    _, secret = token_of(owner, list(tokens.SCOPES))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    schema = json.loads(json.dumps(described.get_openapi_schema()))
    for named in schema["components"]["schemas"].values():
        if "properties" in named:
            named.setdefault("additionalProperties", False)
    seen = set()
    for method, path, address, body in [*asked(records, rule, saved), *desk_requests(records)]:
        operation = schema["paths"][f"/api/v1{path}"][method]
        seen.add(operation["operationId"])
        more: dict[str, Any] = {}
        if body is FORM:
            more = {"data": FORM}
        elif body is not None:
            lines = isinstance(body, str)
            more = {
                "data": body if lines else json.dumps(body),
                "content_type": "application/x-ndjson" if lines else KIND,
            }
        answer: Any = getattr(client, method)(f"/api/v1/{address}", **more)
        assert str(answer.status_code) in operation["responses"], (address, answer.content)
        told = operation["responses"][str(answer.status_code)]
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        assert kind in {name.split(";")[0] for name in told.get("content", {"": None})}, address
        for name in told.get("headers", {}):
            assert name in answer.headers or path == "/export", (address, name)
        if kind.endswith("json") and "ndjson" not in kind:
            content = next(shape for name, shape in told["content"].items() if name.split(";")[0] == kind)
            whole = {**content["schema"], "components": schema["components"]}
            faults = [
                f"{list(e.path)}: {e.message}" for e in Draft202012Validator(whole).iter_errors(answer.json())
            ]
            assert not faults, (address, faults)
    every = {one["operationId"] for path in schema["paths"].values() for one in path.values()}
    assert seen == every

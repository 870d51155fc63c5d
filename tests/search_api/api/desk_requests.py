"""Requests that ask every operation of bulletins, units and replies, with records to answer them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rasad.archive.models import Article
from rasad.desk.bulletin.drafts import make_draft
from rasad.desk.bulletin.items import open_suggestions
from rasad.desk.bulletin.models import BulletinTemplate
from rasad.desk.bulletin.templates import ensure_templates
from rasad.desk.models import Reply
from tests.desk.people import actor, staff
from tests.search_api.records import SampleRecords


def desk_requests(records: SampleRecords) -> list[tuple[str, str, str, Any]]:
    """Method, described path, address, body."""
    return [*_reviews(records), *_bulletins(records), *_units(records), *_replies(records)]


def _reviews(records: SampleRecords) -> list[tuple[str, str, str, Any]]:
    key, unit = records.articles[3].pk, {"field": "unit+", "value": "metro"}
    return [
        ("post", "/reviews", "reviews", {"articles": [key], "tone": "negative"}),
        ("get", "/articles/{key}/reviews", f"articles/{key}/reviews", None),
        ("get", "/review/queue", "review/queue", None),
        ("post", "/reviews/{batch}/undo", "reviews/none/undo", None),
        ("post", "/articles/{key}/corrections", f"articles/{key}/corrections", unit),
    ]  # fmt: skip


def _bulletins(records: SampleRecords) -> list[tuple[str, str, str, Any]]:
    ensure_templates()
    template = BulletinTemplate.objects.get(kind="special")
    Article.objects.update(at=timezone.now())
    template.size = 5
    template.save()
    draft = make_draft(actor(staff("analyst")), template.pk)
    key, item = draft.pk, draft.items.order_by("pk")[0].pk
    mine = f"bulletins/{key}/items/{item}"
    more, words = open_suggestions(draft)[0].facts.article, {"headline": "تیتر", "summary": "خلاصه"}
    return [
        ("get", "/bulletins", "bulletins?state=draft", None),
        ("get", "/bulletins", "bulletins?state=none", None),
        ("post", "/bulletins", "bulletins", {"template": template.pk}),
        ("post", "/bulletins", "bulletins", {"template": 999}),
        ("get", "/bulletins/{key}", f"bulletins/{key}", None),
        ("get", "/bulletins/{key}/suggestions", f"bulletins/{key}/suggestions", None),
        ("post", "/bulletins/{key}/items", f"bulletins/{key}/items", {"article": more}),
        ("post", "/bulletins/{key}/items", f"bulletins/{key}/items", {"article": more}),
        ("put", "/bulletins/{key}/items/{item}", mine, words),
        ("put", "/bulletins/{key}/items/{item}", mine, {**words, "version": 1}),
        ("post", "/bulletins/{key}/items/{item}/move", f"{mine}/move", {"where": "last"}),
        ("delete", "/bulletins/{key}/items/{item}", mine, None),
        ("post", "/bulletins/{key}/issue", "bulletins/999/issue", None),
        ("get", "/tasks/{key}", "tasks/none", None),
        ("delete", "/tasks/{key}", "tasks/none", None),
    ]  # fmt: skip


def _units(records: SampleRecords) -> list[tuple[str, str, str, Any]]:
    release, carrier = records.articles[1].pk, records.articles[0].pk
    return [
        ("get", "/units", "units", None),
        ("get", "/units/league", "units/league", None),
        ("get", "/units/league", "units/league?period=1405-99", None),
        ("get", "/units/{key}/scorecard", "units/metro/scorecard?period=1405-s3", None),
        ("get", "/units/{key}/scorecard", "units/none/scorecard", None),
        ("get", "/units/{key}/ledger", "units/metro/ledger", None),
        ("get", "/coverage/{release}/{article}", f"coverage/{release}/{carrier}", None),
        ("get", "/coverage/{release}/{article}", "coverage/x/y", None),
    ]


def _replies(records: SampleRecords) -> list[tuple[str, str, str, Any]]:
    printed = records.articles[1].pk
    now, keys = timezone.now(), {}
    for number, state in enumerate(Reply.State.values):
        keys[state] = Reply.objects.create(
            article=records.articles[10 + number], state=state, text="پاسخ", sent_at=now, unit_id="metro"
        ).pk
    return [
        ("get", "/replies", "replies?size=2", None),
        ("post", "/replies", "replies", {"article": records.articles[40].pk}),
        ("post", "/replies", "replies", {"article": records.articles[40].pk}),
        ("get", "/replies/{key}", f"replies/{keys['sent']}", None),
        ("get", "/replies/{key}", "replies/999", None),
        ("post", "/replies/{key}/assign", f"replies/{keys['needed']}/assign", {"unit": "metro", "hours": 6}),
        ("post", "/replies/{key}/write", f"replies/{keys['with_unit']}/write", {"text": "پاسخ"}),
        ("post", "/replies/{key}/send", f"replies/{keys['written']}/send", {"version": 9}),
        ("post", "/replies/{key}/published", f"replies/{keys['sent']}/published", {"article": printed}),
        ("post", "/replies/{key}/close", f"replies/{keys['published']}/close", {}),
        ("post", "/replies/{key}/reopen", f"replies/{keys['closed']}/reopen", None),
    ]  # fmt: skip

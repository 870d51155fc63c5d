"""The pages of bulletins, units and replies: who may, and what hostile texts and second hands do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from rasad.archive.models import Article
from rasad.desk.bulletin.models import Bulletin, BulletinTemplate
from rasad.desk.models import LongTask, Reply
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]
ROLES = ["viewer", "analyst", "editor", "admin"]
PAGES = {
    "/bulletins": "viewer",
    "/bulletins/templates": "analyst",
    "/bulletins/templates/new": "editor",
    "/units": "viewer",
    "/units/metro": "viewer",
    "/units/formula": "viewer",
    "/units/league.xlsx": "analyst",
    "/replies": "viewer",
    "/replies/templates": "analyst",
    "/replies/calendar": "viewer",
}
ACTS = {
    "/bulletins/new": ({"template": "1"}, "analyst", 302),
    "/bulletins/templates/new": ({"name": ""}, "editor", 400),
    "/units/formula": ({"note": ""}, "admin", 400),
    "/units/metro/messages": ({"text": "x", "query": "مترو"}, "analyst", 302),
    "/replies/calendar": ({"from-0": "07:30", "to-0": "15:30"}, "editor", 302),
    "/replies/calendar/fill": ({"year": "1405"}, "editor", 302),
}


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_the_roles_that_may(role: str, records: SampleRecords, client_of: Make) -> None:
    client = client_of(role)
    for page, least in PAGES.items():
        allowed = ROLES.index(role) >= ROLES.index(least)
        assert client.get(page).status_code == (200 if allowed else 403), page


@pytest.mark.parametrize("role", ROLES)
def test_acts_are_for_the_roles_that_may(role: str, records: SampleRecords, client_of: Make) -> None:
    client = client_of(role)
    client.get("/bulletins")
    template = BulletinTemplate.objects.get(kind="special").pk
    for act, (data, least, done) in ACTS.items():
        allowed = ROLES.index(role) >= ROLES.index(least)
        given = {**data, "template": str(template)} if "template" in data else data
        assert client.post(act, given).status_code == (done if allowed else 403), act


@pytest.fixture
def draft(records: SampleRecords, client_of: Make) -> Bulletin:
    """A draft with the hostile article in it, made through the page."""
    Article.objects.update(at=timezone.now())
    client = client_of("analyst")
    client.get("/bulletins")
    client.post("/bulletins/new", {"template": str(BulletinTemplate.objects.get(kind="special").pk)})
    made = Bulletin.objects.get()
    client.post(f"/bulletins/{made.pk}/items", {"article": records.hostile.pk})
    return made


def test_a_hostile_article_stays_text_in_draft_and_preview(draft: Bulletin, client_of: Make) -> None:
    client = client_of("editor")
    pages = [client.get(f"/bulletins/{draft.pk}"), client.get(f"/bulletins/{draft.pk}/preview")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "javascript:alert" not in page.text
    assert "sandbox" in pages[1].headers["Content-Security-Policy"]


def test_a_reword_that_comes_second_shows_both_texts(draft: Bulletin, client_of: Make) -> None:
    item = draft.items.order_by("pk")[0]
    data = {"headline": "نخست", "summary": "", "version": "1"}
    address = f"/bulletins/{draft.pk}/items/{item.pk}"
    assert client_of("analyst").post(address, data).status_code == 302
    response = client_of("editor").post(address, {**data, "headline": "نوشتهٔ دومی"})
    assert response.status_code == 409
    assert "نوشتهٔ دومی" in response.text
    assert "نخست" in response.text


def test_a_draft_of_ones_own_is_not_issued_by_oneself(draft: Bulletin, client_of: Make) -> None:
    draft.by = None
    client = client_of("editor")
    draft.by_id = int(client.session["_auth_user_id"])
    draft.save()
    page = client.post(f"/bulletins/{draft.pk}/issue", {"version": "1"}, follow=True)
    assert "همکار دیگری" in page.text
    assert not LongTask.objects.exists()


def test_a_link_that_nobody_made_says_that_it_is_closed(records: SampleRecords) -> None:
    response = Client().get("/b/nobody-made-this")
    assert response.status_code == 410
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_reply_walks_its_board(records: SampleRecords, client_of: Make) -> None:
    client = client_of("analyst")
    client.post("/replies/new", {"article": records.hostile.pk})
    reply = Reply.objects.get()
    address = f"/replies/{reply.pk}"
    client.post(f"{address}/assign", {"unit": "metro", "hours": "۶٫۵", "version": "1"})
    stale = client.post(f"{address}/write", {"text": "نوشته‌ای که می‌ماند", "version": "1"})
    assert stale.status_code == 409
    assert "نوشته‌ای که می‌ماند" in stale.text
    client.post(f"{address}/write", {"text": "پاسخ", "version": "2"})
    client.post(f"{address}/send", {"sent_to": "تحریریه", "version": "3"})
    page = client.get(address)
    assert "<script>alert" not in page.text
    assert "هنوز در این رسانه دیده نشده" in page.text
    assert client.get("/replies").text.count("data-row") == 1


def test_a_unit_shows_its_ledger_with_the_passages(records: SampleRecords, client_of: Make) -> None:
    client = client_of("viewer")
    release, carrier = records.articles[1].pk, records.articles[0].pk
    page = client.get(f"/coverage/{release}/{carrier}")
    assert "<mark>" in page.text
    assert client.post(f"/coverage/{release}/{carrier}", {"verdict": "contradicted"}).status_code == 403
    assert client.get("/units/metro?period=nonsense").status_code == 200

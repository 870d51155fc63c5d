"""Judging by page and by API: one article, many, another's change, taking back, the queue."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from rasad.archive.models import Article, Attribution
from rasad.desk.models import Bulletin
from rasad.desk.review.models import Review
from tests.search_api.records import SampleRecords

ClientOf = Callable[[str], Client]


def judge(client: Client, key: str, read: int, htmx: bool = True, **fields: str) -> str:
    """The page that answers a form of one article."""
    headers = {"HX-Request": "true"} if htmx else {}
    data = {"article": key, "read": str(read), "full": "1", **fields}
    return client.post("/review/act", data, headers=headers).content.decode()


def test_a_press_judges_and_the_row_says_so(records: SampleRecords, client_of: ClientOf) -> None:
    client, key = client_of("analyst"), records.articles[10].pk
    answered = judge(client, key, 0, tone="negative", note="گلایهٔ مردم", labels="برف، گلایه")
    assert 'aria-pressed="true"' in answered
    assert f'id="marks-{key}"' in answered
    assert "data-undo" in answered
    row = Article.objects.get(pk=key)
    assert (row.tone, row.labels, row.review_status) == ("negative", ["برف", "گلایه"], "seen")
    judge(client, key, 1, tone="", note="گلایهٔ مردم", labels="برف، گلایه")  # the pressed button takes it away
    assert Article.objects.get(pk=key).tone == ""
    assert Review.objects.filter(article=key).count() == 2


def test_both_texts_are_shown_where_two_judged_alike(records: SampleRecords, client_of: ClientOf) -> None:
    first, second, key = client_of("analyst"), client_of("editor"), records.articles[10].pk
    judge(first, key, 0, note="از نگاه نخست")
    shown = judge(second, key, 0, note="از نگاه دوم", importance="high")
    assert "از نگاه نخست" in shown
    assert "از نگاه دوم" in shown
    whole = second.post("/review/act", {"article": key, "read": "0", "note": "از نگاه دوم"})
    assert whole.status_code == 409
    assert Review.objects.filter(article=key).count() == 1
    judge(second, key, 1, note="از نگاه دوم")  # now knowingly
    assert Review.objects.filter(article=key).order_by("-number")[0].note == "از نگاه دوم"


def test_what_a_form_only_repeats_undoes_nothing(records: SampleRecords, client_of: ClientOf) -> None:
    first, second, key = client_of("analyst"), client_of("analyst"), records.articles[10].pk
    judge(first, key, 0, note="نوشتهٔ نخست", status="to_reply")
    judge(second, key, 0, tone="negative", note="", labels="", assignee="", status="new")  # an older form
    row = Review.objects.filter(article=key).order_by("-number")[0]
    assert (row.tone, row.note, row.status) == ("negative", "نوشتهٔ نخست", "to_reply")


def test_many_are_judged_with_copies_and_taken_back(records: SampleRecords, client_of: ClientOf) -> None:
    client = client_of("analyst")
    keys = [records.articles[0].pk, records.articles[10].pk]
    form = {"article": keys, "tone": "positive", "copies": "1", "next": "/search?q=مترو"}
    page = client.post("/review/act", form, follow=True)
    assert page.redirect_chain[0][0].startswith("/search?q=")
    assert Article.objects.filter(tone="positive").count() == 4  # the story has three
    batch = Review.objects.order_by("-pk")[0].batch
    assert f'value="{batch}"' in page.content.decode()
    client.post("/review/undo", {"batch": batch, "next": "/search"})
    assert not Article.objects.filter(tone="positive").exists()
    nothing = client.post("/review/act", {"tone": "positive", "next": "http://evil.example/"})
    assert nothing["Location"] == "/review"


def test_the_queue_shows_a_story_once_and_forgets_what_is_judged(
    records: SampleRecords, client_of: ClientOf
) -> None:
    client, key = client_of("analyst"), records.articles[10].pk
    Attribution.objects.create(article=records.articles[10], unit_id="metro", rule="مترو")
    Attribution.objects.create(article=records.articles[1], unit_id="metro", rule="مترو")  # a reprint
    page = client.get("/review").content.decode()
    assert f'data-id="{key}"' in page
    assert f'data-id="{records.articles[1].pk}"' not in page
    judge(client, key, 0, tone="neutral")
    assert f'data-id="{key}"' not in client.get("/review").content.decode()
    assert f'data-id="{key}"' in client.get("/review?scope=judged").content.decode()
    assert client_of("viewer").get("/review").status_code == 403


def test_the_pane_is_seen_by_its_reader_alone(
    records: SampleRecords, client_of: ClientOf, person: Callable[..., User]
) -> None:
    client, other, key = client_of("viewer"), client_of("viewer"), records.articles[10].pk
    assert "<script>" not in client.get(f"/a/{records.hostile.pk}/pane").content.decode()
    client.get(f"/a/{key}/pane")
    row = f'unseen" data-row data-id="{key}"'
    assert row not in client.get("/search?rows=article").content.decode()
    assert row in other.get("/search?rows=article").content.decode()
    client.post("/review/seen", {"article": key, "seen": "0"}, headers={"HX-Request": "true"})
    assert row in client.get("/search?rows=article").content.decode()


def test_the_api_judges_by_the_same_acts(records: SampleRecords, client_of: ClientOf) -> None:
    client, key = client_of("analyst"), records.articles[10].pk

    def post(path: str, body: object, status: int = 200) -> dict[str, object]:
        answered = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        assert answered.status_code == status, answered.content.decode()
        found: dict[str, object] = answered.json()
        return found

    done = post("/reviews", {"articles": [key], "read": {key: 0}, "tone": "negative", "add_labels": ["برف"]})
    other = client_of("analyst")
    stale = other.post(
        "/api/v1/reviews",
        json.dumps({"articles": [key], "read": {key: 0}, "tone": "positive"}),
        content_type="application/json",
    )
    assert stale.status_code == 412
    assert stale.json()["differences"][0]["theirs"] == "negative"
    assert client.get(f"/api/v1/articles/{key}/reviews").json()[0]["labels"] == ["برف"]
    post(f"/reviews/{done['batch']}/undo", {})
    assert Article.objects.get(pk=key).tone == ""
    post("/reviews", {"articles": [key], "tone": "angry"}, 400)
    post("/reviews", {"articles": ["f" * 31 + "0"], "tone": "neutral"}, 404)
    post(f"/articles/{key}/corrections", {"field": "unit+", "value": "metro"})
    assert Attribution.objects.filter(article=key, unit="metro", by="staff").exists()
    queue = client.get("/api/v1/review/queue?unit=metro").json()
    assert [one["id"] for one in queue] == [key]


@pytest.mark.parametrize("path", ["/", "/search", "/review", "/review/samples"])
def test_each_page_opens(records: SampleRecords, client_of: ClientOf, path: str) -> None:
    page = client_of("editor").get(path)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_a_name_that_nobody_bears_is_said_with_those_that_are(
    records: SampleRecords, client_of: ClientOf
) -> None:
    page = client_of("viewer").get("/search", {"q": "رسانه:پیامک"}).content.decode()
    assert "به نام «<bdi>پیامک</bdi>» نیست" in page
    assert "پیام شهر" in page


def test_two_searches_are_compared_by_all_that_was_published(
    records: SampleRecords, client_of: ClientOf
) -> None:
    client = client_of("analyst")
    page = client.get("/compare", {"q": "مترو", "vs": "ترافیک"}).content.decode()
    assert page.count("<polyline") == 2
    days = client.get("/api/v1/compare", {"q": "مترو", "vs": "ترافیک"}).json()
    assert sum(day["counts"][0] for day in days) == 3
    assert sum(day["published"] for day in days) == 61
    assert all(
        share == pytest.approx(count / day["published"])
        for day in days
        for count, share in zip(day["counts"], day["shares"], strict=True)
        if day["published"]
    )


def test_a_chosen_outlet_leaves_the_others_to_choose(records: SampleRecords, client_of: ClientOf) -> None:
    page = client_of("viewer").get("/search?outlet=payam").content.decode()
    assert "outlet=payam&amp;outlet=safir" in page
    assert "-%D8%B1%D8%B3%D8%A7%D9%86%D9%87" in page  # «-رسانه:…» leaves one out


def test_what_came_since_is_said_without_loading_again(records: SampleRecords, client_of: ClientOf) -> None:
    client = client_of("viewer")
    assert "۲ مورد تازه" in client.get("/search/fresh?rows=article&known=59").content.decode()
    assert "مورد تازه" not in client.get("/search/fresh?rows=article&known=61").content.decode()


def test_today_says_what_waits_and_leads_to_it(records: SampleRecords, client_of: ClientOf) -> None:
    client = client_of("editor")
    Bulletin.objects.create(title="بولتن صبح", day=date(2026, 12, 1))
    judge(client, records.articles[0].pk, 0, tone="negative", status="to_reply")
    page = client.get("/").content.decode()
    assert "بولتن صبح" in page
    assert "از دیشب تا حالا" in page
    assert f'href="/a/{records.articles[0].pk}"' in page
    assert "status=to_reply" in page


def test_a_story_and_an_article_show_all_that_is_known(records: SampleRecords, client_of: ClientOf) -> None:
    client = client_of("analyst")
    story = client.get(f"/s/{records.story.pk}").content.decode()
    assert story.count('cy="8"') == 3  # one point a copy
    assert "روایت مستقل" in story
    assert "بی‌تفاوت با نخستین" in story
    article = client.get(f"/a/{records.articles[0].pk}").content.decode()
    assert "data-as-written" in article
    assert f"SHA-256 {records.capture.sha256}" in article


def test_two_days_are_drawn_by_the_hour(records: SampleRecords, client_of: ClientOf) -> None:
    page = client_of("viewer").get("/search", {"from": "دیروز", "to": "امروز"}).content.decode()
    assert "ساعت به ساعت" in page
    assert "%3A%DB%B0%DB%B0" in page  # the bar of an hour leads to the search of that hour

"""The page of a day's coverage and the log of what was missed, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from rasad.desk.models import MissedItem
from tests.search_api.records import SampleRecords

Make = Callable[[str], Client]
STRANGE = "https://elsewhere.example/news/1"


def test_a_day_shows_every_outlet_and_a_wrong_day_says_so(records: SampleRecords, client_of: Make) -> None:
    client = client_of("viewer")
    text = client.get("/coverage").content.decode()
    assert records.articles[0].outlet.name in text
    assert "این تاریخ خوانده نشد" in client.get("/coverage?day=هرگز").content.decode()
    assert "این روز هنوز نیامده است" in client.get("/coverage?day=1499/01/01").content.decode()
    assert client.get("/coverage?state=gap").status_code == 200


def test_the_api_gives_the_same_and_refuses_what_is_no_day(
    records: SampleRecords, api: Callable[..., Client]
) -> None:
    client = api(scopes=("read",))
    (first, *_) = client.get("/api/v1/coverage").json()
    assert {"outlet", "state", "announced", "stored", "indexed", "causes"} <= set(first)
    assert client.get("/api/v1/coverage?day=1499/01/01").status_code == 400


def test_an_analyst_says_what_was_missed_and_a_viewer_only_reads(
    records: SampleRecords, client_of: Make
) -> None:
    analyst, viewer = client_of("analyst"), client_of("viewer")
    assert viewer.post("/missed/report", {"url": STRANGE}).status_code == 403
    said = analyst.post("/missed/report", {"url": STRANGE, "note": "مهم"}, follow=True).content.decode()
    assert "رسانهٔ آن در فهرست رسانه‌ها نیست" in said
    assert MissedItem.objects.get().by
    wrong = analyst.post("/missed/report", {"url": "خبر"}, follow=True).content.decode()
    assert "نشانی کامل خبر را بنویسید" in wrong
    assert "elsewhere.example" in viewer.get("/missed").content.decode()

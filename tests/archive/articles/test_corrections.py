"""How an article is corrected by a person, and who is asked to see a change of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model

from rasad.archive.articles.corrections import CorrectionError, correct
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Correction, Job, Outlet, Story, Submission, Topic, Unit

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def article(db: None) -> Article:
    outlet = Outlet.objects.create(key="alef", name="الف", kind="agency")
    Unit.objects.create(key="metro", name="مترو", kind="company")
    Topic.objects.create(key="green", name="سبز")
    Story.objects.create(id="5" * 32, title="سوژه", first_at=AT, last_at=AT)
    submission = Submission.objects.create(outlet=outlet, url="http://alef.example/1", digest="d", payload={})
    return Article.objects.create(
        id="1" * 32, arrival=7, outlet=outlet, item_key="1", url="http://alef.example/1", title="سرخط",
        at=AT, published=AT, first_capture=AT, last_capture=AT, text_hash="0", submission=submission,
    )  # fmt: skip


def asked() -> set[tuple[str, str]]:
    return set(Job.objects.values_list("stage", "subject"))


@pytest.mark.parametrize(
    ("field", "value", "stages"),
    [
        ("unit+", "metro", {"index", "alerts"}),
        ("topic-", "green", {"index", "alerts"}),
        ("story", "5" * 32, {"story"}),
        ("title", "سرخط درست", {"story", "parse"}),
        ("published", "2026-11-19T09:30:00+03:30", {"story", "parse"}),
    ],
)
def test_a_correction_raises_the_revision_and_asks_who_must_see_it(
    article: Article, field: str, value: str, stages: set[str]
) -> None:
    kept: list[Correction] = []
    correct(article.id, field, value, by="سارا", record=kept.append)
    article.refresh_from_db()
    assert article.revision == 2
    assert (
        [(row.field, row.by) for row in kept]
        == [(field, "سارا")]
        == list(Correction.objects.values_list("field", "by"))
    )
    source = f"s:{article.submission_id}"
    assert asked() == {(stage, source if stage == "parse" else article.id) for stage in stages}


def test_a_corrected_field_is_seen_at_once(article: Article) -> None:
    for field, value in (("title", "درست"), ("tags", ["مترو"]), ("published", "")):
        correct(article.id, field, value, by="سارا", record=repr)
    article.refresh_from_db()
    assert (article.title, article.tags, article.published, article.at) == ("درست", ["مترو"], None, AT)


def test_what_is_not_recorded_is_not_corrected(article: Article) -> None:
    def fails(row: Correction) -> None:
        raise OSError("the log is full")

    with pytest.raises(OSError, match="the log is full"):
        correct(article.id, "unit+", "metro", by="سارا", record=fails)
    article.refresh_from_db()
    assert article.revision == 1
    assert not Correction.objects.exists()
    assert not article.attributions.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"), ("unit+", "nobody"), ("unit+", ""), ("unit+", None), ("topic+", "green\x00"),
        ("story", "6" * 32), ("title", " "), ("title", "x" * 1001), ("body", 7), ("kind", "x" * 21),
        ("tags", "مترو"), ("tags", ["x"] * 101), ("tags", [""]), ("tags", [7]),
        ("published", "1405-01-01"), ("published", "2026-11-19T09:30:00"),
        ("published", "0001-01-01T00:00:00+23:59"),
    ],
)  # fmt: skip
def test_a_correction_that_is_none_is_refused_by_name(article: Article, field: str, value: Any) -> None:
    with pytest.raises(CorrectionError, match=f"^(no field '{field}'|{field.replace('+', '[+]')}: )"):
        correct(article.id, field, value, by="سارا", record=repr)
    assert not Correction.objects.exists()


def test_an_article_is_loaded_whole_in_two_statements(
    article: Article, django_assert_num_queries: Any
) -> None:
    for field, value in (("unit+", "metro"), ("topic+", "green")):
        correct(article.id, field, value, by="سارا", record=repr)
    with django_assert_num_queries(2):
        [row] = whole_articles()
        shown: list[Model | None] = [row.outlet, row.story]
        shown += [named for one in row.attributions.all() for named in (one.unit, one.topic)]
    assert len([one for one in shown if one is not None]) == 3

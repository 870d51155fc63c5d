"""Judging articles: one or many, by several people, taken back; seen by the search and the rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Job, Outlet, Unit
from rasad.desk.audit.models import AuditEntry
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.desk.reading import seen
from rasad.desk.review.acts import ReviewConflictError, review, undo
from rasad.desk.review.latest import tone_towards
from rasad.desk.review.models import Label, Review
from rasad.desk.review.values import ReviewChange
from rasad.search.match import AnalysedArticle
from rasad.search.match.evaluate import node_matches
from rasad.search.query.parser import parse
from tests.desk.people import actor, staff

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def articles(db: None) -> list[str]:
    """Three articles about two units."""
    outlet = Outlet.objects.create(key="payam", name="پیام شهر", kind="paper")
    for key in ("metro", "bus"):
        Unit.objects.create(key=key, name=f"شرکت {key}", kind="company")
    for number in range(3):
        Article.objects.create(
            id=f"{number:032x}", arrival=number + 1, outlet=outlet, item_key=str(number), at=NOW,
            url=f"http://payam.example/{number}", title="مترو", first_capture=NOW, last_capture=NOW,
            text_hash="0",
        )  # fmt: skip
    return [f"{number:032x}" for number in range(3)]


def matches(key: str, query: str) -> bool:
    """Whether a query finds the article."""
    found = parse(query, NOW)
    return node_matches(found.ast, AnalysedArticle(document_of(whole_articles().get(pk=key))))


def test_a_judgement_is_found_by_each_of_its_fields(articles: list[str]) -> None:
    analyst = staff("analyst", "negar")
    analyst.first_name, analyst.last_name = "نگار", "کریمی"
    analyst.save()
    change = ReviewChange("negative", importance="high", assignee="negar", add_labels=("برف روبی",))
    review(actor(analyst), articles[:1], change)
    for query in (
        "لحن:منفی", "اهمیت:زیاد", "مسئول:negar", "مسئول:«نگار کریمی»", "مسئول:کریمی", "برچسب:«برف روبی»",
        "وضعیت:«در دست پیگیری»", "وضعیت:زنده", "لحن:منفی اهمیت:مهم -وضعیت:بسته",
    ):  # fmt: skip
        assert matches(articles[0], query), query
        assert not matches(articles[1], query) or query == "وضعیت:زنده", query
    assert matches(articles[1], "وضعیت:بررسی‌نشده")
    stages = Job.objects.filter(subject=articles[0]).values_list("stage", flat=True)
    assert set(stages) == {Job.Stage.INDEX, Job.Stage.ALERTS}
    assert Article.objects.get(pk=articles[0]).revision == 2
    assert list(Label.objects.values_list("name", flat=True)) == ["برف روبی"]


def test_the_tone_is_towards_a_unit(articles: list[str]) -> None:
    person = actor(staff("analyst"))
    review(person, articles[:1], ReviewChange("neutral"))
    review(person, articles[:1], ReviewChange("negative", unit="bus"))
    row = Article.objects.get(pk=articles[0])
    assert [tone_towards(row, unit) for unit in ("bus", "metro", "")] == ["negative", "neutral", "neutral"]
    assert matches(articles[0], "لحن:منفی لحن:خنثی")
    review(person, articles[:1], ReviewChange("", unit="bus"))
    assert tone_towards(Article.objects.get(pk=articles[0]), "bus") == "neutral"


def test_many_are_judged_and_taken_back_as_one(articles: list[str]) -> None:
    person = actor(staff("analyst"))
    review(person, articles[:1], ReviewChange("positive", note="خوب"))
    done = review(person, articles, ReviewChange("negative", status="closed"))
    assert len(done.reviews) == 3
    undo(person, done.batch)
    rows = Article.objects.order_by("pk").values_list("tone", "review_status")
    assert list(rows) == [("positive", "seen"), ("", ""), ("", "")]
    assert Review.objects.filter(article=articles[0]).count() == 3  # nothing is rewritten
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["review.put", "review.put", "review.undo"]


def test_what_was_judged_again_is_not_taken_back(articles: list[str]) -> None:
    first, second = actor(staff("analyst")), actor(staff("analyst"))
    done = review(first, articles, ReviewChange("negative"))
    review(second, articles[:1], ReviewChange(note="دوباره خوانده شد"))
    with pytest.raises(ChangedMeanwhileError):
        undo(first, done.batch)
    with pytest.raises(GoneError):
        undo(second, done.batch)  # another's act


def test_two_people_on_one_article_lose_nothing(articles: list[str]) -> None:
    key = articles[0]
    first, second = actor(staff("analyst", "first")), actor(staff("analyst", "second"))
    review(first, [key], ReviewChange("negative", note="گلایهٔ مردم"), read={key: 0})
    review(second, [key], ReviewChange(importance="high"), read={key: 0})  # another value: both stand
    with pytest.raises(ReviewConflictError) as refused:
        review(second, [key], ReviewChange("positive", note="تقدیر"), read={key: 0})
    seen_as = {one.name: (one.mine, one.theirs, one.by) for one in refused.value.differences}
    assert seen_as == {
        "tone": ("positive", "negative", "first"),
        "note": ("تقدیر", "گلایهٔ مردم", "first"),
    }
    row = Review.objects.filter(article=key).order_by("-number")[0]
    assert (row.tone, row.importance, row.note, refused.value.number) == ("negative", "high", "گلایهٔ مردم", 2)
    review(second, [key], ReviewChange("positive"), read={key: refused.value.number})  # now knowingly


def test_saying_what_stands_writes_nothing(articles: list[str]) -> None:
    person = actor(staff("analyst"))
    review(person, articles[:1], ReviewChange("negative"))
    again = review(person, articles[:1], ReviewChange("negative"), read={articles[0]: 0})
    assert again.reviews == []
    assert Review.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (ReviewChange("angry"), "tone"),
        (ReviewChange("negative", unit="nowhere"), "unit"),
        (ReviewChange(importance="9"), "importance"),
        (ReviewChange(status="live"), "status"),
        (ReviewChange(assignee="nobody\x00"), "assignee"),
        (ReviewChange(note="x" * 5_001), "note"),
        (ReviewChange(add_labels=("y" * 61,)), "labels"),
        (ReviewChange(add_labels=tuple(map(str, range(21)))), "labels"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_name(
    articles: list[str], change: ReviewChange, field: str
) -> None:
    with pytest.raises(InvalidValueError) as refused:
        review(actor(staff("analyst")), articles[:1], change)
    assert refused.value.field == field
    assert not Review.objects.exists()


def test_who_only_reads_judges_nothing_and_is_given_nothing(articles: list[str]) -> None:
    viewer = staff("viewer", "reader")
    with pytest.raises(NotAllowedError):
        review(actor(viewer), articles, ReviewChange("negative"))
    with pytest.raises(InvalidValueError):
        review(actor(staff("analyst")), articles, ReviewChange(assignee="reader"))
    with pytest.raises(GoneError):
        review(actor(staff("analyst")), [*articles, "f" * 32], ReviewChange("negative"))


def test_what_one_person_saw_another_has_not(articles: list[str]) -> None:
    first, second = staff("viewer"), staff("viewer")
    assert seen.mark_seen(first, [*articles[:2], "f" * 32]) == 2
    seen.mark_seen(first, articles[:1])
    assert seen.seen_among(first, articles) == set(articles[:2])
    assert seen.seen_among(second, articles) == set()
    seen.mark_unseen(first, articles[:1])
    assert seen.seen_among(first, articles) == {articles[1]}


def test_a_visit_begins_where_the_one_before_ended(db: None) -> None:
    user = staff("viewer")
    assert seen.visit(user, "today", NOW) is None
    assert seen.visit(user, "today", NOW.replace(minute=20)) is None  # the same visit
    later = NOW.replace(hour=12)
    assert seen.visit(user, "today", later) == NOW.replace(minute=20)
    assert seen.visit(user, "today", later.replace(minute=5)) == NOW.replace(minute=20)

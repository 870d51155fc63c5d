"""The score of a demo run counts what it says it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.run.score import Score, Stored, date_is_right, is_good, pairwise, score

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def row(url: str, story: str = "s1", **more: Any) -> dict[str, Any]:
    return {
        "url": url,
        "title": f"title of {url}",
        "outlet": "o",
        "published": AT.isoformat(),
        "precision": "minute",
        "story": story,
        **more,
    }


def stored(id_: str, url: str, story: str = "x", published: datetime | None = AT) -> Stored:
    return Stored(id_, "o", f"title of {url}", published, story, frozenset({url}))


def judge(rows: list[dict[str, Any]], articles: list[Stored], found: set[str]) -> Any:
    return score(
        rows,
        articles,
        url_hash=str,
        finds=lambda title, id_: id_ in found,
        observable=lambda r: not r.get("hidden"),
    )


def test_a_perfect_run() -> None:
    result = judge([row("a"), row("b")], [stored("1", "a"), stored("2", "b")], {"1", "2"})
    assert (result.lost, result.doubled, result.wrong_date, result.unexpected) == (0, 0, 0, 0)
    assert result.story_f1 == 1.0
    assert result.failures == []


def test_what_a_search_does_not_return_is_lost_though_it_is_stored() -> None:
    assert judge([row("a")], [stored("1", "a")], set()).lost == 1
    assert judge([row("a")], [], {"1"}).lost == 1


def test_what_could_not_be_observed_is_not_lost() -> None:
    result = judge([row("a", hidden=True)], [], set())
    assert (result.published, result.expected, result.lost) == (1, 0, 0)


def test_what_was_taken_down_unseen_is_told_beside() -> None:
    gone: dict[str, Any] = {"hidden": True, "removed_at": AT.isoformat()}
    result = judge([row("a", **gone), row("b", **gone), row("c", hidden=True)], [stored("1", "b")], {"1"})
    assert (result.lost, result.removed_unseen) == (0, 1)


def test_two_articles_of_one_item_are_one_doubled() -> None:
    result = judge([row("a", aliases=["a2"])], [stored("1", "a"), stored("2", "a2")], {"1", "2"})
    assert result.doubled == 1


def test_an_article_that_nobody_published_is_unexpected() -> None:
    assert judge([], [stored("1", "a")], {"1"}).unexpected == 1


@pytest.mark.parametrize(("minutes", "right"), [(0, True), (1, False), (-210, False)])
def test_dates_are_right_to_the_minute(minutes: int, right: bool) -> None:
    assert date_is_right(row("a"), AT + timedelta(minutes=minutes)) is right


def test_day_precision_is_a_tehran_day() -> None:
    late = row("a", precision="day")
    assert date_is_right(late, datetime(2026, 11, 22, 20, 30, tzinfo=UTC))  # 00:00 of the 23rd in Tehran
    assert not date_is_right(late, datetime(2026, 11, 22, 20, 29, tzinfo=UTC))
    assert not date_is_right(late, None)


def test_pairs() -> None:
    assert pairwise({"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "x", "c": "x"}) == (1 / 3, 1.0, 0.5)
    assert pairwise({"a": "1"}, {"a": "x"}) == (1.0, 1.0, 1.0)


def test_a_flaw_of_the_archive_is_no_good_run() -> None:
    assert is_good(Score(story_f1=1.0))
    assert not is_good(Score(story_f1=1.0, flaws=1))

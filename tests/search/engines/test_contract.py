"""What both engines promise: the same suite over tantivy and over a real Elasticsearch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rasad.persian import VERSION
from rasad.search.documents import Document
from rasad.search.engines.interface import Engine
from rasad.search.errors import DocumentsRejectedError, QueryError
from rasad.search.query.parser import parse
from rasad.search.requests import Filters, Result, SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article


def put(index: Engine, *docs: Document) -> None:
    index.put(docs)
    index.refresh()


def ids(result: Result) -> list[int]:
    return [int(hit.id, 16) for hit in result.hits]


def found(index: Engine, text: str, **fields: Any) -> list[int]:
    return ids(Searcher(index).search(SearchRequest(parse(text, NOW), now=NOW, **fields)))


def test_an_empty_index_answers(index: Engine) -> None:
    request = SearchRequest(None, facets=True, histogram="day", by_story=True, sort="relevance")
    result = Searcher(index).search(request)
    assert (result.hits, result.total, result.total_exact, result.histogram) == ([], 0, True, [])
    assert Searcher(index).count(None) == 0
    assert list(index.revisions()) == []
    assert index.frequencies(["مترو"]) == {}
    index.delete(["0" * 32])


def test_putting_again_changes_nothing_and_older_revisions_are_ignored(index: Engine) -> None:
    put(index, article(1, title="مترو", revision=2))
    put(index, article(1, title="مترو", revision=2))
    put(index, article(1, title="اتوبوس", revision=1))
    assert found(index, "مترو") == [1]
    assert found(index, "اتوبوس") == []
    put(index, article(1, title="اتوبوس", revision=3))
    assert found(index, "مترو") == []
    assert found(index, "اتوبوس") == [1]
    assert list(index.revisions()) == [(f"{1:032x}", 3)]


def test_of_two_revisions_in_one_batch_the_newer_stays(index: Engine) -> None:
    put(index, article(1, title="مترو", revision=5), article(1, title="اتوبوس", revision=4))
    assert found(index, "مترو") == [1]
    assert Searcher(index).count(None) == 1


def test_a_deleted_article_is_gone_and_may_come_back(index: Engine) -> None:
    put(index, article(1, title="مترو", revision=4), article(2, title="مترو"))
    index.delete([f"{1:032x}", "f" * 32])
    assert found(index, "مترو") == [2]
    put(index, article(1, title="مترو", revision=1))
    assert found(index, "مترو") == [1, 2]


def test_an_article_deleted_a_moment_ago_is_stored_again_at_once(index: Engine) -> None:
    for revision in (9, 5, 3, 1):
        put(index, article(1, title="مترو", revision=revision))
        index.delete([f"{1:032x}"])
    put(index, article(1, title="مترو", revision=1))
    assert found(index, "مترو") == [1]


def test_what_the_engine_cannot_hold_is_named_and_the_rest_is_stored(index: Engine) -> None:
    with pytest.raises(DocumentsRejectedError) as refused:
        index.put([article(1, title="مترو"), article(2, title="مترو", cursor=-5), article(3, title="مترو")])
    index.refresh()
    assert list(refused.value.failures) == [f"{2:032x}"]
    assert found(index, "مترو") == [1, 3]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_go_to_the_last_hit_while_articles_arrive(index: Engine, sort: Any) -> None:
    put(index, *(article(number, body="مترو") for number in range(1, 48)))
    seen: list[int] = []
    after = None
    for page in range(20):
        result = Searcher(index).search(SearchRequest(parse("مترو"), sort=sort, size=5, after=after))
        assert result.total == 47 + page * (page > 0) - max(0, page - 1) * (page > 0)
        seen += [one for one in ids(result) if one < 100]
        if page == 0:  # at the end that was read already
            at = NOW + timedelta(hours=1) if sort == "newest" else NOW - timedelta(days=90)
            put(index, article(100, body="مترو", at=at))
        after = result.next_after
        if after is None:
            break
    expected = list(range(1, 48))
    assert seen == (expected if sort == "newest" else expected[::-1])


def test_two_articles_of_one_second_are_both_paged(index: Engine) -> None:
    put(index, *(article(number, at=NOW) for number in range(1, 6)))
    first = Searcher(index).search(SearchRequest(None, size=2))
    second = Searcher(index).search(SearchRequest(None, size=2, after=first.next_after))
    third = Searcher(index).search(SearchRequest(None, size=2, after=second.next_after))
    assert ids(first) + ids(second) + ids(third) == [5, 4, 3, 2, 1]
    assert third.next_after is None


@pytest.mark.parametrize("after", ["x", "-1", "o5", "۱۲", "9" * 40, "1.5"])
def test_a_page_address_that_no_answer_gave_is_refused(index: Engine, after: str) -> None:
    with pytest.raises(QueryError):
        Searcher(index).search(SearchRequest(None, after=after))


@pytest.mark.parametrize("after", ["o1000", "o999999", "o99999999999999999", "5", "o"])
@pytest.mark.parametrize("by_story", [False, True])
def test_nor_is_one_beyond_the_pages_of_relevance(index: Engine, after: str, by_story: bool) -> None:
    """Elasticsearch answered such a one as if it were away."""
    index.put([article(1, title="مترو")])
    index.refresh()
    request = SearchRequest(parse("مترو"), sort="relevance", after=after, by_story=by_story)
    with pytest.raises(QueryError):
        Searcher(index).search(request)


def test_a_word_in_the_title_weighs_more_and_so_does_a_fresh_article(index: Engine) -> None:
    old = NOW - timedelta(days=400)
    filler = "هوا باد باران برف " * 5
    put(
        index,
        article(1, title="گزارش شهر", body=f"مترو {filler}", at=old),
        article(2, title="مترو شهر", body=f"مترو {filler}", at=old),
        article(3, title="گزارش شهر", body=f"مترو {filler}", at=NOW - timedelta(hours=2)),
        *(article(number, body=filler, title="هوا", at=old) for number in range(10, 30)),
    )
    order = found(index, "مترو", sort="relevance")
    assert order.index(2) < order.index(1)
    assert order.index(3) < order.index(1)


def test_relevance_pages_to_a_thousand(index: Engine) -> None:
    put(index, *(article(number, body="مترو " * (1 + number % 7)) for number in range(1, 1101)))
    seen: list[int] = []
    after = None
    while True:
        result = Searcher(index).search(
            SearchRequest(parse("مترو"), sort="relevance", size=300, after=after, now=NOW)
        )
        assert result.total == 1100
        seen += ids(result)
        after = result.next_after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 1000


def test_one_row_a_story(index: Engine) -> None:
    put(
        index,
        *(article(number, body="مترو", story=f"s{number % 4}", story_size=number) for number in range(1, 21)),
        *(article(number, body="مترو") for number in range(21, 24)),
    )
    pages = []
    after = None
    while True:
        request = SearchRequest(parse("مترو"), size=3, by_story=True, after=after)
        result = Searcher(index).search(request)
        assert (result.total, result.total_exact) == (7, True)
        pages.append(ids(result))
        after = result.next_after
        if after is None:
            break
    assert pages == [[1, 2, 3], [4, 21, 22], [23]]
    assert found(index, "مترو", by_story=True, sort="oldest") == [23, 22, 21, 20, 19, 18, 17]
    by_size = found(index, "مترو", by_story=True, sort="story")
    assert by_size[:4] == [20, 19, 18, 17]
    assert set(found(index, "مترو", by_story=True, sort="relevance", size=50)) >= {21, 22, 23}


def test_facets_filters_and_histogram_come_with_the_answer(index: Engine) -> None:
    judged: Any = {"tone": "negative", "importance": "high", "assignee": "negar"}
    put(
        index,
        article(1, body="مترو", outlet="irna", units=("u1", "u2"), tags=("برف",), **judged),
        article(
            2, body="مترو", outlet="irna", units=("u1",), topics=("t",), kind="post", review_status="closed"
        ),
        article(3, body="مترو", outlet="isna", at=NOW - timedelta(days=2)),
        article(4, body="اتوبوس", outlet="isna"),
    )
    result = Searcher(index).search(SearchRequest(parse("مترو"), facets=True, histogram="day"))
    assert result.facets == {
        "outlet": [("irna", 2), ("isna", 1)],
        "kind": [("news", 2), ("post", 1)],
        "unit": [("u1", 2), ("u2", 1)],
        "topic": [("t", 1)],
        "tone": [("negative", 1)],
        "tag": [("برف", 1)],
        "status": [("new", 2), ("closed", 1)],
        "importance": [("high", 1)],
        "assignee": [("negar", 1)],
        "mention": [],
        "person": [],
        "place": [],
    }
    assert [count for _, count in result.histogram] == [1, 0, 2]
    assert result.histogram[0][0] == datetime(2026, 11, 20, 20, 30, tzinfo=UTC)  # midnight in Tehran

    def narrowed(**values: Any) -> list[int]:
        return ids(Searcher(index).search(SearchRequest(parse("مترو"), Filters(**values))))

    assert narrowed(outlets=("irna",)) == [1, 2]
    assert narrowed(outlets=("irna", "isna"), kinds=("news",)) == [1, 3]
    assert narrowed(units=("u2", "u9")) == [1]
    assert narrowed(topics=("t",)) == [2]
    assert narrowed(tones=("negative",)) == [1]
    assert narrowed(tags=("برف",)) == [1]
    assert narrowed(statuses=("closed",)) == [2]
    assert narrowed(importances=("high",), assignees=("negar",)) == [1]
    assert narrowed(start=NOW - timedelta(days=1)) == [1, 2]
    assert narrowed(end=NOW - timedelta(days=1)) == [3]
    assert narrowed(start=NOW, end=NOW) == []
    assert Searcher(index).count(parse("مترو"), Filters(outlets=("irna",))) == 2


@pytest.mark.parametrize(
    ("unit", "first", "second"),
    [
        ("hour", "2022-09-21T18:30:00", "2022-09-21T19:30:00"),
        ("day", "2022-09-20T19:30:00", "2022-09-21T20:30:00"),  # 25 hours long: summer time ended
        ("week", "2022-09-16T19:30:00", "2022-09-23T20:30:00"),
        ("month", "2022-08-22T19:30:00", "2022-09-22T20:30:00"),
    ],
)
def test_columns_stand_on_tehrans_clock(index: Engine, unit: Any, first: str, second: str) -> None:
    edges = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, second)]
    moments = (edges[0], edges[1] - timedelta(seconds=1), edges[1])
    put(index, *(article(number, at=at) for number, at in enumerate(moments, 1)))
    result = Searcher(index).search(SearchRequest(None, histogram=unit))
    counted = {start: count for start, count in result.histogram if count}
    assert result.histogram_unit == unit
    assert counted == {edges[0]: 2, edges[1]: 1}


def test_too_many_columns_become_coarser(index: Engine) -> None:
    put(index, article(1, at=NOW), article(2, at=NOW - timedelta(days=3650)))
    result = Searcher(index).search(SearchRequest(None, histogram="hour"))
    assert result.histogram_unit == "week"
    assert sum(count for _, count in result.histogram) == 2


def test_frequencies_and_stats(index: Engine) -> None:
    put(index, article(1, body="مترو مترو"), article(2, title="مترو تهران"))
    assert index.frequencies(["مترو", "تهران", "نیست"]) == {"مترو": 2, "تهران": 1}
    stats = index.stats()
    assert stats["documents"] == 2
    assert stats["analyser"] == VERSION
    assert stats["stale"] is False


def test_keys_and_names_are_found_in_any_spelling(index: Engine) -> None:
    put(
        index,
        article(1, outlet="district_5", outlet_names=("شهرداری منطقه ۵",), units=("d5",)),
        article(2, outlet="irna", outlet_names=("ایرنا",), tone="negative", tone_names=("منفی",)),
    )
    assert found(index, "outlet:District_5") == [1]
    assert found(index, "رسانه:«شهرداري منطقهٔ 5»") == [1]
    assert found(index, "رسانه:شهرداری_منطقه_۵") == [1]
    assert found(index, "رسانه:ايرنا لحن:منفی") == [2]
    assert found(index, "-رسانه:(irna OR isna)") == [1]


def test_relevance_does_not_change_what_is_found(index: Engine) -> None:
    docs = [article(n, body="مترو" if n % 2 else "اتوبوس", at=NOW - timedelta(days=n)) for n in range(1, 12)]
    put(index, *docs)
    request = SearchRequest(parse("مترو OR -اتوبوس"), sort="newest", now=NOW)
    newest = Searcher(index).search(request)
    relevant = Searcher(index).search(replace(request, sort="relevance"))
    assert sorted(ids(newest)) == sorted(ids(relevant)) == [1, 3, 5, 7, 9, 11]
    assert newest.total == relevant.total

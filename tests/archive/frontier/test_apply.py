"""A batch of fetches is made true at once; an item at fault fails alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.database.group_writer import GroupWriter
from rasad.archive.frontier import Announcement, FetchOutcome, HostResult, PageResult, discover
from rasad.archive.frontier.apply import apply
from rasad.archive.frontier.effects import Count, Discover, Effect, RecordHost, RecordPage, RecordPoll
from rasad.archive.frontier.feed_state import FeedState, PolledPage, begin
from rasad.archive.models import Capture, Feed, FeedDay, Frontier, Host, Job, Outlet, StageCount
from rasad.archive.warc import WarcRef
from rasad.outlets.definitions import OutletSpec

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
SITE = OutletSpec(key="a", name="a", kind="agency", home="http://a.example/", id_pattern=r"/news/(?P<id>\d+)")
PLACE = WarcRef("x.warc.gz", 0, 10)


@pytest.fixture
def rows(db: None) -> list[Frontier]:
    """An outlet whose frontier holds twenty pages."""
    Outlet.objects.create(key="a", name="a", kind="agency", home="http://a.example/")
    links = [Announcement(f"http://a.example/news/{n}") for n in range(20)]
    discover(SITE, links, now=NOW)
    return list(Frontier.objects.order_by("pk"))


def _item(row: Frontier, *more: Effect, outlet: str = "a") -> CaptureItem:
    capture = CaptureRow(outlet, "article", row.url, row.url, row.key, NOW, 200, "text/html", "s", True, "")
    result = PageResult(FetchOutcome.OK, Frontier.State.DONE, fetched_at=NOW, etag='"e"')
    host = RecordHost(row.host, HostResult(NOW + timedelta(seconds=2)))
    return CaptureItem([], (RecordPage(row.pk, result, NOW), host, *more), capture, parse=True)


def test_a_batch_stores_captures_jobs_pages_hosts_and_counts(rows: list[Frontier]) -> None:
    items = [_item(row, Count(FetchOutcome.REDIRECTED, 2, NOW)) for row in rows]
    stored = apply(items, [[PLACE]] * len(items))
    assert [one.capture for one in stored] == list(
        Capture.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert set(Job.objects.values_list("subject", flat=True)) == {str(one.capture) for one in stored}
    assert set(Frontier.objects.values_list("state", "etag", "last_outcome")) == {("done", '"e"', "ok")}
    assert Host.objects.get(pk="a.example").next_at == NOW + timedelta(seconds=2)
    assert Outlet.objects.get().last_capture_at == NOW
    assert dict(StageCount.objects.values_list("outcome", "count")) == {"ok": 20, "redirected": 40}


def test_a_batch_costs_as_many_statements_as_one_item(rows: list[Frontier]) -> None:
    def statements(items: list[CaptureItem]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            apply(items, [[PLACE]] * len(items))
        return len([one for one in queries.captured_queries if "executemany" not in one["sql"]])

    statements([_item(rows[0])])  # the day's count has its row from now on
    assert statements([_item(row) for row in rows[1:]]) <= statements([_item(rows[0])])


def test_an_item_at_fault_fails_alone(rows: list[Frontier], transactional_db: None) -> None:
    writer = GroupWriter(None)
    items: list[CaptureItem] = [_item(row) for row in rows[:3]]
    for one in items:
        one.capture = None
    items[1].effects += (Discover(SITE, 5, NOW),)  # type: ignore[arg-type]  # what a fault of ours may make
    futures = [writer.submit_item(one) for one in items]
    faults = [future.exception(30) for future in futures]
    writer.close()
    assert [fault is None for fault in faults] == [True, False, True]
    assert sorted(Frontier.objects.filter(state="done").values_list("pk", flat=True)) == [
        rows[0].pk,
        rows[2].pk,
    ]


def _poll(state: FeedState, page: PolledPage, *numbers: int) -> RecordPoll:
    links = tuple(Announcement(f"http://a.example/news/{n}") for n in numbers)
    return RecordPoll(Feed.objects.get().pk, SITE, state, page, links, NOW, 0.0, 0, (60.0, 3600.0))


def test_a_poll_goes_on_or_ends_by_what_its_page_announced(rows: list[Frontier]) -> None:
    feed = Feed.objects.create(outlet_id="a", kind="listing", url="http://a.example/l", lease_owner="w")
    state = begin(FeedState(), NOW, first=True, pages=("http://a.example/l",), days={})
    page = PolledPage(FetchOutcome.OK, next_url="http://a.example/l?p=2", paged=True)
    (stored,) = apply([CaptureItem(effects=(_poll(state, page, 100, 101),))], [[]])
    feed.refresh_from_db()
    assert not stored.ended
    assert (feed.lease_owner, feed.last_polled_at) == ("w", None), "the feed stays leased"
    assert FeedState.load(feed.state) == stored.feed
    assert stored.feed is not None
    (last,) = apply([CaptureItem(effects=(_poll(stored.feed, page, 0, 1),))], [[]])
    feed.refresh_from_db()
    assert last.ended
    assert (feed.lease_owner, feed.last_polled_at, feed.last_outcome) == ("", NOW, "ok")
    assert FeedDay.objects.values_list("polls", "announced", "new").get() == (1, 4, 2)


def test_applying_again_after_a_rollback_gives_the_same(rows: list[Frontier]) -> None:
    item = _item(rows[0])
    with transaction.atomic():
        apply([item], [[PLACE]])
        transaction.set_rollback(True)
    apply([item], [[PLACE]])
    assert Capture.objects.count() == Job.objects.count() == 1
    assert StageCount.objects.get().count == 1

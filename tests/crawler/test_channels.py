"""Channels are paged back to what is known, and their last days are read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.crawler.local_sites import CannedResponse, ReceivedRequest
from tests.crawler.project import Project


def channel(
    project: Project, posts: list[int], day: str = "2026-11-14", revisit: Sequence[float] = ()
) -> None:
    """A channel `ch` of these posts, sixteen a page, that the project knows."""

    def page(asked: ReceivedRequest) -> CannedResponse:
        before = int(asked.path.partition("before=")[2] or 10**9)
        shown = [n for n in posts if n < before][-16:]
        body = "".join(
            f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="ch/{n}">'
            f'<div class="tgme_widget_message_text js-message_text">خبر شماره {n} شهر</div>'
            f'<a class="tgme_widget_message_date" href="https://t.me/ch/{n}">'
            f'<time datetime="{day}T10:{n % 60:02}:00+00:00"></time></a></div></div>'
            for n in shown
        )
        older = (
            f'<a class="tme_messages_more" data-before="{shown[0]}" href="/s/ch?before={shown[0]}"></a>'
            if shown and shown[0] > 1
            else ""
        )
        text = f'<html><body><section class="tgme_channel_history">{older}{body}</section></body></html>'
        return CannedResponse(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    for cursor in ("", *(f"?before={n}" for n in range(1, 63))):
        project.sites.pages[("t.example", f"/s/ch{cursor}")] = page
    project.outlet(
        "ch", kind="telegram", family="telegram", home="http://t.example/ch",
        feeds=[{"kind": "telegram", "url": "http://t.example/s/ch"}], fetch={"revisit": list(revisit)},
    )  # fmt: skip
    project.host("t.example")
    project.prepare()


def test_a_channel_is_paged_back_until_a_post_is_known(project: Project) -> None:
    posts = list(range(1, 61))
    channel(project, posts)
    project.crawl()
    known = project.rows("SELECT url FROM archive_frontier WHERE kind='post'")
    assert len(known) == 60
    social = project.rows("SELECT * FROM archive_capture WHERE kind='social'")
    assert len(social) == 4
    assert len(project.rows("SELECT 1 FROM archive_job WHERE stage='parse'")) == 4
    posts.extend([61, 62])
    asked = len(project.sites.log)
    project.crawl()
    again = [one.path for one in project.sites.log[asked:] if one.path.startswith("/s/")]
    assert again
    assert not any("before" in path for path in again), "the first page already held known posts"
    assert len(project.rows("SELECT 1 FROM archive_frontier WHERE kind='post'")) == 62


def test_the_last_days_posts_are_read_again_when_newer_ones_have_pushed_them_off(project: Project) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    channel(project, list(range(1, 31)), day=yesterday, revisit=[1])
    project.crawl()
    asked = {one.path for one in project.sites.log}
    assert {f"/s/ch?before={n}" for n in (10, 20, 30, 40)} <= asked
    again = project.rows("SELECT * FROM archive_frontier WHERE kind='channel_page'")
    assert len(again) == 4
    read = project.rows("SELECT url FROM archive_capture WHERE kind='social'")
    assert "http://t.example/s/ch?before=10" in {row["url"] for row in read}


def test_a_poll_that_died_on_its_way_back_is_ended_by_the_next(project: Project) -> None:
    """The page where it stopped is remembered, and the first page links to it again."""
    channel(project, list(range(1, 61)))
    project.manage("load_outlets")
    project.change(
        "UPDATE archive_feed SET state = ?", json.dumps({"older": ["http://t.example/s/ch?before=45"]})
    )
    project.crawl()
    (feed,) = project.rows("SELECT * FROM archive_feed")
    assert feed["last_polled_at"] is not None
    assert feed["lease_owner"] == ""
    assert len(project.rows("SELECT 1 FROM archive_frontier WHERE kind='post'")) == 60


def test_paging_back_goes_on_though_the_first_page_is_as_it_was(project: Project) -> None:
    """A 304 on the first page says nothing about the older page at which the last poll stopped."""
    posts = list(range(1, 61))
    channel(project, posts)
    project.manage("load_outlets")
    project.change(
        "UPDATE archive_feed SET etag = ?, state = ?", '"first"',
        json.dumps({"older": ["http://t.example/s/ch?before=45"], "covered": "2023-11-14T22:13:20+00:00"}),
    )  # fmt: skip
    whole = project.sites.pages[("t.example", "/s/ch")]
    assert callable(whole)

    def unchanged(asked: ReceivedRequest) -> CannedResponse:
        return CannedResponse(status=304) if asked.headers.get("if-none-match") == '"first"' else whole(asked)  # type: ignore[return-value]

    project.sites.pages[("t.example", "/s/ch")] = unchanged
    project.crawl()
    found = project.rows("SELECT url FROM archive_frontier WHERE kind='post'")
    assert {int(row["url"].rpartition("/")[2]) for row in found} >= set(range(1, 45))

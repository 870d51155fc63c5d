"""A day's certificate counts what is stored, with one cause for each difference, and never guesses."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rasad.archive.frontier.channels import FEED, LIST, SITEMAP
from rasad.archive.models import (
    Article,
    Capture,
    Feed,
    FeedDay,
    Frontier,
    Job,
    Outlet,
    OutletDay,
    Reconciliation,
)
from rasad.operation.coverage.certificate import DayCertificate, certificates, keep
from rasad.operation.coverage.estimates import capture_recapture, missing_numbers

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)
AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


class Press:
    """An outlet with announced pages and stored articles of one day."""

    def __init__(self) -> None:
        self.outlet = Outlet.objects.create(
            key="a", name="الف", kind="agency", created_at=AT - timedelta(days=20)
        )
        self.feed = Feed.objects.create(outlet=self.outlet, kind="rss", url="http://a.example/rss")
        self.polls = FeedDay.objects.create(feed=self.feed, day=DAY, polls=90, failures=2, announced=9)
        self.number = 0

    def page(self, article: str = "", **columns: Any) -> Frontier:
        """An announced page; `article`: the id of the stored article that it led to."""
        self.number += 1
        given = {
            "state": "done", "fetched_at": AT, "last_outcome": "ok", "parsed": "new" if article else "",
            "channels": FEED, "discovered_at": AT, "article": article,
        } | columns  # fmt: skip
        url = f"http://a.example/{self.number}"
        return Frontier.objects.create(key=url, url=url, host="a.example", outlet=self.outlet, **given)

    def article(self, number: int, **columns: Any) -> str:
        """A stored article of the day."""
        capture = Capture.objects.create(
            outlet=self.outlet, kind="article", url=f"http://a.example/n{number}", key=str(number),
            fetched_at=AT, status=200, offset=0, length=1, parsed="new",
        )  # fmt: skip
        Article.objects.create(
            id=f"id{number}", arrival=number, outlet=self.outlet, item_key=str(number), title="تیتر",
            url=capture.url, at=AT, first_capture=AT, last_capture=AT, text_hash="h", capture=capture,
            **columns,
        )  # fmt: skip
        return f"id{number}"

    @property
    def certificate(self) -> DayCertificate:
        (found,) = certificates(DAY, NOW)
        return found


@pytest.fixture
def press(db: None) -> Press:
    return Press()


def test_each_difference_has_one_cause(press: Press) -> None:
    first = press.article(1)
    press.page(first)
    press.page(first)
    press.page(press.article(2, quality="paywall"))
    Job.objects.create(stage="index", subject="id2")
    for parsed in ("held", "soft_gone", "thin", "not_article", "killed_time", "blocked"):
        press.page(parsed=parsed)
    dead: dict[str, Any] = {"state": "dead", "fetched_at": None}
    press.page(**dead, last_outcome="robots")
    press.page(**dead, last_outcome="gone")
    press.page(**dead, last_outcome="forbidden", last_error="the server answered 402 (Payment Required)")
    press.page(state="waiting", fetched_at=None, last_outcome="server_error")
    press.page(state="waiting", fetched_at=None, last_outcome="", discovered_at=NOW)
    found = press.certificate
    assert found.causes == {
        "duplicate": 1, "pending": 1, "rules-broken": 1, "soft-404": 1, "thin": 1, "not-article": 1,
        "quarantined": 1, "blocked": 1, "robots": 1, "404": 1, "paywall": 1, "server-error": 1,
    }  # fmt: skip
    assert (found.announced, found.fetched, found.stored, found.indexed) == (13, 9, 2, 1)
    assert found.announced - found.indexed == found.causes.total()
    assert found.partial == {"paywall": 1}
    assert (found.state, found.reasons) == ("gap", ["lost"])


def test_what_an_outlet_does_not_let_us_have_is_no_gap(press: Press) -> None:
    press.page(press.article(1))
    press.page(state="dead", fetched_at=None, last_outcome="robots")
    press.page(parsed="soft_gone")
    assert press.certificate.state == "covered"


def test_a_day_with_nothing_has_a_row_and_a_day_unseen_is_unknown(press: Press) -> None:
    assert (press.certificate.state, press.certificate.announced) == ("covered", 0)
    press.polls.delete()
    assert (press.certificate.state, press.certificate.reasons) == ("unknown", ["not-polled"])
    Reconciliation.objects.create(
        outlet=press.outlet, day=DAY, reason="gap", asked_at=NOW, finished_at=NOW, answered=1
    )
    assert press.certificate.state == "covered"
    Outlet.objects.filter(pk="a").update(paused=True)
    assert press.certificate.reasons == ["paused"]


def test_a_list_that_ran_over_is_a_gap_until_the_outlets_own_lists_were_read(press: Press) -> None:
    FeedDay.objects.update(gaps=1)
    assert (press.certificate.state, press.certificate.reasons) == ("gap", ["passed-by"])
    Reconciliation.objects.create(
        outlet=press.outlet, day=DAY, reason="daily", asked_at=NOW, finished_at=NOW, answered=2, new=3
    )
    found = press.certificate
    assert found.state == "covered"
    assert found.reconciled is not None
    assert found.reconciled["new"] == 3


def test_an_item_belongs_to_the_day_that_announced_it(press: Press) -> None:
    other = (AT - timedelta(days=3)).isoformat()
    press.page(state="waiting", fetched_at=None, last_outcome="timeout", hint={"published": other})
    assert press.certificate.announced == 0
    (found,) = certificates(DAY - timedelta(days=3), NOW)
    assert found.causes == {"slow": 1}


def test_holes_and_an_estimate_where_they_can_be_had(press: Press) -> None:
    for number in (10, 11, 12, 14, 15, 16, 18, 19, 20):
        both = FEED | (SITEMAP if number % 2 else LIST)
        press.page(press.article(number), channels=both if number != 20 else LIST)
    found = press.certificate
    assert found.holes == {"first": 10, "last": 20, "missing": 2, "examples": ["13", "17"]}
    assert found.estimate is not None
    assert (found.estimate["seen"], found.estimate["both"]) == (9, 8)


def test_estimates_say_nothing_where_nothing_can_be_said() -> None:
    assert missing_numbers([3, 900, 7777, 10_001, 20_000]) is None
    assert capture_recapture(["a", "b"], ["b", "c"]) is None
    found = capture_recapture([*range(80)], [*range(40, 110)])
    assert found is not None
    assert found["low"] <= 139 <= found["high"]
    assert found["seen"] == 110 < found["low"] + 1


def test_the_command_prints_and_keeps_the_certificate(press: Press) -> None:
    press.page(press.article(1))
    out = io.StringIO()
    call_command("coverage", "--day", "2026-11-30", "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["stored"] == 1
    assert OutletDay.objects.get(day=DAY).stored == 1
    assert keep(certificates(DAY, NOW), NOW) == 1
    assert OutletDay.objects.count() == 1
    text = io.StringIO()
    call_command("coverage", "--day", "۱۴۰۵/۰۹/۰۹", stdout=text)
    assert "covered" in text.getvalue()
    with pytest.raises(CommandError, match="no day"):
        call_command("coverage", "--day", "هرگز")

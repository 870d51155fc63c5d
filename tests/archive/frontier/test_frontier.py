"""The frontier: each item once, each host to one worker, nothing lost when a worker dies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from rasad.archive.frontier import (
    Announcement,
    discover,
    lease_host,
    lease_hosts,
    next_feeds,
    next_urls,
    release,
    release_expired,
    renew,
)
from rasad.archive.identity import url_hash
from rasad.archive.jobs.lease_holders import owner
from rasad.archive.models import Alias, Article, Feed, Frontier, Host, Outlet

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
DEAD = owner().rsplit(":", 3)[0] + ":999999999:1:x"
pytestmark = pytest.mark.django_db


@dataclass
class _Fetch:
    delay: float = 2.0


@dataclass
class _Site:
    key: str = "a"
    home: str = "http://a.example/"
    channel: str | None = None
    keep_params: tuple[str, ...] = ()
    id_pattern: str | None = r"/news/(?P<id>\d+)"
    fetch: _Fetch = field(default_factory=_Fetch)

    def owns(self, url: str) -> bool:
        return "a.example" in url


@pytest.fixture
def site() -> _Site:
    Outlet.objects.create(key="a", name="a", kind="agency", home="http://a.example/")
    return _Site()


def _urls(*urls: str) -> list[Announcement]:
    return [Announcement(url, {"title": "t"}) for url in urls]


def test_an_item_is_known_under_any_spelling_of_its_address(site: _Site) -> None:
    first = discover(site, _urls("http://a.example/news/1/old-slug"), now=NOW)
    again = discover(
        site,
        _urls(
            "https://www.a.example/news/1/new-slug?utm_source=x",
            "http://m.a.example/news/1",
            "http://b.example/n",
        ),
        now=NOW,
    )
    assert (first.new, first.known) == (1, 0)
    assert (again.new, again.known, again.foreign) == (0, 1, 1)
    assert Frontier.objects.count() == 1


def test_an_alias_of_an_article_is_known(site: _Site) -> None:
    article = Article.objects.create(
        id="1" * 32, arrival=1, outlet_id="a", item_key="1", url="http://a.example/news/1", title="t", at=NOW,
        first_capture=NOW, last_capture=NOW, text_hash="x",
    )  # fmt: skip
    Alias.objects.create(key=url_hash("http://a.example/xY"), url="http://a.example/xY", article=article)
    assert discover(site, _urls("http://a.example/xY"), now=NOW).known == 1
    assert not Frontier.objects.exists()


def test_a_new_headline_of_a_known_item_is_looked_at_but_not_for_ever(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1/s"), now=NOW)
    later = NOW + timedelta(days=1)
    for number in range(20):
        Frontier.objects.update(state="done", next_try_at=later)
        discover(site, [Announcement("http://a.example/news/1/s", {"title": f"edited {number}"})], now=NOW)
        due = Frontier.objects.get().next_try_at == NOW
        assert due == (number < 7)
    Frontier.objects.update(next_try_at=later)
    discover(site, _urls("http://a.example/news/1/s"), now=NOW)
    assert Frontier.objects.get().next_try_at == later, "a spelling that was seen is no news"


def test_posts_are_known_but_never_fetched(site: _Site) -> None:
    discover(site, [Announcement("http://a.example/ch/5", {}, "post")], now=NOW)
    assert lease_hosts("w", 5, NOW, 60) == []
    assert discover(site, [Announcement("http://a.example/ch/5", {}, "post")], now=NOW).known == 1


def test_a_host_goes_to_one_worker_at_a_time(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1"), now=NOW)
    (lease,) = lease_hosts("one", 5, NOW, 60)
    assert lease_hosts("two", 5, NOW, 60) == []
    assert lease_host("two", lease.name, NOW, 60) is None
    assert lease_host("one", lease.name, NOW, 60) is not None
    release({lease: NOW + timedelta(seconds=2)})
    assert lease_hosts("two", 5, NOW + timedelta(seconds=1), 60) == [], "its delay is kept"
    assert len(lease_hosts("two", 5, NOW + timedelta(seconds=3), 60)) == 1


def test_what_was_leased_and_not_fetched_waits_again(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1", "http://a.example/news/2"), now=NOW)
    (lease,) = lease_hosts("one", 5, NOW, 60)
    assert len(next_urls(lease, 5, NOW)) == 2
    assert next_urls(lease, 5, NOW) == []
    release({lease: NOW})
    assert set(Frontier.objects.values_list("state", flat=True)) == {"waiting"}


def test_leases_of_the_dead_are_taken_back_and_their_delay_is_kept(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1"), now=NOW)
    (lease,) = lease_hosts(DEAD, 5, NOW, 3600)
    next_urls(lease, 5, NOW)
    assert release_expired(NOW) == 1
    assert lease_hosts("two", 5, NOW, 60) == []
    assert len(lease_hosts("two", 5, NOW + timedelta(seconds=2.1), 60)) == 1


def test_leases_of_the_living_hold_until_they_end(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1"), now=NOW)
    (lease,) = lease_hosts(owner(), 5, NOW, 60)
    next_urls(lease, 5, NOW)
    assert release_expired(NOW + timedelta(seconds=59)) == 0
    (renewed,) = renew([lease], NOW + timedelta(seconds=59), 60)
    assert renewed is not None
    assert release_expired(NOW + timedelta(seconds=61)) == 0
    assert release_expired(NOW + timedelta(seconds=120)) == 1
    assert renew([lease], NOW + timedelta(seconds=121), 60) == [None]


def test_a_page_never_seen_comes_before_a_second_look(site: _Site) -> None:
    discover(site, _urls("http://a.example/news/1", "http://a.example/news/2"), now=NOW)
    seen = Frontier.objects.order_by("pk")[0]
    early = NOW - timedelta(hours=1)
    Frontier.objects.filter(pk=seen.pk).update(state="done", fetched_at=early, next_try_at=early)
    (lease,) = lease_hosts(owner(), 5, NOW, 60)
    assert [row.fetched_at for row in next_urls(lease, 5, NOW)] == [None, early]


def test_feeds_are_due_by_host_and_a_pause_holds(site: _Site) -> None:
    Feed.objects.create(
        outlet_id="a", kind="rss", url="http://a.example/rss", host="a.example", next_poll_at=NOW
    )
    Host.objects.create(name="a.example", next_at=NOW)
    (lease,) = lease_hosts("one", 5, NOW, 60)
    (feed,) = next_feeds([lease], 1, NOW)
    assert feed is not None
    assert next_feeds([lease], 1, NOW) == []
    release({lease: NOW})
    Feed.objects.update(lease_owner="")
    Outlet.objects.update(paused=True)
    assert lease_hosts("one", 5, NOW, 60) == []

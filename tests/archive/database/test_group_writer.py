"""Group commit: all or nothing for one, never for all because of one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError

from rasad.archive.database.group_writer import GroupWriter, WriterClosedError
from rasad.archive.models import Counter, Frontier, Outlet
from rasad.archive.warc import Exchange, WarcFiles, WarcRecord, WarcRef, WarcStore, exchange_records

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[GroupWriter]:
    made = GroupWriter(WarcFiles(tmp_path))
    yield made
    made.close()


def _make(name: str) -> None:
    Counter.objects.create(name=name, value=1)


def _ignoring(effect: Callable[[str], None], name: str, _: list[WarcRef]) -> None:
    effect(name)


def _records() -> list[WarcRecord]:
    return list(exchange_records(Exchange("http://a.example/", datetime.now(UTC), 200, [], b"body"), {}))


def test_evidence_and_effect_are_durable_when_the_future_is_done(writer: GroupWriter, tmp_path: Path) -> None:
    def effect(places: list[WarcRef]) -> WarcRef:
        Counter.objects.create(name="one", value=1)
        return places[0]

    place = writer.submit(_records(), effect).result(30)
    assert WarcStore(tmp_path).read(place.warc, place.offset).body == b"body"
    assert Counter.objects.filter(name="one").exists()


def test_an_effect_that_fails_takes_no_other_down(writer: GroupWriter) -> None:
    def make(name: str) -> None:
        Counter.objects.create(name=name, value=1)
        if name == "bad":
            raise ValueError("mine alone")

    names = ["a", "bad", "b", "a", "c"]
    futures = [writer.submit([], partial(_ignoring, make, name)) for name in names]
    faults = [type(future.exception(30)) for future in futures]
    assert faults == [type(None), ValueError, type(None), IntegrityError, type(None)]
    assert set(Counter.objects.values_list("name", flat=True)) == {"a", "b", "c"}


def test_what_the_database_refuses_at_the_commit_takes_no_other_down(writer: GroupWriter) -> None:
    """A foreign key is looked at only then: the outlet was deleted meanwhile."""

    def announce(outlet: str, _: list[WarcRef]) -> None:
        Frontier.objects.create(key=outlet, url=f"http://{outlet}.example/", outlet_id=outlet)

    Outlet.objects.create(key="there", name="هست", kind=Outlet.Kind.SITE)
    futures = [writer.submit([], partial(announce, key)) for key in ("there", "gone")]
    futures += [writer.submit([], partial(_ignoring, _make, "after"))]
    faults = [type(future.exception(30)) for future in futures]
    assert faults == [type(None), IntegrityError, type(None)]
    assert Frontier.objects.count() == Counter.objects.count() == 1


def test_a_locked_database_is_waited_for(writer: GroupWriter) -> None:
    tries: list[int] = []

    def effect(_: list[WarcRef]) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        Counter.objects.create(name="late", value=1)
        return "done"

    other = writer.submit([], lambda _: Counter.objects.create(name="other", value=1))
    assert writer.submit([], effect).result(30) == "done"
    other.result(30)
    assert Counter.objects.filter(name__in=("late", "other")).count() == 2
    assert writer.state == ""


def test_a_full_disk_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = WarcFiles(tmp_path)
    real, tries = files.sync, []

    def sync() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        real()

    monkeypatch.setattr(files, "sync", sync)
    writer = GroupWriter(files)
    place = writer.submit(_records(), lambda places: places[0]).result(30)
    writer.close()
    assert WarcStore(tmp_path).read(place.warc, place.offset).body == b"body"


def test_many_threads_share_groups(writer: GroupWriter) -> None:
    def submit(number: int) -> None:
        for one in range(20):
            name = f"{number}-{one}"
            writer.submit([], partial(_ignoring, _make, name)).result(60)

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter.objects.count() == 160
    assert writer.groups < 160


def test_after_the_end_nothing_is_taken(tmp_path: Path) -> None:
    writer = GroupWriter(None)
    last = writer.submit([], lambda _: 5)
    writer.close()
    assert last.result(1) == 5
    with pytest.raises(WriterClosedError):
        writer.submit([], lambda _: 6)

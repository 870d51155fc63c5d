"""The loop: pauses while a service is away, narrows faults down, ends cleanly."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from pipelines.consumer import Consumer, Runner
from pipelines.coverage_stage import CoverageStage
from pipelines.index_stage import IndexStage
from pipelines.stage import batch
from pipelines.stories.story_stage import StoryStage
from pipelines.topology import BY_NAME
from rasad.archive.jobs import queues
from rasad.archive.models import Article, Job, Quarantine, StageCount
from rasad.search.documents import Document
from rasad.search.engines import open_engine
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.pipelines.installation import Installation, prose
from tests.services.elasticsearch import Elasticsearch
from tests.services.waiting import PATIENCE, until

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(consumer: Consumer) -> Iterator[None]:
    def run() -> None:
        try:
            consumer.run()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        consumer.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_fault_of_one_row_costs_the_others_nothing(db: None) -> None:
    queues.enqueue("coverage", ["a", "bad", "c"])
    seen: list[str] = []

    class Faulty(CoverageStage):
        """Fails wherever a certain row is among those it is given."""

        def handle(self, leased: list[Job]) -> None:
            """Take the others."""
            if any(row.subject == "bad" for row in leased):
                raise RuntimeError("a fault in the code")
            with batch("coverage") as gathered:
                for row in leased:
                    seen.append(row.subject)
                    gathered.done(row)

    step = Runner(BY_NAME["coverage"], Faulty()).step
    for _ in range(3):
        from django.utils import timezone

        Job.objects.update(next_try_at=timezone.now())
        step()
    assert seen == ["a", "c"]
    assert Quarantine.objects.get().subject == "bad"
    assert not Job.objects.exists()


def test_only_one_process_runs_the_story_stage(db: None) -> None:
    queues.enqueue("story", "a")
    ran: list[str] = []

    class Named(StoryStage):
        """Writes down who ran."""

        def __init__(self, who: str) -> None:
            self.who = who

        def handle(self, leased: list[Job]) -> None:
            """Do nothing else."""
            ran.append(self.who)

    first, second = (Runner(BY_NAME["story"], Named(who), owner=who) for who in ("first", "second"))
    assert first.step() == 1
    queues.enqueue("story", "b")
    assert second.step() == 0
    assert ran == ["first"]


def test_what_an_engine_refuses_for_good_is_quarantined_and_the_rest_is_stored(
    installation: Installation,
) -> None:
    from rasad.search.errors import DocumentsRejectedError

    class Picky:
        """Refuses one article; the real index stores the others."""

        def __init__(self) -> None:
            self.inner = open_engine(installation.index_url, writer=True)

        def put(self, docs: Iterator[Document]) -> None:
            """Store all but one."""
            listed = list(docs)
            self.inner.put([doc for doc in listed if doc.text.title != "بد"])
            if len([doc for doc in listed if doc.text.title == "بد"]):
                raise DocumentsRejectedError(
                    {doc.id: "400 mapping" for doc in listed if doc.text.title == "بد"}
                )

        def close(self) -> None:
            """Close the real one."""
            self.inner.close()

    installation.article("alef", 1, "خوب", prose(1))
    installation.article("alef", 2, "بد", prose(2))
    installation.run("parse", "story")
    picky = Picky()
    stage = IndexStage(picky)  # type: ignore[arg-type]  # the two methods the stage uses
    step = Runner(BY_NAME["index"], stage).step
    for _ in range(3):
        from django.utils import timezone

        Job.objects.update(next_try_at=timezone.now())
        step()
    assert Quarantine.objects.get(stage="index").reason == "index_refused"
    assert not Job.objects.filter(stage="index").exists()
    assert len(Searcher(picky.inner).search(SearchRequest()).hits) == 1
    stage.close()


def test_the_index_away_pauses_its_stage_counts_nothing_and_catches_up(
    installation: Installation, own_elasticsearch: Elasticsearch
) -> None:
    installation.index_url = f"{own_elasticsearch.url}/rasad-away"
    consumer = Consumer(installation.runners(["parse", "story", "index", "alerts"]))
    index = next(runner for runner in consumer.runners if runner.name == "index")
    with running(consumer):
        installation.article("alef", 1, "پیش", prose(1))
        until(lambda: StageCount.objects.filter(stage="index", outcome="indexed").exists())
        own_elasticsearch.stop()
        for number in range(2, 6):
            installation.article("alef", number, f"در راه {number}", prose(number))
        until(lambda: Article.objects.count() == 5 and index.pause > 0)
        # The other stages go on: all four come as far as the index's queue, and wait there unharmed.
        until(lambda: not Job.objects.filter(stage__in=["parse", "story"]).exists())
        assert Job.objects.filter(stage="index").values("subject").distinct().count() == 4
        assert set(Job.objects.values_list("attempts", flat=True)) <= {0}
        own_elasticsearch.start()
        until(lambda: not Job.objects.filter(stage="index").exists())
    assert not Quarantine.objects.exists()
    found = open_engine(installation.index_url)
    found.refresh()
    assert Searcher(found).search(SearchRequest()).total == 5
    found.close()


def test_stopping_finishes_what_is_in_hand(installation: Installation) -> None:
    for number in range(30):
        installation.article("alef", number, f"سرخط {number}", prose(number, 40))
    consumer = Consumer(installation.runners(["parse"]))
    with running(consumer):
        until(lambda: Article.objects.exists())
    held = Job.objects.exclude(lease_owner="").filter(stage="parse")
    assert not held.exists()
    installation.run("parse")
    assert Article.objects.count() == 30


def test_a_runner_that_stumbles_is_paused_and_tried_again(db: None) -> None:
    calls: list[int] = []

    class Stumbling(CoverageStage):
        """Finds the disk full at first."""

        def run_once(self, limit: int) -> int:
            """Take nothing."""
            calls.append(limit)
            if len(calls) == 1:
                raise OSError("disk full")
            return 0

    consumer = Consumer([Runner(BY_NAME["coverage"], Stumbling())])
    with running(consumer):
        until(lambda: len(calls) >= 2)

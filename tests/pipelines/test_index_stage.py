"""Whose fault it is when an article cannot be indexed, and what health says meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pipelines.consumer import Consumer
from rasad.archive.jobs.queues import MAX_ATTEMPTS
from rasad.archive.models import Article, Job, Quarantine
from rasad.operation.health.rules import problems_of
from rasad.search.engines import open_engine
from rasad.search.service import Searcher
from tests.operation.health.test_health import calm
from tests.pipelines.installation import Installation, prose
from tests.search.engines.poison import break_tantivy_over
from tests.services.small_disk import SmallDisk
from tests.services.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_full_disk_pauses_the_stage_blames_no_article_and_is_over_when_there_is_room(
    installation: Installation, small_disk: SmallDisk
) -> None:
    installation.index_url = f"tantivy:{small_disk.folder / 'index'}"
    for number in range(1, 13):
        installation.article("alef", number, f"سرخط {number}", prose(number, 900))
    installation.run("parse", "story")
    consumer = Consumer(installation.runners(["index"]))
    (runner,) = consumer.runners
    small_disk.fill()
    try:
        for _ in range(6):
            assert consumer._step(runner) == 0
        alive = {"kind": "consume", "alive": True, "detail": consumer.state()}
        (problem,) = problems_of(calm(processes=[*calm()["processes"], alive]))
        assert (problem.code, problem.subject) == ("stage_paused", "index")
        assert runner.trouble
        assert runner.trouble in problem.text
    finally:
        small_disk.free()
    assert set(Job.objects.values_list("attempts", flat=True)) == {0}

    def is_cleared() -> bool:
        """A writer that died on the full disk may still be letting go of its lock at the first step."""
        consumer._step(runner)
        return not Job.objects.filter(stage="index").exists()

    until(is_cleared)
    runner.stage.close()
    assert not Quarantine.objects.exists()
    index = open_engine(installation.index_url)
    assert Searcher(index).count(None) == Article.objects.count() == 12
    index.close()


def test_an_article_that_breaks_the_index_goes_to_quarantine_and_the_rest_is_indexed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 8):
        installation.article("alef", number, f"سرخط {number}", prose(number))
    installation.run("parse", "story")
    poison = installation.only("سرخط 3").id
    break_tantivy_over({poison}, monkeypatch)
    consumer = Consumer(installation.runners(["index"]))
    (runner,) = consumer.runners
    for attempts in range(1, MAX_ATTEMPTS):
        assert consumer._step(runner) > 0
        assert list(Job.objects.filter(stage="index").values_list("subject", "attempts")) == [
            (poison, attempts)
        ]
        Job.objects.update(next_try_at=timezone.now())
    assert consumer._step(runner) > 0
    runner.stage.close()
    (row,) = Quarantine.objects.values_list("stage", "subject", "reason", "attempts")
    assert row == ("index", poison, "index_refused", MAX_ATTEMPTS)
    index = open_engine(installation.index_url)
    assert Searcher(index).count(None) == 6
    index.close()

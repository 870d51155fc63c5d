"""The table of stages: it names them all, and says truly what each gives work to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest

from pipelines.effects import Effects
from pipelines.stage import JobStage
from pipelines.topology import BY_NAME, STAGES
from rasad.archive.jobs import queues
from rasad.archive.models import Job
from rasad.desk.models import AlertRule, Delivery, Target
from tests.pipelines.installation import Installation, prose


def test_every_queue_of_jobs_has_its_stage_and_delivery_is_one_more() -> None:
    assert [stage.name for stage in STAGES] == [*Job.Stage.values, "deliver"]


def test_work_flows_down_the_table() -> None:
    order = list(BY_NAME)
    for stage in STAGES:
        assert all(order.index(name) > order.index(stage.name) for name in stage.gives), stage.name
        assert stage.limit > 0
        assert stage.reason


def test_a_stage_gives_work_to_those_that_the_table_names(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    running = ""

    def enqueue(self: Effects, stage: str, orders: Mapping[str, int]) -> None:
        given[running].add(stage)
        queues.enqueue(stage, orders, orders=orders.values())

    monkeypatch.setattr(Effects, "enqueue", enqueue)
    rule = AlertRule.objects.create(name="همه", query="title:سرخط")
    rule.channels.add(Target.objects.create(name="میز", kind="mail", address="desk@city.example"))
    runners = installation.runners(["parse", "story", "index", "alerts", "coverage"])
    for round_ in range(3):
        installation.article("alef", 1, "سرخط", prose(1))
        installation.article("be", 1, "سرخط دیگر", prose(1))
        installation.article("be", 2, "سرخط", prose(2), **({"status": 404} if round_ == 2 else {}))
        for runner in runners:
            running = runner.name
            assert isinstance(runner.stage, JobStage)
            while runner.step():
                pass
    for runner in runners:
        runner.stage.close()
    if Delivery.objects.exists():
        given["alerts"].add("deliver")
    assert given == {name: set(stage.gives) for name, stage in BY_NAME.items() if stage.gives}

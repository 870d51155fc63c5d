"""Evidence outranks statements: what was crawled is never replaced by what somebody says of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from pipelines.reprocess import reprocess
from rasad.archive.jobs.queues import enqueue
from rasad.archive.models import Alias, Article, Capture, Job, StageCount, Submission
from rasad.desk.audit.actor import Actor
from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.exports import as_jsonl, every_id, rows
from rasad.desk.transfer.imports import read, take_in
from tests.pipelines.installation import START, Installation, page, prose

URL = "http://alef.example/news/1/slug"
STAGES = ("parse", "story")


def say(**fields: Any) -> None:
    """Import an item over the address of the crawled one."""
    entry = {"url": URL, "outlet": "alef", "title": "سرخط دروغین", "body": prose(9)} | fields
    list(take_in(read([json.dumps(entry, ensure_ascii=False)]), Actor("سارا")))


def standing() -> dict[str, Any]:
    return dict(Article.objects.values().get())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "removed"},
        {"published": "2020-01-01T00:00:00+03:30", "author": "کسی", "tags": ["تازه"], "kind": "post"},
        {"fetched": (START + timedelta(days=3)).isoformat()},
        {"fetched": "2019-01-01T00:00:00+03:30"},
    ],
)
def test_an_import_over_a_crawled_article_changes_nothing_of_it(
    installation: Installation, fields: dict[str, Any]
) -> None:
    capture = installation.article("alef", 1, "سرخط", prose(1))
    installation.run(*STAGES)
    before, aliases = standing(), Alias.objects.count()
    say(**fields)
    installation.run(*STAGES)
    assert standing() == before
    assert before["capture_id"] == capture.id
    assert Alias.objects.count() == aliases
    assert Article.objects.get().versions.count() == 1
    statement = Article.objects.get().statements.get()
    assert (statement.by, statement.payload["title"]) == ("سارا", "سرخط دروغین")
    assert StageCount.objects.get(stage="parse", outcome="stated").count == 1


def test_handling_a_statement_again_counts_and_changes_nothing_more(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run(*STAGES)
    say()
    installation.run(*STAGES)
    before = standing()
    reprocess()
    installation.run(*STAGES)
    assert standing() == before
    assert Article.objects.get().statements.count() == 1


def test_a_removed_page_is_not_brought_back_by_an_import(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.article("alef", 1, "", "", status=404)
    installation.run(*STAGES)
    say()
    installation.run(*STAGES)
    assert (standing()["status"], standing()["title"]) == ("removed", "سرخط")


def test_an_import_over_an_imported_item_still_replaces_it(installation: Installation) -> None:
    say(title="نخست", fetched="2026-11-19T00:00:00+03:30")
    say(title="دوم", fetched="2026-11-20T00:00:00+03:30")
    installation.run(*STAGES)
    article = Article.objects.get()
    assert (article.title, article.capture_id, article.versions.count()) == ("دوم", None, 2)
    assert not article.statements.exists()


@pytest.mark.parametrize("fetched", ["2019-01-01T00:00:00+03:30", (START + timedelta(days=3)).isoformat()])
@pytest.mark.parametrize("title", ["سرخط", "سرخط دروغین"])
def test_the_first_capture_of_an_imported_item_takes_its_place(
    installation: Installation, fetched: str, title: str
) -> None:
    """Whatever time the import claimed: the page says what stood."""
    say(title=title, body=prose(1) if title == "سرخط" else prose(9), fetched=fetched, status="removed")
    installation.run(*STAGES)
    capture = installation.article("alef", 1, "سرخط", prose(1))
    installation.run(*STAGES)
    article = Article.objects.get()
    assert (article.title, article.body, article.capture_id) == ("سرخط", prose(1), capture.id)
    assert article.status == "live", "the outlet changed nothing"
    assert article.last_capture == capture.fetched_at
    installation.article("alef", 1, "سرخط نو", prose(1))
    installation.run(*STAGES)
    assert (standing()["title"], standing()["status"]) == ("سرخط نو", "edited")
    before = standing()
    reprocess()
    installation.run(*STAGES)
    assert standing() == before


def test_what_an_older_import_replaced_comes_back_when_the_capture_is_read_again(
    installation: Installation,
) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run(*STAGES)
    say()
    submission = Submission.objects.get()
    article = Article.objects.get()
    article.versions.create(
        number=2, at=submission.created_at, change="edited", url=URL, title="سرخط دروغین", body=prose(9),
        text_hash="0", submission=submission,
    )  # fmt: skip
    Article.objects.update(
        title="سرخط دروغین", body=prose(9), capture=None, submission=submission, status="edited"
    )
    Job.objects.all().delete()
    enqueue(Job.Stage.PARSE, str(Capture.objects.get().id))
    installation.run(*STAGES)
    found = Article.objects.get()
    assert (found.title, found.capture_id, found.status) == ("سرخط", Capture.objects.get().id, "live")


def test_statements_leave_with_an_export(installation: Installation) -> None:
    installation.capture("alef", URL, page("سرخط", prose(1)))
    installation.run(*STAGES)
    say(status="removed")
    installation.run(*STAGES)
    [out] = [json.loads(line) for line in as_jsonl(CountedRows(rows(every_id())))]
    [statement] = out["statements"]
    assert (statement["by"], statement["title"], statement["status"]) == ("سارا", "سرخط دروغین", "removed")
    assert statement["at"]
    assert set(statement["differs"]) >= {"title", "body", "status"}

"""An item that a person enters passes the stages of any page, and its files are evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from rasad.archive.models import Job, Submission, SubmittedFile
from rasad.archive.warc import WarcStore
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.models import AuditEntry
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.submissions.acts import enter
from rasad.desk.submissions.files import LARGEST, HandedFile
from settings.env import env

PNG = b"\x89PNG\r\n\x1a\n" + b"shot" * 100
CONSOLE = Actor("sara", via="console")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own."""
    monkeypatch.setenv("RASAD_DATA", str(tmp_path))
    env.cache_clear()
    yield tmp_path
    env.cache_clear()


def test_a_link_with_a_screenshot_is_kept_with_its_digest_and_asked_to_be_parsed(data: Path) -> None:
    entry = {
        "url": "https://x.com/shahr_news/status/17",
        "text": "پل تازه گشایش یافت\nجزئیات",
        "published": "۱۴۰۵/۰۹/۰۹ ۱۴:۳۰",
    }
    done = enter(CONSOLE, entry, [HandedFile("../صفحه\u202e.png", PNG)])
    row = done.submission
    assert done.new
    assert (row.outlet.name, row.source, row.by) == ("ایکس (توییتر) @shahr_news", "manual", "sara")
    assert (row.payload["title"], row.payload["kind"]) == ("پل تازه گشایش یافت", "post")
    assert datetime.fromisoformat(row.payload["published"]).isoformat() == "2026-11-30T11:00:00+00:00"
    file = SubmittedFile.objects.get()
    assert (file.name, file.content_type, file.size) == ("..صفحه.png", "image/png", len(PNG))
    assert file.sha256 == hashlib.sha256(PNG).hexdigest()
    assert WarcStore(data / "warc").read(file.warc, file.offset).body == PNG
    assert Job.objects.get(stage="parse").subject == f"s:{row.pk}"
    assert AuditEntry.objects.filter(action="submission.enter").count() == 1


def test_the_same_entry_twice_is_one(data: Path) -> None:
    entry = {"platform": "radio", "outlet": "رادیو تهران", "text": "گزارشی از ترافیک صبح امروز"}
    first, second = (enter(CONSOLE, entry, [HandedFile("a.png", PNG)]) for _ in range(2))
    assert (first.new, second.new, Submission.objects.count()) == (True, False, 1)
    assert first.submission.url.startswith(f"{env().base_url}/submissions/"), "it has no address of its own"
    assert len(list((data / "warc").iterdir())) == 1


@pytest.mark.parametrize(
    ("entry", "files", "field"),
    [
        ({}, [], "text"),
        ({"url": "https://instagram.com/p/abc"}, [], "outlet"),
        ({"url": "https://instagram.com/shahr/p/abc"}, [], "text"),
        ({"url": "javascript:alert(1)", "outlet": "x", "text": "متن این خبر"}, [], "url"),
        ({"outlet": "x", "text": "متن این خبر", "published": "روزی"}, [], "published"),
        ({"outlet": "x", "text": "متن این خبر", "published": "۱۴۹۰/۰۱/۰۱"}, [], "published"),
        ({"outlet": "x", "text": "متن این خبر", "platform": "fax"}, [], "platform"),
        ({"outlet": "x", "text": "متن این خبر"}, [HandedFile("a.png", b"<html><script>")], "files"),
        ({"outlet": "x", "text": "متن این خبر"}, [HandedFile("a.png", PNG + bytes(LARGEST))], "files"),
        ({"outlet": "x", "text": "متن این خبر"}, [HandedFile("a.png", PNG)] * 6, "files"),
    ],
)
def test_what_cannot_be_kept_names_its_field_and_changes_nothing(
    data: Path, entry: dict[str, str], files: list[HandedFile], field: str
) -> None:
    with pytest.raises(InvalidValueError) as refused:
        enter(CONSOLE, entry, files)
    assert refused.value.field == field
    assert not Submission.objects.exists()
    assert not (data / "warc").exists()


def test_a_person_without_the_right_enters_nothing() -> None:
    with pytest.raises(NotAllowedError):
        enter(Actor("guest"), {"outlet": "x", "text": "متن این خبر"})

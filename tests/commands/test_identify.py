"""`manage.py identify`: owner, key and canonical address of any line, with and without records."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from rasad.archive.identity import article_id, url_hash
from rasad.archive.models import Alias, Article, Outlet
from settings.env import ROOT, env

ENTRIES = """
- {outlet: alef, name: الف, kind: agency, home: "https://www.alef.example/", family: nastooh}
- {outlet: be, kind: site, home: "https://be.example/"}
"""
FIELDS = ["url", "outlet", "key", "canonical", "known"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "all.yaml").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.setenv("RASAD_OUTLETS", str(tmp_path / "outlets"))
    env.cache_clear()
    return tmp_path


def run(*words: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("identify", *words, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def process(folder: Path, *words: str, lines: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    own = {**os.environ, "RASAD_DATA": str(folder / "none"), "DATABASE_URL": "", **more}
    command = [sys.executable, str(ROOT / "manage.py"), "identify", *words]
    return subprocess.run(command, env=own, input=lines, capture_output=True, check=False)


def test_an_address_has_owner_key_and_canonical_spelling(folder: Path, db: None) -> None:
    found = run(
        "http://m.alef.example/photo/12345/یک?utm_source=x",
        "https://www.be.example/a-b-c/",
        "https://c.example/1",
    )
    assert [list(one) for one in found] == [FIELDS] * 3
    assert [(one["outlet"], one["key"]) for one in found] == [
        ("alef", "12345"),
        ("be", "https://be.example/a-b-c"),
        (None, None),
    ]
    assert found[0]["canonical"] == "http://m.alef.example/photo/12345/%DB%8C%DA%A9"
    assert [one["known"] for one in found] == [False, False, False]


def test_what_the_records_hold_is_known_by_number_and_by_any_alias(folder: Path, db: None) -> None:
    Outlet.objects.create(key="alef", name="الف", kind="agency")
    now = timezone.now()
    Article.objects.create(
        id=article_id("alef", "12345"), arrival=1, outlet_id="alef", item_key="12345", title="ت",
        text_hash="h", url="https://alef.example/news/12345/x", at=now, first_capture=now, last_capture=now,
    )  # fmt: skip
    short = "https://sh.example/xcY"
    Alias.objects.create(key=url_hash(short), url=short, article_id=article_id("alef", "12345"))
    found = run("https://alef.example/news/12345/دیگر", short)
    assert [(one["outlet"], one["key"], one["known"]) for one in found] == [("alef", "12345", True)] * 2


def test_a_line_that_is_no_address_gets_an_answer_and_the_others_theirs(folder: Path, db: None) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of the lines"):
        call_command("identify", "alef", "https://alef.example/news/12345", "--json", stdout=out)
    wrong, right = map(json.loads, out.getvalue().splitlines())
    assert "not an http(s) address" in wrong["error"]
    assert wrong["outlet"] is None
    assert right["key"] == "12345"


def test_without_a_database_known_is_null_and_none_is_made(folder: Path) -> None:
    lines = "\ufeffhttps://alef.example/news/12345\n\n  https://be.example/x  \n".encode()
    done = process(folder, "-", "--json", lines=lines)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [(one["outlet"], one["known"]) for one in found] == [("alef", None), ("be", None)]
    assert not (folder / "none" / "rasad.sqlite3").exists()


def test_bytes_that_are_no_text_and_a_reader_that_leaves_end_without_a_traceback(folder: Path) -> None:
    done = process(folder, "-", lines=b"\xff\xfe\x00\nhttps://alef.example/news/12345\n")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"alef\t12345" in done.stdout
    identify = f"{sys.executable} {ROOT / 'manage.py'} identify - --json"
    words = f"yes https://alef.example/news/1234 | head -50000 | {identify} | head -1"
    own = {**os.environ, "RASAD_DATA": str(folder / "none"), "DATABASE_URL": ""}
    left = subprocess.run(["bash", "-c", words], env=own, capture_output=True, check=False)
    assert left.returncode == 0
    assert left.stderr == b""
    assert json.loads(left.stdout)["key"] == "1234"

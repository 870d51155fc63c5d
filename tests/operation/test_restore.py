"""The restore of `docs/operation.md`, command by command in its order."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from settings.env import ROOT
from tests.services import migrated

DOC = (ROOT / "docs" / "operation.md").read_text("utf-8")
FILL = """
import sys
from pathlib import Path
import django
django.setup()
from tests.operation.verification.test_verify import keep
keep(Path(sys.argv[1]) / "warc", b"<h1>not here</h1>", b"", status=404)
keep(Path(sys.argv[1]) / "warc", "<h1>خبر</h1>".encode(), None, number=2)
"""


def run(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"RASAD_DATA": str(data), "DJANGO_SETTINGS_MODULE": "settings.django"}
    environment["RASAD_ALLOW_NETS"] = "127.0.0.0/8"  # as the demo and every test: else root is refused
    environment.pop("DATABASE_URL", None)
    environment.pop("INDEX_URL", None)
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def commands() -> list[list[str]]:
    """The commands of the restore as the page has them."""
    block = re.search(r"^Restore: .*?```sh\n(.*?)```", DOC, re.MULTILINE | re.DOTALL)
    assert block is not None
    found = [shlex.split(line, comments=True) for line in block[1].splitlines()]
    assert all(words[:2] == [".venv/bin/python", "manage.py"] for words in found)
    return [[sys.executable, *words[1:]] for words in found]


@pytest.mark.sqlite_only
def test_the_documented_restore_succeeds_in_its_order(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    lines = tmp_path / "in.jsonl"
    entry = {"url": "http://a.example/1", "outlet": "a", "title": "سرخط", "body": "متن خبر"}
    lines.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    migrated.copy_file(data / "rasad.sqlite3")
    for words in (["import", str(lines)], ["consume", "--until-empty"]):
        done = run(data, sys.executable, "manage.py", *words)
        assert done.returncode == 0, done.stderr[-2000:]
    filled = run(data, sys.executable, "-c", FILL, str(data))
    assert filled.returncode == 0, filled.stderr[-2000:]

    backup.mkdir()
    with sqlite3.connect(data / "rasad.sqlite3") as old, sqlite3.connect(backup / "rasad.sqlite3") as new:
        old.backup(new)
    shutil.copytree(data / "warc", backup / "warc")
    for key in data.glob("*.key"):
        shutil.copy(key, backup)

    shutil.copytree(backup, tmp_path / "restored")
    said = ""
    for command in commands():
        done = run(tmp_path / "restored", *command)
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        said = done.stdout
    assert re.search(r"^documents +1$", said, re.MULTILINE), said

"""Every example of docs/api.md, run against a served desk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from settings.env import ROOT
from tests.search_api.served_desk import ServedDesk

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def surroundings(served_desk: ServedDesk) -> dict[str, str]:
    return {
        "RASAD": served_desk.address,
        "TOKEN": served_desk.token,
        "PATH": os.environ["PATH"],
        "PYTHONUTF8": "1",
    }


@pytest.mark.parametrize("example", SHELL, ids=lambda text: text.split("$RASAD", 1)[1].split('"', 1)[0])
def test_shell_examples(example: str, surroundings: dict[str, str]) -> None:
    command = example.replace("curl ", 'curl -sS -w "\\n%{http_code}" ', 1)
    done = subprocess.run(["sh", "-c", command], env=surroundings, capture_output=True, text=True, check=True)
    body, _, status = done.stdout.rpartition("\n")
    wrong_on_purpose = "(اتوبوس" in example
    assert status == ("400" if wrong_on_purpose else status)
    assert status in ("200", "201", "400")
    first = json.loads(body.splitlines()[0])
    assert (first.get("position") == 5) if wrong_on_purpose else status != "400", body


@pytest.mark.parametrize("example", PYTHON)
def test_python_examples(example: str, surroundings: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example], env=surroundings, capture_output=True, text=True, check=True
    )
    found, total = done.stdout.split()
    assert int(found) == int(total) > 0

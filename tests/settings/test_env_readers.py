"""Who reads the environment, and which of its variables are explained."""

from __future__ import annotations

import re

from settings.env import ELSEWHERE, ROOT, variables
from tests.operation.test_house import tracked

READS = re.compile(r"\bos\.environ(\.get\(|\[)|\bgetenv\b")
#: Our names in `settings.scrapy`: no variables.
SCRAPY_SETTINGS = {"RASAD_BROWSER", "RASAD_NO_BROWSER"}
NAMES = re.compile(r"\bRASAD_[A-Z]+(?:_[A-Z]+)*\b")


def test_every_variable_of_ours_is_explained() -> None:
    text = (ROOT / "docs" / "operation.md").read_text("utf-8")
    names: set[str] = set()
    for path in tracked("*.py", "*.sh", "Makefile", "deploy/*"):
        if not path.is_relative_to(ROOT / "tests"):
            names |= set(NAMES.findall(path.read_text("utf-8")))
    assert {name for name in names if f"`{name}`" not in text} <= SCRAPY_SETTINGS
    assert {name for name in (*variables(), *ELSEWHERE) if f"`{name}`" not in text} == set()


def test_nobody_reads_the_environment_but_who_says_so() -> None:
    rooms = ("settings", "rasad", "pipelines", "crawler", "search_api")
    readers = {
        str(path.relative_to(ROOT))
        for path in tracked(*(f"{room}/*.py" for room in rooms))
        if READS.search(path.read_text("utf-8"))
    }
    assert readers <= {
        "rasad/persian/lexicon/lexicon.py",  # RASAD_LEXICON
        "rasad/archive/jobs/lease_holders.py",  # RASAD_PARENT
        "rasad/operation/processes/child_process.py",  # hands PYTHONPATH on
        "search_api/server.py",  # names itself to its workers
        "crawler/handlers/browser.py",  # hands PATH and HOME on to Chromium
    }

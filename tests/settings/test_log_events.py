"""What happened has one form of name in the logs, as `part_died`, so that a filter finds it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from settings.env import ROOT
from tests.operation.test_house import tracked

ROOMS = ("rasad", "crawler", "pipelines", "search_api", "commands", "settings")
LOGGERS = {"log", "_log", "logger"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
NAME = re.compile(r"[a-z]+(_[a-z]+)+")
#: Its event comes from APScheduler's code, by a table of names in the module.
BY_TABLE = {"crawler/timetable.py"}


def events(path: Path) -> list[str]:
    """The first argument of each call of a logger, as it is written; "" where it is no plain text."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        if (
            node.func.attr in LEVELS
            and isinstance(owner, ast.Name)
            and owner.id.strip("_") in ("log", "logger")
        ):
            first = node.args[0] if node.args else None
            found.append(str(first.value) if isinstance(first, ast.Constant) else "")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_events_are_named_in_one_form(room: str) -> None:
    wrong = []
    for path in tracked(f"{room}/*.py"):
        name = str(path.relative_to(ROOT))
        for event in events(path):
            if not NAME.fullmatch(event) and not (name in BY_TABLE and not event):
                wrong.append(f"{name}: {event}")
    assert wrong == []

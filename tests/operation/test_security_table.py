"""The table of security requirements names tests that exist, and says of every line where it stands."""

from __future__ import annotations

import re

import pytest

from settings.env import ROOT

TABLE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$", TABLE, re.MULTILINE)
TEST = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")


def test_each_requirement_stands_once() -> None:
    numbers = [number for number, *_ in ROWS]
    assert len(numbers) > 50
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(("number", "what", "held"), ROWS, ids=[number for number, *_ in ROWS])
def test_each_line_names_a_test_that_exists_or_is_not_met(number: str, what: str, held: str) -> None:
    named = TEST.findall(held)
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), (path, name)
    assert named or held.startswith("not met"), (number, what)

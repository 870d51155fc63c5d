"""Requests are counted over every process of the machine, and a minute is a minute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search_api.accounts.rate_counter import taken
from settings.env import ROOT

ASK = """
import sys, time
from pathlib import Path
from search_api.accounts.rate_counter import taken
print(sum(not taken(Path(sys.argv[1]), 50, time.time()).wait for _ in range(40)))
"""


def test_all_processes_count_together(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path / "read-1")]
    asking = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    let_in = [int(one.communicate(timeout=60)[0]) for one in asking]
    assert sum(let_in) == 50


def test_the_oldest_request_of_the_last_minute_says_how_long_to_wait(tmp_path: Path) -> None:
    file = tmp_path / "read-1"
    assert [taken(file, 3, at).wait for at in (1_000.0, 1_010.0, 1_020.0)] == [0, 0, 0]
    assert taken(file, 3, 1_030.0).wait == pytest.approx(30)
    assert taken(file, 3, 1_060.0).wait == 0, "a request that was refused does not count"
    assert taken(file, 3, 1_061.0).wait == pytest.approx(9)


def test_how_many_more_are_let_in_is_told(tmp_path: Path) -> None:
    file = tmp_path / "read-1"
    turns = [taken(file, 3, at) for at in (1_000.0, 1_010.0, 1_020.0, 1_030.0)]
    assert [(turn.left, turn.reset) for turn in turns] == [(2, 60), (1, 50), (0, 40), (0, 30)]


def test_a_clock_set_back_and_a_torn_file_keep_nobody_out(tmp_path: Path) -> None:
    file = tmp_path / "read-1"
    assert taken(file, 1, 9_000.0).wait == 0
    assert taken(file, 1, 1_000.0).wait == 0
    file.write_bytes(file.read_bytes()[:5])
    assert taken(file, 1, 1_001.0).wait == 0
    assert taken(file, 1, 1_002.0).wait > 0

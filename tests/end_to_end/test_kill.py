"""`kill -9` of everything at random moments: nothing lost, nothing doubled, all evidence readable."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from demo.servers.mailbox import PostOffice
from tests.end_to_end.demo_run import KEYS, once
from tests.end_to_end.replay import replayed

pytestmark = pytest.mark.proof


@pytest.mark.usefixtures("chromium_path")
@pytest.mark.timeout(1500)
def test_killed_and_started_again(tmp_path: Path, proof_full: bool) -> None:
    kills = 10 if proof_full else 4
    folder = tmp_path / "run"
    run = once(folder, "--seed", "21", "--kills", str(kills), "--timeout", "900", seconds=1000)
    assert run.code == 0, run.explain()
    assert run.figures["kills"] == kills
    assert run.figures.keys() >= KEYS
    assert (run.figures["lost"], run.figures["doubled"], run.figures["unexpected"]) == (0, 0, 0), (
        run.explain()
    )
    assert run.figures["story_f1"] >= 0.97
    assert run.figures["indexed"] == run.figures["stored"] > 300
    received = PostOffice(0, 0, folder / "city" / "received.jsonl").received()
    keys = Counter((message["channel"], message["key"]) for message in received)
    assert len(keys) == run.figures["delivered"]
    assert max(keys.values()) <= 1 + kills  # a message may be sent again only by a process that was killed
    files = sorted((folder / "warc").rglob("*.warc*"))
    assert files
    for file in files:
        checked = subprocess.run(
            [Path(sys.executable).parent / "warcio", "check", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert checked.returncode == 0, f"{file.name}: {checked.stdout}{checked.stderr}"
    pages, failures = replayed(folder, tmp_path / "pywb")
    assert pages > 100
    assert failures == []

"""Starts `manage.py demo --once` as anybody would, in a process and a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from settings.env import ROOT

RUN_SECONDS = 900.0  # a run takes one to two minutes; only one that fails takes longer
#: What a run says, at least.
KEYS = {
    "published", "fetched", "stored", "indexed", "stories", "story_f1", "matches", "delivered", "quarantined",
    "lost", "doubled", "wrong_date", "seconds",
}  # fmt: skip
OURS = ("RASAD_", "DATABASE_URL", "INDEX_", "SMTP_URL", "DJANGO_")


def outside() -> dict[str, str]:
    """The environment of a person's terminal: nothing of the tests' own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


@dataclass(frozen=True, slots=True)
class Run:
    """What one run said; `figures` is its JSON object, empty where it printed none."""

    code: int
    figures: dict[str, Any]
    errors: str

    def explain(self) -> str:
        """Everything a person needs to see why it failed."""
        return f"exit {self.code}\n{json.dumps(self.figures, ensure_ascii=False)}\n{self.errors[-6000:]}"


def start_once(folder: Path, *words: str, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the command; `finish` waits for it."""
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "demo",
        "--once",
        "--json",
        "--data",
        str(folder),
        *words,
    ]
    return subprocess.Popen(
        command, cwd=ROOT, env={**outside(), **(environment or {})}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str], seconds: float = RUN_SECONDS) -> Run:
    """Wait and read what it said; a run over its time is ended and counts as failed."""
    try:
        out, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
        out, errors = process.communicate(timeout=60)
        return Run(124, {}, f"over {seconds} s\n{errors}")
    line = out.strip().splitlines()[-1] if out.strip() else ""
    return Run(process.returncode, json.loads(line) if line.startswith("{") else {}, errors)


def once(
    folder: Path, *words: str, seconds: float = RUN_SECONDS, environment: dict[str, str] | None = None
) -> Run:
    """One whole run."""
    return finish(start_once(folder, *words, environment=environment), seconds)

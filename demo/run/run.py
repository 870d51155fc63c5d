"""One demo run: the city, its post office, the whole system under `up`, and the score at the end.

The system runs in processes of its own and learns of the city only what a real city would tell
it: host names, outlet definitions, units. The truth is read here, after the run.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demo.handle import Demo, running
from demo.run.folder import DemoError, RunFolder
from demo.run.process import System
from demo.run.report import doubled_messages, judge
from demo.run.score import Score
from demo.run.verified import archive_flaws
from demo.run.wait import wait_until_settled
from demo.servers.mailbox import PostOffice
from rasad.operation.processes.child_process import ChildProcess, manage

#: From SIGTERM to SIGKILL of `up`, which gives its parts less.
END_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What kind of run: see `manage.py demo --help`."""

    seed: int
    web_port: int
    index: str
    kills: int = 0
    timeout: float = 600.0


@contextmanager
def city(folder: RunFolder, *, seed: int, items: int, endless: bool, lead: float = 0.0) -> Iterator[Demo]:
    """Serve the city until the block ends.

    The city's birth, `lead` seconds from now, is kept in the folder, so that a second run meets the
    same city, older.
    """
    born = folder.city / "born"
    if not born.exists():
        birth = datetime.now(UTC) + timedelta(seconds=lead)
        born.write_text(birth.isoformat(timespec="seconds"), encoding="ascii")
    opened = datetime.fromisoformat(born.read_text(encoding="ascii").strip())
    with running(seed=seed, dir=folder.city, items=items, now=opened, endless=endless) as demo:
        yield demo


def run_live(web_port: int) -> None:
    """The system for a person, until Ctrl-C: the supervisor speaks for itself on this terminal."""
    system = ChildProcess("up", manage("up", "--port", str(web_port), checks=True), own_group=False)
    system.start()
    try:
        if system.process is not None:
            system.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        system.end(END_SECONDS)


def run_once(
    folder: RunFolder, plan: RunPlan, city: Demo, post: PostOffice, say: Callable[[str], None]
) -> tuple[Score, dict[str, Any]]:
    """One run without a person: until all is out and settled, or the time is over; score and figures.

    The figures are kept in `result.json`, too. Raises `DemoError` where the system ended by itself.
    """
    began, clock = datetime.now(UTC), time.monotonic()
    up = manage("up", "--port", str(plan.web_port), "--logs", "terminal", checks=True)
    system = System(ChildProcess("up", up), folder.logs)
    system.plan_kills(plan.kills, seed=plan.seed)
    try:
        while (system.condemned or not city.clock["finished"]) and system.sample():
            if time.monotonic() - clock > plan.timeout:
                break
            time.sleep(0.1)
        out = datetime.now(UTC)
        left = wait_until_settled(
            out,
            timeout=plan.timeout - (time.monotonic() - clock),
            alive=system.sample,
            say=lambda text: say(f"waiting: {text}"),
        )
        ended, seconds = datetime.now(UTC), time.monotonic() - clock
        if not system.sample():
            raise DemoError(f"`up` ended by itself: see {folder.logs / 'up.log'}")
    finally:
        system.end(END_SECONDS)
    found, figures = judge(city.truth(), began, ended, kills=system.kills)
    flaws = archive_flaws(folder.folder)
    found.flaws = len(flaws)
    found.failures += flaws
    figures |= {
        "flaws": found.flaws,
        "delivered_twice": doubled_messages(post.received()),
        "not_settled": left,
        "seconds": round(seconds, 1),
        "city_seconds": round((out - began).total_seconds(), 1),
        "seed": plan.seed,
        "index": plan.index.split(":", 1)[0],
        "kills": system.kills,
        "memory_mb": system.usage.peaks(),
        "cpu_seconds": system.usage.seconds(),
    }
    _keep(folder.folder / "result.json", {**figures, "failures": found.failures})
    return found, figures


def _keep(path: Path, result: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8"
    ) as file:
        json.dump(result, file, ensure_ascii=False, indent=1)
    Path(file.name).replace(path)

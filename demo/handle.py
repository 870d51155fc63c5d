"""The city from Python: a subprocess with a handle on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Demo:
    """A running city. `dir` holds its files, `port` is where every host is served."""

    dir: Path
    port: int
    control: str
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """The loopback address; name the outlet in the Host header."""
        return f"http://127.0.0.1:{self.port}"

    def truth(self) -> list[dict[str, Any]]:
        """All rows of the truth file."""
        return [json.loads(line) for line in (self.dir / "truth.jsonl").read_text("utf-8").splitlines()]

    def fault(
        self, outlet: str, kind: str, *, count: int | None = None, seconds: float | None = None, **args: Any
    ) -> None:
        """Switch a fault on; it ends after `count` requests, `seconds`, or `clear`."""
        self.call("/faults", {"outlet": outlet, "kind": kind, "count": count, "seconds": seconds, **args})

    def clear(self, outlet: str | None = None) -> None:
        """End one outlet's fault, or all."""
        self.call("/faults/clear", {"outlet": outlet})

    def counters(self) -> dict[str, Any]:
        """Requests by host, path and status; concurrency, gaps, canary."""
        found: dict[str, Any] = self.call("/counters")
        return found

    @property
    def clock(self) -> dict[str, Any]:
        """City time, and how much is published."""
        found: dict[str, Any] = self.call("/clock")
        return found

    def now(self) -> datetime:
        """City time."""
        return datetime.fromisoformat(self.clock["city"])

    def wait_until_all_is_out(self, timeout: float = 120.0) -> None:
        """Sleep until the fast day is over. Raises TimeoutError."""
        end = time.monotonic() + timeout
        while not self.clock["finished"]:
            if time.monotonic() > end:
                raise TimeoutError("the city has not caught up with real time")
            time.sleep(0.2)

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of the control API: GET without a body, else POST."""
        data = json.dumps(body).encode() if body is not None or path.endswith("reset") else None
        request = urllib.request.Request(self.control + path, data=data)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def running(
    *,
    seed: int = 1,
    dir: Path | None = None,
    items: int = 360,
    days: int = 6,
    speed: float = 3600.0,
    now: datetime | None = None,
    port: int = 0,
    endless: bool = False,
) -> Iterator[Demo]:
    """Serve a city while the block runs; it also ends when this process is killed."""
    with tempfile.TemporaryDirectory(prefix="rasad-city-") as scratch:
        folder = Path(dir or scratch)
        words = [sys.executable, "-m", "demo", "--serve", "--dir", str(folder), "--parent", str(os.getpid())]
        words += ["--seed", str(seed), "--items", str(items), "--days", str(days), "--speed", str(speed)]
        words += ["--port", str(port)] + (["--endless"] if endless else [])
        words += ["--now", now.isoformat()] if now else []
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            ready = json.loads(process.stdout.readline() if process.stdout else "")
            yield Demo(folder, ready["port"], ready["control"], process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()

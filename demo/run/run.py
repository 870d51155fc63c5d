"""One demo run: the city, its post office, the whole system under `up`, and the score at the end.

The system runs in processes of its own and learns of the city only what a real city would tell
it: host names, outlet definitions, units. The truth is read here, after the run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from demo.handle import Demo, running
from demo.mailbox import free_port
from rasad.archive.processes import PARENT
from settings.env import ROOT

MANAGE = str(ROOT / "manage.py")


class DemoError(Exception):
    """The run could not be made; the message says which part ended and where its log is."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run keeps everything: the system's data in `folder`, the city's side in `folder/city`."""

    folder: Path

    @property
    def city(self) -> Path:
        """The city's own files: hosts, outlet definitions, units, truth, the post office's ledger."""
        return self.folder / "city"

    @property
    def logs(self) -> Path:
        """Output of the processes of the run."""
        return self.folder / "logs"

    def environment(self, *, index_url: str, smtp_port: int, web_port: int) -> dict[str, str]:
        """What the system's processes are told; the caller's `DATABASE_URL` stays."""
        return {
            **os.environ,
            "RASAD_DATA": str(self.folder),
            "RASAD_OUTLETS": str(self.city / "outlets"),
            "RASAD_CITY": str(self.city / "city.yaml"),
            "RASAD_HOSTS": str(self.city / "hosts"),
            "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "RASAD_BASE_URL": f"http://127.0.0.1:{web_port}",
            "INDEX_URL": index_url,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "RASAD_MAIL_FROM": "rasad@city.example",
        }

    def is_prepared(self) -> bool:
        """Whether this process was started with `environment` of this place."""
        return os.environ.get("RASAD_DATA") == str(self.folder) and os.environ.get("RASAD_HOSTS") == str(
            self.city / "hosts"
        )


def restart_inside(place: RunFolder, *, index_url: str, web_port: int) -> None:
    """Start this very command again with the place's environment; does not return.

    Django has read its settings by now; a second start is simpler than changing them underneath it.
    """
    for folder in (place.folder, place.city, place.logs):
        folder.mkdir(parents=True, exist_ok=True)
    (place.city / "hosts").touch()
    surroundings = place.environment(
        index_url=index_url, smtp_port=free_port(), web_port=web_port or free_port()
    )
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, MANAGE, *sys.argv[1:]], surroundings)


def ports() -> tuple[int, int]:
    """(SMTP, web) ports that the environment of this process names."""
    smtp = urlsplit(os.environ["SMTP_URL"]).port
    web = urlsplit(os.environ["RASAD_BASE_URL"]).port
    if not smtp or not web:
        raise DemoError("SMTP_URL and RASAD_BASE_URL must name their ports in a demo")
    return smtp, web


def end(process: subprocess.Popen[Any], seconds: float = 20.0) -> None:
    """Ask a process we started to end; kill it if it has not after `seconds`."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def city(place: RunFolder, *, seed: int, items: int, endless: bool, lead: float = 0.0) -> Iterator[Demo]:
    """Serve the city until the block ends.

    The city's birth, `lead` seconds from now, is kept in the folder, so that a second run meets the
    same city, older.
    """
    born = place.city / "born"
    if not born.exists():
        birth = datetime.now(UTC) + timedelta(seconds=lead)
        born.write_text(birth.isoformat(timespec="seconds"), encoding="ascii")
    opened = datetime.fromisoformat(born.read_text(encoding="ascii").strip())
    with running(seed=seed, dir=place.city, items=items, now=opened, endless=endless) as demo:
        yield demo


def start(place: RunFolder, *words: str, log: str = "up.log") -> subprocess.Popen[Any]:
    """Start a long-lived management command that ends with us; its output goes to a log of the run."""
    with (place.logs / log).open("ab") as output:
        return _attached(*words, stdout=output, stderr=output, start_new_session=True)


def start_here(*words: str) -> subprocess.Popen[Any]:
    """Start a long-lived management command on this terminal; it ends with us."""
    return _attached(*words)


def _attached(*words: str, **more: Any) -> subprocess.Popen[Any]:
    environment = {**os.environ, PARENT: str(os.getpid())}
    command = [sys.executable, "-m", "rasad.operation.child_process", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, **more)

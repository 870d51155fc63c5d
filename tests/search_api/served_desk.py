"""A desk served by `manage.py serve` in a process of its own, over the sample records."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from settings.env import ROOT
from tests.services.waiting import PATIENCE, until


@dataclass(frozen=True)
class ServedDesk:
    """Where it listens, and a token of the editor who may enter."""

    address: str
    token: str
    server: int  # its process

    @property
    def pids(self) -> list[int]:
        """The server and its workers."""
        root = psutil.Process(self.server)
        return [root.pid, *(child.pid for child in root.children(recursive=True))]


@contextmanager
def serve_desk(folder: Path) -> Iterator[ServedDesk]:
    """Fill the folder, serve it, end the server."""
    surroundings = {
        **os.environ,
        "RASAD_DATA": str(folder),
        "INDEX_URL": "",
        "DATABASE_URL": "",
        "RASAD_ALLOW_NETS": "127.0.0.0/8",  # tests may run as root
    }
    filling = [sys.executable, "-m", "tests.search_api.fill_data_folder", str(folder)]
    done = subprocess.run(filling, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.PIPE, text=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    log = folder / "serve.log"
    with log.open("wb") as lines:
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=lines, stderr=lines)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, address + "/login", log)
        yield ServedDesk(address, done.stdout.split()[-1], server.pid)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError(f"the desk ended:\n{log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=10):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    until(answers)

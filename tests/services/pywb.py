"""pywb, the reference replayer of web archives, in an environment of its own (its pins are not ours)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import MissingPackageError
from tests.services.places import cache, free_port, locked

LOCK = Path(__file__).with_name("requirements-pywb.txt")
COLLECTION = "proof"


def prepare() -> Path:
    """The folder of pywb's commands, installed from its own lock once. Raises `MissingPackageError`."""
    stamp = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = cache() / f"pywb-{sys.version_info.major}.{sys.version_info.minor}-{stamp}"
    with locked("pywb"):
        if not (folder / "bin" / "wayback").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(folder)])
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
            _run([*pip, "-r", str(LOCK)])
    return folder / "bin"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingPackageError(
            f"pywb cannot be installed ({' '.join(command[:4])} …): {done.stderr.strip()[-800:]}"
        )


@contextmanager
def replaying(files: list[Path], folder: Path) -> Iterator[str]:
    """Index WARC files and serve them; yields the address of the collection, without a slash at its end."""
    commands = prepare()
    folder.mkdir(parents=True, exist_ok=True)
    _run_in(folder, [str(commands / "wb-manager"), "init", COLLECTION])
    _run_in(folder, [str(commands / "wb-manager"), "add", COLLECTION, *map(str, files)])
    port = free_port()
    with (folder / "wayback.log").open("wb") as log:
        process = subprocess.Popen(
            [str(commands / "wayback"), "-p", str(port), "-b", "127.0.0.1", "-t", "4"],
            cwd=folder, stdout=log, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}/{COLLECTION}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _run_in(folder: Path, command: list[str]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{command[0]} {command[1]} failed: {done.stderr[-3000:]}")


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("pywb did not start")

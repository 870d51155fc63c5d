"""A server process under its keeper: start, wait until it answers, stop."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.services import MissingPackageError
from tests.services.places import server_user

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """One running server. `stop` ends it; so does the end of this process, however it comes."""

    def __init__(self, command: list[str], folder: Path, *, signal: str = "TERM") -> None:
        self.folder = folder
        self.log = folder / "output.log"
        user = server_user()
        keeper = [sys.executable, "-m", "tests.services.keeper", "--signal", signal, "--remove", str(folder)]
        if user:
            keeper += ["--user", user]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*keeper, "--", *command],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def tail(self, lines: int = 12) -> str:
        """The end of what the server printed, without the frames of a Java traceback."""
        try:
            printed = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join([line for line in printed if not line.startswith("\tat ")][-lines:])

    def wait_for[T](self, probe: Callable[[], T | None], seconds: float) -> T:
        """The probe's first answer that is not None; else `MissingPackageError` with the log's tail."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = probe()
            if answer is not None:
                return answer
            if self.process.poll() is not None:
                raise MissingPackageError(f"the server exited with {self.process.returncode}:\n{self.tail()}")
            time.sleep(0.1)
        text = self.tail()
        self.stop()
        raise MissingPackageError(f"the server did not answer within {seconds:.0f} s:\n{text}")

    def stop(self) -> None:
        """End the server and wait for it; its folder stays."""
        self.process.terminate()
        self.process.wait(60)
        if self.process.stdin:
            self.process.stdin.close()

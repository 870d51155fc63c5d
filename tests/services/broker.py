"""Starts each shared server once a test session, when a test first asks for it.

With xdist the controller owns the servers; workers ask it over a Unix socket whose address and
key they inherit in the environment. Nothing starts that no test wants.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Lock, Thread
from typing import Protocol

from tests.services import MissingPackageError

VARIABLE = "RASAD_TEST_BROKER"


class Kept(Protocol):
    """A server that the broker ends."""

    def start(self) -> str: ...
    def remove(self) -> None: ...


class Broker:
    """The session's servers by name; `address` starts one at most once, and remembers a failure."""

    def __init__(self) -> None:
        self._lock = {name: Lock() for name in ("elasticsearch", "postgres", "chromium")}
        self._answer: dict[str, tuple[bool, str]] = {}
        self._running: list[Kept] = []
        self._folder = Path(tempfile.mkdtemp(prefix="rasad-broker-"))
        self._key = secrets.token_bytes(16)
        self._listener = Listener(str(self._folder / "s"), family="AF_UNIX", authkey=self._key)
        Thread(target=self._serve, daemon=True, name="broker").start()

    @property
    def variable(self) -> str:
        """What workers find in their environment."""
        return f"{self._key.hex()}:{self._folder / 's'}"

    def address(self, name: str) -> str:
        """The server's address. Raises `MissingPackageError` (the same answer for every test)."""
        with self._lock[name]:
            if name not in self._answer:
                try:
                    self._answer[name] = (True, self._start(name))
                except MissingPackageError as error:
                    self._answer[name] = (False, str(error))
        good, text = self._answer[name]
        if not good:
            raise MissingPackageError(text)
        return text

    def _start(self, name: str) -> str:
        if name == "chromium":
            from tests.services import chromium

            return str(chromium.prepare())
        from tests.services.elasticsearch import Elasticsearch
        from tests.services.postgres import Postgres

        server: Kept = Elasticsearch() if name == "elasticsearch" else Postgres()
        self._running.append(server)
        return server.start()

    def _serve(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            except Exception:  # a stranger without the key
                continue
            Thread(target=self._answer_one, args=(connection,), daemon=True).start()

    def _answer_one(self, connection: Connection) -> None:
        with connection:
            name = connection.recv()
            try:
                connection.send((True, self.address(name)))
            except MissingPackageError as error:
                connection.send((False, str(error)))
            except Exception as error:
                connection.send((False, f"{name} could not be started: {error!r}"))

    def close(self) -> None:
        """End every server that was started."""
        self._listener.close()
        for server in self._running:
            server.remove()
        shutil.rmtree(self._folder, ignore_errors=True)


def ask(name: str) -> str:
    """From a worker: the server's address. Raises `MissingPackageError`."""
    key, _, path = os.environ[VARIABLE].partition(":")
    with Client(path, family="AF_UNIX", authkey=bytes.fromhex(key)) as connection:
        connection.send(name)
        good, text = connection.recv()
    if not good:
        raise MissingPackageError(text)
    return str(text)

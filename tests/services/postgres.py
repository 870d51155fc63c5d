"""A real PostgreSQL in a folder of its own, with a password, on a free port of 127.0.0.1."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from deploy import packages
from tests.services import MissingPackageError
from tests.services.places import free_port, own, run_folder, server_user
from tests.services.server import Server

START_SECONDS = 60
USER = "rasad"


def prepare() -> Path:
    """The folder of PostgreSQL's programs, installed when it can be. Raises `MissingPackageError`."""
    return packages.ensure("postgresql").parent


class Postgres:
    """One cluster without fsync (its data lives as long as the test session)."""

    def __init__(self) -> None:
        self.programs = prepare()
        self.folder = run_folder("pg")
        self.password = secrets.token_hex(16)
        self.server: Server | None = None

    def start(self) -> str:
        """Make the cluster and start it; the address of its maintenance database."""
        user = server_user()
        secret = self.folder / "password"
        secret.write_text(self.password)
        own(self.folder, user)
        data = self.folder / "data"
        made = subprocess.run(
            [
                self.programs / "initdb", "-D", data, "-U", USER, "--pwfile", secret, "-A", "scram-sha-256",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            ],
            user=user, group=user, extra_groups=[] if user else None,
            cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode:
            raise MissingPackageError(f"initdb failed: {made.stderr.strip()[-400:]}")
        for attempt in range(3):
            try:
                return self._start_on(free_port(), data)
            except MissingPackageError:
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _start_on(self, port: int, data: Path) -> str:
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": 60,
            "shared_buffers": "64MB",
        }
        command = [str(self.programs / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self.server = Server(command, self.folder, signal="INT")
        url = f"postgresql://{USER}:{self.password}@127.0.0.1:{port}/postgres"
        return self.server.wait_for(lambda: url if _answers(url) else None, START_SECONDS)

    def remove(self) -> None:
        """Stop the cluster and remove its data."""
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """A new empty database on the server, dropped afterwards; its address."""
    name = f"rasad_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

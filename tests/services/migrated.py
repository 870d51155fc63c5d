"""A migrated database, made once a run; whoever needs one takes a copy."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "rasad_migrated"  # the database of PostgreSQL that is copied


def copy_file(target: Path) -> None:
    """Put a migrated SQLite database at `target`, whatever was there."""
    with _made_once("migrated.sqlite3") as template:
        if not template.exists():
            data = template.with_name("migrated")
            _migrate({"RASAD_DATA": str(data)})
            # Closed before the file is copied: closing a copy's handle would drop an open one's locks.
            with contextlib.closing(sqlite3.connect(data / "rasad.sqlite3")) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (data / "rasad.sqlite3").rename(template)
    target.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    shutil.copy(template, target)


def copy_database(server: str, name: str) -> None:
    """Make the database `name` anew on the PostgreSQL server whose maintenance database is `server`."""
    url = urlunsplit(urlsplit(server)._replace(path=f"/{TEMPLATE}"))
    with _made_once("migrated.postgres") as stamp, psycopg.connect(server, autocommit=True) as admin:
        if not stamp.exists():
            admin.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(TEMPLATE)))
            admin.execute(SQL("CREATE DATABASE {}").format(Identifier(TEMPLATE)))
            _migrate({"RASAD_DATA": str(stamp.with_name("migrated")), "DATABASE_URL": url})
            stamp.touch()
        admin.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(TEMPLATE)))


@contextlib.contextmanager
def _made_once(name: str) -> Iterator[Path]:
    """A file of this run, and the right to make it."""
    folder = Path(os.environ["RASAD_TEST_FOLDER"])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def _migrate(variables: dict[str, str]) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("RASAD_", "DATABASE_"))}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env={**own, **variables}, check=True)

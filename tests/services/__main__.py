"""`python -m tests.services prepare` installs what the tests' servers need;
`python -m tests.services with-postgres COMMAND …` runs a command with `RASAD_TEST_DATABASE_URL`
set to a PostgreSQL of its own.

Something that cannot be had is named with its remedy: in CI that fails, elsewhere the tests
that need it are reported as not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from deploy import packages
from tests.services import MissingPackageError, chromium, elasticsearch, postgres
from tests.services.fixtures import in_ci
from tests.services.postgres import Postgres

PREPARE: dict[str, Callable[[], Path]] = {
    "curl": partial(packages.ensure, "curl"),
    "chromium": chromium.prepare,
    "postgres": postgres.prepare,
    "elasticsearch": elasticsearch.prepare,
}


def prepare() -> int:
    """Install and fetch everything; 1 if something is missing in CI."""
    missing = False
    for name, function in PREPARE.items():
        try:
            function()
        except MissingPackageError as error:
            missing = True
            print(f"rasad: tests that need {name} will not run: {error}", file=sys.stderr)
    return 1 if missing and in_ci() else 0


def with_postgres(command: list[str]) -> int:
    """The command's exit code; 0 without running it if there is no PostgreSQL outside CI."""
    try:
        server = Postgres()
        url = server.start()
    except MissingPackageError as error:
        print(f"rasad: not run on PostgreSQL: {error}", file=sys.stderr)
        return 1 if in_ci() else 0
    try:
        return subprocess.run(command, env={**os.environ, "RASAD_TEST_DATABASE_URL": url}).returncode
    finally:
        server.remove()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            sys.exit(prepare())
        case ["with-postgres", *command] if command:
            sys.exit(with_postgres(command))
        case _:
            sys.exit(__doc__)

"""A first start that is ended at any moment leaves a data folder that the next one can use."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from settings.env import ROOT
from tests.commands.test_up import MANAGE, Place, logs_in, place  # noqa: F401 (a fixture)


@pytest.mark.parametrize(("app", "name"), [("auth", "0001_initial"), ("archive", "0006_lease_of_locks")])
def test_a_migration_is_recorded_in_the_transaction_that_makes_it(
    place: Place,  # noqa: F811
    app: str,
    name: str,
) -> None:
    code = f"""
import os, signal
from django.db.migrations.recorder import MigrationRecorder
record = MigrationRecorder.record_applied

def record_or_die(self, app, name):
    if (app, name) == ({app!r}, {name!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, app, name)

MigrationRecorder.record_applied = record_or_die
import sys
sys.argv = ["manage.py", "migrate"]
from manage import main
main()
"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place.environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    again = place.manage("migrate")
    assert again.returncode == 0, again.stderr
    assert "[ ]" not in place.manage("showmigrations").stdout


@pytest.mark.timeout(500)
def test_first_starts_ended_at_any_moment_do_no_harm(place: Place) -> None:  # noqa: F811
    chance = random.Random()
    for number in range(4):
        process = subprocess.Popen(
            [*MANAGE, "up", "--port", str(place.port)],
            env=place.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.3, 6))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM if number % 2 else signal.SIGKILL)
        process.wait(60)
    _, printed = place.up()
    login = re.search(r"name +(\S+)\s+password +(\S+)", printed())
    assert login, printed()
    assert logs_in(place.address, login[1], login[2])


def test_what_an_older_version_left_half_made_is_told_with_its_remedy(place: Place) -> None:  # noqa: F811
    place.migrate()
    with closing(sqlite3.connect(place.folder / "data" / "rasad.sqlite3")) as database, database:
        database.execute("delete from django_migrations where app <> 'contenttypes'")
    refused = place.manage("up", "--port", str(place.port))
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "was left half made" in refused.stderr
    assert str(place.folder / "data" / "rasad.sqlite3") in refused.stderr

"""`manage.py up`: one command starts everything, keeps it running, and ends it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from settings.env import ROOT
from tests.operation.processes.test_supervisor import gone
from tests.services import migrated
from tests.services.places import free_port
from tests.services.waiting import PATIENCE, until

MANAGE = [sys.executable, str(ROOT / "manage.py")]


class Place:
    """A data folder of its own with no outlets, and what runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outlets = folder / "outlets"
        self.outlets.mkdir()
        self.port = free_port()
        self.started: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "RASAD_DATA": str(folder / "data"),
            "RASAD_OUTLETS": str(self.outlets),
            "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def up(self) -> tuple[subprocess.Popen[bytes], Callable[[], str]]:
        """Start it and wait until it says where to go; the process, and what it has printed."""
        out = self.folder / f"out-{len(self.started)}"
        with out.open("wb") as file:
            process = subprocess.Popen(
                [*MANAGE, "up", "--port", str(self.port), "--logs", "files"],
                env=self.environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        until(lambda: "Ctrl-C" in out.read_text("utf-8") or process.poll() is not None, PATIENCE)
        assert process.poll() is None, out.read_text("utf-8")
        return process, lambda: out.read_text("utf-8")

    def migrate(self) -> None:
        """Make its database, as the first start would."""
        migrated.copy_file(self.folder / "data" / "rasad.sqlite3")

    def manage(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """One command to its end in this place."""
        surroundings = {**self.environment, **changes}
        return subprocess.run(
            [*MANAGE, *words], env=surroundings, capture_output=True, text=True, timeout=PATIENCE
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Whatever was started on it is ended, groups and all."""
    made = Place(tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def test_first_login_health_restart_and_end(place: Place) -> None:
    process, printed = place.up()
    login = re.search(r"name +(\S+)\s+password +(\S+)", printed())
    assert login, printed()
    assert place.address in printed()
    assert logs_in(place.address, login[1], login[2])

    parts = children(place)
    assert set(parts) == {"consume", "schedule", "serve"}
    parts["schedule"].kill()
    until(lambda: children(place).get("schedule", parts["schedule"]).pid != parts["schedule"].pid)
    record = until(lambda: signs(place).get("up", {}).get("detail", {}).get("schedule", {}).get("restarts"))
    assert record == 1

    assert "is taken by another program" in place.manage("up", "--port", str(place.port)).stderr
    second = place.manage("up", "--port", str(free_port()))
    assert second.returncode != 0
    assert f"already runs on {place.folder / 'data'} (pid {process.pid})" in second.stderr

    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    until(lambda: gone(family))
    assert "Rasad has ended" in printed()
    assert login[2] not in "".join(log.read_text("utf-8") for log in (place.folder / "data/logs").iterdir())


def test_a_kill_leaves_nothing_behind_and_the_next_start_is_silent_about_the_login(place: Place) -> None:
    place.migrate()
    process, printed = place.up()
    assert "password" in printed()
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    until(lambda: gone(family))
    again, printed = place.up()
    assert "password" not in printed()
    again.terminate()
    assert again.wait(PATIENCE) == 0


def test_it_does_not_run_as_root_on_the_open_network(place: Place) -> None:
    if os.geteuid() != 0:
        return  # the rule is about root alone
    refused = place.manage("up", RASAD_ALLOW_NETS="")
    assert refused.returncode != 0
    assert "does not run as root" in refused.stderr


def children(place: Place) -> dict[str, psutil.Process]:
    """The parts that run now, by name."""
    parts = {}
    for child in psutil.Process(place.started[-1].pid).children():
        if not gone([child]):
            words = child.cmdline()
            if "rasad.operation.processes.run_child" in words:
                parts[words[words.index("rasad.operation.processes.run_child") + 1]] = child
    return parts


def signs(place: Place) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """The signs of life by kind of process, as `health --json` gives them."""
    report = json.loads(place.manage("health", "--json").stdout)
    return {row["kind"]: row for row in report["processes"] if row["alive"]}


def logs_in(address: str, name: str, password: str) -> bool:
    """Whether the login page lets this person in, as a browser would do it."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    with opener.open(address, timeout=60) as answer:
        login, page = answer.url, answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, f"no login form at {login}"
    fields = {"username": name, "password": password, "csrfmiddlewaretoken": token[1]}
    request = urllib.request.Request(login, urlencode(fields).encode(), {"Referer": login})
    with opener.open(request, timeout=60) as answer:
        return "sessionid" in {cookie.name for cookie in cookies} and answer.status == 200

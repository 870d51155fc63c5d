"""Whoever is killed leaves nobody behind, and a start over remains succeeds or says what to do."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.commands.test_up import MANAGE, Place, place  # noqa: F401 (a fixture)
from tests.operation.processes.test_supervisor import gone
from tests.services.waiting import until


def kill(processes: list[psutil.Process]) -> None:
    """SIGKILL to all, as near to one moment as can be."""
    for process in processes:
        process.suspend()
    for process in processes:
        process.kill()


def words(process: psutil.Process) -> list[str]:
    return process.cmdline()


def web_workers(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that answer requests: children of `serve` with its own command line."""
    servers = [one for one in family if "serve" in words(one) and one.children()]
    return [child for server in servers for child in server.children() if words(child) == words(server)]


def test_all_that_watch_over_others_are_killed_at_once(place: Place) -> None:  # noqa: F811
    place.migrate()
    process, _ = place.up()
    root = psutil.Process(process.pid)
    until(lambda: len(web_workers(root.children(recursive=True))) == 2)
    family = [root, *root.children(recursive=True)]
    stuck = web_workers(family)[0]
    stuck.suspend()  # one that cannot see that its server is gone, and holds the port
    kill([one for one in family if one.children()])
    process.wait()
    again, _ = place.up()
    assert again.poll() is None
    until(lambda: gone(family))


def test_workers_of_a_killed_server_let_the_port_go(place: Place) -> None:  # noqa: F811
    place.migrate()
    server = subprocess.Popen(
        [*MANAGE, "serve", "--port", str(place.port)],
        env=place.environment, start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    place.started.append(server)
    root = psutil.Process(server.pid)
    workers = until(lambda: [one for one in web_workers([root]) if one.num_threads() > 2])
    until(lambda: answers(place.port))
    server.send_signal(signal.SIGKILL)
    server.wait()
    until(lambda: gone(workers) and not answers(place.port))


@pytest.mark.parametrize("part", ["up", "serve"])
def test_a_port_of_another_program_is_named_with_its_holder(place: Place, part: str) -> None:  # noqa: F811
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = place.manage(part, "--port", port)
    assert refused.returncode != 0
    assert f"port {port} is taken by another program (" in refused.stderr
    assert f"pid {psutil.Process().pid}" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--port", "70000"), "from 1 to 65535"),
        (("--port", "0"), "from 1 to 65535"),
        (("--host", "203.0.113.7"), "not an address of this machine"),
        (("--host", "no.such.name.invalid"), "is no address"),
    ],
)
def test_a_place_that_cannot_be_listened_on_is_refused_in_a_sentence(
    tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    refused = Place(tmp_path).manage("up", *given)
    assert refused.returncode != 0
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def answers(port: int) -> bool:
    """Whether somebody takes a connection there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True

"""The city as a process: it publishes over time, spoils answers on demand, counts, and ends."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import demo
from demo.handle import ROOT
from demo.servers.faults import KINDS
from tests.demo.http_client import get
from tests.services.waiting import PATIENCE, until

RSS = "http://shahrnegar.example/rss"


def first_bytes(port: int, pieces: int) -> int:
    """How much of the feed arrives in so many pieces."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
        wire.sendall(b"GET /rss HTTP/1.1\r\nHost: shahrnegar.example\r\n\r\n")
        return sum(len(wire.recv(65536)) for _ in range(pieces))


@pytest.fixture
def clear(city: demo.Demo) -> demo.Demo:
    """The city without any fault."""
    city.clear()
    return city


def test_items_appear_and_go_while_the_city_runs_fast(tmp_path: Path) -> None:
    with demo.running(seed=2, dir=tmp_path, speed=24 * 3600 / 12) as city:
        rows = city.truth()
        late = max((r for r in rows if r["kind"] != "paper"), key=lambda r: r["visible_at"])
        early = min(rows, key=lambda r: (bool(r["removed_at"]), r["visible_at"]))
        gone = [r for r in rows if r["removed_at"]]
        assert get(city, early["url"]).status == 200
        for row, status in ((late, 404), *((r, 200) for r in gone)):
            begun, found, ended = datetime.now(UTC), get(city, row["url"]).status, datetime.now(UTC)
            appears, goes = (row[k] and datetime.fromisoformat(row[k]) for k in ("visible_at", "removed_at"))
            if (status == 404 and ended < appears) or (goes and appears < begun and ended < goes):
                assert found == status, row["url"]
        city.wait_until_all_is_out(PATIENCE)
        assert get(city, late["url"]).status == 200
        assert all(get(city, row["url"]).status in (404, 410) for row in gone)
        begun, now, ended = datetime.now(UTC), city.now(), datetime.now(UTC)
        assert begun - timedelta(seconds=1) <= now <= ended + timedelta(seconds=1)


def test_errors_end_after_their_count(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "error", count=2, status=502)
    assert [get(clear, RSS).status for _ in range(3)] == [502, 502, 200]


def test_too_many_says_when_to_come_back_and_ends_by_time(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "too_many", seconds=900, retry_after=1)
    answer = get(clear, RSS)
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    clear.clear()
    clear.fault("shahrnegar", "too_many", seconds=0.2)
    until(lambda: get(clear, RSS).status == 200)


def test_a_fault_stays_with_its_outlet(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "error")
    assert get(clear, "http://sobhnama.example/rss").status == 200
    assert get(clear, RSS).status == 503
    clear.clear("shahrnegar")
    assert get(clear, RSS).status == 200


def test_torn_gzip_cannot_be_unpacked(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "torn_gzip", count=1)
    answer = get(clear, RSS, Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    with pytest.raises((EOFError, zlib.error)):
        gzip.decompress(answer.body)


def test_redirects_go_in_circles_or_inside(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "redirect_loop", count=2)
    hops = [get(clear, RSS), get(clear, "http://shahrnegar.example/rss?loop=1")]
    assert [(h.status, h.headers["location"]) for h in hops] == [(302, "/rss?loop=1"), (302, "/rss?loop=2")]
    clear.call("/counters/reset")
    clear.fault("shahrnegar", "redirect_internal", count=1)
    inside = get(clear, RSS).headers["location"]
    assert inside == f"http://127.0.0.2:{clear.port}/internal"
    assert clear.counters()["canary"] == 0
    connection = http.client.HTTPConnection("127.0.0.2", clear.port, timeout=5)
    connection.request("GET", "/internal")
    assert connection.getresponse().status == 200
    connection.close()
    assert clear.counters()["canary"] == 1
    clear.fault("shahrnegar", "redirect_metadata", count=1)
    assert get(clear, RSS).headers["location"].startswith("http://169.254.169.254/")


def test_slow_silent_and_huge_answers(clear: demo.Demo) -> None:
    clear.fault("shahrnegar", "drip", count=1, interval=0.2)
    assert first_bytes(clear.port, 4) < 5000
    clear.fault("shahrnegar", "silence", count=1)
    with pytest.raises(TimeoutError):
        get(clear, RSS, timeout=0.7)
    clear.fault("shahrnegar", "huge", count=1, megabytes=3)
    assert len(get(clear, RSS).body) > 3 * 2**20
    assert get(clear, RSS).status == 200


def test_a_new_layout_keeps_the_words_and_loses_the_classes(clear: demo.Demo) -> None:
    row = next(
        r for r in clear.truth() if r["outlet"] == "shahrnegar" and not r["removed_at"] and not r["edited"]
    )
    clear.fault("shahrnegar", "layout", count=1)
    page = get(clear, row["url"]).text
    assert row["title"] in page
    assert 'class="item-text"' not in page
    assert "itemprop" not in page
    assert 'class="item-text"' in get(clear, row["url"]).text


def test_every_fault_is_known_and_others_are_refused(clear: demo.Demo) -> None:
    for kind in KINDS:
        clear.fault("gozine", kind, count=0)
    assert get(clear, "http://gozine.test/fa/rss/allnews").status == 200
    with pytest.raises(Exception, match="400"):
        clear.fault("gozine", "earthquake")


def test_counters_prove_politeness(clear: demo.Demo) -> None:
    clear.call("/counters/reset")
    for _ in range(3):
        get(clear, RSS)
        time.sleep(0.05)
    host = clear.counters()["hosts"]["shahrnegar.example"]
    assert host["requests"] == 3
    assert host["max_at_once"] == 1
    assert host["min_gap"] > 0.04
    assert host["statuses"] == {"200": 3}
    assert host["paths"] == {"/rss": 3}


def test_the_city_ends_with_a_killed_parent(tmp_path: Path) -> None:
    script = (
        "import demo, sys, time, pathlib\n"
        f"with demo.running(seed=1, dir=pathlib.Path({str(tmp_path)!r})) as city:\n"
        "    print(city.process.pid, city.port, flush=True)\n"
        "    time.sleep(900)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, port = (int(word) for word in parent.stdout.readline().split())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    def has_ended() -> bool:
        with socket.socket() as probe:
            return bool(probe.connect_ex(("127.0.0.1", port)))

    try:
        until(has_ended)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

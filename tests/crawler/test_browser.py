"""The browser has no way out but the guard: whatever a page tries, nothing inside is asked."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from crawler.handlers.guard_proxy import GuardProxy
from rasad.archive.network.address_guard import AddressRefusedError
from settings.chromium import NAMES
from tests.crawler.local_sites import CannedResponse, article
from tests.crawler.project import Project

APP = """<html><body><div id=app></div><script>
const canary = 'http://127.0.0.2:%d';
async function attack() {
  const urls = [canary + '/fetch', 'http://localhost:%d/local', 'http://[::1]:%d/six',
                'http://2130706434:%d/dec', 'http://inner.example/named', '/hop'];
  for (const url of urls)
    { try { await fetch(url, {mode: 'no-cors'}) } catch (e) {} }
  try { new WebSocket('ws://127.0.0.2:%d/ws') } catch (e) {}
  try { new WebSocket('ws://localhost:%d/ws2') } catch (e) {}
  try { navigator.sendBeacon(canary + '/beacon', 'x') } catch (e) {}
  for (const kind of ['iframe', 'script', 'img']) {
    const inner = document.createElement(kind); inner.src = canary + '/' + kind; document.body.append(inner);
  }
  document.getElementById('app').innerHTML =
    '<h1>' + typeof RTCPeerConnection + '</h1><a href="/news/1/x">خبر</a>';
}
attack();
</script></body></html>"""


@contextmanager
def _canary() -> Iterator[tuple[int, list[str]]]:
    """Something inside (127.0.0.2 and [::1], same port) that must never hear from us."""
    heard: list[str] = []
    inner = socket.create_server(("127.0.0.2", 0))
    port = inner.getsockname()[1]
    servers = [inner]
    if socket.has_ipv6:
        servers.append(socket.create_server(("::1", port), family=socket.AF_INET6))

    def listen(server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            heard.append(str(connection.recv(200)))
            connection.close()

    for server in servers:
        threading.Thread(target=listen, args=(server,), daemon=True).start()
    try:
        yield port, heard
    finally:
        for server in servers:
            server.close()


@pytest.mark.usefixtures("chromium_path")
@pytest.mark.parametrize("name", [name for name in NAMES if shutil.which(name)] or NAMES[:1])
def test_a_hostile_page_reaches_nothing_inside(project: Project, name: str) -> None:
    """By every Chromium that this machine has: the shell and the whole one share no front end."""
    with _canary() as (port, heard):
        path = shutil.which(name)
        assert path, "the fixture has made sure of one"
        project.variables |= {"RASAD_ALLOW_NETS": "127.0.0.1/32", "RASAD_CHROMIUM": path}
        project.outlet(
            "app", family="jsapp", feeds=[{"kind": "listing", "url": "/latest"}], fetch={"browser": True},
            hosts=["inner.example"],
        )  # fmt: skip
        with (project.folder / "hosts").open("a") as hosts:
            hosts.write(f"inner.example 127.0.0.2:{port}\n")
        project.sites.page("app.example", "/latest", APP % ((port,) * 6))
        project.sites.pages[("app.example", "/hop")] = CannedResponse(
            status=302, headers={"Location": f"http://127.0.0.2:{port}/hop"}
        )
        project.sites.page(
            "app.example",
            "/news/1/x",
            f"<script>location.href='http://127.0.0.2:{port}/moved'</script><h1>x</h1>",
        )
        project.prepare()
        project.crawl()
        assert heard == []
    listing = project.rows("SELECT * FROM archive_capture WHERE kind='listing'")
    assert len(listing) == 1
    pages = project.rows("SELECT url FROM archive_frontier")
    assert [row["url"] for row in pages] == ["http://app.example/news/1/x"], "the rendered link was found"


@pytest.mark.usefixtures("chromium_path")
def test_a_bomb_in_the_browser_is_left_and_the_others_are_read(project: Project) -> None:
    """Gzip that unpacks to 300 MB: left at the limit, counted as a bomb, nothing else hurt."""
    listing = [{"kind": "listing", "url": "/latest"}]
    for key in ("bomb", "good"):
        project.outlet(key, family="jsapp", feeds=listing, fetch={"browser": True})
    packed = gzip.compress((b"<!--" + b"0" * 4000 + b"-->") * 75_000)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    project.sites.pages[("bomb.example", "/latest")] = CannedResponse(packed, headers=headers)
    project.sites.page("good.example", "/latest", '<a href="/news/1/x">خبر</a>')
    project.sites.page("good.example", "/news/1/x", article("خبر"))
    project.prepare()
    project.crawl()
    feeds = {row["outlet_id"]: row for row in project.rows("SELECT * FROM archive_feed")}
    assert feeds["bomb"]["last_outcome"] == "bomb"
    assert "unpacks to more than" in feeds["bomb"]["last_error"]
    assert feeds["good"]["last_outcome"] in ("ok", "unchanged")
    assert project.rows("SELECT 1 FROM archive_capture WHERE outlet_id='good' AND status=200")


def test_without_chromium_the_outcome_says_what_to_do(project: Project) -> None:
    project.variables |= {"PATH": "/nowhere", "RASAD_CHROMIUM": ""}
    project.outlet(
        "app", family="jsapp", feeds=[{"kind": "listing", "url": "/latest"}], fetch={"browser": True}
    )
    project.outlet("plain")
    project.sites.page("plain.example", "/rss", "<rss version='2.0'><channel></channel></rss>")
    project.prepare()
    project.crawl()
    feeds = {row["outlet_id"]: row for row in project.rows("SELECT * FROM archive_feed")}
    assert feeds["app"]["last_outcome"] == "no_browser"
    assert "apt install chromium" in feeds["app"]["last_error"]
    assert feeds["plain"]["last_outcome"] in ("ok", "unchanged")


async def _ask(request: bytes) -> tuple[bytes, list[str]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as far:
        far.setblocking(False)

        def look_up(host: str, port: int) -> tuple[str, int]:
            if host == "good.example":
                return "127.0.0.1", far.getsockname()[1]
            raise AddressRefusedError(f"{host} is inside")

        async def answer() -> None:
            loop = asyncio.get_running_loop()
            connection, _ = await loop.sock_accept(far)
            asked = await loop.sock_recv(connection, 4096)
            await loop.sock_sendall(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + asked[:5])
            connection.close()

        proxy = GuardProxy(look_up)
        await proxy.start()
        task = asyncio.create_task(answer())
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(request)
        data = await asyncio.wait_for(reader.read(4096), 10)
        task.cancel()
        writer.close()
        await proxy.close()
        return data, proxy.refused


@pytest.mark.parametrize(
    "request_",
    [
        b"CONNECT inside.example:443 HTTP/1.1\r\n\r\n",
        b"GET http://inside.example/ HTTP/1.1\r\n\r\n",
        b"GET http://good.example@inside.example/ HTTP/1.1\r\n\r\n",
        b"GET ws://inside.example/ HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: inside.example\r\n\r\n",
    ],
)
def test_the_proxy_refuses(request_: bytes) -> None:
    data, refused = asyncio.run(_ask(request_))
    assert data.startswith(b"HTTP/1.1 403")
    assert len(refused) == 1


def test_the_proxy_lets_the_public_through() -> None:
    data, refused = asyncio.run(_ask(b"GET http://good.example/a HTTP/1.1\r\nProxy-Connection: x\r\n\r\n"))
    assert b"200 OK" in data
    assert not refused

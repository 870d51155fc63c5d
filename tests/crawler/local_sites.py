"""Small web sites over real sockets.

Smaller and ruder than `demo`: each test says exactly what each address answers, byte for byte if
it must, and reads the log of what was asked, when, and what overlapped.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.services.waiting import PATIENCE


@dataclass
class ReceivedRequest:
    """One request as a site received it; times by `time.monotonic()`.

    `ended` is taken before the last bytes leave: whoever has the whole answer has it later.
    """

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    body: str = ""


@dataclass
class CannedResponse:
    """What to send. `raw`: these bytes and nothing else; `gap`: seconds between pieces of `drip` bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drip: int = 0
    gap: float = 0.0
    wait: float = 0.0


Handler = Callable[[ReceivedRequest], CannedResponse | Awaitable[CannedResponse]]


class LocalSites:
    """Serves `pages[(host, path)]`, else `("*", path)`, else `(host, "*")`; what is not there is a 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[tuple[str, str], CannedResponse | Handler] = {}
        self.log: list[ReceivedRequest] = []
        self.port = 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._ready.wait(PATIENCE)

    def page(self, host: str, path: str, body: str | bytes = b"", **kwargs: Any) -> None:
        """Give an address a plain answer."""
        data = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": "text/html; charset=utf-8", **kwargs.pop("headers", {})}
        self.pages[(host, path)] = CannedResponse(data, headers=headers, **kwargs)

    def requests(self, path: str, host: str | None = None) -> list[ReceivedRequest]:
        """Requests for a path, in order."""
        return [one for one in list(self.log) if one.path == path and (host is None or one.host == host)]

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server: Any = None

        async def begin() -> None:
            nonlocal server
            server = await asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=self._tls)
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()

        self._loop.run_until_complete(begin())
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        with contextlib.suppress(Exception):
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        request = ReceivedRequest(
            headers.get("host", "").split(":")[0], head[0].split(" ")[1], headers, time.monotonic()
        )
        request.body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode("latin-1")
        self.log.append(request)
        found = (
            self.pages.get((request.host, request.path))
            or self.pages.get(("*", request.path))
            or self.pages.get((request.host, "*"))
        )
        if callable(found):
            made = found(request)
            found = await made if isinstance(made, Awaitable) else made
        answer = found or CannedResponse(b"not here", 404)
        try:
            await asyncio.sleep(answer.wait)
            if answer.raw is not None:
                await self._send(request, writer, answer.raw)
                return False
            lines = [f"HTTP/1.1 {answer.status} Status", f"Content-Length: {len(answer.body)}"]
            lines += [f"{name}: {value}" for name, value in answer.headers.items() if value]
            await self._send(request, writer, ("\r\n".join(lines) + "\r\n\r\n").encode())
            if answer.status != 304:
                step = answer.drip or len(answer.body) or 1
                for at in range(0, len(answer.body), step):
                    await self._send(request, writer, answer.body[at : at + step])
                    await asyncio.sleep(answer.gap)
            return True
        finally:
            request.ended = request.ended or time.monotonic()

    async def _send(self, request: ReceivedRequest, writer: asyncio.StreamWriter, data: bytes) -> None:
        request.ended = time.monotonic()
        writer.write(data)
        await writer.drain()


def article(title: str, text: str = "") -> str:
    """A small page that every reader takes for an article."""
    body = text or "شهرداری تهران امروز از آغاز کار تازه‌ای در این محله خبر داد. " * 8
    return (
        f"<html><head><title>{title}</title><meta property='og:type' content='article'></head>"
        f"<body><h1 itemprop='headline'>{title}</h1><div itemprop='articleBody' class='item-text'>"
        f"<p>{body}</p></div></body></html>"
    )


def rss(links: list[tuple[str, str]]) -> str:
    """A feed of (address, title)."""
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link, title in links)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>"

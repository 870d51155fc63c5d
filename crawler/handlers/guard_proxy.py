"""The proxy that Chromium must use, and Scrapy for outlets that are reached by another's proxy.

Every connection passes the address guard here. Playwright's routes see neither redirect hops nor addresses,
so the browser gets no other way out: CONNECT (https, wss), absolute-form HTTP and upgraded WebSocket. A name
is resolved and checked once, and the connection goes to that very address, by a proxy outside (`connect`)
too: that one is asked for the address, never for the name. Listens on loopback only.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog

from crawler.errors import FetchStoppedError
from rasad.archive.frontier import FetchOutcome
from rasad.archive.network.address_guard import AddressRefusedError

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[tuple[str, int]], Awaitable[Streams]]

log = structlog.get_logger("rasad.guardproxy")

_HEAD = 65536
_PIECE = 65536
_MOST_REMEMBERED = 1000
_MOST_SENT = 1 << 20
_HOP_BY_HOP = (b"connection:", b"keep-alive:", b"proxy-connection:")


async def _straight(place: tuple[str, int]) -> Streams:
    return await asyncio.open_connection(*place)


@dataclass
class Limits:
    """Caps of one connection: seconds to say what it wants, of silence, of life; bytes received."""

    head: float = 10.0
    connect: float = 10.0
    idle: float = 20.0
    life: float = 120.0
    received: int = 32 << 20
    at_once: int = 128


@dataclass
class GuardProxy:
    """Serves on `sock` (bound before the loop runs, so its port is known to the browser's settings)."""

    look_up: Callable[[str, int], tuple[str, int]]
    limits: Limits = field(default_factory=Limits)
    connect: Connect = _straight  # raises `OSError`, or `FetchStoppedError` where the way itself fails
    trouble: str = ""  # why the way itself fails, since it last did not
    places: dict[str, str] = field(default_factory=dict)  # the checked address that a host led to last
    failures: dict[str, FetchStoppedError] = field(default_factory=dict)  # why a host was not reached
    mark: str = field(default_factory=lambda: f"rasad-{secrets.token_hex(8)}")  # only we write it
    refused: list[str] = field(default_factory=list)  # the last refusals, for people and tests
    open_now: int = 0

    def __post_init__(self) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.bind(("127.0.0.1", 0))
        self.port: int = self.sock.getsockname()[1]
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to accept; several crawls of a process may ask for it."""
        if self._server is not None:
            return
        self._server = await asyncio.start_server(self._accept, sock=self.sock, limit=_HEAD)

    async def close(self) -> None:
        """Accept no more; open connections end with the loop."""
        if self._server is not None:
            self._server.close()
        else:
            self.sock.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        try:
            if self.open_now > self.limits.at_once:
                await _say(writer, 503, "too many connections")
                return
            async with asyncio.timeout(self.limits.life):
                await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # the page that asked sees a broken connection
        finally:
            self.open_now -= 1
            with contextlib.suppress(Exception):
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self.limits.head):
            head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, version = lines[0].split(" ", 2)
        tunnel = method.upper() == "CONNECT"
        parts = urlsplit("")
        try:
            parts = urlsplit(f"//{target}" if tunnel else target)
            host, port = parts.hostname, parts.port or (443 if tunnel else 80)
        except ValueError:
            host, port = None, 0
        if not host or "@" in parts.netloc or (not tunnel and parts.scheme not in ("http", "ws")):
            await self._refuse(writer, f"not an address that may be asked for: {target[:200]}")
            return
        try:
            far_reader, far_writer = await self._reach(host.lower(), port)
        except FetchStoppedError as error:
            self.failures[host.lower()] = error
            _forget_oldest(self.failures)
            if error.outcome is FetchOutcome.ADDRESS_REFUSED:
                await self._refuse(writer, str(error))
            else:
                await _say(writer, 502, "not reached", self._signed)
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await writer.drain()
                await self._both_ways(reader, writer, far_reader, far_writer)
                return
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            upgrade = _is_upgrade(lines)
            far_writer.write(_forwarded(method, path, version, lines[1:], upgrade=upgrade))
            await far_writer.drain()
            if upgrade:
                await self._both_ways(reader, writer, far_reader, far_writer)
            else:
                await self._one_answer(reader, writer, far_reader, far_writer, _body_length(lines))
        finally:
            with contextlib.suppress(Exception):
                far_writer.close()

    async def _reach(self, host: str, port: int) -> Streams:
        """A connection to the host's checked address. Raises `FetchStoppedError`."""
        try:
            place = await asyncio.get_running_loop().run_in_executor(None, self.look_up, host, port)
        except AddressRefusedError as error:
            raise FetchStoppedError(FetchOutcome.ADDRESS_REFUSED, str(error)) from error
        except OSError as error:
            raise FetchStoppedError(FetchOutcome.DNS, f"{host} does not resolve") from error
        self.places[host] = place[0]
        _forget_oldest(self.places)
        try:
            async with asyncio.timeout(self.limits.connect):
                streams = await self.connect(place)
        except FetchStoppedError as error:
            self.trouble = str(error)
            raise
        except TimeoutError as error:
            raise FetchStoppedError(FetchOutcome.TIMEOUT, f"{host} does not answer in time") from error
        except OSError as error:
            raise FetchStoppedError(FetchOutcome.CONNECT, f"{host}: {error}"[:300]) from error
        self.trouble = ""
        return streams

    @property
    def _signed(self) -> str:
        return f"Proxy-Status: {self.mark}\r\n"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def _refuse(self, writer: asyncio.StreamWriter, reason: str) -> None:
        self.refused.append(reason)
        del self.refused[:-200]
        log.warning("browser_address_refused", reason=reason)
        await _say(writer, 403, "refused by the address guard", self._signed)

    async def _one_answer(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
        body: int,
    ) -> None:
        """One request and its answer: a second one on this connection would slip past the check."""
        if body:
            far_writer.write(await reader.readexactly(body))
            await far_writer.drain()
        async with asyncio.timeout(self.limits.idle):
            head = await far_reader.readuntil(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(_HOP_BY_HOP)]
        writer.write(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n")
        await self._pump(far_reader, writer, self.limits.received)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        up = asyncio.create_task(self._pump(reader, far_writer, self.limits.received))
        down = asyncio.create_task(self._pump(far_reader, writer, self.limits.received))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if up.done() and not down.done():  # the request is out; its answer may still come
                await asyncio.wait({down}, timeout=self.limits.idle)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, most: int) -> None:
        moved = 0
        while True:
            async with asyncio.timeout(self.limits.idle):
                data = await source.read(_PIECE)
            moved += len(data)
            if not data or moved > most:
                return
            sink.write(data)
            await sink.drain()


def _is_upgrade(lines: list[str]) -> bool:
    return any(line.lower().startswith("upgrade:") for line in lines)


def _body_length(lines: list[str]) -> int:
    """Bytes that follow the head. Raises `ValueError` for more than a form has, or a length that is none."""
    lengths = [line.partition(":")[2] for line in lines if line.lower().startswith("content-length:")]
    length = int(lengths[0]) if lengths else 0
    if not 0 <= length <= _MOST_SENT or any(line.lower().startswith("transfer-encoding:") for line in lines):
        raise ValueError("a request's body that is not sent")
    return length


def _forwarded(method: str, path: str, version: str, lines: list[str], *, upgrade: bool) -> bytes:
    """The request in origin form."""
    kept = [line for line in lines if line and not line.lower().startswith("proxy-")]
    if not upgrade:
        kept = [line for line in kept if not line.lower().startswith("connection:")] + ["Connection: close"]
    return ("\r\n".join([f"{method} {path} {version}", *kept]) + "\r\n\r\n").encode("latin-1")


def _forget_oldest(found: dict[str, Any]) -> None:
    while len(found) > _MOST_REMEMBERED:
        del found[next(iter(found))]


async def _say(writer: asyncio.StreamWriter, status: int, reason: str, more: str = "") -> None:
    body = reason.encode()
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
    writer.write(head.encode() + body)
    with contextlib.suppress(OSError):
        await writer.drain()

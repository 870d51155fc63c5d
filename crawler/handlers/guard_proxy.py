"""The proxy that Chromium must use: every connection it makes passes the address guard here.

Playwright's routes see neither redirect hops nor addresses, so the browser gets no other way out:
CONNECT (https, wss), absolute-form HTTP and upgraded WebSocket. A name is resolved and checked
once, and the connection goes to that very address. Listens on loopback only.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog

from rasad.archive.network.address_guard import AddressRefusedError

log = structlog.get_logger("rasad.guardproxy")

_HEAD = 65536
_PIECE = 65536


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
            place = await asyncio.get_running_loop().run_in_executor(None, self.look_up, host, port)
        except AddressRefusedError as error:
            await self._refuse(writer, str(error))
            return
        async with asyncio.timeout(self.limits.connect):
            far_reader, far_writer = await asyncio.open_connection(*place)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await writer.drain()
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                far_writer.write(_forwarded(method, path, version, lines[1:]))
                await far_writer.drain()
            await self._both_ways(reader, writer, far_reader, far_writer)
        finally:
            with contextlib.suppress(Exception):
                far_writer.close()

    async def _refuse(self, writer: asyncio.StreamWriter, reason: str) -> None:
        self.refused.append(reason)
        del self.refused[:-200]
        log.warning("browser_address_refused", reason=reason)
        await _say(writer, 403, "refused by the address guard")

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


def _forwarded(method: str, path: str, version: str, lines: list[str]) -> bytes:
    """The request in origin form; one request a connection, so no second one slips past the check."""
    upgrade = any(line.lower().startswith("upgrade:") for line in lines)
    kept = [line for line in lines if line and not line.lower().startswith("proxy-")]
    if not upgrade:
        kept = [line for line in kept if not line.lower().startswith("connection:")] + ["Connection: close"]
    return ("\r\n".join([f"{method} {path} {version}", *kept]) + "\r\n\r\n").encode("latin-1")


async def _say(writer: asyncio.StreamWriter, status: int, reason: str) -> None:
    body = reason.encode()
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    with contextlib.suppress(OSError):
        await writer.drain()

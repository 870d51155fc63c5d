"""Small web sites over real sockets, and a project folder whose crawler fetches them.

Smaller and ruder than `demo`: each test says exactly what each address answers, byte for byte if
it must, and reads the log of what was asked, when, and what overlapped.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


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
    """Serves `pages[(host, path)]`: a `CannedResponse` or a function of the request; else 404."""

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
        self.log.append(request)
        found = self.pages.get((request.host, request.path)) or self.pages.get(("*", request.path))
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


@dataclass
class Project:
    """A data folder with outlets; `crawl` runs `manage.py crawl` there."""

    folder: Path
    sites: LocalSites
    names: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    def outlet(self, key: str, **entry: Any) -> None:
        """Define an outlet at http://<key>.example/, all feeds polled each second, no delay, no revisits."""
        host = f"{key}.example"
        base = {
            "outlet": key,
            "name": key,
            "kind": "agency",
            "home": f"http://{host}/",
            "family": "nastooh",
            "feeds": [{"kind": "rss", "url": "/rss"}],
        }
        fetch = {"delay": 0.0, "poll": [1, 60], "revisit": [], **entry.pop("fetch", {})}
        (self.folder / "outlets").mkdir(parents=True, exist_ok=True)
        text = json.dumps({**base, **entry, "fetch": fetch})  # JSON is YAML
        (self.folder / "outlets" / f"{key}.yaml").write_text(text, encoding="utf-8")
        self.host(host)

    def host(self, *names: str) -> None:
        """Let host names lead to the local server."""
        self.names += names
        lines = [f"{name} 127.0.0.1:{self.sites.port}" for name in dict.fromkeys(self.names)]
        (self.folder / "hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this project, and nothing of another."""
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("RASAD_", "DATABASE_"))
        }
        return {
            **own,
            "RASAD_DATA": str(self.folder / "data"),
            "RASAD_OUTLETS": str(self.folder / "outlets"),
            "RASAD_HOSTS": str(self.folder / "hosts"),
            "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "RASAD_LOG": "text",
            "PYTHONPATH": str(ROOT),
            **self.variables,
        }

    def manage(
        self, *words: str, timeout: float = 2 * PATIENCE, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run `manage.py …` to its end."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environment,
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"manage.py {words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start `manage.py …`; the caller ends it. Its output goes to `<folder>/begun.log`."""
        with (self.folder / "begun.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *words],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def prepare(self) -> None:
        """Make the database, from a copy that the first project of this run made."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        template = Path(os.environ["RASAD_TEST_FOLDER"]) / f"migrated-{os.getpid()}.sqlite3"
        if not self.variables.get("DATABASE_URL") and template.exists():
            shutil.copy(template, data / "rasad.sqlite3")
        else:
            self.manage("migrate", "--verbosity", "0")
            if not self.variables.get("DATABASE_URL"):
                # Closed before the file is copied: closing a copy's handle would drop an open one's locks.
                with contextlib.closing(sqlite3.connect(data / "rasad.sqlite3")) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copy(data / "rasad.sqlite3", template)

    def crawl(self, *words: str, timeout: float = 2 * PATIENCE) -> str:
        """`manage.py crawl --once`; returns what it logged."""
        done = self.manage("crawl", "--load", "--once", *words, timeout=timeout)
        return done.stdout + done.stderr

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the project's SQLite database."""
        with contextlib.closing(
            sqlite3.connect(self.folder / "data" / "rasad.sqlite3", timeout=30)
        ) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def change(self, statement: str, *values: Any) -> None:
        """Change the project's database as no command does: a state that a death left behind."""
        path = self.folder / "data" / "rasad.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database, database:
            database.execute(statement, values)

    def outcomes(self) -> dict[str, int]:
        """Counted outcomes of fetching."""
        found = self.rows(
            "SELECT outcome, SUM(count) AS n FROM archive_stagecount WHERE stage='fetch' GROUP BY outcome"
        )
        return {row["outcome"]: row["n"] for row in found}

    def page(self, url: str) -> dict[str, Any]:
        """The frontier's row of an address."""
        found = self.rows("SELECT * FROM archive_frontier WHERE url = ?", url)
        assert len(found) == 1, f"{url}: {len(found)} rows"
        return found[0]

    @property
    def warcs(self) -> list[Path]:
        """The WARC files, whatever their state."""
        return sorted((self.folder / "data" / "warc").glob("*"))


@contextlib.contextmanager
def project_on_sites(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[Project]:
    """Local sites and a project that crawls them."""
    sites = LocalSites(tls)
    try:
        yield Project(folder, sites)
    finally:
        sites.close()

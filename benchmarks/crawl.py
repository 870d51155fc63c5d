"""What a crawled page costs beside bare Scrapy, on the same outlets in one run, without any delay.

Ours writes WARC, frontier and jobs durably; the bare spider polls the same feeds, parses the same pages and
keeps nothing. Prints JSON: `python -m benchmarks.crawl [--hosts N] [--pages N] [--profile FILE] [--memory]`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.texts import Maker

ROOT = Path(__file__).resolve().parents[1]
_PARAGRAPHS = 30
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {size}\r\n\r\n"


def _page(maker: Maker, number: int) -> bytes:
    """A page as an agency's system makes it, some 30 KB."""
    text = "".join(f"<p>{' '.join(maker.word() for _ in range(60))}</p>" for _ in range(_PARAGRAPHS))
    side = "".join(f"<li><a href='/tag/{n}'>{maker.word()}</a></li>" for n in range(120))
    return (
        f"<html><head><title>خبر {number}</title><meta property='og:type' content='article'></head><body>"
        f"<ul class='side'>{side}</ul><h1 itemprop='headline'>خبر {number}</h1>"
        f"<div itemprop='articleBody' class='item-text'>{text}</div></body></html>"
    ).encode()


def _feed(base: str, pages: int) -> bytes:
    items = "".join(
        f"<item><title>خبر {n}</title><link>{base}/news/{1405000 + n}/x</link></item>" for n in range(pages)
    )
    return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


def _whole(body: bytes, kind: str) -> bytes:
    packed = gzip.compress(body, 6)
    return _HEAD.format(kind=kind, size=len(packed)).encode() + packed


class Outlets:
    """Serves every host's feed and pages from memory, in a process of its own."""

    def __init__(self, pages: int, ready: Any) -> None:
        self.pages = pages
        self.ready = ready
        maker = Maker(7)
        self.samples = [_whole(_page(maker, n), "text/html; charset=utf-8") for n in range(20)]

    async def run(self) -> None:
        """Serve for ever."""
        server = await asyncio.start_server(self._talk, "0.0.0.0", 0)
        self.ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
                writer.write(self._answer(path, host))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, path: str, host: str) -> bytes:
        if path == "/rss":
            return _whole(_feed(f"http://{host}", self.pages), "application/rss+xml")
        if path.startswith("/news/"):
            return self.samples[int(path.split("/")[2]) % len(self.samples)]
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _serve(pages: int, ready: Any) -> None:
    asyncio.run(Outlets(pages, ready).run())


BARE = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    pages = 0
    async def start(self):
        for url in sys.argv[1:]:
            yield Request(url, callback=self.parse_feed)
    def parse_feed(self, response):
        for link in response.xpath("//item/link/text()").getall():
            yield Request(link, callback=self.parse_page)
    def parse_page(self, response):
        Bare.pages += 1
        yield {
            "title": response.css("h1::text").get(),
            "body": " ".join(response.css("[itemprop=articleBody] p::text").getall()),
            "links": len(response.css("a::attr(href)").getall()),
        }

process = AsyncCrawlerProcess({
    "LOG_LEVEL": "WARNING", "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "TELNETCONSOLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
})
process.crawl(Bare)
process.start()
print(Bare.pages)
"""


@dataclass
class Cost:
    """What a process and its children cost: seconds, and the largest resident sizes in MB by quarters."""

    processor: float
    wall: float
    output: str
    sizes: list[float] = field(default_factory=list)


def _run(words: list[str], env: dict[str, str]) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(words, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    sizes: list[float] = []
    thread = threading.Thread(target=_watch, args=(process.pid, sizes), daemon=True)
    thread.start()
    output, _ = process.communicate()
    wall = time.monotonic() - began
    if process.returncode:
        raise SystemExit(f"{words[:4]} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    quarter = max(1, len(sizes) // 4)
    return Cost(
        processor, wall, output, [max(sizes[at : at + quarter]) for at in range(0, len(sizes), quarter)][:4]
    )


def _watch(pid: int, sizes: list[float]) -> None:
    try:
        process = psutil.Process(pid)
        while True:
            sizes.append(process.memory_info().rss / 2**20)
            time.sleep(0.25)
    except psutil.Error:
        return


def _project(folder: Path, hosts: int, port: int) -> dict[str, str]:
    """An environment whose outlets are the served hosts."""
    (folder / "outlets").mkdir()
    entries, names = [], []
    for n in range(hosts):
        host = f"o{n}.example"
        names.append(f"{host} 127.0.0.1:{port}")
        entries.append({
            "outlet": f"o{n}", "name": f"o{n}", "kind": "agency", "home": f"http://{host}/",
            "family": "nastooh", "feeds": [{"kind": "rss", "url": "/rss"}],
            "fetch": {"delay": 0.0, "poll": [3600, 86400], "revisit": []},
        })  # fmt: skip
    (folder / "outlets" / "all.yaml").write_text(json.dumps(entries), encoding="utf-8")
    (folder / "hosts").write_text("\n".join(names) + "\n", encoding="utf-8")
    return {
        **os.environ,
        "RASAD_DATA": str(folder / "data"),
        "RASAD_OUTLETS": str(folder / "outlets"),
        "RASAD_HOSTS": str(folder / "hosts"),
        "RASAD_ALLOW_NETS": "127.0.0.0/8",
        "DATABASE_URL": "",
    }


_CRAWL = ["crawl", "--once", "--max-pages", "100000000", "--max-seconds", "1000000"]
_MANAGE = [sys.executable, str(ROOT / "manage.py")]


@contextmanager
def _served(hosts: int, pages: int) -> Iterator[tuple[dict[str, str], int]]:
    """A project with a database, whose outlets are served: its environment, and the port."""
    ready: Any = multiprocessing.get_context("spawn").Queue()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, ready), daemon=True)
    server.start()
    try:
        port = ready.get(timeout=60)
        with tempfile.TemporaryDirectory(prefix="rasad-bench-") as name:
            env = _project(Path(name), hosts, port)
            Path(env["RASAD_DATA"]).mkdir()
            for words in (["migrate", "-v", "0"], ["load_outlets"]):
                subprocess.run([*_MANAGE, *words], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            yield env, port
    finally:
        server.terminate()


def measure_memory(hosts: int, pages: int) -> dict[str, Any]:
    """Our crawl alone: how large its process is, by quarters of its run."""
    with _served(hosts, pages) as (env, _):
        ours = _run([*_MANAGE, *_CRAWL, "--hosts", str(hosts)], env)
        captured = _captures(env)
    assert captured == hosts * pages, f"{captured} of {hosts * pages} pages are on record"
    return {"hosts": hosts, "pages": captured, "ours_mb_by_quarters": ours.sizes}


def measure(hosts: int, pages: int, profile: str) -> dict[str, Any]:
    """Both crawls of the same outlets, each less what it costs to start with nothing to do."""
    profiled = [sys.executable, "-m", "cProfile", "-o", profile, *_MANAGE[1:]] if profile else _MANAGE
    crawl = [*_CRAWL, "--hosts", str(hosts)]
    with _served(hosts, pages) as (env, port):
        script = Path(env["RASAD_DATA"]) / "bare.py"  # Scrapy reads the source of its callbacks
        script.write_text(BARE, encoding="utf-8")
        bare = [sys.executable, str(script)]
        ours = _run([*profiled, *crawl], env)
        nothing = _run([*_MANAGE, *crawl], env)
        urls = [f"http://127.0.{n // 250 + 1}.{n % 250 + 1}:{port}/rss" for n in range(hosts)]
        theirs = _run([*bare, *urls], dict(os.environ))
        start = _run(bare, dict(os.environ))
        captured = _captures(env)
    count = hosts * pages
    assert captured == count, f"{captured} of {count} pages are on record"
    assert int(theirs.output) == count, f"bare Scrapy fetched {theirs.output} of {count}"
    own = (ours.processor - nothing.processor) / count
    other = (theirs.processor - start.processor) / count
    own_wall, other_wall = (ours.wall - nothing.wall) / count, (theirs.wall - start.wall) / count
    return {
        "hosts": hosts,
        "pages": count,
        "ours_ms_of_processor_a_page": own * 1000,
        "bare_scrapy_ms_of_processor_a_page": other * 1000,
        "share_of_bare_scrapy_by_processor": other / own,
        "ours_ms_a_page": own_wall * 1000,
        "bare_scrapy_ms_a_page": other_wall * 1000,
        "share_of_bare_scrapy_by_wall": other_wall / own_wall,
        "ours_mb_by_quarters": ours.sizes,
        "bare_scrapy_mb": max(theirs.sizes),
    }


def _captures(env: dict[str, str]) -> int:
    with closing(sqlite3.connect(Path(env["RASAD_DATA"]) / "rasad.sqlite3")) as database:
        found = database.execute("SELECT COUNT(*) FROM archive_capture WHERE kind = 'article'").fetchone()
    return int(found[0])


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=60, help="of each host")
    parser.add_argument("--profile", default="", help="write a profile of our crawl here")
    parser.add_argument("--memory", action="store_true", help="our crawl alone, and how large it grows")
    given = parser.parse_args()
    found = (
        measure_memory(given.hosts, given.pages)
        if given.memory
        else measure(given.hosts, given.pages, given.profile)
    )
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

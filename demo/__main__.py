"""`python -m demo --serve`: the city on loopback until it is told to end or its parent is gone."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from demo import layout
from demo.city import MediaCity, build
from demo.servers.control import Control
from demo.servers.counters import Counters
from demo.servers.faults import Faults
from demo.servers.web import INTERNAL, Server, open_port


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--serve", action="store_true", help="serve the city (without it: only write DIR)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--items", type=int, default=360, help="how many items are published in all")
    parser.add_argument("--days", type=int, default=6, help="days of past before the run")
    parser.add_argument("--speed", type=float, default=3600.0, help="city seconds a real second")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, help="when the city opened (ISO 8601)")
    parser.add_argument("--endless", action="store_true", help="go on publishing at real pace")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    return parser.parse_args()


async def serve(city: MediaCity, options: argparse.Namespace) -> None:
    """Open both ports, write the files, say so on stdout, and stay."""
    faults, counters = Faults(), Counters()
    runner, port = await open_port(Server(city, faults, counters), options.port)
    faults.internal = f"http://{INTERNAL}:{port}/internal"
    control = web.AppRunner(Control(city, faults, counters).app(), access_log=None, shutdown_timeout=0.5)
    await control.setup()
    site = web.TCPSite(control, "127.0.0.1", options.control_port)
    await site.start()
    address = f"http://127.0.0.1:{control.addresses[0][1]}"
    layout.write(city, options.dir, port, address)
    ready = {
        "ready": True,
        "port": port,
        "control": address,
        "dir": str(options.dir),
        "seed": options.seed,
        "items": len(city.items),
        "outlets": len(city.sites),
        "catch_up": city.clock.catch_up,
    }
    print(json.dumps(ready), flush=True)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    parent = options.parent or os.getppid()
    while not ended.is_set() and os.getppid() == parent:
        try:
            await asyncio.wait_for(ended.wait(), 0.5)
        except TimeoutError:
            if options.endless:
                grow(city, options.dir)
    await control.cleanup()
    await runner.cleanup()


def grow(city: MediaCity, folder: Path) -> None:
    """Plan the hours ahead of an endless city."""
    fresh = city.planner.ahead(datetime.now(UTC) + timedelta(hours=1))
    if fresh:
        city.grow(fresh)
        layout.append_truth(city, folder, fresh)


def main() -> None:
    """Plan, then serve or only write."""
    options = arguments()
    now = options.now
    if now is not None and now.tzinfo is None:
        now = now.replace(tzinfo=UTC)
    city = build(
        seed=options.seed,
        items=options.items,
        days=options.days,
        speed=options.speed,
        now=now and now.astimezone(UTC),
        endless=options.endless,
    )
    if not options.serve:
        layout.write(city, options.dir, 0, "")
        return
    asyncio.run(serve(city, options))


if __name__ == "__main__":
    main()

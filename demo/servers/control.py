"""The control API on its own loopback port: faults, counters, clock; and a page for people."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from demo.city import MediaCity
from demo.servers.counters import Counters
from demo.servers.faults import KINDS, Faults


class Control:
    """Handlers; nothing of the system under test ever calls them."""

    def __init__(self, city: MediaCity, faults: Faults, counters: Counters) -> None:
        self.city = city
        self.faults = faults
        self.counters = counters

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self.index),
                web.get("/clock", self.clock),
                web.get("/counters", self.count),
                web.post("/counters/reset", self.reset),
                web.get("/faults", self.show),
                web.post("/faults", self.switch),
                web.post("/faults/clear", self.clear),
            ]
        )
        return app

    async def clock(self, request: web.Request) -> web.Response:
        """City time, and how much is published."""
        return web.json_response(self.times())

    def times(self) -> dict[str, Any]:
        """Clock readings; `finished` when all that is planned so far is out."""
        real = datetime.now(UTC)
        city = self.city.clock.city(real)
        out = sum(item.at <= city for item in self.city.items)
        return {
            "real": real.isoformat(),
            "city": city.isoformat(),
            "opened": self.city.clock.base.isoformat(),
            "catch_up": self.city.clock.catch_up,
            "published": out,
            "planned": len(self.city.items),
            "finished": city >= self.city.clock.base,
        }

    async def count(self, request: web.Request) -> web.Response:
        """Counters; `?paths=0` leaves the paths out."""
        return web.json_response(self.counters.report(paths=request.query.get("paths") != "0"))

    async def reset(self, request: web.Request) -> web.Response:
        """Counters to zero."""
        self.counters.reset()
        return web.json_response({})

    async def show(self, request: web.Request) -> web.Response:
        """Faults in force."""
        active = self.faults.active.values()
        return web.json_response(
            [{"outlet": f.outlet, "kind": f.kind, "left": f.left} for f in active if not f.over()]
        )

    async def switch(self, request: web.Request) -> web.Response:
        """Put a fault on an outlet: JSON of outlet, kind, count, seconds and the fault's own arguments."""
        asked = await request.json()
        if asked.get("outlet") not in self.city.sites or asked.get("kind") not in KINDS:
            known = {"outlets": sorted(self.city.sites), "kinds": KINDS}
            return web.json_response(known, status=400)
        self.faults.switch(**asked)
        return web.json_response({"on": asked})

    async def clear(self, request: web.Request) -> web.Response:
        """End the fault of `outlet`, or all."""
        asked = await request.json()
        self.faults.clear(asked.get("outlet"))
        return web.json_response({})

    async def index(self, request: web.Request) -> web.Response:
        """The outlets, for a person."""
        now = self.city.clock.city(datetime.now(UTC))
        rows = "".join(
            f"<tr><td>{html.escape(site.outlet.name)}<td dir=ltr>{site.outlet.home}<td>{site.outlet.kind}"
            f"<td>{site.outlet.family}<td>{len(site.visible(now))} / {len(site.items)}"
            for site in self.city.sites.values()
        )
        page = (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><meta charset="utf-8"><title>شهر نمونه</title>'
            "<style>body{font-family:sans-serif;margin:2rem}td,th{padding:.3rem .8rem;text-align:start}"
            "</style>"
            f"<h1>رسانه‌های سپیدارشهر</h1><p>ساعت شهر: <span dir=ltr>{now:%Y-%m-%d %H:%M:%S} UTC</span></p>"
            f"<table><tr><th>رسانه<th>نشانی<th>گونه<th>سامانه<th>منتشرشده{rows}</table></html>"
        )
        return web.Response(text=page, content_type="text/html")

"""The city as one value: plan, sites and clock, and the pages it gives for a host and a path."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from demo.clock import Clock, utc_now
from demo.media import OUTLETS
from demo.model import PlannedItem
from demo.plan import Planner
from demo.sites import SITES
from demo.sites.base import Site, SitePage, SiteRequest

SPAN = timedelta(hours=24)


@dataclass
class MediaCity:
    """Sites by host. `hosts` maps a host to its sites: several channels share one."""

    clock: Clock
    planner: Planner
    endless: bool = False
    items: list[PlannedItem] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    hosts: dict[str, list[Site]] = field(default_factory=dict)

    def grow(self, items: list[PlannedItem]) -> None:
        """Add planned items; sites that gained some are built anew."""
        self.items += items
        gained = {item.outlet.key for item in items}
        for outlet in self.planner.outlets:
            if outlet.key in gained or outlet.key not in self.sites:
                mine = [item for item in self.items if item.outlet.key == outlet.key]
                self.sites[outlet.key] = SITES[outlet.site](outlet, mine, self.clock.start)
        self.hosts = {}
        for site in self.sites.values():
            self.hosts.setdefault(site.outlet.host, []).append(site)

    def page(self, host: str, target: str) -> tuple[SitePage, str | None]:
        """The page of a request target, and the key of the outlet that gave it."""
        name = host.lower().split(":")[0]
        for prefix in ("www.", "m."):
            name = name.removeprefix(prefix)
        parts = urlsplit(target)
        ask = SiteRequest(unquote(parts.path), dict(parse_qsl(parts.query)), self.clock.city(utc_now()))
        sites = self.hosts.get(name, [])
        page = SitePage(b"no such host in this city", "text/plain", status=404)
        for site in sites:
            page = site.answer(ask)
            if page.status != 404:
                return page, site.outlet.key
        return page, sites[0].outlet.key if sites else None


def build(
    *,
    seed: int = 1,
    items: int = 360,
    days: int = 6,
    speed: float = 3600.0,
    now: datetime | None = None,
    endless: bool = False,
) -> MediaCity:
    """Plan a city. `now` (UTC) is the real time at which it opened; default: this moment."""
    clock = Clock((now or utc_now()).replace(microsecond=0), SPAN, speed)
    planner = Planner(seed, clock, items, days, OUTLETS)
    city = MediaCity(clock, planner, endless)
    city.grow(planner.items())
    if endless:
        city.grow(planner.ahead(utc_now() + timedelta(hours=1)))
    return city

"""The municipality's own units, whose releases are looked for in the press."""

from __future__ import annotations

from crawler.spiders.base import OutletSpider


class UnitSpider(OutletSpider):
    """The municipality's own units, whose releases are looked for in the press."""

    name = "units"
    kinds = ("unit",)

"""News agencies, news sites, broadcasters, and whoever else publishes pages of news."""

from __future__ import annotations

from crawler.spiders.base import OutletSpider


class AgencySpider(OutletSpider):
    """News agencies, news sites, broadcasters, and whoever else publishes pages of news."""

    name = "agencies"
    kinds = ("agency", "site", "broadcaster", "foreign", "government", "aggregator", "imported")

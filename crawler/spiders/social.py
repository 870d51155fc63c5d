"""Public channels of messengers and video sites."""

from __future__ import annotations

from crawler.spiders.base import OutletSpider


class ChannelSpider(OutletSpider):
    """Public channels of messengers and video sites."""

    name = "social"
    kinds = ("telegram", "eitaa", "video")

"""Newspapers: their issues, pages and archives."""

from __future__ import annotations

from crawler.spiders.base import OutletSpider


class PaperSpider(OutletSpider):
    """Newspapers: their issues, pages and archives."""

    name = "papers"
    kinds = ("paper",)

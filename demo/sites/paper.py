"""A newspaper: an issue a day with page views, articles a page and one PDF; dates only by the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from demo.clock import TEHRAN, jalali
from demo.model import PlannedItem
from demo.sites import decoys
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug
from demo.sites.jalali_text import long_date
from demo.sites.pdf import pdf

FIRST_ISSUE = date(2004, 3, 20)


class Paper(Site):
    """`/newspaper?newspaperyear=&newspapermonth=&newspaperday=` → `/newspaper/<issue>/<page>` → article."""

    pages: ClassVar[int] = 8

    def issue(self, item: PlannedItem) -> int:
        """Issues are counted by days."""
        return (item.at.astimezone(TEHRAN).date() - FIRST_ISSUE).days

    def page_of(self, item: PlannedItem) -> int:
        """The page it is printed on."""
        return 1 + item.number % 4

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        return f"/newspaper/{self.issue(item)}/{self.page_of(item)}/{item.number}/{slug(item.text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/newspaper/{self.issue(item)}/{self.page_of(item)}/{item.number}"]

    @route(r"/newspaper")
    def by_day(self, ask: SiteRequest) -> SitePage:
        wanted = tuple(ask.count(f"newspaper{part}") for part in ("year", "month", "day"))
        for item in self.visible(ask.now):
            day = jalali(item.at)
            if (day.year, day.month, day.day) == wanted:
                return self._view(self.issue(item), 1, ask.now)
        return self.missing()

    @route(r"/")
    def newest(self, ask: SiteRequest) -> SitePage:
        items = self.visible(ask.now)
        asked = ask.query.get("n", "")
        return (
            self._view(int(asked) if asked.isdigit() else self.issue(items[0]), 1, ask.now)
            if items
            else self.missing()
        )

    @route(r"/newspaper/(\d{4})/(\d{1,2})")
    def page_view(self, ask: SiteRequest, issue: str, page: str) -> SitePage:
        return self._view(int(issue), int(page), ask.now)

    @route(r"/newspaper/(\d{4})/\d{1,2}/(\d+)(?:/.*)?")
    def article(self, ask: SiteRequest, issue: str, number: str) -> SitePage:
        return self.shown(ask, number, self.render)

    @route(r"/pdf/(\d{4})\.pdf")
    def whole_issue(self, ask: SiteRequest, issue: str) -> SitePage:
        if not list(self._issue(int(issue), ask.now)):
            return self.missing()
        lines = [f"Rooznameh {self.outlet.key} - issue {issue} - page {n}" for n in range(1, self.pages + 1)]
        return self.keep(("pdf", issue), lambda: SitePage(pdf(lines), "application/pdf"))

    def _issue(self, issue: int, now: datetime) -> Iterator[PlannedItem]:
        return (item for item in self.items if self.issue(item) == issue and item.visible(now))

    def _view(self, issue: int, page: int, now: datetime) -> SitePage:
        items = list(self._issue(issue, now))
        if not items or not 1 <= page <= self.pages:
            return self.missing()
        here = [item for item in items if self.page_of(item) == page]
        return self.keep(
            ("view", issue, page), lambda: SitePage(self._draw(issue, page, items[0], here, now).encode())
        )

    def _draw(self, issue: int, page: int, first: PlannedItem, here: list[PlannedItem], now: datetime) -> str:
        rows = "".join(
            f'<li><h3><a href="{esc(self.path(item))}">{esc(item.text.title)}</a></h3></li>' for item in here
        )
        areas = "".join(
            f'<area shape="rect" coords="0,{n * 90},300,{n * 90 + 80}" href="{esc(self.path(item))}" alt="">'
            for n, item in enumerate(here)
        )
        others = "".join(
            f'<li><a class="page-link" href="/newspaper/{issue}/{n}">صفحه {n}</a></li>'
            for n in range(1, self.pages + 1)
        )
        return (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(self.outlet.name)} شماره {issue} صفحه {page}</title></head><body>"
            f'{decoys.menu()}<div class="issue-info"><span id="publishdate">'
            f'{long_date(first.at, weekday=True)}</span> <span class="issue-number">شماره {issue}</span>'
            "</div>"
            f'<ul class="pages newspaper-pages">{others}</ul>'
            f'<a class="download-pdf pdf" href="/pdf/{issue}.pdf">دانلود تمام صفحات (PDF)</a>'
            '<div class="page-view newspaper-page">'
            f'<img usemap="#map" src="/img/{issue}-{page}.jpg" alt="صفحه {page}"><map name="map">'
            f"{areas}</map></div>"
            f'<ul class="page-articles news-list">{rows}</ul>'
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )

    def render(self, item: PlannedItem, now: datetime) -> str:
        text, issue = item.text, self.issue(item)
        others = "".join(
            f'<li><a href="{esc(self.path(other))}">{esc(other.text.title)}</a></li>'
            for other in decoys.neighbours(self, item, 2)
        )
        return (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(self.outlet.name)} - {esc(text.title)}</title>"
            f'<meta property="og:title" content="{esc(text.title)}"></head><body>'
            f'{decoys.menu()}<div class="issue-info">'
            f'<span id="publishdate">{long_date(item.at, weekday=True)}</span>'
            f' <span class="issue-number">شماره {issue}</span>'
            f' <a href="/newspaper/{issue}/{self.page_of(item)}">صفحه {self.page_of(item)}</a></div>'
            f'<div class="news-main-content"><div class="subtitle rutitr">{esc(text.kicker)}</div>'
            f'<h1 class="title">{esc(text.title)}</h1><div class="lead">{esc(text.lead)}</div>'
            f'<div class="author">{esc(item.author)}</div><div class="text">'
            f"{decoys.paragraphs(text.paras)}</div></div>"
            '<div class="this-page"><h4>دیگر مطالب این صفحه</h4><ul>'
            f"{others}"
            "</ul></div>"
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )

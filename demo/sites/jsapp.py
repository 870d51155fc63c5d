"""An agency that is a JavaScript app: the server gives a shell, a script fetches JSON and draws the page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import ClassVar

from demo.clock import jalali
from demo.model import PlannedItem
from demo.sites import announcements as say
from demo.sites.base import Site, SitePage, SiteRequest, esc, route, slug, tehran_iso
from demo.sites.jalali_text import clock_time, long_date

SCRIPT = """
const root = document.getElementById('root');
const el = (tag, css, text) => {
  const node = document.createElement(tag);
  if (css) node.className = css;
  if (text) node.textContent = text;
  return node;
};
async function listing(page) {
  const data = await (await fetch('/api/news?page=' + page)).json();
  const list = el('div', 'news-list');
  for (const one of data.items) {
    const card = el('article', 'card');
    const link = el('a', 'card-title', one.title);
    link.href = one.url;
    card.append(link, el('span', 'card-time', one.shown));
    list.append(card);
  }
  root.replaceChildren(list);
  if (data.next) {
    const more = el('a', 'next', 'بیشتر');
    more.rel = 'next';
    more.href = '/latest?page=' + data.next;
    root.append(more);
  }
  document.body.dataset.ready = '1';
}
async function article(code) {
  const answer = await fetch('/api/news/' + code);
  if (!answer.ok) { root.replaceChildren(el('h1', 'gone', 'این خبر در دسترس نیست')); return; }
  const one = await answer.json();
  document.title = one.title + ' | ' + one.outlet;
  const page = el('article', 'news-box');
  const when = el('time', 'publish-time', one.shown);
  when.dateTime = one.published;
  const body = el('div', 'nt-body');
  for (const text of one.body) body.append(el('p', '', text));
  page.append(el('div', 'category', one.section), el('h1', 'title', one.title), when,
              el('p', 'lead', one.lead), body);
  const tags = el('div', 'tags');
  for (const tag of one.tags) tags.append(el('a', 'tag', tag));
  page.append(tags);
  const meta = document.createElement('script');
  meta.type = 'application/ld+json';
  meta.textContent = JSON.stringify({'@context': 'https://schema.org', '@type': 'NewsArticle',
    headline: one.title, datePublished: one.published, dateModified: one.modified});
  document.head.append(meta);
  root.replaceChildren(page);
  const others = await (await fetch('/api/news?page=1')).json();
  const side = el('aside', 'most-read');
  for (const other of others.items.slice(0, 4)) {
    const link = el('a', '', other.title);
    link.href = other.url;
    side.append(link);
  }
  root.append(side);
  document.body.dataset.ready = '1';
}
const found = location.pathname.match(/^\\/news\\/(\\d+)/);
if (found) article(found[1]); else listing(new URLSearchParams(location.search).get('page') || 1);
"""


class JsApp(Site):
    """`/news/<14 digits>/<slug>`; plain GETs of any page show nothing but «در حال بارگذاری»."""

    page_size: ClassVar[int] = 40

    def __init__(self, outlet, items, start) -> None:  # type: ignore[no-untyped-def]
        super().__init__(outlet, items, start)
        self.by_code = {self.code(item): item for item in self.items}

    def code(self, item: PlannedItem) -> str:
        """Jalali day and a number: 14 digits."""
        day = jalali(item.at)
        return f"{day.year}{day.month:02}{day.day:02}{item.number % 1_000_000:06}"

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        text = item.edit.text if edited and item.edit else item.text
        return f"/news/{self.code(item)}/{slug(text.title)}"

    def aliases(self, item: PlannedItem) -> list[str]:
        return [f"/news/{self.code(item)}"]

    def _shell(self, status: int = 200) -> SitePage:
        body = (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>'
            f"{esc(self.outlet.name)}</title></head>"
            '<body><div id="root"><p class="loading">در حال بارگذاری…</p></div><noscript>'
            "لطفاً جاوااسکریپت را فعال کنید.</noscript>"
            '<script src="/static/app.js"></script></body></html>'
        )
        return SitePage(body.encode(), status=status)

    @route(r"/(?:latest/?)?")
    def listing(self, ask: SiteRequest) -> SitePage:
        return self._shell()

    @route(r"/news/(\d{14})(?:/.*)?")
    def article(self, ask: SiteRequest, code: str) -> SitePage:
        item = self.by_code.get(code)
        return self._shell() if item and item.visible(ask.now) else self._shell(404)

    @route(r"/static/app\.js")
    def script(self, ask: SiteRequest) -> SitePage:
        return SitePage(SCRIPT.encode(), "text/javascript; charset=utf-8")

    @route(r"/rss")
    def feed_shell(self, ask: SiteRequest) -> SitePage:
        """The old feed's address only gives the shell."""
        return self._shell()

    @route(r"/api/news")
    def api_list(self, ask: SiteRequest) -> SitePage:
        page = max(1, ask.count("page", 1))
        items = self.visible(ask.now)
        here = items[(page - 1) * self.page_size : page * self.page_size]
        rows = [
            {
                "title": item.text_at(ask.now).title,
                "url": self.path_at(item, ask.now),
                "shown": f"{long_date(item.at)} - {clock_time(item.at)}",
            }
            for item in here
        ]
        more = page + 1 if len(items) > page * self.page_size else None
        return _json({"items": rows, "next": more})

    @route(r"/api/news/(\d{14})")
    def api_article(self, ask: SiteRequest, code: str) -> SitePage:
        item = self.by_code.get(code)
        if item is None or not item.visible(ask.now):
            return SitePage(b"{}", "application/json", status=404)
        text = item.text_at(ask.now)
        return _json(
            {
                "title": text.title,
                "lead": text.lead or say.summary(item, ask.now),
                "body": text.paras,
                "section": item.section,
                "tags": item.tags,
                "outlet": self.outlet.name,
                "published": tehran_iso(item.at),
                "modified": tehran_iso(item.changed_at(ask.now)),
                "shown": self._shown(item.at),
            }
        )

    def _shown(self, at: datetime) -> str:
        return f"{long_date(at)} - {clock_time(at)}"


def _json(value: object) -> SitePage:
    return SitePage(json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")

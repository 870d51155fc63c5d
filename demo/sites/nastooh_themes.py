"""Two more Nastooh-like newsrooms whose pages differ in what they lack and where they mislead."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from demo.model import PlannedItem
from demo.sites import decoys
from demo.sites.base import esc, tehran_iso, utc_z
from demo.sites.jalali_text import clock_time, long_date, slashed
from demo.sites.nastooh import Nastooh


class NastoohModern(Nastooh):
    """JSON-LD only (naive Tehran time beside a UTC meta), `rutitr` often empty, tags in a paragraph list."""

    sends_etag: ClassVar[bool] = False
    archive_list: ClassVar[str] = '<div class="items"><ul>{rows}</ul></div>'
    archive_item: ClassVar[str] = (
        '<li class="item"><a href="{href}"><img src="/d/t.jpg" alt="{title}"></a><h3><a href="{href}">'
        "{title}</a></h3>"
        "<span>{time}</span></li>"
    )

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f'<p class="introtext" itemprop="description">{esc(text.lead)}</p>' if text.lead else ""
        return (
            '<!DOCTYPE html><html lang="fa" dir="rtl"><head>'
            f"{self.metas(item, now)}{self.json_ld(item, now, naive=True)}"
            f'<meta property="article:published_time" content="{utc_z(item.at)}"></head><body class="rtl">'
            f'<header><div class="logo"><a href="/">{esc(self.outlet.name)}</a></div>'
            f"{decoys.menu('top')}</header>"
            '<div class="row"><div class="col-main"><article class="item" id="item">'
            '<div class="item-nav"><ol class="breadcrumb">'
            '<li><a href="/">صفحه اصلی</a></li><li><a href="/service/city">شهر</a></li><li>'
            f'<a href="/service/c2">{esc(item.section)}</a></li></ol></div>'
            f'<div class="item-header"><div class="item-title"><div class="rutitr">{esc(text.kicker)}</div>'
            f'<h1 class="title" itemprop="headline"><a href="{esc(self.path_at(item, now))}">'
            f"{esc(text.title)}</a></h1></div>"
            '<div class="item-date"><i class="icon-cal"></i>'
            f"{long_date(item.at)} - {clock_time(item.at)}</div>"
            f'<div class="item-code">کد خبر: <span>{item.number}</span></div></div>'
            f'<figure class="item-img"><img src="/d/{item.number}.jpg" alt=""><figcaption>'
            f"عکس: آرشیو {esc(self.outlet.tag)}</figcaption></figure>"
            f'<div class="item-summary">{lead}</div>'
            '<div class="item-body"><div class="item-text" itemprop="articleBody">'
            f"{decoys.paragraphs(text.paras, between=(1, decoys.advert(4, 'inline-ads')))}</div></div>"
            f'<div class="item-source">منبع: {esc(self.outlet.tag)}</div>'
            f"{decoys.related(self, item, 'box related')}"
            '<section class="box tags"><ul>'
            f"{''.join(f'<li><a href=/tag/{n}>{esc(tag)}</a></li>' for n, tag in enumerate(item.tags))}"
            "</ul></section>"
            f"{self.short_box(item)}{decoys.share(self.url(self.path(item)), 'item-tools')}</article></div>"
            f'<div class="col-side">{decoys.side(self, item, title="آخرین اخبار")}'
            f"{decoys.side(self, item, title='پیشنهاد سردبیر', count=3)}</div></div>"
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )


class NastoohBare(Nastooh):
    """No JSON-LD, a slashed date; `subtitle` is the kicker, the side bar comes first in the source."""

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        lead = f'<p class="summary">{esc(text.lead)}</p>' if text.lead else ""
        subtitle = f'<h4 class="subtitle">{esc(text.kicker)}</h4>' if text.kicker else ""
        return (
            f'<html lang="fa" dir="rtl"><head>{self.metas(item, now)}'
            f'<meta property="article:published_time" content="{utc_z(item.at)}">'
            f'<meta property="article:modified_time" content="{utc_z(item.changed_at(now))}"></head><body>'
            '<div id="ticker">فوری: <a href="/service/0">پیش‌بینی هوای فردا</a>'
            f' <time datetime="{tehran_iso(now)}">{clock_time(now)}</time></div>'
            f"{decoys.menu()}{decoys.side(self, item, count=4)}{decoys.advert(2)}"
            f'<main><article itemscope><ul class="breadcrumb"><li>{esc(item.section)}</li></ul>'
            f'<div class="item-title">{subtitle}'
            f'<h1 itemprop="headline">{esc(text.title)}</h1></div>'
            f'<div class="meta"><span class="item-date">{slashed(item.at)} - {clock_time(item.at)}</span>'
            f' <span class="author">{esc(item.author)}</span>'
            f' <a class="print" href="/print/{item.number}">نسخه چاپی</a></div>{lead}'
            '<div class="item-body item-text" itemprop="articleBody">'
            f"{decoys.paragraphs(text.paras)}{decoys.related(self, item)}</div>"
            '<div class="tags"><ul>'
            f"{''.join(f'<li><a href=/tag/{n}>{esc(tag)}</a></li>' for n, tag in enumerate(item.tags))}"
            "</ul></div>"
            f"{self.short_box(item)}</article></main>"
            f"{decoys.comments(item.at)}{decoys.footer(now, self.outlet.name)}</body></html>"
        )

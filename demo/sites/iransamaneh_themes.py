"""Three more Iransamaneh-like sites: another headline class, another body class, and windows-1256."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from demo.clock import TEHRAN
from demo.model import PlannedItem
from demo.sites import decoys
from demo.sites.base import esc
from demo.sites.iransamaneh import Iransamaneh
from demo.sites.jalali_text import clock_time, long_date


class IransamanehAnalytic(Iransamaneh):
    """`h1.Htag`, the lead in `.subtitle`, no JSON-LD; a Gregorian date beside the Jalali one."""

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        english = item.at.astimezone(TEHRAN).strftime("%d %B %Y")
        return (
            f"<!DOCTYPE html><html><head>{self.metas(item, now)}</head><body>{decoys.menu('top_menu')}"
            '<div class="news_body_con"><div class="news_path"><a href="/fa/archive?service_id=15">'
            f'{esc(item.section)}</a> » <a href="/fa/archive?service_id=15&amp;cat_id=8">عمومی</a></div>'
            '<div class="news_nav news_pdate_c"><span class="news_title">تاریخ انتشار: </span>'
            f'<sapn class="fa_date">{long_date(item.at, arabic=True)} - {clock_time(item.at)}</sapn>'
            f'<span class="en_date visible-lg">{english}</span></div><div class="news_nav news_hits">'
            "تعداد بازدید: <span>۱۳۴۲</span></div>"
            + (
                f'<div class="rutitr">{esc(text.kicker)}</div>'
                if text.kicker
                else '<div class="rutitr"></div>'
            )
            + f'<h1 class="Htag"><a href="{esc(self.path_at(item, now))}">{esc(text.title)}</a></h1>'
            f'<div class="subtitle"><div class="subtitle_img"></div>{esc(text.lead)}</div>'
            f'<div class="body">{decoys.paragraphs(text.paras, between=(2, decoys.advert(3, "yn-bnr")))}'
            '<div class="wrapper"></div></div>'
            '<div class="tags_title">برچسب‌ها: '
            f"{' '.join(f'<a href=/fa/tags/{n}>{esc(tag)}</a>' for n, tag in enumerate(item.tags))}</div>"
            f'<div class="related_news">{decoys.related(self, item)}</div></div>'
            f"{decoys.side(self, item, title='آخرین اخبار', css='last_news')}"
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )


class IransamanehSelect(Iransamaneh):
    """The first h1 is the logo, the body is `.khabar-matn`, no kicker at all; Last-Modified only."""

    sends_etag: ClassVar[bool] = False

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        return (
            f'<html lang="fa" dir="rtl"><head>{self.metas(item, now)}</head><body><h1 class="logo">'
            f'<a href="/fa">{esc(self.outlet.name)}</a></h1>'
            f'{decoys.advert(9)}{decoys.menu("m")}<div class="news-page"><div class="news_pdate_c">'
            f"تاریخ انتشار : {long_date(item.at)} - {clock_time(item.at)}</div>"
            f'<div class="news_path"><a href="/fa/city">{esc(item.section)}</a></div>'
            f'<h1 class="title"><a class="title" href="{esc(self.path_at(item, now))}">'
            f"{esc(text.title)}</a></h1>"
            f'<div class="subtitle">{esc(text.lead)}</div><div class="khabar-matn body">'
            '<div class="zoom">- +</div>'
            f"{decoys.paragraphs(text.paras, 'direction: rtl')}</div>"
            '<div class="tags_title">'
            f"{' '.join(f'<a href=/fa/tags/{n}>{esc(tag)}</a>' for n, tag in enumerate(item.tags))}</div>"
            "</div>"
            f"{decoys.side(self, item, title='داغ‌ترین‌ها')}{decoys.comments(item.at)}"
            f"{decoys.footer(now, self.outlet.name)}</body></html>"
        )


class IransamanehOld(Iransamaneh):
    """An old site in windows-1256: only the page's own meta says so, the header names no charset."""

    html_type: ClassVar[str] = "text/html"
    feed_charset: ClassVar[str] = "windows-1256"
    charset_meta: ClassVar[str] = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'

    def encode(self, text: str) -> bytes:
        return text.encode("cp1256", errors="xmlcharrefreplace")

    def render(self, item: PlannedItem, now: datetime) -> str:
        text = item.text_at(now)
        return (
            f'<HTML dir="rtl"><HEAD>{self.metas(item, now)}</HEAD><BODY bgcolor="#ffffff">'
            f'<TABLE width="980"><TR><TD class="menu">{decoys.menu()}</TD></TR>'
            '<TR><TD><div class="news_nav news_pdate_c"><span class="news_nav_title">'
            f"تاريخ انتشار:</span> {long_date(item.at, arabic=True)} - {clock_time(item.at)}</div>"
            f'<div class="news-rutitr">{esc(text.kicker)}</div><h1 class="Htag">'
            f'<a class="title" href="{esc(self.path_at(item, now))}">{esc(text.title)}</a></h1>'
            f'<div class="subtitle">{esc(text.lead)}</div><div class="body" align="justify">'
            f"{decoys.paragraphs(text.paras)}</div>"
            f'<div class="news_path"><a href="/fa/city">{esc(item.section)}</a></div></TD>'
            f'<TD width="200">{decoys.side(self, item)}</TD></TR></TABLE>'
            f"{decoys.footer(now, self.outlet.name)}</BODY></HTML>"
        )

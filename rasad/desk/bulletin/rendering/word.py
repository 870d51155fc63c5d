"""A bulletin as a Word file, for who wants to cut it or to add to it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from rasad.desk.documents.word import ACCENT, BAD, DIM, GOOD, INK, WARN, RtlDocument

_TONES = {"negative": ("لحن منفی", BAD), "positive": ("لحن مثبت", GOOD)}
_STATUSES = {"removed": "رسانه آن را حذف کرده است", "edited": "رسانه آن را ویرایش کرده است"}
_BAR = 18  # signs of the longest bar


def bulletin_docx(content: Mapping[str, Any], *, draft: bool) -> bytes:
    """The file."""
    made = RtlDocument(content["title"], content["issued_by"] or content["made_by"])
    _cover(made, content, draft=draft)
    made.new_page()
    if "contents" in content["parts"]:
        _contents(made, content["sections"])
    for section in content["sections"]:
        made.heading(section["title"], 1)
        for item in section["items"]:
            _item(made, item)
    if not content["sections"]:
        made.paragraph("در این بولتن مطلبی نیست.", colour=DIM)
    _front_pages(made, content["front_pages"])
    _figures(made, content["figures"])
    if content["coverage"]:
        _coverage(made, content["coverage"])
    if content["issued"]:
        made.paragraph(f"صدور: {content['issued']}", size=9, colour=DIM, before=12)
    made.page_numbers("پیش‌نویس؛ صادر نشده است" if draft else "")
    return made.as_bytes()


def _cover(made: RtlDocument, content: Mapping[str, Any], *, draft: bool) -> None:
    cover = content["cover"]
    made.paragraph(cover.get("organisation", ""), size=14, colour=DIM, before=40)
    made.paragraph(cover.get("title") or content["title"], size=32, colour=ACCENT, bold=True, before=90)
    if cover.get("subtitle"):
        made.paragraph(cover["subtitle"], size=15, colour=DIM)
    made.paragraph(content["day"], size=18, colour=ACCENT, bold=True, before=30, after=14)
    edition = f"، ویرایش {content['edition']}" if content["edition"] else ""
    lines = [
        ("شماره", f"{content['number']}{edition}" if content["number"] else ""),
        ("گونه", content["kind"]),
    ]
    lines += [("دوره", content["period"]), ("صدور", content["issued"])]
    for name, text in lines:
        if text:
            made.paragraph(f"{name}: {text}", size=12)
    if draft:
        made.paragraph("پیش‌نویس؛ صادر نشده است", size=14, colour=BAD, bold=True, before=12)
    if content["correction"]:
        made.paragraph(f"آنچه در این ویرایش اصلاح شد: {content['correction']}", colour=WARN, before=18)
    foot = [cover.get("note", ""), f"تهیه: {content['made_by']}" if content["made_by"] else ""]
    foot += [f"صدور: {content['issued_by']}" if content["issued_by"] else ""]
    made.paragraph("، ".join(filter(None, foot)), size=10, colour=DIM, before=60)


def _contents(made: RtlDocument, sections: Sequence[Mapping[str, Any]]) -> None:
    made.heading("فهرست", 1)
    for section in sections:
        made.paragraph(section["title"], bold=True, before=4)
        made.bullets([item["headline"] for item in section["items"]])


def _item(made: RtlDocument, item: Mapping[str, Any]) -> None:
    made.heading(item["headline"], 2)
    made.paragraph("، ".join(filter(None, (item["outlet"], item["time"]))), size=9, colour=DIM, after=1)
    if item["tone"] in _TONES:
        made.paragraph(_TONES[item["tone"]][0], size=9, colour=_TONES[item["tone"]][1], bold=True, after=1)
    if item["status"] in _STATUSES:
        made.paragraph(_STATUSES[item["status"]], size=9, colour=WARN, after=1)
    if item["summary"]:
        made.paragraph(item["summary"], size=11, colour=INK)
    if item["units"]:
        made.paragraph(f"دربارهٔ {'، '.join(item['units'])}", size=9, colour=DIM, after=1)
    if item["carriers"]:
        made.paragraph(f"نیز در: {'، '.join(item['carriers'])}", size=9, colour=DIM, after=1)
    if item["address"]:
        made.link(item["address"], item["shown_address"])


def _front_pages(made: RtlDocument, papers: Sequence[Mapping[str, Any]]) -> None:
    if not papers:
        return
    made.heading("صفحهٔ نخست روزنامه‌ها", 1)
    for paper in papers:
        made.heading(paper["outlet"], 2)
        if paper["picture"]:
            with suppress(ValueError):
                made.picture(base64.b64decode(paper["picture"]), 80, f"صفحهٔ نخست {paper['outlet']}")
        made.bullets(paper["headlines"])


def _figures(made: RtlDocument, figures: Sequence[Mapping[str, Any]]) -> None:
    if not figures:
        return
    made.heading("نمودارها", 1)
    for figure in figures:
        made.heading(figure["title"], 2)
        rows = [
            (row["label"], "█" * max(1, round(_BAR * row["width"] / 1000)), row["text"])
            for row in figure["rows"]
        ]
        made.table(("", "", "شمار"), rows, (60, 85, 20), {1: ACCENT})
        made.paragraph(figure["definition"], size=9, colour=DIM, before=2)


def _coverage(made: RtlDocument, coverage: Mapping[str, Any]) -> None:
    made.heading("بیانیهٔ پوشش دوره", 1)
    made.paragraph(coverage["text"])
    if coverage["silent"]:
        made.paragraph(f"خوانده نشد: {'، '.join(coverage['silent'])}")
    if coverage["gaps"]:
        made.paragraph(f"شاید چیزی نادیده گذشته باشد: {'، '.join(coverage['gaps'])}")
    if coverage["paused"]:
        made.paragraph(f"گردآوری متوقف است: {'، '.join(coverage['paused'])}")

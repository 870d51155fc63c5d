"""The evidence file of a reply: what was written, answered and printed, side by side, on paper."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rasad.archive.models import Article
from rasad.desk.documents.fonts import FAMILY, font_css
from rasad.desk.documents.reading_text import reading_address, reading_text
from rasad.desk.evaluation.metric_rows import percent
from rasad.desk.evaluation.passages import carried_text
from rasad.desk.replies.models import Reply
from rasad.persian.dates.jalali import format_jalali


def evidence_html(reply: Reply) -> str:
    """The page: times, texts as the outlets wrote them, and where the evidence of each stands."""
    printed = _article(reply.published) if reply.published else None
    if printed and reply.published:
        spans = carried_text(reply.text, reply.published.body).spans
        printed["parts"] = _parts(reply.published.body, spans)
    context: dict[str, Any] = {
        "font_css": mark_safe(font_css()),  # noqa: S308 (ours: base64 and names)
        "family": FAMILY,
        "reply": reply,
        "title": f"پروندهٔ جوابیه: {reading_text(reply.article.title)}",
        "original": _article(reply.article),
        "printed": printed,
        "share": percent(reply.containment) if reply.containment is not None else "",
        "steps": [
            (step.get_state_display(), format_jalali(step.at, with_weekday=True), step.by, step.note)
            for step in reply.steps.order_by("at", "pk")
        ],
        "due": format_jalali(reply.due_at, with_weekday=True) if reply.due_at else "",
    }
    return render_to_string("desk/reply.html", context)


def _article(article: Article) -> dict[str, Any]:
    capture = article.capture
    return {
        "title": article.title,
        "outlet": article.outlet.name,
        "time": format_jalali(article.at, with_time=article.published_precision != "day", with_weekday=True),
        "url": article.url if article.url.startswith(("http://", "https://")) else "",
        "address": reading_address(article.url),
        "parts": [(article.body, False)],
        "lead": article.lead,
        "sha256": capture.sha256 if capture else "",
        "warc": f"{capture.warc}, {capture.offset}" if capture else "",
        "captured": format_jalali(capture.fetched_at, with_weekday=True) if capture else "",
    }


def _parts(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it stands in the reply."""
    parts, last = [], 0
    for start, end in spans:
        parts += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [*parts, (text[last:], False)]

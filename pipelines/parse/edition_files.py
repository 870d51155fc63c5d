"""A paper's issue as files: its PDF's text layer where it has no article pages, its first page's picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pipelines.parse.items import Identity
from pipelines.parse.payloads import moment
from rasad.archive.identity import article_id, canonical_url
from rasad.archive.models import Capture, Frontier, PageKind
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.html.likeness import letters
from rasad.persian.dates.jalali import format_jalali, tehran

#: Fewer letters on a page of a PDF are a picture's caption.
_LEAST_LETTERS = 80
_SAME_ISSUE = timedelta(hours=36)


def has_article_pages(capture: Capture) -> bool:
    """Whether the issue that this PDF is of announced articles with pages of their own."""
    if capture.hint.get("alone"):
        return False
    rows = Frontier.objects.filter(outlet_id=capture.outlet_id, kind=PageKind.ARTICLE)
    day = capture.hint.get("published")
    if day:
        return rows.filter(hint__published=day).exists()
    near = (capture.fetched_at - _SAME_ISSUE, capture.fetched_at + _SAME_ISSUE)
    return rows.filter(discovered_at__range=near).exists()


def pdf_pages(capture: Capture, texts: Sequence[str]) -> list[Extraction]:
    """An item for each page with text, marked as read from the PDF; its day is the issue's."""
    url = capture.final_url or capture.url
    return [
        Extraction(
            url=f"{url}#page={number}",
            title=f"{_issue(capture)}، صفحهٔ {number} (متن از PDF)",
            body=text,
            news_code=str(number),
            provenance={"body": f"pdf text layer, page {number}"},
            confidence={"body": 0.5},
            quality=Quality.OK,
            extra={"pdf_page": number},
            lang="fa",
        )
        for number, text in enumerate(texts, 1)
        if len(letters(text)) >= _LEAST_LETTERS
    ]


def front_page(capture: Capture) -> Extraction:
    """The item of a first page's picture."""
    url = capture.final_url or capture.url
    return Extraction(
        url=url,
        title=f"صفحهٔ اول {_issue(capture)}",
        images=[url],
        provenance={"images": "front page of the issue"},
        quality=Quality.THIN,
        extra={"front_page": True},
        lang="fa",
    )


def _issue(capture: Capture) -> str:
    try:
        at = moment(str(capture.hint.get("published") or ""))
    except (ValueError, OverflowError):
        at = None
    day = format_jalali(tehran(at).date(), with_time=False) if at else ""
    return f"{capture.outlet.name}، {day}" if day else capture.outlet.name


def file_identity(outlet: str, found: Extraction) -> Identity:
    """The identity of a page of a file: its address with the page."""
    address, _, page = found.url.partition("#")
    key = canonical_url(address) + (f"#{page}" if page else "")
    return Identity(article_id(outlet, key), key, False, (key,))

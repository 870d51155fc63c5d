"""What an article's page says about its attributions: their sentences, quotes, summary, what is named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from rasad.archive.articles.city_rules import rules
from rasad.archive.articles.documents import unattributed
from rasad.archive.models import Article, Attribution
from rasad.attribution.quotes import quotes
from rasad.attribution.summary import summary
from rasad.persian import sentences
from rasad.search.documents import TEXT_PARTS
from rasad.search.match import analyse
from search_api.highlight_html import mark


class AttributionSentence(NamedTuple):
    """An attribution, and its sentence with the words that decided marked; empty where none did."""

    row: Attribution
    sentence: SafeString


def sentences_of(article: Article, rows: Iterable[Attribution]) -> list[AttributionSentence]:
    """The attributions with their sentences."""
    return [AttributionSentence(row, _marked(article, row.part, row.start, row.end)) for row in rows]


def _marked(article: Article, part: str, start: int, end: int) -> SafeString:
    text: str = getattr(article, part) if part in TEXT_PARTS else ""
    for first, last in sentences(text):
        if first <= start < last:
            return mark(text[first:last], [(start - first, min(end, last) - first)])
    return SafeString("")


def reading_of(article: Article) -> dict[str, Any]:
    """Summary, quotes and names for the page."""
    text = article.text
    names = rules.current().names_of([row["key"] for row in article.mentions])
    chosen = summary(analyse(unattributed(article)))
    said = ((part, one) for part in (text.lead, text.body) for one in quotes(part))
    return {
        "summary": [getattr(text, one.part)[one.start : one.end] for one in chosen],
        "quotes": [(one.speaker, part[one.start : one.end]) for part, one in said],
        "named": [
            (row["kind"] if row["kind"] in ("person", "place") else "mention", row["key"], names[row["key"]])
            for row in article.mentions
            if row["key"] in names
        ],
    }

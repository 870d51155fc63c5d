"""Articles of which only their feed's text was had: the page replaces that text, and that is no edit."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parse.items import ParsedItem
from pipelines.parse.sources import ItemSource
from pipelines.parse.versions import KnownVersion
from rasad.archive.identity import text_hash
from rasad.archive.models import Article, Version
from rasad.extract.article.extraction import Quality


def is_provisional(article: Article | None) -> bool:
    """Whether an article stands as its feed told it, marked «خلاصه»."""
    return article is not None and article.quality == Quality.SUMMARY


def is_summary(item: ParsedItem) -> bool:
    """Whether an item is what a feed tells of it."""
    return item.found.quality is Quality.SUMMARY


def replace_text(
    article: Article, known: Sequence[KnownVersion], item: ParsedItem, source: ItemSource
) -> None:
    """Let the article's only version be what the source shows; it stays the first."""
    Version.objects.filter(article=article, number=known[-1].number).update(
        **item.text.parts(), text_hash=text_hash(item.text), capture=source.capture
    )

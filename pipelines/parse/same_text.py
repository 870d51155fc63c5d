"""Whether a text differs because the outlet changed it, or because our rules read it from another place."""

from __future__ import annotations

from collections import Counter

from pipelines.parse.items import ParsedItem
from pipelines.parse.versions import KnownVersion
from rasad.archive.identity import text_hash
from rasad.archive.models import Article, SameText
from rasad.archive.readings.page_reading import SourceKind, source_kind
from rasad.extract.html.likeness import alike, words
from rasad.search.documents import ArticleText

_READ_FIELDS = ("title", "body")
#: Share of the words of two readings that must be the same: a new place gives or takes a dateline, a caption.
_SAME_SHARE = 0.9


def reads_otherwise(article: Article, force: KnownVersion, item: ParsedItem) -> bool:
    """Whether the item says what the version says, only read from another place of the page.

    What was found so is kept, so that the next look at the page, read from the same place, is no edit either.
    """
    found = text_hash(item.text)
    if SameText.objects.filter(article=article, number=force.number, text_hash=found).exists():
        return True
    before, now = article.provenance, item.found.provenance
    moved = any(before.get(name) and before[name] != now.get(name) for name in _READ_FIELDS)
    if not moved or not _says_the_same(force.text, item.text):
        return False
    SameText.objects.get_or_create(article=article, number=force.number, text_hash=found)
    return True


def reads_better(article: Article, item: ParsedItem) -> bool:
    """Whether a rule now finds what was only guessed or stated when the article was last read.

    Then the text is read anew, not edited: the version is mended in place.
    """
    before, now = article.provenance, item.found.provenance
    return any(
        before.get(name)
        and source_kind(before[name]) != SourceKind.RULE
        and source_kind(now.get(name, "")) == SourceKind.RULE
        for name in _READ_FIELDS
    )


def _says_the_same(one: ArticleText, other: ArticleText) -> bool:
    if not alike(one.title, other.title):
        return False
    first, second = _words(one), _words(other)
    shared = (first & second).total()
    return shared >= _SAME_SHARE * max(first.total(), second.total(), 1)


def _words(text: ArticleText) -> Counter[str]:
    return Counter(
        word
        for part in (text.lead, text.body)
        for line in part.split("\n")
        for token in line.split()
        for word in words(token)
    )

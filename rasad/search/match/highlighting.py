"""What to highlight of an article for a query: offsets into the text as stored.

Whoever shows the text escapes each piece between two offsets.
"""

from __future__ import annotations

from datetime import datetime

from rasad.search.documents import ArticleText, Document
from rasad.search.match.analysed import PARTS, AnalysedArticle
from rasad.search.match.reasons import deciding
from rasad.search.match.spans import merged, spans_of
from rasad.search.query.ast import Span, positive_leaves
from rasad.search.query.parser import Query

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def highlight_spans(query: Query, analysed: AnalysedArticle) -> dict[str, list[Span]]:
    """Spans in each part, from those clauses that made the article match; none overlap."""
    found: dict[str, set[Span]] = {}
    for leaf, negated in deciding(query.ast, analysed):
        if not negated:
            for place in spans_of(leaf, analysed):
                found.setdefault(place.part, set()).add(place.span)
    return {part: merged(found[part]) for part in PARTS if part in found}


def highlight(query: Query, text: str, field: str = "body") -> list[Span]:
    """Spans in one text that stands in `field` (title, kicker, lead, body, author), for a list or a headline.

    Without the rest of the article it cannot be known which side of an OR made it match, so every positive
    clause counts.
    """
    part = field if field in PARTS else "body"
    analysed = AnalysedArticle(Document("", 0, 0, "", "", ArticleText(), _EPOCH, _EPOCH), {part: text})
    return merged({place.span for leaf in positive_leaves(query.ast) for place in spans_of(leaf, analysed)})

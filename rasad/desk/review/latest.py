"""What stands about articles: the last review of each, and the tone towards a unit."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max

from rasad.archive.models import Article
from rasad.desk.review.models import Review
from rasad.desk.review.values import ReviewValues


def last_reviews(keys: Collection[str]) -> dict[str, Review]:
    """The review that stands of each article that has one."""
    numbers = Review.objects.filter(article__in=list(keys)).values("article").annotate(last=Max("number"))
    newest = {row["article"]: row["last"] for row in numbers}
    rows = Review.objects.filter(article__in=newest).select_related("by", "assignee")
    return {row.article_id: row for row in rows if row.number == newest[row.article_id]}


def values_of(row: Review | None) -> ReviewValues:
    """What a review says; without one, nothing."""
    if row is None:
        return ReviewValues()
    return ReviewValues(
        tone=row.tone,
        unit_tones=tuple(sorted(row.unit_tones.items())),
        importance=row.importance,
        status=row.status,
        note=row.note,
        assignee_id=row.assignee_id,
        labels=tuple(row.labels),
    )


def tone_towards(article: Article, unit: str = "") -> str:
    """The tone of an article towards a unit as a person judged it (`Tone`); empty: nobody did.

    What was said of the article as a whole holds for every unit that was not judged apart.
    """
    return str((article.unit_tones or {}).get(unit) or article.tone)


def judged_tones(article: Article) -> frozenset[str]:
    """All tones that were found in an article, towards whomever."""
    return frozenset(filter(None, (article.tone, *(article.unit_tones or {}).values())))

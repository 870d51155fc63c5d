"""Articles as records: how one is loaded whole, and who must see what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.db.models import F, Prefetch, QuerySet

from rasad.archive.jobs import queues
from rasad.archive.models import Article, Attribution, Job

#: Asks a stage to handle articles: the stage, and their ids with the order they are to be handled in.
Enqueue = Callable[[str, Mapping[str, int]], object]


class ArticleChange(StrEnum):
    """What changed of an article; `SEEN_BY` says which stages must handle it again."""

    TEXT = "text"  # or its date: both decide its story
    PLACED = "placed"  # its story is decided
    FACTS = "facts"  # units, topics, status, tags and the like
    STANDING = "standing"  # its role in the story, or the story's size


#: The story stage goes first where it must: what it decides is indexed and matched with the article.
SEEN_BY: dict[ArticleChange, tuple[Job.Stage, ...]] = {
    ArticleChange.TEXT: (Job.Stage.STORY,),
    ArticleChange.PLACED: (Job.Stage.INDEX, Job.Stage.ALERTS, Job.Stage.COVERAGE),
    ArticleChange.FACTS: (Job.Stage.INDEX, Job.Stage.ALERTS),
    ArticleChange.STANDING: (Job.Stage.INDEX,),
}


def whole_articles() -> QuerySet[Article]:
    """Articles with all that a document, a result row and the API show of them, in two statements."""
    attributions = Attribution.objects.select_related("unit", "topic").order_by("pk")
    return Article.objects.select_related("outlet", "story").prefetch_related(
        Prefetch("attributions", attributions)
    )


def show_change(arrivals: Mapping[str, int], change: ArticleChange, enqueue: Enqueue | None = None) -> None:
    """Ask the stages that must see a change; `arrivals`: the articles' ids with their arrival numbers.

    Call it inside the transaction that made the change.
    """
    ask = enqueue or _enqueue
    for stage in SEEN_BY[change]:
        ordered = stage == Job.Stage.STORY  # it goes by arrival, the others by who waits longest
        ask(stage, {id_: arrival if ordered else 0 for id_, arrival in arrivals.items()})


def _enqueue(stage: str, orders: Mapping[str, int]) -> None:
    queues.enqueue(stage, orders, orders=orders.values())


def raise_revision(
    arrivals: Mapping[str, int], change: ArticleChange, enqueue: Enqueue | None = None
) -> None:
    """Note that stored articles changed: their revision rises, and who must see it is asked to."""
    if arrivals:
        Article.objects.filter(id__in=arrivals).update(revision=F("revision") + 1)
        show_change(arrivals, change, enqueue)


__all__ = ["SEEN_BY", "ArticleChange", "raise_revision", "show_change", "whole_articles"]

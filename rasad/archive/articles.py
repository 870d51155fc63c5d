"""Articles as records: how one is loaded whole, how a person corrects it, and who must see what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.db.models import F, Prefetch, QuerySet

from rasad.archive import jobs
from rasad.archive.corrections import LABELS, CorrectionError, check, set_field
from rasad.archive.models import Article, Attribution, Correction, Job
from rasad.archive.subjects import CaptureSubject, SubmissionSubject
from rasad.archive.transactions import write_transaction

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
    jobs.enqueue(stage, orders, orders=orders.values())


def raise_revision(
    arrivals: Mapping[str, int], change: ArticleChange, enqueue: Enqueue | None = None
) -> None:
    """Note that stored articles changed: their revision rises, and who must see it is asked to."""
    if arrivals:
        Article.objects.filter(id__in=arrivals).update(revision=F("revision") + 1)
        show_change(arrivals, change, enqueue)


def correct(
    key: str,
    name: str,
    value: object,
    *,
    by: str,
    record: Callable[[Correction], object],
    note: str = "",
) -> Correction:
    """Correct one field of an article as a person said: seen at once, and kept by every `reprocess`.

    `record` writes the audit entry. All of it is one transaction: nothing is corrected that is not recorded.
    Raises `CorrectionError`, and `Article.DoesNotExist` for an unknown article.
    """
    with write_transaction():
        article = Article.objects.select_for_update(of=("self",)).get(pk=key)
        kept = check(name, value)
        row = Correction.objects.create(article=article, field=name, value=kept, by=by, note=note[:500])
        _apply(article, Correction.Field(name), kept)
        record(row)
    return row


def _apply(article: Article, name: Correction.Field, value: str | list[str]) -> None:
    """Lay a correction over what stands now; the stages read it again whenever they handle the article."""
    arrivals = {article.id: article.arrival}
    if name in LABELS:
        _, column, add = LABELS[name]
        rows = Attribution.objects.filter(article=article, **{column: value})
        if not add:
            rows.delete()
        elif not rows.update(by=Attribution.By.STAFF, rule=""):
            Attribution.objects.create(article=article, by=Attribution.By.STAFF, **{column: value})
        raise_revision(arrivals, ArticleChange.FACTS)
    elif name is Correction.Field.STORY:
        raise_revision(arrivals, ArticleChange.TEXT)
    else:
        set_field(article, name, value)
        article.save()
        raise_revision(arrivals, ArticleChange.TEXT)
        jobs.enqueue(Job.Stage.PARSE, _source_of(article))  # the rules may find other units in the new text


def _source_of(article: Article) -> list[str]:
    """What the article was parsed from last, as a subject of the parse stage."""
    if article.capture_id is not None:
        return [str(CaptureSubject(article.capture_id))]
    return [str(SubmissionSubject(article.submission_id))] if article.submission_id is not None else []


__all__ = [
    "SEEN_BY",
    "ArticleChange",
    "CorrectionError",
    "correct",
    "raise_revision",
    "show_change",
    "whole_articles",
]

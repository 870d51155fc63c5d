"""How a person corrects an article: one act, seen at once and kept by every `reprocess`."""

from __future__ import annotations

from collections.abc import Callable

from rasad.archive.articles.correction_fields import LABELS, CorrectionError, check, set_field
from rasad.archive.articles.records import ArticleChange, raise_revision
from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.jobs.subjects import CaptureSubject, SubmissionSubject
from rasad.archive.models import Article, Attribution, Correction, Job


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
        queues.enqueue(Job.Stage.PARSE, _source_of(article))  # the rules may find other units in the new text


def _source_of(article: Article) -> list[str]:
    """What the article was parsed from last, as a subject of the parse stage."""
    if article.capture_id is not None:
        return [str(CaptureSubject(article.capture_id))]
    return [str(SubmissionSubject(article.submission_id))] if article.submission_id is not None else []


__all__ = ["CorrectionError", "correct"]

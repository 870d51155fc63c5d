"""A person's correction of an article."""

from __future__ import annotations

from rasad.archive.articles import corrections
from rasad.archive.models import Article, Correction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError


def correct_article(actor: Actor, key: str, field: str, value: object) -> Correction:
    """Correct one field; units and topics by `unit+`, `unit-`, `topic+`, `topic-`. Audited with it.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    if actor.user is None or not may(actor.user, "correct"):
        raise NotAllowedError

    def record(row: Correction) -> None:
        note(actor, "article.correct", f"article:{key}", field=row.field, value=row.value)

    try:
        return corrections.correct(key, field, value, by=actor.name, record=record)
    except Article.DoesNotExist as error:
        raise GoneError("article") from error
    except corrections.CorrectionError as error:
        message = "واحد یا موضوع را از فهرست برگزینید."
        raise InvalidValueError(field, "correction_invalid", message) from error

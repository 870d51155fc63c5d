"""What a person has seen, and what is new since the last visit: for this person alone, never audited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.reading.models import SeenArticle, Visit

MOST = 1_000  # articles marked at once
#: A pause longer than this ends a visit.
PAUSE = timedelta(minutes=30)
_WRITE_AFTER = timedelta(minutes=1)  # a visit is written no more often


def mark_seen(user: User, keys: Collection[str]) -> int:
    """Mark articles as seen by this person; returns how many of them are there. Unknown ones are left out."""
    chosen = list(dict.fromkeys(keys))[:MOST]
    with write_transaction():
        known = list(Article.objects.filter(pk__in=chosen).values_list("pk", flat=True))
        SeenArticle.objects.bulk_create(
            [SeenArticle(user=user, article_id=key) for key in known], ignore_conflicts=True
        )
    return len(known)


def mark_unseen(user: User, keys: Collection[str]) -> int:
    """Take marks of this person away again; returns how many there were."""
    with write_transaction():
        chosen = list(dict.fromkeys(keys))[:MOST]
        return SeenArticle.objects.filter(user=user, article_id__in=chosen).delete()[0]


def seen_among(user: User, keys: Collection[str]) -> frozenset[str]:
    """Those of the articles that this person has seen."""
    rows = SeenArticle.objects.filter(user=user, article_id__in=list(keys))
    return frozenset(rows.values_list("article_id", flat=True))


def visit(user: User, place: str, now: datetime | None = None) -> datetime | None:
    """Note that a person is on a page; returns when the visit before this one ended, None for the first."""
    now = now or timezone.now()
    row = Visit.objects.filter(user=user, place=place).first()
    if row is not None and now - row.at < _WRITE_AFTER:
        return row.since
    best_effort("a visit", lambda: _note_visit(user, place, now))
    if row is None:
        return None
    return row.at if now - row.at > PAUSE else row.since


def _note_visit(user: User, place: str, now: datetime) -> None:
    row, made = Visit.objects.select_for_update().get_or_create(user=user, place=place, defaults={"at": now})
    if not made:
        if now - row.at > PAUSE:
            row.since = row.at
        row.at = max(row.at, now)
        row.save(update_fields=["at", "since"])

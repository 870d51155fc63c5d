"""A person's judgement of articles: one or many at once, seen by the search at once, and taken back again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.articles.records import ArticleChange, raise_revision
from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.desk.review.latest import last_reviews, values_of
from rasad.desk.review.models import Label, Review
from rasad.desk.review.values import ReviewChange, ReviewValues, after, check

MOST = 500  # articles of one act
#: What of a review an article's row repeats.
_COLUMNS = ("tone", "unit_tones", "labels", "importance", "review_status", "assignee", "assignee_name")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two people set differently."""

    name: str  # as in `Review.changed`
    mine: object
    theirs: object
    by: str
    at: datetime


class ReviewConflictError(ChangedMeanwhileError):
    """Somebody set the same value otherwise since it was read; nothing is written, both values are here."""

    def __init__(self, article: str, number: int, differences: Sequence[Difference]) -> None:
        super().__init__(f"article {article}")
        self.article = article
        self.number = number  # of the review that stands now
        self.differences = list(differences)


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What an act wrote: `batch` takes it back; an article of which it changed nothing has no review."""

    batch: str
    reviews: list[Review]


def review(
    actor: Actor, keys: Collection[str], change: ReviewChange, read: Mapping[str, int] | None = None
) -> ReviewResult:
    """Judge articles. `read`: which review (its number, 0 for none) the person had before him, by article.

    What others set meanwhile stays, unless it is the same value: then `ReviewConflictError`. Raises
    `NotAllowedError`, `GoneError`, `InvalidValueError`, too.
    """
    user = _reviewer(actor)
    chosen = list(dict.fromkeys(keys))
    if len(chosen) > MOST:
        raise InvalidValueError("articles", "articles_too_many", "در یک کار حداکثر ۵۰۰ مطلب پذیرفته است.")
    assignee = check(change)
    with write_transaction():
        arrivals = _locked(chosen)
        standing = last_reviews(chosen)
        made: list[Review] = []
        batch = uuid4().hex
        for key in chosen:
            last = standing.get(key)
            before = values_of(last)
            wanted = after(before, change, assignee)
            if read is not None and key in read:
                _refuse_conflict(key, change, wanted, read[key], last)
            if wanted != before:
                made.append(_next(key, last, wanted, user, batch, _changed(before, wanted)))
        _write(made, arrivals)
        _remember_labels(made)
        if made:
            note(actor, "review.put", _subject(made, batch), articles=len(made), **_told(change))
    return ReviewResult(batch if made else "", made)


def undo(actor: Actor, batch: str) -> ReviewResult:
    """Take an act of one's own back: each article is judged again as it was before.

    Raises `GoneError` for an act that is not this person's, and `ChangedMeanwhileError` where an article was
    judged again since.
    """
    user = _reviewer(actor)
    rows = list(Review.objects.filter(batch=batch, by=user)) if batch and "\x00" not in batch else []
    if not rows:
        raise GoneError("review")
    keys = [row.article_id for row in rows]
    with write_transaction():
        arrivals = _locked(keys)
        standing = last_reviews(keys)
        if any(standing[row.article_id].pk != row.pk for row in rows):
            raise ChangedMeanwhileError
        earlier = {
            row.article_id: row
            for row in Review.objects.filter(article__in=keys).order_by("number")
            if row.number < standing[row.article_id].number
        }
        new = uuid4().hex
        made = [
            _next(row.article_id, row, values_of(earlier.get(row.article_id)), user, new, row.changed)
            for row in rows
        ]
        for one in made:
            one.undoes = batch
        _write(made, arrivals)
        note(actor, "review.undo", _subject(made, new), articles=len(made))
    return ReviewResult(new, made)


def _reviewer(actor: Actor) -> User:
    if actor.user is None or not may(actor.user, "review"):
        raise NotAllowedError
    return actor.user


def _locked(keys: Sequence[str]) -> dict[str, int]:
    """The arrival numbers of articles, locked in one order. Raises `GoneError` if one is not there."""
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = dict(rows.values_list("pk", "arrival"))
    if not keys or len(found) < len(keys):
        raise GoneError("article")
    return found


def _refuse_conflict(
    key: str, change: ReviewChange, wanted: ReviewValues, read: int, last: Review | None
) -> None:
    """Raises `ReviewConflictError` where a value that is to be set was set otherwise after `read`."""
    if last is None or last.number <= read:
        return
    now = values_of(last)
    mine = set(change.names)
    later = Review.objects.filter(article=key, number__gt=read).select_related("by").order_by("number")
    found: dict[str, Difference] = {}
    for row in later:
        for name in mine.intersection(row.changed):
            if wanted.value(name) != now.value(name):
                by = row.by.get_full_name() or row.by.get_username() if row.by is not None else ""
                found[name] = Difference(name, wanted.value(name), now.value(name), by, row.at)
    if found:
        raise ReviewConflictError(key, last.number, list(found.values()))


def _changed(before: ReviewValues, now: ReviewValues) -> list[str]:
    names = ("tone", "importance", "status", "note", "assignee", "labels")
    units = sorted({unit for values in (before, now) for unit, _ in values.unit_tones})
    return [
        name
        for name in (*names, *(f"tone:{unit}" for unit in units))
        if before.value(name) != now.value(name)
    ]


def _next(
    key: str, last: Review | None, values: ReviewValues, user: User, batch: str, changed: Sequence[str]
) -> Review:
    number = last.number + 1 if last is not None else 1
    return Review(
        article_id=key, number=number, batch=batch, changed=list(changed), by=user, **values.columns()
    )


def _write(made: Sequence[Review], arrivals: Mapping[str, int]) -> None:
    """Append reviews, and lay what they say over the articles' rows, which search and rules read."""
    Review.objects.bulk_create(made)
    people = User.objects.in_bulk({one.assignee_id for one in made if one.assignee_id})
    rows = Article.objects.only("pk").in_bulk([one.article_id for one in made])
    for one in made:
        row = rows[one.article_id]
        row.tone, row.unit_tones, row.labels = one.tone, one.unit_tones, one.labels
        row.importance, row.review_status = one.importance, one.status
        person = people.get(one.assignee_id) if one.assignee_id else None
        row.assignee = person.get_username() if person is not None else ""
        row.assignee_name = person.get_full_name() if person is not None else ""
    Article.objects.bulk_update(rows.values(), _COLUMNS, batch_size=100)
    raise_revision({key: arrivals[key] for key in rows}, ArticleChange.FACTS)


def _remember_labels(made: Sequence[Review]) -> None:
    names = {name for one in made if "labels" in one.changed for name in one.labels}
    now = timezone.now()
    Label.objects.bulk_create(
        [Label(name=name, used_at=now) for name in sorted(names)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["used_at"],
    )


def _subject(made: Sequence[Review], batch: str) -> str:
    return f"article:{made[0].article_id}" if len(made) == 1 else f"review:{batch}"


def _told(change: ReviewChange) -> dict[str, object]:
    """What an act set, for the audit log."""
    names = (
        "tone",
        "unit",
        "importance",
        "status",
        "note",
        "assignee",
        "labels",
        "add_labels",
        "remove_labels",
    )
    told = {name: getattr(change, name) for name in names}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in told.items()
        if value is not None and value != () and (value or name != "unit")
    }


__all__ = ["MOST", "Difference", "ReviewConflictError", "ReviewResult", "review", "undo"]

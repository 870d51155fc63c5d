"""What a review may say: the change that an act makes, and the checks of its values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import User
from django.db.models import TextChoices

from rasad.archive.models import Unit
from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError
from rasad.desk.review.models import Importance, ReviewStatus, Tone

MOST_LABELS = 20
LONGEST_LABEL = 60  # characters
LONGEST_NOTE = 5_000  # characters


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """What an act sets; None leaves a value as it is, an empty one takes it away.

    With `unit` the tone is towards that unit, else towards the municipality. `assignee` is a user's name.
    """

    tone: str | None = None
    unit: str = ""
    importance: str | None = None
    status: str | None = None
    note: str | None = None
    assignee: str | None = None
    labels: tuple[str, ...] | None = None
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The values that it sets, as `Review.changed` names them."""
        plain = [
            name for name in ("importance", "status", "note", "assignee") if getattr(self, name) is not None
        ]
        if self.tone is not None:
            plain.insert(0, f"tone:{self.unit}" if self.unit else "tone")
        if self.labels is not None or self.add_labels or self.remove_labels:
            plain.append("labels")
        return plain


@dataclass(frozen=True, slots=True)
class ReviewValues:
    """All that is judged about an article at a time; `assignee` is a user's key."""

    tone: str = ""
    unit_tones: tuple[tuple[str, str], ...] = ()
    importance: str = ""
    status: str = ""
    note: str = ""
    assignee_id: int | None = None
    labels: tuple[str, ...] = ()

    def value(self, name: str) -> object:
        """One value by its name in `Review.changed`."""
        if name.startswith("tone:"):
            return dict(self.unit_tones).get(name.removeprefix("tone:"), "")
        return getattr(self, "assignee_id" if name == "assignee" else name)

    def columns(self) -> dict[str, Any]:
        """The values as a `Review` keeps them."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {"unit_tones": dict(self.unit_tones), "labels": list(self.labels)}


def check(change: ReviewChange) -> User | None:
    """The user who is to be responsible, if one is named. Raises `InvalidValueError`."""
    _one_of("tone", "لحن", change.tone, Tone)
    _one_of("importance", "اهمیت", change.importance, Importance)
    _one_of("status", "وضعیت", change.status, ReviewStatus)
    if change.unit and not ("\x00" not in change.unit and Unit.objects.filter(pk=change.unit).exists()):
        raise InvalidValueError("unit", "unit_unknown", "واحد را از فهرست برگزینید.")
    if change.note is not None and (len(change.note) > LONGEST_NOTE or "\x00" in change.note):
        raise InvalidValueError("note", "note_too_long", "یادداشت بیش از ۵۰۰۰ نویسه است؛ کوتاه‌ترش کنید.")
    return _assignee(change.assignee) if change.assignee else None


def _one_of(field: str, name: str, value: str | None, choices: type[TextChoices]) -> None:
    if value and value not in choices.values:
        known = "، ".join(str(label) for label in choices.labels)
        raise InvalidValueError(field, f"{field}_unknown", f"{name} یکی از این‌هاست: {known}.")


def _assignee(name: str) -> User:
    found = User.objects.filter(username=name, is_active=True).first() if "\x00" not in name else None
    if found is None or not may(found, "review"):
        raise InvalidValueError("assignee", "assignee_unknown", "مسئول را از فهرست همکاران برگزینید.")
    return found


def label_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Labels as they are kept: one space between words, each once. Raises `InvalidValueError`."""
    tidy = tuple(dict.fromkeys(filter(None, (" ".join(one.replace("\x00", " ").split()) for one in names))))
    if len(tidy) > MOST_LABELS:
        raise InvalidValueError("labels", "labels_too_many", "بیش از ۲۰ برچسب پذیرفته نیست.")
    if any(len(one) > LONGEST_LABEL for one in tidy):
        raise InvalidValueError("labels", "label_too_long", "هر برچسب حداکثر ۶۰ نویسه است.")
    return tidy


def after(before: ReviewValues, change: ReviewChange, assignee: User | None) -> ReviewValues:
    """The values after a change. Raises `InvalidValueError` for labels that cannot be kept."""
    tones = dict(before.unit_tones)
    tone = before.tone
    if change.tone is not None and change.unit:
        tones.pop(change.unit, None)
        tones.update({change.unit: change.tone} if change.tone else {})
    elif change.tone is not None:
        tone = change.tone
    assignee_id = before.assignee_id
    if change.assignee is not None:
        assignee_id = assignee.pk if assignee is not None else None
    return ReviewValues(
        tone=tone,
        unit_tones=tuple(sorted(tones.items())),
        importance=before.importance if change.importance is None else change.importance,
        status=_status_after(before.status, change),
        note=before.note if change.note is None else change.note.strip(),
        assignee_id=assignee_id,
        labels=_labels_after(before.labels, change),
    )


def _status_after(before: str, change: ReviewChange) -> str:
    """What is judged is no longer new, and what somebody is given is open, unless the act says otherwise."""
    if change.status is not None:
        return change.status
    if change.assignee and before in ("", ReviewStatus.NEW, ReviewStatus.SEEN):
        return ReviewStatus.OPEN
    if (change.tone or change.importance) and before in ("", ReviewStatus.NEW):
        return ReviewStatus.SEEN
    return before


def _labels_after(before: tuple[str, ...], change: ReviewChange) -> tuple[str, ...]:
    start = before if change.labels is None else change.labels
    removed = set(label_names(change.remove_labels))
    return label_names(
        tuple(one for one in (*start, *change.add_labels) if " ".join(one.split()) not in removed)
    )

"""The strip of an article: what is judged about it, and the buttons and boxes that judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from rasad.archive.models import Article, Unit
from rasad.desk.accounts.roles import may
from rasad.desk.reading.seen import seen_among
from rasad.desk.review.latest import last_reviews, values_of
from rasad.desk.review.models import Importance, Label, Review, ReviewStatus, Tone
from rasad.desk.review.values import ReviewValues

OFFERED = 200  # labels


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a group; pressing the chosen one takes the value away."""

    value: str
    label: str
    on: bool
    key: str = ""

    @property
    def sends(self) -> str:
        """The value that a press sends."""
        return "" if self.on else self.value


@dataclass(frozen=True, slots=True)
class UnitTone:
    """The tone towards one unit of the article, where it was judged apart."""

    unit: Unit
    tone: str


@dataclass(frozen=True, slots=True)
class Strip:
    """All that the template needs."""

    article: Article
    number: int  # of the review that stands, 0 for none
    values: ReviewValues
    assignee: User | None
    by: str
    at: datetime | None
    seen: bool
    tones: list[Button]
    importances: list[Button]
    statuses: list[Button]
    units: list[UnitTone]
    copies: int  # of the same text, without this one


def strips_of(articles: Sequence[Article], user: User) -> dict[str, Strip]:
    """The strips of articles, by id; prefetch `attributions`, `story`."""
    keys = [one.pk for one in articles]
    reviews, seen = last_reviews(keys), seen_among(user, keys)
    return {one.pk: _strip(one, reviews.get(one.pk), one.pk in seen) for one in articles}


def _strip(article: Article, review: Review | None, seen: bool) -> Strip:
    values = values_of(review)
    units = {one.unit.key: one.unit for one in article.attributions.all() if one.unit is not None}
    tones = dict(values.unit_tones)
    return Strip(
        article=article,
        number=review.number if review is not None else 0,
        values=values,
        assignee=review.assignee if review is not None else None,
        by=name_of(review.by) if review is not None else "",
        at=review.at if review is not None else None,
        seen=seen,
        tones=[
            Button(value, str(label), value == values.tone, str(place))
            for place, (value, label) in enumerate(Tone.choices, 1)
        ],
        importances=[
            Button(value, str(label), value == values.importance) for value, label in Importance.choices
        ],
        statuses=[
            Button(value, str(label), value == (values.status or ReviewStatus.NEW))
            for value, label in ReviewStatus.choices
        ],
        units=[UnitTone(unit, tones.get(key, "")) for key, unit in units.items()],
        copies=max(0, article.story.size - 1) if article.story is not None else 0,
    )


def name_of(user: User | None) -> str:
    """A person as colleagues call him."""
    return (user.get_full_name() or user.get_username()) if user is not None else ""


def choices_of(user: User) -> dict[str, object]:
    """What every strip on a page offers: colleagues and labels."""
    people = User.objects.filter(is_active=True).order_by("last_name", "username")
    return {
        "can_review": may(user, "review"),
        "colleagues": [(one.get_username(), name_of(one)) for one in people if may(one, "review")],
        "known_labels": list(Label.objects.order_by("-used_at").values_list("name", flat=True)[:OFFERED]),
    }

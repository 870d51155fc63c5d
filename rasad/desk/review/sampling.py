"""Samples that two people judge blind: drawn by chance, each sees only his own tones until both are done."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Attribution
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from rasad.desk.review.agreement import Agreement, agreement
from rasad.desk.review.models import Rating, RatingItem, RatingSample, Tone

SMALLEST, LARGEST = 10, 500  # items


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What a sample shows once both are done."""

    raters: tuple[User, User]
    figures: Agreement
    disputed: list[tuple[RatingItem, str, str]]


def draw_sample(
    actor: Actor, name: str, raters: Sequence[str], size: int, start: datetime, end: datetime
) -> RatingSample:
    """Draw articles of a time that name a unit, with the unit, for two people to judge.

    Raises `NotAllowedError`, `InvalidValueError`.
    """
    if actor.user is None or not may(actor.user, "operate"):
        raise NotAllowedError
    people = [
        user for user in User.objects.filter(username__in=raters, is_active=True) if may(user, "review")
    ]
    if len(set(raters)) != 2 or len(people) != 2:
        raise InvalidValueError("raters", "raters_two", "دو همکار گوناگون را برگزینید که داوری می‌کنند.")
    if not SMALLEST <= size <= LARGEST:
        raise InvalidValueError("size", "size_bounds", "شمار نمونه میان ۱۰ و ۵۰۰ است.")
    title = " ".join(name.replace("\x00", "").split())[:200]
    found = Attribution.objects.filter(unit__isnull=False, article__at__gte=start, article__at__lt=end)
    pairs = dict(found.order_by("article_id", "-pk").values_list("article_id", "unit_id"))  # a unit each
    if len(pairs) < SMALLEST:
        raise InvalidValueError("start", "sample_small", "در این بازه کمتر از ۱۰ مطلب به نام واحدهاست.")
    chosen = secrets.SystemRandom().sample(sorted(pairs.items()), min(size, len(pairs)))
    with write_transaction():
        sample = RatingSample.objects.create(name=title or "نمونه", by=actor.user)
        sample.raters.set(people)
        RatingItem.objects.bulk_create(
            [
                RatingItem(sample=sample, article_id=article, unit_id=unit, place=place)
                for place, (article, unit) in enumerate(chosen, 1)
            ]
        )
        note(actor, "sample.draw", f"sample:{sample.pk}", items=len(chosen), raters=sorted(raters))
    return sample


def next_item(sample: RatingSample, user: User) -> RatingItem | None:
    """The first item that this person has not judged."""
    judged = Rating.objects.filter(item__sample=sample, rater=user).values("item")
    return sample.items.exclude(pk__in=judged).select_related("unit").order_by("place").first()


def rate(actor: Actor, item: int, tone: str) -> Rating:
    """Give the tone of an item, or change one's own while the sample is not done.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    row = RatingItem.objects.select_related("sample").filter(pk=item).first()
    if row is None:
        raise GoneError("sample")
    if actor.user is None or not row.sample.raters.filter(pk=actor.user.pk).exists():
        raise NotAllowedError
    if tone not in Tone.values:
        known = "، ".join(str(label) for label in Tone.labels)
        raise InvalidValueError("tone", "tone_unknown", f"لحن یکی از این‌هاست: {known}.")
    with write_transaction():
        if is_done(row.sample):
            raise InvalidValueError(
                "tone", "sample_done", "هر دو داور کار را تمام کرده‌اند؛ دیگر تغییر نمی‌کند."
            )
        kept, _ = Rating.objects.update_or_create(item=row, rater=actor.user, defaults={"tone": tone})
        note(actor, "sample.rate", f"sample:{row.sample_id}", item=row.place)
    return kept


def is_done(sample: RatingSample) -> bool:
    """Whether both have judged every item."""
    return Rating.objects.filter(item__sample=sample).count() >= 2 * sample.items.count()


def result_of(sample: RatingSample) -> SampleResult | None:
    """The agreement and what is disputed; None until both are done."""
    if not is_done(sample):
        return None
    first, second = sample.raters.order_by("pk")
    tones: dict[int, dict[int, str]] = {}
    for item, rater, tone in Rating.objects.filter(item__sample=sample).values_list("item", "rater", "tone"):
        tones.setdefault(item, {})[rater] = tone
    items = list(sample.items.select_related("article__outlet", "unit").order_by("place"))
    pairs = [(tones[one.pk][first.pk], tones[one.pk][second.pk]) for one in items]
    disputed = [(one, a, b) for one, (a, b) in zip(items, pairs, strict=True) if a != b]
    return SampleResult((first, second), agreement(pairs, seed=sample.pk), disputed)

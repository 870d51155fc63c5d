"""The demo's review unit at work: people of each role, who judge a part of what the city published."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group, User

from rasad.archive.models import Article, Attribution
from rasad.desk.audit.actor import Actor
from rasad.desk.review import sampling
from rasad.desk.review.acts import review
from rasad.desk.review.models import RatingSample, Tone
from rasad.desk.review.queue import QueueScope, queue
from rasad.desk.review.values import ReviewChange

PEOPLE = (
    ("negar", "نگار", "کریمی", "analyst"),
    ("omid", "امید", "رضایی", "analyst"),
    ("sara", "سارا", "احمدی", "editor"),
    ("mehdi", "مهدی", "مدیری", "admin"),
)
_TONES = (Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE, Tone.MIXED)
_WEIGHTS = (3, 4, 3, 1)
_LABELS = ("گلایهٔ مردم", "طرح تازه", "خبر روابط عمومی", "نیازمند پیگیری")
JUDGED = 60  # articles
SAMPLED = 30
PAUSE = 40.0  # seconds between two rounds


def hire(password: str) -> dict[str, Actor]:
    """The people, by name; made once, with this password."""
    found: dict[str, Actor] = {}
    for name, first, last, role in PEOPLE:
        user, made = User.objects.get_or_create(
            username=name, defaults={"first_name": first, "last_name": last}
        )
        if made:
            user.set_password(password)
            user.save()
            user.groups.add(Group.objects.get(name=role))
        found[name] = Actor(name, user)
    return found


def judge_some(people: dict[str, Actor], seed: int) -> int:
    """Judge a part of what waits, as an office does; returns how many articles."""
    chance = random.Random(seed)
    analysts = [people["negar"], people["omid"]]
    first = people["negar"].user
    assert first is not None
    waiting = list(queue(first, QueueScope.NEW).values_list("pk", flat=True)[:JUDGED])
    for key in waiting:
        tone = chance.choices(_TONES, _WEIGHTS)[0]
        bad = tone == Tone.NEGATIVE
        change = ReviewChange(
            tone=tone,
            importance=chance.choice(("high", "medium", "low")),
            add_labels=(chance.choice(_LABELS),),
            status="to_reply" if bad and chance.random() < 0.4 else None,
            assignee="sara" if bad and chance.random() < 0.5 else None,
            note="با واحد تماس گرفته شود." if bad else None,
        )
        review(chance.choice(analysts), [key], change)
    return len(waiting)


def work(people: dict[str, Actor], stop: threading.Event, seed: int) -> None:
    """Judge whatever came, every while, until told to stop; the sample once there is enough for one."""
    while not stop.wait(PAUSE):
        judge_some(people, seed)
        rate_a_sample(people, seed)


@contextmanager
def reviewers_at_work(password: str, seed: int) -> Iterator[None]:
    """The people at work beside the block, in a thread of their own."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(hire(password), stop, seed), name="reviewers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def rate_a_sample(people: dict[str, Actor], seed: int) -> RatingSample | None:
    """Two analysts judge a sample blind, mostly alike; None where too little was published."""
    chance = random.Random(seed)
    articles = Article.objects.filter(pk__in=Attribution.objects.exclude(unit=None).values("article"))
    last = articles.order_by("-at").first()
    first = articles.order_by("at").first()
    if first is None or last is None or articles.count() < SAMPLED or RatingSample.objects.exists():
        return None
    sample = sampling.draw_sample(
        people["sara"], "نمونهٔ نمایشی", ["negar", "omid"], SAMPLED, first.at, last.at
    )
    for item in sample.items.order_by("place"):
        tone = chance.choices(_TONES, _WEIGHTS)[0]
        sampling.rate(people["negar"], item.pk, tone)
        other = tone if chance.random() < 0.8 else chance.choice(_TONES)
        sampling.rate(people["omid"], item.pk, other)
    return sample

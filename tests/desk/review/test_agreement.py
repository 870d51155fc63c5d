"""Two raters: blind until both are done, then Krippendorff's α."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rasad.archive.models import Article, Attribution, Outlet, Unit
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.review import sampling
from rasad.desk.review.agreement import agreement
from tests.desk.people import actor, staff

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_alpha_is_that_of_the_textbook() -> None:
    # By hand from the coincidences, as in Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability".
    first = "nnnnpppmmuuu"
    second = "nnnppppmmuun"
    tones = {"n": "negative", "p": "positive", "m": "mixed", "u": "neutral"}
    pairs = [(tones[a], tones[b]) for a, b in zip(first, second, strict=True)]
    found = agreement(pairs)
    # n = 24 values; coincidences on the diagonal: 6 + 6 + 4 + 4 = 20; marginals n 8, p 7, m 4, u 5.
    total, diagonal, margins = 24, 20, (8, 7, 4, 5)
    expected = sum(number * (number - 1) for number in margins)
    alpha = ((total - 1) * diagonal - expected) / (total * (total - 1) - expected)
    assert found.alpha == pytest.approx(alpha)
    assert (found.items, found.same) == (12, 10)
    assert found.low is not None
    assert found.high is not None
    assert found.low < alpha < found.high <= 1


def test_chance_is_nothing_and_one_tone_says_nothing() -> None:
    crossed = [("negative", "positive"), ("positive", "negative")] * 6
    found = agreement(crossed)
    assert found.alpha is not None
    assert found.alpha < 0
    assert agreement([("neutral", "neutral")] * 20).alpha is None
    assert agreement([("negative", "positive")] * 9).alpha is None  # too few
    assert agreement(crossed) == agreement(crossed)  # the draws are the same


@pytest.fixture
def articles(db: None) -> None:
    """Twelve articles that name a unit."""
    outlet = Outlet.objects.create(key="payam", name="پیام شهر", kind="paper")
    unit = Unit.objects.create(key="metro", name="شرکت مترو", kind="company")
    for number in range(12):
        row = Article.objects.create(
            id=f"{number:032x}", arrival=number + 1, outlet=outlet, item_key=str(number), at=NOW,
            url=f"http://payam.example/{number}", title="مترو", first_capture=NOW, last_capture=NOW,
            text_hash="0",
        )  # fmt: skip
        Attribution.objects.create(article=row, unit=unit, rule="مترو")


def test_nobody_sees_the_others_tones_before_both_are_done(articles: None) -> None:
    first, second, editor = staff("analyst", "first"), staff("analyst", "second"), staff("editor")
    day = timedelta(days=1)
    sample = sampling.draw_sample(actor(editor), " نمونه ", ["first", "second"], 12, NOW - day, NOW + day)
    for user, tone in ((first, "negative"), (second, "neutral")):
        assert sampling.result_of(sample) is None
        while item := sampling.next_item(sample, user):
            given = "positive" if item.place % 2 else tone
            sampling.rate(actor(user), item.pk, given)
    result = sampling.result_of(sample)
    assert result is not None
    assert (result.figures.same, len(result.disputed)) == (6, 6)
    assert result.figures.alpha is not None
    with pytest.raises(InvalidValueError):  # what was seen is not changed afterwards
        sampling.rate(actor(first), sample.items.all()[0].pk, "neutral")


def test_a_sample_is_drawn_and_judged_by_those_who_may(articles: None) -> None:
    analyst, editor = staff("analyst", "first"), staff("editor", "second")
    span = (NOW - timedelta(days=1), NOW + timedelta(days=1))
    with pytest.raises(NotAllowedError):
        sampling.draw_sample(actor(analyst), "", ["first", "second"], 12, *span)
    for raters, size in ((["first"], 12), (["first", "first"], 12), (["first", "second"], 9)):
        with pytest.raises(InvalidValueError):
            sampling.draw_sample(actor(editor), "", raters, size, *span)
    with pytest.raises(InvalidValueError):
        sampling.draw_sample(actor(editor), "", ["first", "second"], 12, span[1], span[1])
    sample = sampling.draw_sample(actor(editor), "", ["first", "second"], 12, *span)
    with pytest.raises(NotAllowedError):
        sampling.rate(actor(staff("analyst")), sample.items.all()[0].pk, "neutral")

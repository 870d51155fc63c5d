"""What the city decides to publish: the same for a seed, alike where it should be, nowhere else."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from demo import truth
from demo.city import MediaCity, build
from demo.model import PlannedItem
from demo.texts.likeness import contained, jaccard, numbers, shingles

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=[1, 7, 23])
def city(request: pytest.FixtureRequest) -> MediaCity:
    return build(seed=request.param, now=NOW)


def by_story(items: list[PlannedItem]) -> dict[str, list[PlannedItem]]:
    stories: dict[str, list[PlannedItem]] = defaultdict(list)
    for item in items:
        stories[item.story].append(item)
    return stories


def test_a_seed_gives_the_same_truth() -> None:
    assert truth.rows(build(seed=5, now=NOW)) == truth.rows(build(seed=5, now=NOW))
    assert truth.rows(build(seed=5, now=NOW)) != truth.rows(build(seed=6, now=NOW))


def test_another_birth_on_the_same_hour_moves_times_only() -> None:
    one, other = build(seed=5, now=NOW), build(seed=5, now=NOW + timedelta(days=7))
    assert [i.story for i in one.items] == [i.story for i in other.items]
    moved = {b.at - a.at for a, b in zip(one.items, other.items, strict=True)}
    assert moved == {timedelta(days=7)}


def test_the_default_city_is_as_large_and_mixed_as_promised(city: MediaCity) -> None:
    assert len(city.items) >= 300
    assert {"origin", "reprint", "followup", "series", "single"} == {i.role for i in city.items}
    assert {"whole", "edited", "quoted", None} == {i.coverage for i in city.items}
    assert all(site.items for site in city.sites.values())
    assert sum(bool(i.edit) for i in city.items) >= 5
    assert sum(bool(i.edit and i.edit.moved) for i in city.items) >= 1
    assert any(i.removed_at for i in city.items)
    past = sum(i.at <= city.clock.start for i in city.items)
    assert 0.4 < past / len(city.items) < 0.8


def test_headlines_are_unique_to_their_story(city: MediaCity) -> None:
    told: dict[tuple[str, ...], str] = {}
    for item in city.items:
        words = tuple(sorted(set(item.text.title.split())))
        assert told.setdefault(words, item.story) == item.story
        assert len(item.text.title) < 200
        assert len(item.text.title.split()) <= 20


def test_reprints_share_their_text_and_other_stories_do_not(city: MediaCity) -> None:
    shapes = {id(i): shingles(i.text.words) for i in city.items}
    for items in by_story(city.items).values():
        first = items[0]
        for other in items[1:]:
            assert jaccard(shapes[id(first)], shapes[id(other)]) >= 0.38, other.text.title
    apart = [
        jaccard(shapes[id(a)], shapes[id(b)])
        for a, b in combinations(city.items, 2)
        if a.story != b.story and not (a.series and a.series == b.series)
    ]
    assert max(apart) < 0.28
    assert sum(value > 0.1 for value in apart) / len(apart) < 0.02


def test_reprints_keep_the_numbers_and_daily_reports_do_not(city: MediaCity) -> None:
    for items in by_story(city.items).values():
        for other in items[1:]:
            mine, theirs = numbers(items[0].text.words), numbers(other.text.words)
            if mine and theirs:
                assert len(mine & theirs) / min(len(mine), len(theirs)) >= 0.5, other.text.title
    series: dict[str, list[PlannedItem]] = defaultdict(list)
    for item in city.items:
        if item.role == "series" and item.series:
            series[item.series].append(item)
    assert len(series) >= 3
    for days in series.values():
        assert len(days) >= 5
        for one, other in combinations(days, 2):
            mine, theirs = numbers(one.text.words), numbers(other.text.words)
            assert len(mine & theirs) / min(len(mine), len(theirs)) < 0.4
            assert one.story != other.story


def test_coverage_contains_the_release(city: MediaCity) -> None:
    releases = {i.release: i for i in city.items if i.outlet.kind == "unit" and i.release}
    for item in city.items:
        if not item.coverage:
            continue
        release = releases[item.release or ""]
        held = contained(shingles(release.text.body), shingles(f"{item.text.lead}\n{item.text.body}"))
        assert held >= 0.35, (item.coverage, item.text.title)
        assert (item.story == release.story) == (item.coverage != "quoted")
        assert item.at > release.at


def test_nothing_is_dated_in_the_readers_future(city: MediaCity) -> None:
    clock = city.clock
    for second in range(0, 40):
        real = clock.base + timedelta(seconds=second)
        assert clock.city(real) <= real
    for item in city.items:
        assert item.at <= clock.base
        assert clock.city(clock.real(item.at)) - item.at < timedelta(seconds=2) or item.at <= clock.start
        if item.edit:
            assert item.at < item.edit.at <= clock.base
            assert clock.start < item.edit.at
        if item.removed_at:
            assert item.at < item.removed_at <= clock.base


def test_an_endless_city_grows_the_same_way_however_often_it_is_asked() -> None:
    whole, steps = build(seed=3, now=NOW), build(seed=3, now=NOW)
    at_once = whole.planner.ahead(NOW + timedelta(hours=3))
    slowly = [i for h in (1, 2, 3) for i in steps.planner.ahead(NOW + timedelta(hours=h))]
    assert [(i.number, i.text.title) for i in at_once] == [(i.number, i.text.title) for i in slowly]
    assert all(NOW <= i.at <= NOW + timedelta(hours=3) for i in at_once)
    numbers_of = [(i.outlet.key, i.number) for i in (*whole.items, *at_once)]
    assert len(set(numbers_of)) == len(numbers_of)

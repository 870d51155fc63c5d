"""Stories, series and releases."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import coverage_stage
from pipelines.stories import story_stage
from pipelines.stories.boilerplate import strip
from pipelines.stories.decisions import same_numbers
from pipelines.stories.shingles import fingerprint, likeness
from rasad.archive.jobs.queues import enqueue
from rasad.archive.models import Article, Coverage, Job, Shingle, Shingled, Story
from rasad.persian import analyze
from tests.pipelines.installation import START, Installation, page, prose


def mark(text: str) -> object:
    return fingerprint([token.stem for token in analyze(text)])


@given(st.lists(st.integers(0, 60), min_size=1), st.lists(st.integers(0, 60), min_size=1))
def test_likeness_is_that_of_the_exact_shingle_sets(first: list[int], second: list[int]) -> None:
    a, b = (fingerprint([str(n) for n in words]) for words in (first, second))
    found, back = likeness(a, b), likeness(b, a)
    union = len(a.hashes | b.hashes)
    assert found.jaccard == back.jaccard == (len(a.hashes & b.hashes) / union if union else 0)
    assert (found.of_first, found.of_second) == (back.of_second, back.of_first)
    assert likeness(a, a).jaccard == 1


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("به گزارش خبرنگار شهری ایسنا، پل تازه ساخته شد.", "پل تازه ساخته شد."),
        ("به گزارش روابط عمومی شهرداری منطقه ۵: پل تازه ساخته شد.", "پل تازه ساخته شد."),
        ("شهرنگار - گروه شهری: پل تازه ساخته شد.", "پل تازه ساخته شد."),
        ("پل تازه ساخته شد.\n\nانتهای پیام/ ۱۲", "پل تازه ساخته شد."),
        ("گزارش‌ها می‌گویند پل ساخته شد، و باز شد.", "گزارش‌ها می‌گویند پل ساخته شد، و باز شد."),
    ],
)
def test_set_phrases_are_cut(text: str, left: str) -> None:
    assert strip(text).strip() == left


def report(day: int, numbers: list[int]) -> str:
    names = ["اکسیژن", "ازن", "ذرات معلق", "دی‌اکسید گوگرد", "نیتروژن"]
    lines = [f"میزان {name} در ایستگاه {place} به {number} رسید" for place, (name, number) in
             enumerate(zip(names * 4, numbers, strict=False), 100)]  # fmt: skip
    return f"گزارش روز {day} از کیفیت هوای شهر. " + "؛ ".join(lines) + "." + prose(77, 60)


def test_a_daily_report_is_a_series_not_a_story(installation: Installation) -> None:
    chance = Random(3)
    for day in range(4):
        numbers = [chance.randrange(1, 10_000) for _ in range(20)]
        installation.article("alef", 10 + day, f"هوای روز {day}", report(day, numbers))
    installation.run("parse", "story")
    stories = list(Story.objects.order_by("first_at", "id"))
    assert len(stories) == 4
    first = Article.objects.get(title="هوای روز 0").story_id
    assert {story.series for story in stories} == {"", first}
    roles = dict(Article.objects.values_list("title", "story_role"))
    assert roles["هوای روز 0"] == "single"
    assert roles["هوای روز 3"] == "series"


def test_equal_texts_with_other_numbers_do_not_agree() -> None:
    a, b = (fingerprint(f"الف ب {n} پ ت {n + 1} ث".split()) for n in (5, 70))
    assert not same_numbers(a, b)
    assert same_numbers(a, a)


def test_the_origin_published_first_though_it_arrived_later(installation: Installation) -> None:
    copy = page("نسخه", prose(1), START)
    installation.capture("alef", "http://alef.example/news/1/a", copy)
    installation.run("parse", "story")
    assert Article.objects.get().story_role == "single"
    installation.capture(
        "be", "http://be.example/news/1/a", page("اصل", prose(1), START - timedelta(hours=2))
    )
    installation.run("parse", "story")
    first, second = installation.only("نسخه"), installation.only("اصل")
    assert first.story_id == second.story_id == first.id
    assert (first.story_role, second.story_role) == ("reprint", "origin")
    assert first.story is not None
    assert first.story.origin_id == second.id
    assert first.story.title == "اصل"


def test_a_better_date_told_later_moves_the_origin(installation: Installation) -> None:
    """The second look changes only the date of publication: the story must be counted again."""
    installation.article("alef", 1, "نخست", prose(1))
    installation.capture("be", "http://be.example/news/1/a", page("دیگر", prose(1), None))
    installation.run("parse", "story")
    assert installation.only("نخست").story_role == "origin"
    early = page("دیگر", prose(1), START - timedelta(hours=2))
    installation.capture("be", "http://be.example/news/1/a", early)
    installation.run("parse", "story")
    assert installation.only("دیگر").story_role == "origin"


def groups() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for id_, story in Article.objects.values_list("id", "story_id"):
        found[str(story)].add(id_)
    return dict(found)


def test_replaying_the_arrivals_gives_the_same_stories(installation: Installation) -> None:
    chance = Random(11)
    for number in range(24):
        base = chance.randrange(8)
        text = prose(base) + "\n\n" + prose(100 + number, chance.choice([0, 10, 40]))
        installation.article(chance.choice(["alef", "be"]), number, f"سرخط {number}", text)
    installation.article("alef", 3, "ویرایش", prose(55))
    installation.run("parse", "story")
    before = groups()
    assert 5 <= len(before) <= 12
    Article.objects.update(story=None, story_role="")
    for table in (Shingle, Shingled, Story):
        table.objects.all().delete()
    for id_, arrival in Article.objects.order_by("?").values_list("id", "arrival"):
        enqueue(Job.Stage.STORY, id_, order=arrival)
    installation.run("story")
    assert groups() == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_many_are_decided_together_changes_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    for number in range(40):
        base, own = chance.randrange(6), chance.choice([0, 0, 10, 40])
        figures = " ".join(str(chance.randrange(1000, 9999)) for _ in range(8 * chance.randrange(2)))
        text = f"{prose(base, 60)} {figures}\n\n{prose(100 + number, own)}"
        installation.article(chance.choice(["alef", "be", "unit5"]), number % 36, f"سرخط {number}", text)
    installation.run("parse")
    waiting = list(Job.objects.filter(stage="story").values_list("subject", "order"))
    told: list[object] = []
    for together in (1, 7, 16):
        for table in (Coverage, Shingle, Shingled, Job):
            table.objects.all().delete()
        Article.objects.update(story=None, story_role="")
        Story.objects.all().delete()
        for subject, order in waiting:
            enqueue(Job.Stage.STORY, subject, order=order)
        monkeypatch.setattr(story_stage, "TOGETHER", together)
        monkeypatch.setattr(coverage_stage, "TOGETHER", together)
        installation.run("story", "coverage")
        told.append(
            (
                groups(),
                sorted(Article.objects.values_list("id", "story_role")),
                sorted(Story.objects.values_list("id", "origin_id", "title", "size", "outlets", "series")),
                sorted(Coverage.objects.values_list("release_id", "article_id", "containment", "how")),
                sorted(Shingle.objects.values_list("hash", "arrival")),
            )
        )
    assert told[0] == told[1] == told[2]
    assert len(groups()) > 3


def test_a_flash_line_that_grows_into_a_reprint_joins_its_story(installation: Installation) -> None:
    installation.article("alef", 1, "فوری", "خبر تکمیلی در راه است")
    installation.article("be", 1, "متن", prose(1))
    installation.run("parse", "story")
    assert Story.objects.count() == 2
    installation.article("alef", 1, "فوری", prose(1))
    installation.run("parse", "story")
    assert Story.objects.count() == 1


@pytest.mark.parametrize("release_first", [True, False])
def test_a_release_is_found_in_what_carries_it_whichever_came_first(
    installation: Installation, release_first: bool
) -> None:
    release = prose(1)
    quoted = prose(2, 200) + "\n\n" + " ".join(release.split()[:70]) + "\n\n" + prose(3, 60)
    if release_first:
        installation.article("unit5", 1, "اطلاعیه", release)
    installation.article("alef", 1, "همه", release)
    installation.article("be", 1, "نقل", quoted)
    installation.article("be", 2, "دیگر", prose(9))
    if not release_first:
        installation.article("unit5", 1, "اطلاعیه", release)
    installation.run("parse", "story", "coverage")
    rows = {row.article.title: row for row in Coverage.objects.select_related("article")}
    assert {title: row.how for title, row in rows.items()} == {"همه": "whole", "نقل": "quoted"}
    assert rows["همه"].containment > 0.9
    assert 0.35 <= rows["نقل"].containment < 0.9
    for id_ in Article.objects.values_list("id", flat=True):
        enqueue(Job.Stage.COVERAGE, id_)
    installation.run("coverage")
    assert Coverage.objects.count() == 2


def test_what_was_out_long_before_a_release_does_not_carry_it(installation: Installation) -> None:
    release = prose(1)
    for number, before in ((1, 2), (2, 30)):
        published = START - timedelta(hours=before)
        url = f"http://alef.example/news/{number}/x"
        installation.capture("alef", url, page(f"{before} ساعت پیش‌تر", release, published=published))
    installation.article("unit5", 1, "اطلاعیه", release)
    installation.run("parse", "story", "coverage")
    carriers = Coverage.objects.values_list("article__title", flat=True)
    assert list(carriers) == ["2 ساعت پیش‌تر"], "by mail a newsroom has it hours before the unit's own site"

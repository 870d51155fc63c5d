"""A draft from the stories of a period, and what people do to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from rasad.desk.bulletin.drafts import change_draft, make_draft, period_of
from rasad.desk.bulletin.items import (
    add_item,
    edit_item,
    move_item,
    open_suggestions,
    pick_article,
    remove_item,
)
from rasad.desk.bulletin.models import Bulletin, BulletinItem, BulletinMail, BulletinTemplate
from rasad.desk.bulletin.schedule import make_due_drafts, remind_due
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError, NotAllowedError
from tests.desk.people import actor, staff
from tests.search_api.records import SampleRecords

DAY = date(2026, 12, 1)


def order(bulletin: Bulletin) -> list[tuple[str, int]]:
    """Section and key of each item, as readers meet them."""
    keys = [one["key"] for one in bulletin.sections]
    rows = sorted(bulletin.items.all(), key=lambda one: (keys.index(one.section), one.position))
    return [(one.section, one.pk) for one in rows]


@pytest.fixture
def draft(template: BulletinTemplate) -> Bulletin:
    return make_draft(actor(staff("analyst")), template.pk, DAY)


def test_a_period_may_begin_the_day_before() -> None:
    template = BulletinTemplate(from_time=time(15), until_time=time(7, 30))
    since, until = period_of(template, DAY)
    assert (since.isoformat(), until.isoformat()) == (
        "2026-11-30T15:00:00+03:30",
        "2026-12-01T07:30:00+03:30",
    )
    template.from_time = template.until_time = time(0)
    since, until = period_of(template, DAY)
    assert (until - since).days == 1


def test_a_draft_holds_each_story_once_by_its_origin(draft: Bulletin, archive: SampleRecords) -> None:
    stories = [item.story_id for item in draft.items.all() if item.story_id]
    assert stories == [archive.story.pk]
    assert draft.items.get(story=archive.story).article_id == archive.articles[2].pk
    assert draft.items.get(story=archive.story).reasons


def test_what_is_not_in_the_draft_is_offered_and_leaves_the_offers_when_added(draft: Bulletin) -> None:
    offered = open_suggestions(draft)[0].facts.article
    add_item(actor(staff("analyst")), draft.pk, offered)
    assert offered not in [one.facts.article for one in open_suggestions(draft)]
    with pytest.raises(InvalidValueError):
        add_item(actor(staff("analyst")), draft.pk, offered)


def test_a_step_over_the_end_of_a_section_leads_into_the_next(draft: Bulletin) -> None:
    person = actor(staff("analyst"))
    item = add_item(person, draft.pk, open_suggestions(draft)[0].facts.article, "social")
    move_item(person, draft.pk, item.pk, "down")
    assert order(draft)[-draft.items.filter(section="city").count()] == ("city", item.pk)
    move_item(person, draft.pk, item.pk, "up")
    assert BulletinItem.objects.get(pk=item.pk).section == "social"


def test_an_item_is_moved_before_another_one(draft: Bulletin) -> None:
    person = actor(staff("analyst"))
    for one in open_suggestions(draft)[:3]:
        add_item(person, draft.pk, one.facts.article, "city")
    *_, third, last = [key for section, key in order(draft) if section == "city"]
    move_item(person, draft.pk, last, section="city", before=third)
    assert [key for section, key in order(draft) if section == "city"][-2:] == [last, third]


def test_two_people_at_one_item_lose_nothing(draft: Bulletin) -> None:
    item = draft.items.first()
    assert item is not None
    edit_item(actor(staff("analyst")), draft.pk, item.pk, "تیتر نخست", "", item.version)
    with pytest.raises(ChangedMeanwhileError):
        edit_item(actor(staff("analyst")), draft.pk, item.pk, "تیتر دوم", "", item.version)
    item.refresh_from_db()
    assert item.headline == "تیتر نخست"


def test_a_dropped_section_gives_its_items_to_the_last(draft: Bulletin) -> None:
    before = draft.items.count()
    change_draft(actor(staff("analyst")), draft.pk, sections=[{"key": "new", "title": "تنها بند"}])
    assert set(draft.items.values_list("section", flat=True)) == {"new"}
    assert draft.items.count() == before


def test_who_only_reads_changes_nothing(draft: Bulletin) -> None:
    item = draft.items.first()
    assert item is not None
    with pytest.raises(NotAllowedError):
        remove_item(actor(staff("viewer")), draft.pk, item.pk)


def test_a_pick_waits_for_the_next_draft_and_stands_first_there(
    template: BulletinTemplate, archive: SampleRecords
) -> None:
    person = actor(staff("analyst"))
    assert pick_article(person, archive.articles[40].pk) is None
    made = make_draft(person, template.pk, DAY)
    item = made.items.get(article=archive.articles[40])
    assert item.reasons[0]["rule"] == "picked"


def test_the_clock_makes_one_draft_a_day_and_reminds_once(
    template: BulletinTemplate, archive: SampleRecords
) -> None:
    editor = staff("editor")
    editor.email = "editor@tehran.ir"
    editor.save()
    BulletinTemplate.objects.exclude(pk=template.pk).delete()
    template.draft_time, template.due_time, template.remind_minutes = time(7, 30), time(9), 30
    template.save()
    early, on_time, late = (
        datetime(2026, 12, 1, hour, minute, tzinfo=UTC) for hour, minute in ((3, 0), (4, 5), (5, 5))
    )
    assert make_due_drafts(early) == []
    assert len(make_due_drafts(on_time)) == 1
    assert make_due_drafts(on_time) == []
    assert remind_due(on_time) == 0
    assert (remind_due(late), remind_due(late)) == (1, 0)
    assert BulletinMail.objects.get().address == "editor@tehran.ir"

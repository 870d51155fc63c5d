"""Why stories are offered, and in which section they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from rasad.desk.bulletin.selection.rules import StoryFacts, reasons_for, score
from rasad.desk.bulletin.selection.sections import DEFAULT_SECTIONS, section_of

AT = datetime(2026, 11, 30, 6, tzinfo=UTC)
PLAIN = StoryFacts("a", "s", "عنوان", AT, AT, {"x": "رسانه"}, frozenset({"site"}), frozenset({"news"}))
METRO = {"metro": "شرکت مترو"}


def test_a_story_without_a_reason_has_no_points() -> None:
    assert reasons_for(PLAIN) == []
    assert score([]) == 0


def test_each_reason_says_in_words_why() -> None:
    facts = replace(
        PLAIN, units=METRO, tones={"negative": 2}, outlets={str(n): f"رسانهٔ {n}" for n in range(7)}
    )
    assert {one.text for one in reasons_for(facts)} == {
        "لحن منفی دربارهٔ شرکت مترو",
        "دربارهٔ شرکت مترو",
        "در ۷ رسانه",
    }


def test_what_a_person_picked_stands_before_everything() -> None:
    loud = replace(
        PLAIN, units=METRO, tones={"negative": 9}, importance="high", outlets={str(n): "" for n in range(90)}
    )
    assert score(reasons_for(replace(PLAIN, picked_by="سارا"))) > score(reasons_for(loud))


def test_a_template_weighs_rules_anew_and_silences_one_by_zero() -> None:
    facts = replace(PLAIN, units=METRO)
    assert score(reasons_for(facts, {"unit": 7})) == 7
    assert reasons_for(facts, {"unit": 0}) == []


def test_a_story_stands_in_the_first_section_that_takes_it() -> None:
    def place(facts: StoryFacts) -> str:
        return section_of(facts, DEFAULT_SECTIONS)

    assert place(replace(PLAIN, units=METRO, tones={"negative": 1})) == "criticism"
    assert place(replace(PLAIN, units=METRO)) == "units"
    assert place(replace(PLAIN, units=METRO, only_units=True)) == "releases"
    assert place(replace(PLAIN, kinds=frozenset({"post"}))) == "social"
    assert place(PLAIN) == "city"

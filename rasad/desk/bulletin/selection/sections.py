"""The sections of a bulletin, and which story stands in which: the first whose conditions it meets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NotRequired, TypedDict

from rasad.desk.bulletin.selection.rules import StoryFacts


class SectionDefinition(TypedDict):
    """A section of a template; `take`: condition → values, all of which must hold (one value of each)."""

    key: str
    title: str
    take: NotRequired[dict[str, list[str]]]


DEFAULT_SECTIONS: tuple[SectionDefinition, ...] = (
    {"key": "criticism", "title": "نقدها و گلایه‌ها", "take": {"tones": ["negative"]}},
    {
        "key": "units",
        "title": "شهرداری و واحدهای تابعه",
        "take": {"with_unit": ["yes"], "only_units": ["no"]},
    },
    {"key": "releases", "title": "خبرهای روابط عمومی واحدها", "take": {"only_units": ["yes"]}},
    {"key": "social", "title": "شبکه‌های اجتماعی", "take": {"kinds": ["post", "video"]}},
    {"key": "city", "title": "دیگر خبرهای شهر"},
)  # fmt: skip

_YES = MappingProxyType({True: "yes", False: "no"})
#: Condition → the values that a story has of it.
CONDITIONS: Mapping[str, Callable[[StoryFacts], Collection[str]]] = MappingProxyType(
    {
        "tones": lambda facts: [tone for tone, count in facts.tones.items() if count],
        "units": lambda facts: facts.units.keys(),
        "unit_kinds": lambda facts: facts.unit_kinds,
        "topics": lambda facts: facts.topics.keys(),
        "outlets": lambda facts: facts.outlets.keys(),
        "outlet_kinds": lambda facts: facts.outlet_kinds,
        "kinds": lambda facts: facts.kinds,
        "importance": lambda facts: [facts.importance],
        "with_unit": lambda facts: [_YES[bool(facts.units)]],
        "only_units": lambda facts: [_YES[facts.only_units]],
    }
)


def section_of(facts: StoryFacts, sections: Sequence[Mapping[str, Any]]) -> str:
    """The key of the section that takes a story; the last one takes what no other does."""
    for section in sections:
        if _takes(section.get("take") or {}, facts):
            return str(section["key"])
    return str(sections[-1]["key"]) if sections else ""


def _takes(take: Mapping[str, Sequence[str]], facts: StoryFacts) -> bool:
    return all(set(values) & set(CONDITIONS[name](facts)) for name, values in take.items() if values)

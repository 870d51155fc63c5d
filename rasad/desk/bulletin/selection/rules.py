"""Why a story is offered for a bulletin: rules with points, each with its reason in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from rasad.persian.dates.jalali import persian_digits

MOST_OUTLETS = 8  # further outlets add nothing


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What the rules know of a story in a period; `units`, `topics` and `outlets` are key → name."""

    article: str  # its first article in the period, the origin where there is one
    story: str | None
    title: str
    first_at: datetime
    last_at: datetime
    outlets: Mapping[str, str]
    outlet_kinds: frozenset[str]
    kinds: frozenset[str]
    units: Mapping[str, str] = field(default_factory=dict)
    unit_kinds: frozenset[str] = frozenset()
    topics: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, int] = field(default_factory=dict)
    importance: str = ""
    picked_by: str | None = None  # a person; empty where the account is gone
    alerts: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()  # of edited, removed
    only_units: bool = False  # published by units of the municipality alone
    articles: int = 1


@dataclass(frozen=True, slots=True)
class SelectionReason:
    """Why a rule offers a story: its key, the words, its points (below zero: why it stands behind)."""

    rule: str
    text: str
    points: float

    def as_json(self) -> dict[str, object]:
        """As an item keeps it."""
        return {"rule": self.rule, "text": self.text, "points": self.points}


#: Rule → (its name for who sets its points, points that it has unless a template says otherwise).
RULES = MappingProxyType(
    {
        "picked": (_("همکاری آن را برای بولتن برگزیده است"), 100.0),
        "negative": (_("لحن منفی"), 8.0),
        "important": (_("اهمیت زیاد در بررسی"), 8.0),
        "unit": (_("نام واحدی از شهرداری در آن است"), 3.0),
        "spread": (_("هر رسانهٔ دیگر که آن را آورده است"), 1.0),
        "paper": (_("در روزنامه آمده است"), 3.0),
        "agency": (_("در خبرگزاری آمده است"), 1.0),
        "alert": (_("هشداری آن را گرفته است"), 3.0),
        "changed": (_("رسانه آن را ویرایش یا حذف کرده است"), 2.0),
        "positive": (_("لحن مثبت"), 1.0),
        "only_units": (_("تنها روابط عمومی واحدها آن را آورده‌اند"), -3.0),
    }
)
WEIGHTS: Mapping[str, float] = MappingProxyType({key: points for key, (_name, points) in RULES.items()})


def reasons_for(facts: StoryFacts, weights: Mapping[str, float] | None = None) -> list[SelectionReason]:
    """The reasons of a story, the strongest first; a rule of no points is left out."""
    points = {**WEIGHTS, **(weights or {})}
    found = []
    for rule, tell in _TELL.items():
        told = tell(facts)
        if told is None or not points[rule]:
            continue
        text, times = told
        found.append(SelectionReason(rule, text, round(points[rule] * times, 2)))
    return sorted(found, key=lambda reason: -abs(reason.points))


def score(reasons: list[SelectionReason]) -> float:
    """The points of a story together."""
    return round(sum(reason.points for reason in reasons), 2)


type _Told = tuple[str, float] | None


def _picked(facts: StoryFacts) -> _Told:
    if facts.picked_by is None:
        return None
    return (f"برگزیدهٔ {facts.picked_by}" if facts.picked_by else "برگزیدهٔ همکاران"), 1


def _negative(facts: StoryFacts) -> _Told:
    return (f"لحن منفی{_towards(facts)}", 1) if facts.tones.get("negative") else None


def _positive(facts: StoryFacts) -> _Told:
    return (f"لحن مثبت{_towards(facts)}", 1) if facts.tones.get("positive") else None


def _towards(facts: StoryFacts) -> str:
    return f" دربارهٔ {_listed(facts.units)}" if facts.units else ""


def _important(facts: StoryFacts) -> _Told:
    return ("اهمیت زیاد در بررسی", 1) if facts.importance == "high" else None


def _unit(facts: StoryFacts) -> _Told:
    return (f"دربارهٔ {_listed(facts.units)}", 1) if facts.units else None


def _listed(names: Mapping[str, str]) -> str:
    """The first two names, and how many more there are."""
    found = list(names.values())
    more = f" و {persian_digits(len(found) - 2)} نام دیگر" if len(found) > 2 else ""
    return "، ".join(found[:2]) + more


def _spread(facts: StoryFacts) -> _Told:
    count = len(facts.outlets)
    if count < 2:
        return None
    return f"در {persian_digits(count)} رسانه", min(count, MOST_OUTLETS) - 1


def _paper(facts: StoryFacts) -> _Told:
    return ("در روزنامه آمده", 1) if "paper" in facts.outlet_kinds or "page" in facts.kinds else None


def _agency(facts: StoryFacts) -> _Told:
    return ("در خبرگزاری آمده", 1) if "agency" in facts.outlet_kinds else None


def _alert(facts: StoryFacts) -> _Told:
    return (f"هشدار «{facts.alerts[0]}»", 1) if facts.alerts else None


def _changed(facts: StoryFacts) -> _Told:
    if "removed" in facts.changed:
        return "رسانه آن را حذف کرد", 1
    return ("رسانه آن را ویرایش کرد", 1) if "edited" in facts.changed else None


def _only_units(facts: StoryFacts) -> _Told:
    return ("تنها در کانال‌ها و پایگاه‌های واحدها", 1) if facts.only_units else None


_TELL: Mapping[str, Callable[[StoryFacts], _Told]] = MappingProxyType(
    {
        "picked": _picked,
        "negative": _negative,
        "important": _important,
        "unit": _unit,
        "spread": _spread,
        "paper": _paper,
        "agency": _agency,
        "alert": _alert,
        "changed": _changed,
        "positive": _positive,
        "only_units": _only_units,
    }
)

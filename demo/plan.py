"""What is published where and when: the whole run, decided before the city opens. Same seed, same plan.

Everything is laid out on city time between `start - days` and `base`; what lies before `clock.start` is
the city's past, the rest appears during the run.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo.clock import TEHRAN, Clock
from demo.media import CLOSED_TO_ROBOTS, OUTLETS
from demo.model import CityOutlet, Edit, PlannedItem, Text
from demo.municipality import unit_domains
from demo.texts.drafts import Desk, Draft, too_like
from demo.texts.grammar import sections
from demo.texts.reprints import edited, post_of, quoting, updated, whole
from demo.texts.stories import EventText, Writer, series_head

PAST_SHARE = 0.6
MARGIN = timedelta(minutes=20)
FIRST_HOUR = 240
HOURLY = 40
SERIES_HOURS = {"air": 9, "market": 8, "metro": 10, "waste": 7, "water": 11}


@dataclass
class Planner:
    """Draws events until there are enough items."""

    seed: int
    clock: Clock
    count: int
    days: int
    outlets: tuple[CityOutlet, ...] = OUTLETS
    drafts: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}:plan")
        self.writer = Writer(self.seed)
        self.stories = 0
        self.desk = Desk(self.seed, self.outlets)
        self.carriers: defaultdict[str, set[str]] = defaultdict(set)
        self._first = self.clock.start - timedelta(days=self.days)
        self._last = self.clock.base - MARGIN
        self._past_end = self.clock.start
        self._planned_to = self.clock.base

    def items(self) -> list[PlannedItem]:
        """Every item of the run, oldest first."""
        self._series()
        self._editions()
        self._closed()
        while len(self.drafts) < self.count:
            self._happening()
        self._changes()
        return self._out()

    def ahead(self, until: datetime) -> list[PlannedItem]:
        """What an endless city publishes after `base`, hour by hour, up to `until` (at most two weeks)."""
        until = min(until, self.clock.base + timedelta(days=14))
        items: list[PlannedItem] = []
        while self._planned_to < until:
            hourly = FIRST_HOUR if self._planned_to == self.clock.base else HOURLY
            self._first = self._past_end = self._planned_to
            self._last = self._planned_to = self._planned_to + timedelta(hours=1)
            while len(self.drafts) < hourly:
                self._happening()
            items += self._out()
        return items

    def _happening(self) -> None:
        if self.dice.random() < 0.3 and self._group("unit"):
            self._release()
        else:
            self._event()

    # -- what happens ------------------------------------------------------------------------------

    def _event(self) -> None:
        told = self.writer.event(size=self._size())
        outlet = self._outlet(self._group("press"))
        at = self._moment()
        role = "origin"
        story = self._story()
        self._add(outlet, at, told.text, story, role, told)
        self._copies(told, outlet, at, story, self.dice.choices((0, 1, 2, 3, 4), (5, 3, 3, 2, 1))[0])
        self._posts(told, at, story)
        if self.dice.random() < 0.3:
            self._follow(told, outlet, at)

    def _follow(self, told: EventText, outlet: CityOutlet, at: datetime) -> None:
        later = at + timedelta(hours=self.dice.uniform(5, 40))
        if later > self._last:
            later = at + (self._last - at) * self.dice.uniform(0.5, 0.9)
        told = self.writer.later(told, size=self._size())
        story = self._story()
        self._add(outlet, later, told.text, story, "followup", told)
        self._copies(told, outlet, later, story, self.dice.choices((0, 1, 2), (3, 2, 1))[0])

    def _release(self) -> None:
        unit = self._outlet(self._group("unit"))
        district = int(unit.unit.split("_")[1]) if unit.unit and unit.unit.startswith("district_") else None
        told = self.writer.event(
            size=self.dice.choice((5, 6, 8)), topics=unit_domains(unit), district=district
        )
        at, story = self._moment(), self._story()
        release = f"release-{story}"
        self._add(unit, at, told.text, story, "origin", told, release=release)
        quoted = False
        for _ in range(self.dice.choices((0, 1, 2, 3, 4), (2, 3, 3, 2, 1))[0]):
            outlet = self._outlet(self._group("press"), avoid=self.carriers[story])
            later = self._after(at)
            how = self.dice.choices(("whole", "edited", "quoted"), (3, 4, 3))[0]
            if how == "quoted" and quoted:
                how = "edited"  # two that quote the same passages would resemble each other
            if how == "quoted":
                quoted = True
                mixed = None
                for size in (16, 19, 22):
                    if mixed is None:
                        mixed = quoting(self.writer.own_words(told, size), told.text, self.dice)
                if mixed is not None:
                    other = self._story()
                    self._add(outlet, later, mixed, other, "single", told, release=release, coverage=how)
                continue
            text = (
                whole(told.text, outlet, unit, self.dice)
                if how == "whole"
                else edited(told.text, told.headlines, outlet, unit, self.dice)
            )
            self._add(outlet, later, text, story, "reprint", told, release=release, coverage=how)
        self._posts(told, at, story)

    def _copies(self, told: EventText, origin: CityOutlet, at: datetime, story: str, count: int) -> None:
        for _ in range(count):
            outlet = self._outlet(self._group("press"), avoid=self.carriers[story])
            later = self._after(at)
            if self.dice.random() < 0.3:
                text = whole(told.text, outlet, origin, self.dice)
            else:
                text = edited(told.text, told.headlines, outlet, origin, self.dice)
            self._add(outlet, later, text, story, "reprint", told)

    def _posts(self, told: EventText, at: datetime, story: str) -> None:
        channels = self._group("social")
        if not channels or self.dice.random() > 0.8:
            return
        channel = self._outlet(channels)
        if self.dice.random() < 0.35 and len(told.text.words) < 1800:
            self._add(channel, self._after(at), post_of(told.text, self.dice), story, "reprint", told)
            return
        post, short = self.writer.post(told), self._story()
        first = self._after(at)
        self._add(channel, first, post, short, "origin", told)
        if self.dice.random() < 0.25:
            other = self._outlet(channels, avoid={channel.key})
            self._add(other, self._after(first), post, short, "reprint", told)

    def _series(self) -> None:
        """Daily reports, each a story of its own; some are carried by a second outlet."""
        for name in sections("_series.txt"):
            outlet = self._outlet(self._group("press"))
            made: list[Text] = []
            for back in range(self.days + 1, -1, -1):
                at = self._hour(back, SERIES_HOURS[name])
                if not self._first <= at <= self._last:
                    continue
                text = self.writer.daily(name, at)
                while any(too_like(text, old) for old in made):
                    text = self.writer.daily(name, at)
                made.append(text)
                story = self._story()
                head = series_head(name)
                self.drafts.append(Draft(outlet, at, text, story, "series", *head, series=name))
                if self.dice.random() < 0.25:
                    other = self._outlet(self._group("press"), avoid={outlet.key})
                    copy = whole(text, other, outlet, self.dice)
                    later = self._after(at)
                    self.drafts.append(Draft(other, later, copy, story, "reprint", *head, series=name))

    def _editions(self) -> None:
        """The papers' morning editions: own reports, dated by the day."""
        for paper in (o for o in self.outlets if o.kind == "paper"):
            for back in range(self.days + 1, -1, -1):
                at = self._hour(back, 5)
                if not self._first <= at <= self._last:
                    continue
                for _ in range(self.dice.choice((2, 3))):
                    told = self.writer.event(size=self._size())
                    self._add(paper, at, told.text, self._story(), "origin", told)

    def _closed(self) -> None:
        """Articles in sections that robots may not read; feeds announce them all the same."""
        for key in CLOSED_TO_ROBOTS * 3:
            outlet = next((o for o in self.outlets if o.key == key), None)
            if outlet:
                told = self.writer.event(size=self._size())
                self._add(outlet, self._moment(), told.text, self._story(), "origin", told)
                self.drafts[-1].disallowed = True

    def _changes(self) -> None:
        """Edits and removals that happen while the city runs fast."""
        for draft in self.drafts:
            if draft.outlet.social or draft.outlet.kind == "paper" or draft.series or draft.disallowed:
                continue
            seen = max(draft.at, self.clock.start)
            roll = self.dice.random()
            if roll < 0.07 and seen + timedelta(hours=6) < self._last:
                at = seen + (self._last - seen) * self.dice.uniform(0.3, 0.9)
                draft.edit = self._edit(draft, at)
            elif roll < 0.10 and seen + timedelta(hours=9) < self._last:
                draft.removed_at = seen + (self._last - seen) * self.dice.uniform(0.5, 0.95)

    def _edit(self, draft: Draft, at: datetime) -> Edit:
        told = self.writer.event(size=3)
        moved = self.dice.random() < 0.5
        if moved:
            title = f"{draft.text.title} {self.dice.choice(('+ جزئیات', '/ تکمیلی', '(اصلاحیه)'))}"
            return Edit(at, Text(title, draft.text.paras, draft.text.lead, draft.text.kicker), True)
        return Edit(at, updated(draft.text, self.writer.sentence(told)), False)

    # -- where and when ----------------------------------------------------------------------------

    def _moment(self) -> datetime:
        if self._past_end == self._first or (self.clock.fast_span and self.dice.random() > PAST_SHARE):
            return self._past_end + (self._last - self._past_end) * self.dice.uniform(0.02, 0.8)
        return self._first + (self._past_end - self._first) * self.dice.random()

    def _after(self, at: datetime) -> datetime:
        later = at + timedelta(minutes=8 + self.dice.expovariate(1 / 150))
        return later if later <= self._last else at + (self._last - at) * self.dice.random()

    def _hour(self, back: int, hour: int) -> datetime:
        day = (self.clock.base - timedelta(days=back)).astimezone(TEHRAN)
        minute = self.dice.randint(0, 50) if hour != 5 else 0
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(
            self.clock.base.tzinfo
        )

    def _group(self, name: str) -> list[CityOutlet]:
        if name == "social":
            return [o for o in self.outlets if o.social]
        if name == "unit":
            return [o for o in self.outlets if o.kind == "unit"]
        return [o for o in self.outlets if not o.social and o.kind not in ("unit", "paper")]

    def _outlet(self, group: list[CityOutlet], avoid: Set[str] = frozenset()) -> CityOutlet:
        free = [outlet for outlet in group if outlet.key not in avoid] or group
        return self.dice.choices(free, [outlet.share for outlet in free])[0]

    def _size(self) -> int:
        return self.dice.choices((5, 6, 8, 10, 13, 17), (2, 3, 4, 3, 2, 1))[0]

    def _story(self) -> str:
        self.stories += 1
        return f"s{self.stories:05d}"

    def _add(
        self,
        outlet: CityOutlet,
        at: datetime,
        text: Text,
        story: str,
        role: str,
        told: EventText,
        release: str | None = None,
        coverage: str | None = None,
    ) -> None:
        """One more item about an event."""
        self.carriers[story].add(outlet.key)
        self.drafts.append(
            Draft(
                outlet,
                at,
                text,
                story,
                role,
                told.domain.section,
                told.domain.topic,
                tags=told.domain.tags,
                units=told.units,
                release=release,
                coverage=coverage,
            )
        )

    def _out(self) -> list[PlannedItem]:
        drafts, self.drafts = self.drafts, []
        return self.desk.items(drafts)

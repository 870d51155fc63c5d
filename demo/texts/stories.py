"""Writes texts: an event, its follow-up, a release, a daily report, a short post. All from one dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from demo.clock import TEHRAN, jalali
from demo.model import Text
from demo.texts.grammar import Deck, Domain, Event, domains, fill, sections
from demo.texts.likeness import HeadlineMemory, shingles, words

CITY = "سپیدارشهر"
WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)


@dataclass(frozen=True)
class EventText:
    """An event as it happened: its names, and a first text with the headlines others may choose."""

    domain: Domain
    event: Event
    slots: dict[str, str]
    text: Text
    headlines: tuple[str, ...]
    units: tuple[str, ...]


class Writer:
    """Deals sentences so that two stories share few of them, and headlines so that no two are alike."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(f"{seed}:texts")
        self._decks: dict[str, Deck] = {}
        self._taken: set[tuple[str, ...]] = set()
        self._written = HeadlineMemory()

    def event(self, *, size: int, topics: tuple[str, ...] = (), district: int | None = None) -> EventText:
        """A new event told in about `size` sentences; `topics` narrows the field (domain keys)."""
        fitting = [domain for domain in domains() if not topics or domain.key in topics]
        domain = self._domain(fitting)
        event = domain.events[int(self._one(f"{domain.key}:events", _indexes(domain.events)))]
        number = district or self.dice.randint(1, 22)
        slots, headlines = self._unused(lambda: self._slots(domain, number), event.headlines)
        lead = self._lead(event.leads, slots)
        text = self._unlike(lambda: self._compose(domain, slots, headlines[0], lead, size))
        units = tuple(u.replace("*", str(number)) for u in domain.units)
        return EventText(domain, event, slots, text, headlines, (*units, f"district_{number}"))

    def later(self, told: EventText, *, size: int) -> EventText:
        """A follow-up: the same names, another headline, other sentences."""
        _, headlines = self._unused(lambda: told.slots, told.event.later_headlines)
        lead = self._lead(told.event.later_leads, told.slots)
        text = self._unlike(lambda: self._compose(told.domain, told.slots, headlines[0], lead, size))
        return replace(told, text=text, headlines=headlines)

    def post(self, told: EventText) -> Text:
        """A short post about an event in words of its own; its first line is its headline."""
        social = sections("_social.txt")
        openers = tuple(f"{opener} {{thing}} {{project}}" for opener in social["openers"])
        title = self._one_unused(openers, told.slots)

        def write() -> Text:
            lines = self._deal("social:lines", social["lines"], self.dice.randint(3, 4))
            return Text(title, tuple(fill(line, told.slots, self.dice) for line in lines))

        return self._unlike(write, 0.1)

    def daily(self, series: str, at: datetime) -> Text:
        """One day's report of a series."""
        lines = [line.partition(":") for line in sections("_series.txt")[series]]
        local = at.astimezone(TEHRAN)
        day = jalali(at)
        slots = {
            "weekday": WEEKDAYS[local.weekday()],
            "day": f"{day.day} {MONTHS[day.month - 1]}",
            "place": self.dice.choice(sections("_city.txt")["places"]),
        }
        told = [(name, fill(value.strip(), slots, self.dice)) for name, _, value in lines]
        fields = dict(told)
        paras = tuple(value for name, value in told if name == "p")
        return Text(fields["h"], paras, lead=fields["l"])

    def sentence(self, told: EventText) -> str:
        """One more sentence on an event, for updates."""
        return self._facts(told.domain, told.slots, 1)[0]

    def own_words(self, told: EventText, size: int) -> Text:
        """Another report on the same event, for an outlet that only quotes the release."""
        lead = self._lead(told.event.leads, told.slots)
        title = self._one_unused(told.event.later_headlines, told.slots)
        return self._unlike(lambda: self._compose(told.domain, told.slots, title, lead, size))

    def _unlike(self, write: Callable[[], Text], limit: float = 0.08) -> Text:
        """A text that resembles nothing written lately: tries a few times, keeps the least alike."""
        best, alike, shape = Text("", ()), 2.0, shingles("")
        for _ in range(8):
            made = write()
            mine = shingles(made.words)
            worst = self._written.most_alike(mine)
            if worst < alike:
                best, alike, shape = made, worst, mine
            if worst <= limit:
                break
        self._written.add(shape)
        return best

    def _compose(self, domain: Domain, slots: dict[str, str], title: str, lead: str, size: int) -> Text:
        generic = sections("_generic.txt")
        quotes = max(1, size // 4)
        voices = 1 if size > 6 else 0
        facts = self._facts(domain, slots, max(2, size - quotes - voices - 2))
        said = [fill(line, slots, self.dice) for line in self._deal("quotes", generic["quotes"], quotes)]
        heard = [fill(line, slots, self.dice) for line in self._deal("voices", generic["voices"], voices)]
        known = self._deal(f"{domain.key}:background", domain.background, 1 if size > 4 else 0)
        ends = self._deal("closing", generic["closing"], 1)
        middle = [*said, *heard, *(fill(line, slots, self.dice) for line in known)]
        self.dice.shuffle(middle)
        paras = [" ".join(facts[:2])]
        rest = facts[2:]
        for sentence in middle:
            paras.append(" ".join([sentence, *rest[:1]]) if self.dice.random() < 0.6 else sentence)
            rest = rest[1:] if paras[-1] != sentence else rest
        if rest:
            paras.insert(self.dice.randint(1, len(paras)), " ".join(rest))
        kicker = ""
        if self.dice.random() < 0.4:
            kicker = fill(self._one("kickers", generic["kickers"]), slots, self.dice)
        return Text(title, (*paras, fill(ends[0], slots, self.dice)), lead, kicker)

    def _facts(self, domain: Domain, slots: dict[str, str], count: int) -> list[str]:
        cards = self._deal(f"{domain.key}:facts", domain.facts, count)
        return [fill(card, slots, self.dice) for card in cards]

    def _lead(self, leads: tuple[str, ...], slots: dict[str, str]) -> str:
        return fill(self.dice.choice(leads), slots, self.dice)

    def _slots(self, domain: Domain, district: int) -> dict[str, str]:
        names = sections("_city.txt")
        return {
            "place": self._one("places", names["places"]),
            "street": self._one("streets", names["streets"]),
            "project": f"«{self._one('projects', names['projects'])}»",
            "district": f"منطقه {district}",
            "thing": self._one(f"{domain.key}:things", domain.things),
            "official": self._one(f"{domain.key}:officials", domain.officials),
        }

    def _domain(self, fitting: list[Domain]) -> Domain:
        key = self._one("domains:" + ",".join(d.key for d in fitting), tuple(d.key for d in fitting))
        return next(domain for domain in fitting if domain.key == key)

    def _one(self, deck: str, cards: tuple[str, ...]) -> str:
        return self._deal(deck, cards, 1)[0]

    def _deal(self, deck: str, cards: tuple[str, ...], count: int) -> list[str]:
        if deck not in self._decks:
            self._decks[deck] = Deck(cards, self.dice)
        return self._decks[deck].deal(count)

    def _unused(
        self, draw: Callable[[], dict[str, str]], templates: tuple[str, ...]
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """Names and headlines that no other event has; gives up after many tries."""
        slots, headlines = draw(), templates
        for _ in range(200):
            headlines = tuple(fill(line, slots, self.dice) for line in templates)
            if self._claim(headlines):
                break
            slots = draw()
        return slots, headlines

    def _one_unused(self, templates: tuple[str, ...], slots: dict[str, str]) -> str:
        """One headline that nothing else has; gives up after many tries."""
        title = ""
        for _ in range(200):
            title = fill(self.dice.choice(templates), slots, self.dice)
            if self._claim((title,)):
                break
        return title

    def _claim(self, headlines: tuple[str, ...]) -> bool:
        keys = {tuple(sorted(set(words(line)))) for line in headlines}
        if len(keys) < len(headlines) or keys & self._taken:
            return False
        self._taken |= keys
        return True


def _indexes(cards: tuple[Event, ...]) -> tuple[str, ...]:
    return tuple(str(index) for index in range(len(cards)))


def series_head(series: str) -> tuple[str, str]:
    """Section and topic of a daily series."""
    fields = dict(
        line.split(": ", 1) for line in sections("_series.txt")[series] if not line.startswith("p:")
    )
    return fields["section"], fields["topic"]

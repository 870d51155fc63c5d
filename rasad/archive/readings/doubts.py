"""When a page's reading is doubtful, and when an outlet's rules are broken: pure rules on readings.

A single page may be odd. Rules are broken where several pages in a row are, so a doubtful page waits for
the others: nothing of it is stored until they are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rasad.archive.readings.page_reading import FIELDS, PageReading, ReadingFault, SourceKind
from rasad.outlets.definitions import Rules

#: Readings kept of an outlet.
KEPT = 40
#: Sound readings that show what is usual, and the share of them that must agree.
LEAST_USUAL = 6
USUAL_SHARE = 0.8
#: Readings looked back at for values that repeat.
LOOK_BACK = 12
#: Of so many last pages so many are doubtful: the rules are broken.
BROKEN = ((5, 3), (10, 5))
#: Sound pages in a row after which they hold again.
SOUND_AGAIN = 3
_AGREES = "agrees:"
_DISTINCT = "distinct:"
_WEAK = (SourceKind.GUESS, SourceKind.NONE)


def usual_of(readings: Sequence[PageReading], before: Mapping[str, str]) -> dict[str, str]:
    """What is usual of an outlet's pages: field → kind of source; `before` where too little is known.

    `agrees:title`: it is as announced; `distinct:published`: no two pages have the same minute.
    """
    sound = [one for one in readings if not one.faults]
    usual = dict(before)
    if len(sound) < LEAST_USUAL:
        return usual
    for name in FIELDS:
        kind, number = Counter(one.sources.get(name, "") for one in sound).most_common(1)[0]
        if number >= USUAL_SHARE * len(sound):
            usual[name] = kind
        else:
            usual.pop(name, None)
    for name in ("title", "published"):
        said = [one.announced[name] for one in sound if name in one.announced]
        _set(usual, _AGREES + name, len(said) >= LEAST_USUAL and sum(said) >= USUAL_SHARE * len(said))
    minutes = [one.minute for one in {one.article: one for one in sound}.values() if one.minute]
    distinct = len(minutes) >= LEAST_USUAL and len(set(minutes)) >= USUAL_SHARE * len(minutes)
    _set(usual, _DISTINCT + "published", distinct)
    return usual


def _set(usual: dict[str, str], name: str, holds: bool) -> None:
    if holds:
        usual[name] = "yes"
    else:
        usual.pop(name, None)


def faults_of(
    reading: PageReading, before: Sequence[PageReading], usual: Mapping[str, str], rules: Rules
) -> dict[str, str]:
    """Field → fault of one page, by what is usual and by the readings `before` it, oldest first."""
    faults: dict[str, str] = {}
    for name in FIELDS:
        if _fell(name, reading, usual, rules) or _moved(name, reading, before, usual):
            faults[name] = str(ReadingFault.FELL)
    others = [one for one in before[-LOOK_BACK:] if one.article != reading.article]
    for name, repeated in (("title", reading.title), ("body", reading.body)):
        if repeated and not reading.announced.get(name) and _times(others, name, repeated) >= 2:
            faults[name] = str(ReadingFault.REPEATS)
    if _date_repeats(reading, others, usual):
        faults["published"] = str(ReadingFault.REPEATS)
    for name in ("title", "published"):
        if reading.announced.get(name) is False and _AGREES + name in usual:
            faults.setdefault(name, str(ReadingFault.CONTRADICTS))
    if reading.site_name and not reading.announced.get("title"):
        faults["title"] = str(ReadingFault.SITE_NAME)
    if any(sum(part in one.added for one in others) >= 2 for part in reading.added):
        faults.setdefault("body", str(ReadingFault.INTRUDES))
    return faults


def _fell(name: str, reading: PageReading, usual: Mapping[str, str], rules: Rules) -> bool:
    """Whether the field comes from a lesser source than usual, though there is a rule that should find it."""
    kind, was = reading.sources.get(name, SourceKind.NONE), usual.get(name)
    if was == SourceKind.RULE:
        return bool(getattr(rules, name)) and kind != SourceKind.RULE
    return was == SourceKind.STATED and kind in _WEAK


def _moved(name: str, reading: PageReading, before: Sequence[PageReading], usual: Mapping[str, str]) -> bool:
    """Whether another rule of the entry than on any page before stepped in for the one that fell."""
    if usual.get(name) != SourceKind.RULE or reading.sources.get(name) != SourceKind.RULE:
        return False
    known = [one.rules[name] for one in before if not one.faults and name in one.rules]
    return len(known) >= LEAST_USUAL and name in reading.rules and reading.rules[name] not in known


def _times(others: Sequence[PageReading], name: str, value: str) -> int:
    return len({one.article for one in others if getattr(one, name) == value})


def _date_repeats(reading: PageReading, others: Sequence[PageReading], usual: Mapping[str, str]) -> bool:
    if not reading.minute or reading.announced.get("published") or _DISTINCT + "published" not in usual:
        return False
    return _times(others, "minute", reading.minute) >= 2


def is_doubtful(reading: PageReading, *, known: bool) -> bool:
    """Whether nothing may be stored of the page yet.

    A field that fell to what the page states for machines is believed of a new page; of a `known` one it
    would look like an edit.
    """
    for name, fault in reading.faults.items():
        stated = reading.sources.get(name) in (SourceKind.STATED, SourceKind.FEED)
        if known or fault != ReadingFault.FELL or not stated:
            return True
    return False


@dataclass(frozen=True, slots=True)
class RulesVerdict:
    """Whether an outlet's rules hold: `broken` is field → fault, `since` the first doubtful page's time."""

    broken: Mapping[str, str]
    since: datetime | None


def verdict(readings: Sequence[PageReading], broken_since: datetime | None) -> RulesVerdict | None:
    """The verdict where the last readings change it, else None. `broken_since`: what it is now."""
    last = _newest_of_each(readings)
    if broken_since is not None:
        newest = last[-SOUND_AGAIN:]
        if len(newest) == SOUND_AGAIN and not any(one.faults for one in newest):
            return RulesVerdict({}, None)
        return None
    for span, least in BROKEN:
        doubtful = [one for one in last[-span:] if one.faults]
        if len(doubtful) >= least:
            return RulesVerdict(_named(doubtful), min(one.at for one in doubtful))
    return None


def _newest_of_each(readings: Sequence[PageReading]) -> list[PageReading]:
    newest: dict[str, PageReading] = {}
    for one in reversed(readings):
        newest.setdefault(one.article, one)
    return list(newest.values())[::-1]


def _named(doubtful: Sequence[PageReading]) -> dict[str, str]:
    """The faults that most of these pages share, by field."""
    named: dict[str, str] = {}
    for name in FIELDS:
        faults = Counter(one.faults[name] for one in doubtful if name in one.faults)
        if faults.total() * 2 >= len(doubtful):
            named[name] = faults.most_common(1)[0][0]
    if named:
        return named
    name, fault = Counter(pair for one in doubtful for pair in one.faults.items()).most_common(1)[0][0]
    return {name: fault}

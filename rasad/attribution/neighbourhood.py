"""What stands beside a name, and what that makes of it: a school board's region, another city's, a place."""

from __future__ import annotations

from rasad.attribution.findings import Level
from rasad.attribution.vocabulary import PartHits, PhraseHit, Role

_REACH = 3  # words between a name and its owner
_CITY_REACH = 6  # words between a name and the city that it belongs to
#: Where one of these stands between two words, they do not belong together.
_STOPS = frozenset((
    "در", "از", "به", "با", "که", "را", "برای", "تا", "بر", "و", "یا", "است", "بود", "شد", "کرد", "گفت",
    "نیز", "هم", "این", "آن",
))  # fmt: skip
_LOCATIVE = frozenset(("در", "از", "به", "تا", "داخل", "درون", "سراسر", "حوالی", "سوی"))
_PLURALS = ("ها", "های", "هایی")


def owned(hit: PhraseHit, found: PartHits, role: Role, key: str) -> bool:
    """Whether an owner stands directly before or behind a name («آموزش و پرورش منطقه ۶»)."""
    owners = list(found.of(role, key))
    return any(
        _joined(found, one.end, hit.start) or _joined(found, hit.end, one.start) for one in owners
    ) or any(one.start <= hit.start and hit.end <= one.end for one in owners)


def _joined(found: PartHits, left: int, right: int, reach: int = _REACH) -> bool:
    """Whether at most a few words, and no end of a clause, lie between term `left` and term `right`."""
    if not 0 <= right - left <= reach:
        return False
    part = found.part
    if any(part.stems[place] in _STOPS for place in range(left, right)):
        return False
    return not any(part.parted(place - 1, place) for place in range(max(1, left), right + 1))


def said_of_another_city(hit: PhraseHit, found: PartHits) -> bool:
    """Whether another city's name completes it: «شهرداری منطقه ۶ کلان‌شهر مشهد»."""
    here = [one.start for one in found.of(Role.HERE) if hit.start <= one.start]
    nearest = min(here, default=len(found.part.stems))
    for role in (Role.ELSEWHERE, Role.ABROAD):
        for other in found.of(role):
            if hit.start <= other.start < nearest and _reaches(hit, found, other):
                return True
    return False


def _reaches(hit: PhraseHit, found: PartHits, other: PhraseHit) -> bool:
    if other.start < hit.end:
        return True
    part = found.part
    words = part.stems[hit.end : other.start]
    if len(words) > _CITY_REACH or any(part.parted(at - 1, at) for at in range(hit.end, other.start + 1)):
        return False
    stops = _STOPS - {"و"} if not hit.entry.place else _STOPS
    return not any(word in stops for word in words)


def under_office(hit: PhraseHit, found: PartHits) -> bool:
    """Whether a municipal office stands before it: «شهردار منطقه ۶», «فضای سبز شهرداری منطقه ۶»."""
    owners = [one.end for one in found.of(Role.OWNER)]
    for office in found.of(Role.OFFICE):
        if _joined(found, office.end, hit.start):
            return not any(office.end <= end <= hit.start for end in owners)
    return False


def place_of_event(hit: PhraseHit, found: PartHits) -> tuple[Level, float]:
    """A place's name: a unit where it acts or where its work is done, else where something happened."""
    part = found.part
    scene = _in_it(hit, found) or any(_joined(found, one.end, hit.start, 2) for one in found.of(Role.SCENE))
    first, last = part.sentence(hit.start)
    if any(first <= one.start < last for one in found.of(Role.WORK)):
        return Level.ABOUT, 0.75
    return (Level.MENTION, 0.8) if scene else (Level.ABOUT, 0.7)


def _in_it(hit: PhraseHit, found: PartHits) -> bool:
    """Whether «در» or the like leads to the name, directly or over one word («در سالن‌های برج میلاد»)."""
    part, place = found.part, hit.start
    for at in range(place - 1, max(-1, place - 3), -1):
        if part.parted(at, at + 1):
            return False
        if part.stems[at] in _LOCATIVE:
            return True
    return False


def generic(hit: PhraseHit, found: PartHits) -> bool:
    """Whether the name's first word is a plural that the name has not: «سازمان‌های فرهنگی هنری» are many."""
    written, named = found.part.tokens[hit.start].exact, hit.entry.text.split()[0]
    return written.endswith(_PLURALS) and not named.endswith(_PLURALS)

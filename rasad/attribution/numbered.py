"""Numbered names in a row: «شهرداران مناطق ۵، ۷ و ۲۲» names three districts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rasad.attribution.phrases import stems
from rasad.attribution.vocabulary import Entry, PartHits, PhraseHit

#: Behind a number these say that something is counted or measured: «منطقه ۱۰ هکتاری», «منطقه ۶ و ۷ نفر».
_COUNTED = frozenset((
    "نفر", "نفری", "نفره", "درصد", "درصدی", "سال", "ساله", "ماه", "ماهه", "روز", "روزه", "ساعت",
    "ساعته", "هزار", "میلیون", "میلیارد", "متر", "متری", "کیلومتر", "کیلومتری", "هکتار", "هکتاری", "تن",
    "تنی", "ریال", "تومان", "مورد", "عدد", "دستگاه", "پروژه", "بوستان", "گانه",
))  # fmt: skip


class NumberedNames:
    """Names that end in a number, by what stands before it."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, ...], dict[str, Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Know a name; one that does not end in a number is no matter."""
        *head, last = stems(entry.text) or ("",)
        if head and last.isdigit():
            self._entries.setdefault(tuple(head), {}).setdefault(last, entry)

    def row(self, hit: PhraseHit, found: PartHits) -> Iterable[PhraseHit]:
        """The hit, and one for each further number; all reach to the end of the row."""
        terms = found.part.stems
        family = self._entries.get(tuple(terms[hit.start : hit.end - 1]))
        if family is None:
            return (hit,)
        if _counts(hit.end, found):
            return ()
        entries, end, place = [hit.entry], hit.end, hit.end
        while place < len(terms):
            if terms[place] in ("و", "تا"):
                place += 1
                continue
            entry = family.get(terms[place])
            if entry is None or _counts(place + 1, found):
                break
            if found.part.text[found.part.tokens[end - 1].end : found.part.tokens[place].start].strip(" ،,و"):
                break
            entries.append(entry)
            place += 1
            end = place
        return [replace(hit, end=end, entry=entry) for entry in entries]


def _counts(place: int, found: PartHits) -> bool:
    """Whether the word at a place makes the number before it a count."""
    terms = found.part.stems
    return place < len(terms) and terms[place] in _COUNTED and not found.part.parted(place - 1, place)

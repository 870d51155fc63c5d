"""Nearness of three and more words in tantivy: candidates are read and checked by the matcher itself."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from tantivy import Query, Searcher

from archive.search.analysed import GAP, Positions
from archive.search.deadline import remaining
from archive.search.errors import SearchTooSlow
from archive.search.evaluate import near
from archive.search.nodes import Near
from archive.search.streams import PART_MARK

MOST = 40_000  # documents read for one question; more would not end within the time limit
REMEMBERED = 64  # answers kept: one search asks several times


class Sifter:
    """Checked answers for one state of the index."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[tuple[object, Near], list[str]] = OrderedDict()

    def sift(self, searcher: Searcher, state: object, leaf: Near, candidates: Query) -> list[str]:
        """Ids of the candidates in which the words are near. Raises `SearchTooSlow` for too many."""
        key = state, leaf
        with self._lock:
            if key in self._answers:
                return self._answers[key]
        hits = searcher.search(candidates, limit=MOST + 1, count=False).hits
        if len(hits) > MOST:
            raise SearchTooSlow
        found = []
        for number, (_, address) in enumerate(hits):
            if number % 100 == 0:
                remaining(0)
            doc = searcher.doc(address)
            kept = doc.get_first("kept")
            assert isinstance(kept, bytes)
            if near(_positions(kept.decode(), leaf), leaf.values, leaf.slop, first=True):
                found.append(str(doc.get_first("id")))
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return found


def _positions(kept: str, leaf: Near) -> Positions:
    """Positions of the wanted words in the field: `str.find` is faster than going through all words."""
    parts = kept.split(PART_MARK)
    found: Positions = {}
    start = 0
    for part in parts[:1] if leaf.field == "title" else parts:
        text = f" {part} "
        for word in leaf.values:
            wanted = f" {word} "
            at, counted, place = text.find(wanted), 0, start
            while at >= 0:
                place += text.count(" ", counted, at)
                counted = at
                found.setdefault(word, []).append(place)
                at = text.find(wanted, at + len(wanted) - 1)
        start += part.count(" ") + 1 + GAP
    return found

"""Nearness of three and more words in tantivy: candidates are read and checked by the matcher itself."""

from __future__ import annotations

from collections import OrderedDict
from operator import itemgetter
from threading import Lock

from tantivy import Document, Occur, Query, Searcher

from rasad.search.deadline import remaining
from rasad.search.engines.index_document import PART_MARK
from rasad.search.errors import SearchTimeoutError
from rasad.search.match.evaluate import is_near
from rasad.search.query.ast import Near

MOST = 40_000  # documents read for one question; more would not end within the time limit
REMEMBERED = 64  # answers kept: one search asks several times


class NearFilter:
    """Checked answers, each for one state of the index."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[object, list[str]] = OrderedDict()

    def filter_near(
        self, searcher: Searcher, key: object, leaf: Near, candidates: Query, own: Query
    ) -> list[str]:
        """Ids of the candidates in which the words are near. Raises `SearchTimeoutError` for too many.

        `key` is the state of the index and what the candidates are found by; `own` is tantivy's nearness.
        """
        with self._lock:
            if key in self._answers:
                return self._answers[key]
        hits = searcher.search(Query.const_score_query(candidates, 1.0), limit=MOST + 1, count=False).hits
        if len(hits) > MOST:
            raise SearchTimeoutError
        certain = _certain(searcher, leaf, candidates, own)
        # In the order they lie in: neighbours are unpacked together.
        places = sorted((((hit.segment_ord, hit.doc), hit) for _, hit in hits), key=itemgetter(0))
        found = []
        for number, (place, address) in enumerate(places):
            if number % 100 == 0:
                remaining(0)
            doc = searcher.doc(address)
            if place in certain or _holds(doc, leaf):
                found.append(str(doc.get_first("id")))
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return found


def _certain(searcher: Searcher, leaf: Near, candidates: Query, own: Query) -> set[tuple[int, int]]:
    """Documents that need no check: tantivy adds the moves of three words up, so what it finds is near, if
    not all that is. It does so only where it scores; else, and of more words, it finds others, too.
    """
    if len(leaf.values) != 3:
        return set()
    both = Query.boolean_query([(Occur.Must, candidates), (Occur.Must, own)])
    hits = searcher.search(both, limit=MOST, count=False).hits
    return {(hit.segment_ord, hit.doc) for _, hit in hits}


def _holds(doc: Document, leaf: Near) -> bool:
    """Whether the words are near in one part of the field."""
    kept = doc.get_first("kept")
    assert isinstance(kept, bytes)
    parts = kept.decode().split(PART_MARK)
    for part in parts[:1] if leaf.field == "title" else parts:
        places: dict[str, list[int]] = {word: [] for word in leaf.values}
        for place, form in enumerate(part.split(" ")):
            if form in places:
                places[form].append(place)
        if is_near(list(places.values()), leaf.slop):
            return True
    return False

"""Which words of a release, or of a reply, stand in what was printed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.persian import analyze

WIDTH = 3  # words of a shingle, as the coverage stage compares texts
_GAP = 2  # words between two carried ones that still make one passage


@dataclass(frozen=True, slots=True)
class CarriedText:
    """What of a text stands in another: its share of shingles, and where (start, end) in the other text."""

    share: float
    spans: list[tuple[int, int]]


def carried_text(source: str, printed: str) -> CarriedText:
    """The passages of `printed` that stand word for word in `source`; `share` is of the source, 0..1."""
    wanted = _shingles([token.stem for token in analyze(source)])
    tokens = analyze(printed)
    stems = [token.stem for token in tokens]
    hit = [False] * len(tokens)
    found: set[tuple[str, ...]] = set()
    for place in range(len(stems) - WIDTH + 1):
        shingle = tuple(stems[place : place + WIDTH])
        if shingle in wanted:
            found.add(shingle)
            hit[place : place + WIDTH] = [True] * WIDTH
    share = len(found) / len(wanted) if wanted else 0.0
    return CarriedText(round(share, 4), _spans([(one.start, one.end) for one in tokens], hit))


def _shingles(stems: list[str]) -> set[tuple[str, ...]]:
    if 0 < len(stems) < WIDTH:
        return {tuple(stems)}
    return {tuple(stems[place : place + WIDTH]) for place in range(len(stems) - WIDTH + 1)}


def _spans(places: list[tuple[int, int]], hit: list[bool]) -> list[tuple[int, int]]:
    """Runs of words that were carried, small gaps closed."""
    spans: list[tuple[int, int]] = []
    last = -_GAP - 2
    for number, on in enumerate(hit):
        if not on:
            continue
        if spans and number - last <= _GAP + 1:
            spans[-1] = (spans[-1][0], places[number][1])
        else:
            spans.append(places[number])
        last = number
    return spans

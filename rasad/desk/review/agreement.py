"""Whether two people judge alike: Krippendorff's α of their tones, with an interval by bootstrap."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import krippendorff
import numpy as np

from rasad.desk.review.models import Tone

DRAWS = 1_000  # of the bootstrap
ENOUGH = 10  # items that both judged, for a figure to be shown
_TONES: tuple[str, ...] = tuple(Tone.values)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree; `alpha` is None where it says nothing: too few items, or one tone alone."""

    items: int  # judged by both
    same: int
    alpha: float | None = None
    low: float | None = None  # of the 95 % interval
    high: float | None = None
    table: dict[tuple[str, str], int] = field(default_factory=dict)  # tones of the first and second → items


def agreement(pairs: Sequence[tuple[str, str]], seed: int = 0) -> Agreement:
    """The agreement of two people, from the tones that they gave to the same items.

    Nominal α: no two different tones are nearer than others. The interval is the percentile bootstrap over
    items; samples in which all tones are one, of which α is not defined, are left out of it.
    """
    same = sum(first == second for first, second in pairs)
    table = dict(Counter(pairs))
    if len(pairs) < ENOUGH or len({tone for pair in pairs for tone in pair}) < 2:
        return Agreement(len(pairs), same, table=table)
    codes = np.array([[_TONES.index(tone) for tone in pair] for pair in pairs])
    drawn = np.random.default_rng(seed).integers(0, len(pairs), (DRAWS, len(pairs)))
    found = [value for rows in drawn if (value := _alpha(codes[rows])) is not None]
    low, high = np.percentile(found, [2.5, 97.5]) if found else (math.nan, math.nan)
    return Agreement(len(pairs), same, _alpha(codes), float(low), float(high), table)


def _alpha(codes: np.ndarray) -> float | None:
    """α of items × two people; None where all tones are one."""
    counts = np.zeros((len(codes), len(_TONES)), dtype=np.int64)
    for column in (0, 1):
        np.add.at(counts, (np.arange(len(codes)), codes[:, column]), 1)
    if (counts.sum(axis=0) > 0).sum() < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))

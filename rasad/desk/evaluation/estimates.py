"""Shares and means of small samples, with intervals that a spreadsheet can check. Pure.

A share of few releases says little, so it is drawn towards that of all units: `m` releases of the city are
added to each unit's own (a beta prior; the formula's `prior_releases`). Its interval is Wilson's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, stdev

Z = 1.96  # of 95 per cent


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 per cent interval and the size of its sample; None where there is nothing."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    raw: float | None = None  # without shrinkage

    @property
    def error(self) -> float:
        """About its standard error; 0 where nothing is known."""
        if self.low is None or self.high is None:
            return 0.0
        return (self.high - self.low) / (2 * Z)


NOTHING = Estimate(None, None, None, 0)


def share(hits: float, n: int, *, prior: float | None = None, strength: float = 0.0) -> Estimate:
    """A share of n, drawn towards `prior` by `strength` cases. Wilson's interval of what results."""
    if n == 0 and (prior is None or strength <= 0):
        return NOTHING
    raw = hits / n if n else None
    weight = strength if prior is not None else 0.0
    total = n + weight
    value = (hits + weight * (prior or 0.0)) / total
    low, high = wilson(value, total)
    return Estimate(value, min(low, value), max(high, value), n, raw)  # rounding may pass the value by


def wilson(value: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share of n cases."""
    middle = (value + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z / (1 + Z * Z / n) * sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def mean(values: Sequence[float]) -> Estimate:
    """A mean with its normal interval; of one value there is none."""
    if not values:
        return NOTHING
    value = fmean(values)
    if len(values) == 1:
        return Estimate(value, None, None, 1, value)
    reach = Z * stdev(values) / sqrt(len(values))
    return Estimate(value, value - reach, value + reach, len(values), value)


def middle(values: Sequence[float]) -> Estimate:
    """A median with the interval of its order statistics (binomial, normal approximation)."""
    if not values:
        return NOTHING
    ordered, n = sorted(values), len(values)
    reach = Z * sqrt(n) / 2
    low, high = ordered[max(0, int(n / 2 - reach))], ordered[min(n - 1, int(n / 2 + reach))]
    return Estimate(median(ordered), low, high, n, median(ordered))

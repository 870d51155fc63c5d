"""What was asked of the city: the proof of politeness."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ServedOutcome:
    """How one request ended."""

    status: int = 0
    fault: str | None = None


@dataclass
class ServedHost:
    """Counts of one host name; gaps are seconds between the starts of two requests."""

    requests: int = 0
    at_once: int = 0
    max_at_once: int = 0
    min_gap: float | None = None
    last: float | None = None
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)


class Counters:
    """Counts by host; `canary` counts requests that reached an internal address."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything counted so far."""
        self.hosts: defaultdict[str, ServedHost] = defaultdict(ServedHost)
        self.canary = 0

    @contextmanager
    def request(self, name: str, path: str) -> Iterator[ServedOutcome]:
        """Count one request while it runs."""
        host, now, outcome = self.hosts[name], time.monotonic(), ServedOutcome()
        host.requests += 1
        host.paths[path] += 1
        host.at_once += 1
        host.max_at_once = max(host.max_at_once, host.at_once)
        if host.last is not None:
            gap = now - host.last
            host.min_gap = gap if host.min_gap is None else min(host.min_gap, gap)
        host.last = now
        try:
            yield outcome
        finally:
            host.at_once -= 1
            host.statuses[outcome.status] += 1
            if outcome.fault:
                host.faults[outcome.fault] += 1

    def report(self, *, paths: bool = True) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "canary": self.canary,
            "requests": sum(host.requests for host in self.hosts.values()),
            "hosts": {
                name: {
                    "requests": host.requests,
                    "max_at_once": host.max_at_once,
                    "min_gap": host.min_gap,
                    "statuses": {str(code): n for code, n in host.statuses.items()},
                    "faults": dict(host.faults),
                    "paths": dict(host.paths) if paths else {},
                }
                for name, host in self.hosts.items()
            },
        }

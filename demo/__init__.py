"""The demo city: an invented city's media on loopback, with known truth and faults on demand.

`demo.running(...)` serves it from a test; `python -m demo --serve` alone. See `docs/decisions.md`.
"""

from __future__ import annotations

from demo.handle import Demo, running

__all__ = ["Demo", "running"]

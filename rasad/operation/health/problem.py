"""What `health` says to a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HealthProblem:
    """One thing for a person: a stable code, what it is about, and one sentence in each language."""

    code: str
    subject: str
    text: str
    persian: str

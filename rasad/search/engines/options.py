"""How an engine is reached and kept, besides its address."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What Elasticsearch needs to know; tantivy needs none of it."""

    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)  # instead of user and password
    ca: Path | None = None  # certificates that sign the cluster's, PEM; None: those of the system
    fingerprint: str = ""  # SHA-256 of the cluster's certificate or of the one that signed it, hex
    replicas: int | None = (
        None  # copies of each index besides the first; None: one, where there are nodes for it
    )

"""What the definitions of outlets say that evaluation wants: how large they are, and whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog

from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from settings.env import env

log = structlog.get_logger("rasad.desk")


@dataclass(frozen=True, slots=True)
class Standing:
    """An outlet's tier (1 the largest) and whether the municipality owns it; what no definition says is 2."""

    tier: int = 2
    municipal: bool = False


def standings() -> Mapping[str, Standing]:
    """By outlet; read again when a file changed. Wrong files are logged and leave all at the default."""
    folder = env().outlets
    stamp = tuple(sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*.y*ml")))
    return _read(folder, stamp)


@lru_cache(maxsize=2)
def _read(folder: Path, stamp: tuple[tuple[str, int], ...]) -> Mapping[str, Standing]:
    try:
        specs = load_outlets(folder)
    except DefinitionError as error:
        log.error("outlets_refused", error=str(error))
        return {}
    return {
        key: Standing(spec.tier, spec.owner.startswith("شهرداری") or spec.unit is not None)
        for key, spec in specs.items()
    }

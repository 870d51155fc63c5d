"""The folders of an embedded index: one a schema and analyser, and the pointer to the one in use.

    index/current            the name of the folder in use, written by rename
    index/s1-a1-0/           a generation: tantivy's files and `made.json`

A generation is built beside and then pointed to; whoever has the old one open follows at the next call.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from rasad.persian import VERSION
from rasad.search.engines.index_document import SCHEMA
from rasad.search.errors import IndexStaleError


@dataclass(frozen=True, slots=True)
class Generation:
    """One folder of index files and what made it."""

    path: Path
    schema: int
    analyser: str

    @property
    def stale(self) -> bool:
        """Whether another analyser wrote it: it still answers, but search and alerts may disagree."""
        return self.analyser != VERSION


def pointed(base: Path) -> str | None:
    """The name of the generation in use; None before the first."""
    try:
        return (base / "current").read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def current(base: Path) -> Generation | None:
    """The generation in use; None before the first. Raises `IndexStaleError` if this code cannot read it."""
    name = pointed(base)
    if name is None or not (base / name / "made.json").exists():
        return None
    made = json.loads((base / name / "made.json").read_text(encoding="utf-8"))
    if made["schema"] != SCHEMA:
        raise IndexStaleError(
            f"{base / name} has schema {made['schema']}, this code {SCHEMA}: run manage.py reindex"
        )
    return Generation(base / name, made["schema"], made["analyser"])


def fresh(base: Path) -> Generation:
    """A new, empty generation beside the one in use; it is not pointed to yet."""
    base.mkdir(parents=True, exist_ok=True)
    stem = f"s{SCHEMA}-a{re.sub(r'[^0-9A-Za-z.]+', '_', VERSION)}-"
    number = 0
    while True:
        path = base / f"{stem}{number}"
        try:
            path.mkdir()
        except FileExistsError:
            number += 1
            continue
        try:
            _write(path / "made.json", json.dumps({"schema": SCHEMA, "analyser": VERSION}))
        except OSError:
            shutil.rmtree(path, ignore_errors=True)
            raise
        return Generation(path, SCHEMA, VERSION)


def point_to(base: Path, generation: Generation) -> None:
    """Swap: from now on this generation is in use. Atomic; survives a power cut once it has returned."""
    _write(base / "current", generation.path.name)


def sweep(base: Path) -> list[str]:
    """Remove every generation that is not in use (left by a killed reindex, or swapped away); their names."""
    name = pointed(base)
    removed = []
    for path in sorted(base.glob("s*-a*-*")):
        if path.is_dir() and path.name != name:
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path.name)
    return removed


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

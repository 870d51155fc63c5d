"""How what a page shows changes what is known of its article: pure decisions on versions.

Captures may be handled again, in any order: what a capture shows is compared with the version that
stood when it was taken, so that handling a capture twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rasad.search.documents import ArticleText


class VersionChange(StrEnum):
    """What to do with the versions."""

    NONE = "none"
    MEND = "mend"  # the same capture, read otherwise than before: rewrite its version
    EDITED = "edited"  # a new version
    REMOVED = "removed"
    RESTORED = "restored"
    STALE = "stale"  # shows a past that is already known from other captures


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """One known version."""

    number: int
    at: datetime
    change: str
    text_hash: str
    source: str  # capture or submission that showed it first
    text: ArticleText


@dataclass(frozen=True, slots=True)
class Observation:
    """What one capture or submission shows; `text_hash` empty: the page is gone."""

    at: datetime
    text_hash: str
    source: str
    text: ArticleText | None = None


def compare(versions: Sequence[KnownVersion], seen: Observation) -> tuple[VersionChange, KnownVersion | None]:
    """The change, and the version it concerns (the one in force when it was seen)."""
    own = next((one for one in versions if one.source == seen.source), None)
    before = [one for one in versions if one.at <= seen.at]
    force = own or (before[-1] if before else None)
    if force is None:
        return VersionChange.STALE, None
    latest = force.number == versions[-1].number
    if not seen.text_hash:
        if force.change == "removed":
            return VersionChange.NONE, force
        return (VersionChange.REMOVED if latest else VersionChange.STALE), force
    if force.change == "removed":
        return (VersionChange.RESTORED if latest and seen.at > force.at else VersionChange.STALE), force
    if force is own:
        return (VersionChange.NONE if force.text == seen.text else VersionChange.MEND), force
    if force.text_hash == seen.text_hash:
        return VersionChange.NONE, force
    return (VersionChange.EDITED if latest else VersionChange.STALE), force


def status_of(changes: Sequence[str]) -> str:
    """The article's status that its versions' changes, in order, imply."""
    if changes and changes[-1] == "removed":
        return "removed"
    return "edited" if "edited" in changes else "live"

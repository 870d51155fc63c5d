"""What it means that a known item is announced again: it was edited, or its address was mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import xxhash

from rasad.archive.identity import canonical_url, host_of
from rasad.archive.models import Frontier

#: A known item announced in a spelling (address, headline) never seen before is looked at again;
#: after this many spellings it no longer is, so feeds that disagree cannot cause endless fetching.
MAX_SPELLINGS = 8
#: Looks that met the same page as before, though a change was announced: after so many only one more is made.
_MOST_VAIN = 2
_SAME = ("unchanged", "not_modified")
#: So many items that all claim the very same moment of change: it is the list's own, not theirs.
_STAMPED = 5


def spelling(reduced: str, hint: dict[str, Any]) -> str:
    """A short digest of address and headline as an item is announced."""
    path = reduced.split("://", 1)[-1].partition("/")[2]
    return xxhash.xxh3_64_hexdigest(f"{path}\n{hint.get('title', '')}".encode("utf-8", "surrogatepass"))[:10]


def without_common_stamp[T](candidates: Iterable[T], hint_of: Callable[[T], dict[str, Any]]) -> list[T]:
    """The candidates; a moment of change that all of them claim is taken out of their hints."""
    found = list(candidates)
    hints = [hint for hint in map(hint_of, found) if "modified" in hint]
    if len(hints) >= _STAMPED and len({str(hint["modified"]) for hint in hints}) == 1:
        for hint in hints:
            hint.pop("modified")
    return found


def announced_again(row: Frontier, fetched: str, reduced: str, hint: dict[str, Any], now: datetime) -> bool:
    """Note how a known item is announced now; True where its page became due with that.

    A page that is on its way is fetched anyway.
    """
    seen = list(row.hint.get("seen", []))
    spelt = spelling(reduced, hint)
    respelt = spelt not in seen and len(seen) < MAX_SPELLINGS
    changed = _is_changed(row, hint)
    if not respelt and not changed:
        return False
    told = {name: value for name, value in hint.items() if value}
    row.hint = {**row.hint, **told, "seen": [*seen, spelt] if respelt else seen}
    if changed and row.last_outcome in _SAME:
        row.hint["vain"] = int(row.hint.get("vain", 0)) + 1
    changes: dict[str, Any] = {"hint": row.hint}
    due = row.state in (Frontier.State.DONE, Frontier.State.DEAD) and bool((respelt and seen) or changed)
    if due:
        changes["next_try_at"] = now
        if respelt:
            changes |= {"url": fetched, "host": host_of(canonical_url(fetched))}
        if row.state == Frontier.State.DEAD:
            changes |= {"state": Frontier.State.WAITING, "attempts": 0}
        else:
            changes["revisits"] = row.revisits - 1  # beside the looks that are planned
    Frontier.objects.filter(pk=row.pk).update(**changes)
    return due


def _is_changed(row: Frontier, hint: dict[str, Any]) -> bool:
    """Whether the item claims a change (`lastmod`, `updated`, `modified`) after it was last fetched.

    A claim is believed while such looks find something: some lists say "now" of everything.
    """
    at, before = _moment(hint.get("modified")), _moment(row.hint.get("modified"))
    if at is None or row.fetched_at is None or int(row.hint.get("vain", 0)) >= _MOST_VAIN:
        return False
    if before is not None and at <= before:
        return False
    if hint.get("modified_precision") == "day":  # the day of the fetch may have gone on after it
        return before is not None and at + timedelta(days=1) > row.fetched_at
    return at > row.fetched_at


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def looked_at_anew(row: Frontier, hint: dict[str, Any], due: datetime) -> None:
    """A channel's page with a newer post: its looks begin again, the next one no later than `due`."""
    if int(hint.get("newest", 0)) <= int(row.hint.get("newest", 0)):
        return
    waits = row.state == Frontier.State.WAITING
    Frontier.objects.filter(pk=row.pk).update(
        hint={**row.hint, **hint},
        revisits=0,
        next_try_at=min(row.next_try_at, due)
        if waits or row.state == Frontier.State.DONE
        else row.next_try_at,
    )

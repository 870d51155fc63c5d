"""The readings of outlets' last pages within one transaction: judged page by page, written at its end.

Two processes may read pages of one outlet at once: what each adds is laid over the row as it then stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils import timezone

from rasad.archive.models import HeldPage, OutletReading
from rasad.archive.readings.doubts import KEPT, faults_of, usual_of, verdict
from rasad.archive.readings.held_pages import rules_hold_again
from rasad.archive.readings.page_reading import FIELDS, PageReading, SourceKind
from rasad.outlets.definitions import OutletSpec, Rules
from rasad.persian.dates.jalali import tehran_today

log = structlog.get_logger("rasad.readings")

#: A capture older than the newest reading by more is of the past (`reprocess`): it says nothing of today.
PAST = timedelta(hours=1)
_KEPT_DAYS = 30


@dataclass
class _Outlet:
    """One outlet's readings as this transaction knows them."""

    digest: str
    recent: list[PageReading]
    usual: dict[str, str]
    broken_since: datetime | None
    broken: dict[str, str]
    has_held: bool = False  # pages of it are held
    added: list[tuple[PageReading, bool]] = field(default_factory=list)  # with whether rules were asked

    def judge(self) -> None:
        """Take the last reading into account."""
        found = verdict(self.recent, self.broken_since)
        if found is not None:
            self.broken_since, self.broken = found.since, dict(found.broken)
        if self.broken_since is None:
            self.usual = usual_of(self.recent, self.usual)


class OutletReadings:
    """Readings by outlet; `write` makes them durable."""

    def __init__(self) -> None:
        self._outlets: dict[str, _Outlet] = {}

    def faults(self, outlet: str, digest: str, reading: PageReading, rules: Rules) -> dict[str, str]:
        """What makes a page doubtful, by the pages read before it."""
        known = self._of(outlet, digest)
        return faults_of(reading, known.recent, known.usual, rules)

    def is_past(self, outlet: str, digest: str, at: datetime) -> bool:
        """Whether a capture is older than what is known of the outlet, so that it says nothing of today."""
        recent = self._of(outlet, digest).recent
        return bool(recent) and at < recent[-1].at - PAST

    def is_suspect(self, outlet: str, digest: str) -> bool:
        """Whether the outlet's rules are broken, or its very last pages were doubtful."""
        known = self._of(outlet, digest)
        return known.broken_since is not None or any(one.faults for one in known.recent[-3:])

    def has_held(self, outlet: str, digest: str) -> bool:
        """Whether pages of the outlet are, or were, held."""
        return self._of(outlet, digest).has_held

    def add(self, outlet: str, digest: str, reading: PageReading, rules: Rules) -> None:
        """A page was read."""
        known = self._of(outlet, digest)
        known.recent = [*known.recent, reading][-KEPT:]
        known.added.append((reading, any(getattr(rules, name) for name in FIELDS)))
        known.judge()

    def write(self) -> None:
        """Write what was added; in the order of outlets, so that two processes cannot lock each other."""
        for outlet, known in sorted(self._outlets.items()):
            if known.added:
                _write(outlet, known)
        self._outlets = {}

    def _of(self, outlet: str, digest: str) -> _Outlet:
        known = self._outlets.get(outlet)
        if known is None or known.digest != digest:
            known = _load(OutletReading.objects.filter(pk=outlet).first(), digest)
            known.has_held = HeldPage.objects.filter(outlet=outlet).exists()
            self._outlets[outlet] = known
        return known


def _load(row: OutletReading | None, digest: str) -> _Outlet:
    """The row's readings; by another definition than today's they say nothing."""
    if row is None:
        return _Outlet(digest, [], {}, None, {})
    recent = _loaded(row.recent) if row.digest == digest else []
    return _Outlet(digest, recent, dict(row.usual), row.broken_since, dict(row.broken))


def _loaded(recent: list[Any]) -> list[PageReading]:
    try:
        return [PageReading.load(one) for one in recent]
    except (KeyError, ValueError, TypeError, AttributeError):
        return []


def _write(outlet: str, known: _Outlet) -> None:
    OutletReading.objects.get_or_create(pk=outlet, defaults={"digest": known.digest})
    row = OutletReading.objects.select_for_update(of=("self",)).get(pk=outlet)
    now = _load(row, known.digest)
    was = now.broken_since
    for reading, _ in known.added:
        now.recent = [*now.recent, reading][-KEPT:]
        now.judge()
    row.digest, row.usual = known.digest, now.usual
    row.recent = [one.dump() for one in now.recent]
    row.broken_since, row.broken = now.broken_since, now.broken
    row.days = _counted(row.days, known.added)
    row.save()
    if now.broken_since is not None and was is None:
        log.warning("rules_broken", outlet=outlet, fields=now.broken, since=now.broken_since.isoformat())
    elif was is not None and now.broken_since is None:
        log.info("rules_hold_again", outlet=outlet, pages=rules_hold_again(outlet, timezone.now()))


def _counted(days: Mapping[str, Any], added: list[tuple[PageReading, bool]]) -> dict[str, Any]:
    """With these pages counted on their days: how many there were, on how many each field's rule held."""
    counted = {day: {name: list(pair) for name, pair in fields.items()} for day, fields in days.items()}
    for reading, ruled in added:
        if not ruled:
            continue
        fields = counted.setdefault(tehran_today(reading.at).isoformat(), {})
        for name in FIELDS:
            held, pages = fields.get(name, (0, 0))
            fields[name] = [held + (reading.sources.get(name) == SourceKind.RULE), pages + 1]
    return dict(sorted(counted.items())[-_KEPT_DAYS:])


def watched(spec: OutletSpec | None) -> bool:
    """Whether pages of this outlet are watched: posts of channels have another shape."""
    return spec is not None and not spec.prefix

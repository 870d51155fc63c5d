"""What becomes of a page and its host after a fetch: pure rules on values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from rasad.archive.frontier import NEVER, FetchOutcome, HostResult, PageResult
from rasad.archive.frontier.polling import later, probe_pause
from rasad.archive.models import Frontier
from rasad.backoff import Backoff

State = Frontier.State

#: Failures that are a page's own before it is given up; that it is not there yet is one, as outlets announce
#: before they publish: with a first wait of a minute, the last look is two hours after the first.
MAX_ATTEMPTS = 8
_LONGEST_PAGE = 6 * 3600.0
_NO_WAY_WAIT = 600.0
_PROXY_DOWN_WAIT = 60.0  # it costs the outlet nothing to try its proxy

#: The host as a whole is away or asks for rest: no page's fault.
HOST_AWAY = frozenset(
    {
        FetchOutcome.DNS,
        FetchOutcome.CONNECT,
        FetchOutcome.TLS,
        FetchOutcome.RATE_LIMITED,
        FetchOutcome.BLOCKED,
        FetchOutcome.CHALLENGED,
        FetchOutcome.PROXY_DOWN,
    }
)
#: Nothing changes until someone sets up what is missing.
_NO_WAY = frozenset({FetchOutcome.NO_BROWSER, FetchOutcome.NO_PROXY})
#: Something went wrong that may pass; it counts against the page, and slows the host.
PASSING = frozenset(
    {
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.TIMEOUT,
        FetchOutcome.TORN,
        FetchOutcome.BROWSER,
        FetchOutcome.ERROR,
        FetchOutcome.FORBIDDEN,
        FetchOutcome.UNREADABLE,
    }
)
#: Trying again gives the same.
FINAL = frozenset(
    {
        FetchOutcome.TOO_LARGE,
        FetchOutcome.BOMB,
        FetchOutcome.WRONG_TYPE,
        FetchOutcome.ADDRESS_REFUSED,
        FetchOutcome.ROBOTS,
        FetchOutcome.TOO_MANY_REDIRECTS,
        FetchOutcome.FOREIGN,
        FetchOutcome.CLIENT_ERROR,
    }
)


@dataclass(frozen=True)
class Before:
    """How a page stood before this fetch. `revisit`: seconds after each fetch at which to look again.

    `base`: seconds of the first back-off (half the outlet's shortest polling interval).
    """

    attempts: int = 0
    revisits: int = 0
    fetched: bool = False
    revisit: Sequence[float] = ()
    base: float = 60.0


def outcome_of_status(status: int) -> FetchOutcome:
    """The outcome that an HTTP status means by itself."""
    if status == 304:
        return FetchOutcome.NOT_MODIFIED
    if 200 <= status < 300:
        return FetchOutcome.OK
    if status in (404, 410):
        return FetchOutcome.GONE
    if status == 451:
        return FetchOutcome.BLOCKED
    if status in (401, 402, 403):
        return FetchOutcome.FORBIDDEN
    if status == 429:
        return FetchOutcome.RATE_LIMITED
    if status >= 500 or status == 408:
        return FetchOutcome.SERVER_ERROR
    return FetchOutcome.CLIENT_ERROR


def status_sentence(status: int) -> str:
    """What the server answered, in a sentence; "" where it gave what was asked for."""
    if outcome_of_status(status) in (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED):
        return ""
    try:
        name = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        name = ""
    return f"the server answered {status}{name}"


def page_verdict(
    outcome: FetchOutcome,
    before: Before,
    now: datetime,
    *,
    error: str = "",
    wait: float | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
) -> PageResult:
    """What becomes of the page. `wait`: seconds that the server asked for, or that the host rests."""
    if outcome in (FetchOutcome.OK, FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED):
        return _looked_at(outcome, before, now, etag, last_modified)
    tries = before.attempts + 1
    if outcome is FetchOutcome.GONE:
        if before.fetched:  # removed: the pipelines say so; look again on schedule, it may come back
            return _looked_at(outcome, before, now, None, None)
        if tries < MAX_ATTEMPTS:
            return _again(outcome, before, now, error, wait, tries)
        return _dead(outcome, before, error or "not there")
    if outcome in _NO_WAY:
        return _again(outcome, before, now, error, _NO_WAY_WAIT, before.attempts)
    if outcome in HOST_AWAY:
        return _again(outcome, before, now, error, wait, before.attempts)
    if outcome not in FINAL and tries < MAX_ATTEMPTS:
        return _again(outcome, before, now, error, wait, tries)
    if before.fetched:  # a page that we have had, and that now answers oddly: keep to the schedule
        return _looked_at(outcome, before, now, None, None, error)
    return _dead(outcome, before, error)


def _looked_at(
    outcome: FetchOutcome,
    before: Before,
    now: datetime,
    etag: str | None,
    last_modified: str | None,
    error: str = "",
) -> PageResult:
    looks = before.revisits + int(before.fetched)
    due = later(now, before.revisit[looks]) if looks < len(before.revisit) else NEVER
    return PageResult(
        outcome,
        State.DONE,
        due,
        attempts=0,
        revisits=looks,
        fetched_at=now,
        etag=etag,
        last_modified=last_modified,
        error=error,
    )


def _again(
    outcome: FetchOutcome, before: Before, now: datetime, error: str, wait: float | None, attempts: int
) -> PageResult:
    pause = max(Backoff(before.base, 2, _LONGEST_PAGE).pause(max(attempts, 1)), wait or 0.0)
    return PageResult(
        outcome, State.WAITING, later(now, pause), attempts=attempts, revisits=before.revisits, error=error
    )


def _dead(outcome: FetchOutcome, before: Before, error: str) -> PageResult:
    return PageResult(
        outcome, State.DEAD, NEVER, attempts=before.attempts + 1, revisits=before.revisits, error=error
    )


def host_verdict(
    outcome: FetchOutcome,
    *,
    failures: int,
    delay: float,
    base: float,
    now: datetime,
    wait: float | None = None,
    error: str = "",
) -> HostResult:
    """When the host may be asked again. `failures` in a row before this fetch; `wait`: Retry-After."""
    if outcome is FetchOutcome.PROXY_DOWN:
        return HostResult(later(now, max(delay, _PROXY_DOWN_WAIT)), failures, error)
    if outcome in HOST_AWAY or wait is not None or (outcome in PASSING and failures >= 2):
        pause = Backoff(max(base / 4, delay), 2, probe_pause(failures)).pause(failures + 1)
        rest = max(delay, wait if wait is not None else pause)
        return HostResult(later(now, rest), failures + 1, error, now)
    if outcome in PASSING:
        return HostResult(later(now, delay), failures + 1, error, now)
    return HostResult(later(now, delay), 0, "", now)

"""What can go wrong in extraction, named by what the caller can do about it."""

from __future__ import annotations

from rasad.errors import ServiceUnavailableError


class ExtractError(Exception):
    """Base of everything this room raises on purpose."""


class ParseError(ExtractError):
    """The input is at fault (too large, a bomb, not the promised format).

    Trying again with the same bytes gives the same answer: quarantine it.
    """


class InputTooLargeError(ParseError):
    """The input, or what it expands to, exceeds a cap. Caps stand in `rasad.extract.limits`."""


class WorkerKilledError(ExtractError):
    """The worker that had this input was killed. `reason`: `time`, `memory` or `crash`.

    The input is probably at fault, but one retry is fair: the machine may have been short of memory.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"worker killed ({self.reason}){': ' + self.detail if self.detail else ''}"


class PoolClosedError(ExtractError, ServiceUnavailableError):
    """The pool no longer takes work: the process is shutting down. The input is not at fault."""

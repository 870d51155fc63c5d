"""What can go wrong in extraction, named by what the caller can do about it."""

from __future__ import annotations


class ExtractError(Exception):
    """Base of everything this room raises on purpose."""


class ParseFailed(ExtractError):
    """The input is at fault (too large, a bomb, not the promised format).

    Trying again with the same bytes gives the same answer: quarantine it.
    """


class TooLarge(ParseFailed):
    """The input, or what it expands to, exceeds a cap. Caps stand in ``extract.limits``."""


class Killed(ExtractError):
    """The worker that had this input was killed. ``reason``: ``time``, ``memory`` or ``crash``.

    The input is probably at fault, but one retry is fair: the machine may have been short of memory.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"worker killed ({self.reason}){': ' + self.detail if self.detail else ''}"


class PoolClosed(ExtractError):
    """The pool no longer takes work: the process is shutting down. The input is not at fault."""


class OutletError(ExtractError):
    """An outlet's or family's YAML is wrong. Says where (file:line), which field, and the remedy."""

    def __init__(self, file: str, line: int, field: str, problem: str, remedy: str) -> None:
        super().__init__(file, line, field, problem, remedy)
        self.file, self.line, self.field, self.problem, self.remedy = file, line, field, problem, remedy

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.problem}. {self.remedy}"

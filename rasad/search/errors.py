"""What can go wrong in search, named by what the caller can do about it."""

from __future__ import annotations

from rasad.errors import ServiceUnavailableError


class SearchError(Exception):
    """Base of this room's errors."""


class QueryError(SearchError, ValueError):
    """The query cannot be read: show `message_fa`, mark `length` characters at `position` of its text.

    `suggestion` is a whole query text that would be read, or None.
    """

    def __init__(self, message_fa: str, position: int = 0, length: int = 1, suggestion: str | None = None):
        super().__init__(message_fa)
        self.message_fa = message_fa
        self.position = position
        self.length = length
        self.suggestion = suggestion

    def __reduce__(self) -> tuple[type[QueryError], tuple[str, int, int, str | None]]:
        return type(self), (self.message_fa, self.position, self.length, self.suggestion)


class EngineUnavailableError(SearchError, ServiceUnavailableError):
    """The engine cannot be reached or is overloaded: pause and try the same again; no item is at fault."""


class EngineFailedError(EngineUnavailableError):
    """The engine broke down over what it was given: its own fault, or that of one document.

    `poison_documents.put_isolated` tells which.
    """


class DocumentsRejectedError(SearchError):
    """The engine refused some documents for good: `failures` maps article id to reason; the rest is
    stored.
    """

    def __init__(self, failures: dict[str, str]):
        ids = ", ".join(list(failures)[:3])
        super().__init__(f"{len(failures)} documents refused ({ids} …): {next(iter(failures.values()), '')}")
        self.failures = failures


class IndexStaleError(SearchError):
    """The index was built with another schema: run `manage.py reindex`."""


class SearchTimeoutError(SearchError):
    """The search took longer than `TIME_LIMIT`; `message_fa` says so to a reader, with a way out."""

    message_fa = "این جست‌وجو در ۵ ثانیه به پاسخ نرسید. آن را باریک‌تر کنید، مثلاً با «از:» و «تا:»."

    def __init__(self) -> None:
        super().__init__(self.message_fa)

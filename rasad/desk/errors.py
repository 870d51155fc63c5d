"""What can keep a person's act from being done; nothing has changed then.

ActError
├── NotAllowedError         the role or the owner does not allow it: ask who may
├── GoneError               the record is not there (any more), or this person does not see it
├── ChangedMeanwhileError   somebody changed the record since it was read: look, then decide anew
└── InvalidValueError       one value cannot be kept; the message says in Persian what to write
"""

from __future__ import annotations


class ActError(Exception):
    """A person's act was not done."""


class NotAllowedError(ActError):
    """This person may not do that. `code` is stable for programs."""

    def __init__(self, code: str = "forbidden") -> None:
        super().__init__(code)
        self.code = code


class GoneError(ActError):
    """The record is not there any more, or is not this person's to see; `what` is its kind, as `rule`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class ChangedMeanwhileError(ActError):
    """The record was changed after it was read, so what is to be written may undo another's work."""


class InvalidValueError(ActError):
    """A value that cannot be kept. `code` is stable for programs, `field` names the value."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code

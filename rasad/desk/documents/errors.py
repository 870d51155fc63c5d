"""What can keep a file from being made.

DocumentError
├── PrinterMissingError   there is no Chromium: the message says what to install
├── PrintingError         Chromium made no PDF of it; the message says what it said
└── TaskCancelledError    whoever waited for it asked it to end
"""

from __future__ import annotations


class DocumentError(Exception):
    """A file was not made; the message is Persian, for who waits for it."""


class PrinterMissingError(DocumentError):
    """There is no Chromium."""


class PrintingError(DocumentError):
    """Chromium made no PDF."""


class TaskCancelledError(DocumentError):
    """Somebody asked the work to end."""

"""Why a request ends without an answer to read: each says the outcome that it means."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from rasad.archive.frontier import FetchOutcome


class FetchStoppedError(IgnoreRequest):
    """We ended a request ourselves; the message is a sentence for people. The spider's errback counts it."""

    def __init__(self, outcome: FetchOutcome, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome


class BodyError(FetchStoppedError):
    """The body is a bomb, or not what its Content-Encoding says."""


class HostBusyError(FetchStoppedError):
    """Another worker holds the host: try again later."""

    def __init__(self, sentence: str) -> None:
        super().__init__(FetchOutcome.REDIRECTED, sentence)

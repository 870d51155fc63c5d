"""The deliver stage: messages of the desk's outbox go to their targets."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.outcomes import StageOutcome
from pipelines.stage import Stage
from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs.stage_counts import count
from rasad.desk.alerts.delivery.outbox import Outbox, due, reclaim


class DeliverStage(Stage):
    """Sends over some kinds of channels (none named: over all); keeps one mail connection."""

    name = "deliver"
    reclaim = staticmethod(reclaim)

    def __init__(self, kinds: Sequence[str] = (), thread: str = name) -> None:
        self.kinds = kinds
        self.outbox = Outbox(kinds)
        self._thread = thread

    @property
    def thread(self) -> str:
        """Its thread's name: the kinds of channels are divided over threads."""
        return self._thread

    def run_once(self, limit: int) -> int:
        """Send what is due."""
        done = self.outbox.send_due(limit)
        if done.handled:
            outcomes: dict[str, int] = {
                StageOutcome.SENT: done.sent,
                StageOutcome.RETRY: done.retry,
                StageOutcome.DEAD: done.dead,
            }
            with write_transaction():
                count(self.name, outcomes)
        return done.handled

    def has_work(self) -> bool:
        """Whether a message is due; one that waits for a later try waits for hours."""
        return due(kinds=self.kinds)

    def close(self) -> None:
        """End the connection."""
        self.outbox.close()

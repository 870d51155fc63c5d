"""The deliver stage: the desk's outbox, run by the same loop as the other stages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.outcomes import StageOutcome
from rasad.archive.stage_counts import count
from rasad.archive.transactions import write_transaction
from rasad.desk.alerts.delivery.outbox import Outbox

STAGE = "deliver"


class DeliverStage:
    """Some kinds of channels; keeps one mail connection."""

    def __init__(self, kinds: Sequence[str] = ()) -> None:
        self.outbox = Outbox(kinds)

    def step(self) -> int:
        """Send what is due; returns how many were tried."""
        done = self.outbox.send_due(20)
        if done.handled:
            with write_transaction():
                count(
                    STAGE,
                    {
                        StageOutcome.SENT: done.sent,
                        StageOutcome.RETRY: done.retry,
                        StageOutcome.DEAD: done.dead,
                    },
                )
        return done.handled

    def close(self) -> None:
        """End the connection."""
        self.outbox.close()

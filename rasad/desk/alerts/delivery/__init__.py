"""Sending what alert rules caught: an outbox, and the channels it speaks to.

Never lost: a delivery is tried again for over a day, then stands as a visible dead letter. A second
copy can only arrive if the process died between sending and recording, and then under the same key.
"""

from __future__ import annotations

from rasad.desk.alerts.delivery.outbox import DeliveryCounts, due, send_due

__all__ = ["DeliveryCounts", "due", "send_due"]

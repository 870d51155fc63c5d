"""What can go wrong in sending, named by what the outbox does about it."""

from __future__ import annotations


class DeliveryError(Exception):
    """Not accepted; try again later. The message goes to `Delivery.last_error`: it holds no secret."""


class UndeliverableError(Exception):
    """Will never be accepted as things stand (a forbidden address): a dead letter at once."""

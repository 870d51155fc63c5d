"""Sending dead letters again."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.models import Delivery
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import NotAllowedError

MOST = 500  # messages of one act


def resend(actor: Actor, keys: Collection[int] | None = None) -> int:
    """Send dead letters again (None: all, the oldest `MOST`), each under its own key, with a day's tries.

    Returns how many. Raises `NotAllowedError`.
    """
    if actor.user is None or not may(actor.user, "operate"):
        raise NotAllowedError
    with write_transaction():
        dead = Delivery.objects.filter(state=Delivery.State.DEAD)
        if keys is not None:
            dead = dead.filter(pk__in=keys)
        chosen = list(dead.order_by("pk").values_list("pk", flat=True)[:MOST])
        number = Delivery.objects.filter(pk__in=chosen, state=Delivery.State.DEAD).update(
            state=Delivery.State.WAITING, attempts=0, first_try_at=None, next_try_at=timezone.now()
        )
        if number:
            note(actor, "delivery.retry", deliveries=number)
    return number

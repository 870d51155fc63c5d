"""The outbox: lease what is due, send it, record it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone

from archive.processes import is_dead, owner
from archive.work import writing
from desk.delivery import messenger, webhook
from desk.delivery.errors import DeliveryFailed, DeliveryImpossible
from desk.delivery.mail import Mailer, compose
from desk.delivery.message import desk_link
from desk.models import Delivery, Target
from settings.env import Env, env

log = structlog.get_logger("rasad.desk")

#: Seconds to the next try, by attempt; the last repeats until `GIVE_UP`.
BACK_OFF = (5, 15, 30, 60, 120, 300, 600, 900)
GIVE_UP = timedelta(hours=26)  # after the first try
LEASE = timedelta(minutes=3)

_State = Delivery.State


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What one call of `send_due` did."""

    sent: int = 0
    retry: int = 0
    dead: int = 0

    @property
    def handled(self) -> int:
        """All that were tried."""
        return self.sent + self.retry + self.dead


def _ready(now: datetime) -> Q:
    waiting = Q(state=_State.WAITING, next_try_at__lte=now)
    return waiting | Q(state=_State.SENDING, lease_until__lte=now)


def due(now: datetime | None = None) -> bool:
    """Whether something could be sent now. One indexed read."""
    return Delivery.objects.filter(_ready(now or timezone.now())).exists()


def take(limit: int) -> list[Delivery]:
    """Lease up to `limit` due deliveries, the longest waiting first."""
    now = timezone.now()
    with writing():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("target")
            .filter(_ready(now))
            .order_by("next_try_at", "id")[:limit]
        )
        Delivery.objects.filter(id__in=[row.id for row in rows]).update(
            state=_State.SENDING, lease_owner=owner(), lease_until=now + LEASE
        )
        Delivery.objects.filter(id__in=[row.id for row in rows], first_try_at=None).update(first_try_at=now)
    return rows


def reclaim() -> int:
    """Free what processes of this machine were sending when they died; returns how many."""
    rows = Delivery.objects.filter(state=_State.SENDING)
    dead = [
        name for name in rows.order_by().values_list("lease_owner", flat=True).distinct() if is_dead(name)
    ]
    return rows.filter(lease_owner__in=dead).update(lease_until=timezone.now()) if dead else 0


def send_due(limit: int = 20, mailer: Mailer | None = None) -> DeliveryCounts:
    """Send what is due; records each at once, so that a death in between repeats at most one."""
    if not due():
        return DeliveryCounts()
    settings = env()
    own = mailer or Mailer(settings.smtp_url)
    sent = retry = dead = 0
    try:
        for delivery in take(limit):
            try:
                _send(delivery, own, settings)
            except DeliveryFailed as error:
                if _again(delivery, str(error)):
                    retry += 1
                else:
                    dead += 1
            except DeliveryImpossible as error:
                _bury(delivery, str(error))
                dead += 1
            else:
                _record(delivery, state=_State.SENT, sent_at=timezone.now(), last_error="")
                sent += 1
    finally:
        if mailer is None:
            own.close()
    return DeliveryCounts(sent, retry, dead)


def _send(delivery: Delivery, mailer: Mailer, settings: Env) -> None:
    target, payload = delivery.target, delivery.payload
    if not target.active:
        raise DeliveryImpossible("the target was switched off")
    if target.kind == Target.Kind.MAIL:
        mailer.send(
            compose(
                payload,
                target.address,
                settings.mail_from,
                delivery.key,
                delivery.created_at,
                settings.base_url,
            )
        )
    elif target.kind == Target.Kind.WEBHOOK:
        body = webhook.body_of(payload, delivery.key, desk_link(payload, settings.base_url))
        webhook.post(target.address, body, delivery.key, target.secret, settings.allow_nets, settings.hosts)
    else:
        messenger.send(target.service, target.address, target.secret, payload, settings.base_url)


def _record(delivery: Delivery, **values: object) -> None:
    with writing():
        Delivery.objects.filter(id=delivery.id).update(
            lease_owner="", lease_until=None, attempts=F("attempts") + 1, **values
        )


def _again(delivery: Delivery, error: str) -> bool:
    """Put a failed delivery back; False where its time is up and it became a dead letter."""
    now = timezone.now()
    if delivery.first_try_at is not None and now - delivery.first_try_at >= GIVE_UP:
        _bury(delivery, error)
        return False
    wait = BACK_OFF[min(delivery.attempts, len(BACK_OFF) - 1)] * random.uniform(0.9, 1.1)
    _record(delivery, state=_State.WAITING, next_try_at=now + timedelta(seconds=wait), last_error=error[:500])
    return True


def _bury(delivery: Delivery, error: str) -> None:
    log.error("a delivery became a dead letter", delivery=delivery.id, target=delivery.target_id, error=error)
    _record(delivery, state=_State.DEAD, last_error=error[:500])


def resend(delivery: Delivery) -> None:
    """Send a dead letter again, under its own key, with a day's tries before it."""
    with writing():
        Delivery.objects.filter(id=delivery.id, state=_State.DEAD).update(
            state=_State.WAITING, attempts=0, first_try_at=None, next_try_at=timezone.now()
        )

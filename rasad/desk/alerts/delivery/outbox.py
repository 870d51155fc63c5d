"""The outbox: lease what is due, send it, record it."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import structlog
from django.utils import timezone

from rasad.archive.models import LeasedQuerySet
from rasad.archive.processes import owner
from rasad.archive.transactions import write_transaction
from rasad.backoff import Backoff
from rasad.desk.alerts.delivery import messenger, webhook
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.mail import Mailer, compose
from rasad.desk.alerts.delivery.message import desk_link
from rasad.desk.models import Delivery, Target
from settings.env import Env, env

log = structlog.get_logger("rasad.desk")

#: Between tries, until `GIVE_UP`.
RETRY = Backoff(5, 2, 900, jitter=0.1)
GIVE_UP = timedelta(hours=26)  # after the first try
LEASE = timedelta(minutes=10)  # longer than a whole batch can take: 20 times a channel's timeout
#: Seconds of sending that one transaction records: with a turn to write for every few mails a burst
#: waited more than it sent. A death in between repeats these, under their keys.
GATHER = 1.0

_State = Delivery.State
#: What is still to be sent.
OPEN = (_State.WAITING, _State.SENDING)


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


def _ready(now: datetime, kinds: Sequence[str]) -> LeasedQuerySet[Delivery]:
    ready = Delivery.objects.free(now).filter(state__in=OPEN, next_try_at__lte=now)
    return ready.filter(target__kind__in=kinds) if kinds else ready


def due(now: datetime | None = None, kinds: Sequence[str] = ()) -> bool:
    """Whether something could be sent now (over channels of these kinds; none named: over any)."""
    return _ready(now or timezone.now(), kinds).exists()


def take(limit: int, kinds: Sequence[str] = ()) -> list[Delivery]:
    """Lease up to `limit` due deliveries, the longest waiting first."""
    now = timezone.now()
    with write_transaction():
        rows = list(
            _ready(now, kinds)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("target")
            .order_by("next_try_at", "id")[:limit]
        )
        Delivery.objects.filter(id__in=[row.id for row in rows]).take(owner(), now + LEASE)
        Delivery.objects.filter(id__in=[row.id for row in rows], first_try_at=None).update(first_try_at=now)
        for row in rows:
            row.first_try_at = row.first_try_at or now
    return rows


def reclaim() -> int:
    """Free what processes of this machine were sending when they died; returns how many."""
    return Delivery.objects.reclaim_dead(timezone.now())


def send_due(limit: int = 20, mailer: Mailer | None = None, kinds: Sequence[str] = ()) -> DeliveryCounts:
    """Send what is due, and record it at once, or together with what was sent within `GATHER` seconds.

    Mail goes over one connection, one after another; other channels at the same time, as a receiver
    may be slow.
    """
    if not due(kinds=kinds):
        return DeliveryCounts()
    settings = env()
    own = mailer or Mailer(settings.smtp_url)
    counts: Tally[str] = Tally()
    gathered: list[Delivery] = []
    since = time.monotonic()
    rows = take(limit, kinds)
    mails = [row for row in rows if row.target.kind == Target.Kind.MAIL]
    others = [row for row in rows if row.target.kind != Target.Kind.MAIL]
    try:
        with ThreadPoolExecutor(max_workers=8, thread_name_prefix="deliver") as pool:
            futures = [pool.submit(_attempt, row, own, settings) for row in others]
            attempts = (_attempt(row, own, settings) for row in mails)
            for row in chain(attempts, (future.result() for future in as_completed(futures))):
                gathered.append(row)
                if time.monotonic() - since >= GATHER:
                    counts.update(_record(gathered))
                    gathered, since = [], time.monotonic()
    finally:
        counts.update(_record(gathered))
        if mailer is None:
            own.close()
    return DeliveryCounts(counts[_State.SENT], counts[_State.WAITING], counts[_State.DEAD])


def _attempt(delivery: Delivery, mailer: Mailer, settings: Env) -> Delivery:
    """Try once; the row then says what came of it. Touches no database."""
    delivery.attempts += 1
    try:
        _send(delivery, mailer, settings)
    except DeliveryError as error:
        now = timezone.now()
        delivery.last_error = str(error)[:500]
        if delivery.first_try_at is not None and now - delivery.first_try_at >= GIVE_UP:
            delivery.state = _State.DEAD
        else:
            pause = timedelta(seconds=RETRY.pause(delivery.attempts))
            delivery.state, delivery.next_try_at = _State.WAITING, now + pause
    except UndeliverableError as error:
        delivery.state, delivery.last_error = _State.DEAD, str(error)[:500]
    except Exception as fault:
        log.exception("a delivery failed in an unforeseen way", delivery=delivery.id)
        delivery.state, delivery.last_error = _State.WAITING, type(fault).__name__
        delivery.next_try_at = timezone.now() + timedelta(seconds=RETRY.longest)
        if delivery.first_try_at is not None and timezone.now() - delivery.first_try_at >= GIVE_UP:
            delivery.state = _State.DEAD
    else:
        delivery.state, delivery.sent_at, delivery.last_error = _State.SENT, timezone.now(), ""
    return delivery


def _record(rows: list[Delivery]) -> Tally[str]:
    """Write down what came of attempts, in one transaction; how many of each."""
    if not rows:
        return Tally()
    for row in rows:
        row.lease_owner, row.lease_until = "", None
        if row.state == _State.DEAD:
            log.error("a dead letter", delivery=row.id, target=row.target_id, error=row.last_error)
    fields = ["state", "attempts", "next_try_at", "sent_at", "last_error", "lease_owner", "lease_until"]
    with write_transaction():
        Delivery.objects.bulk_update(rows, fields)
    return Tally(str(row.state) for row in rows)


def _send(delivery: Delivery, mailer: Mailer, settings: Env) -> None:
    target, payload = delivery.target, delivery.payload
    if not target.active:
        raise UndeliverableError("the target was switched off")
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


def resend(delivery: Delivery) -> None:
    """Send a dead letter again, under its own key, with a day's tries before it."""
    with write_transaction():
        Delivery.objects.filter(id=delivery.id, state=_State.DEAD).update(
            state=_State.WAITING, attempts=0, first_try_at=None, next_try_at=timezone.now()
        )

"""The outbox: lease what is due, send it, record it."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

import structlog
from django.db.models import F
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs.lease_holders import owner
from rasad.archive.models import LeasedQuerySet
from rasad.backoff import Backoff
from rasad.desk.alerts.delivery import messenger, webhook
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.in_doubt import SLOW, OneInDoubt
from rasad.desk.alerts.delivery.journal import SentJournal, left_behind
from rasad.desk.alerts.delivery.mail import Mailer, compose
from rasad.desk.alerts.delivery.message import desk_link
from rasad.desk.alerts.models import Delivery, Target
from settings.env import env

log = structlog.get_logger("rasad.desk")

#: Between tries, until `GIVE_UP`.
RETRY = Backoff(5, 2, 900, jitter=0.1)
GIVE_UP = timedelta(hours=26)  # after the first try
LEASE = timedelta(minutes=10)  # longer than a whole batch can take: 20 times a channel's timeout
#: Seconds of sending that one transaction records: with a turn to write for every few mails a burst
#: waited more than it sent. Until then the journal knows them.
GATHER = 1.0

_State = Delivery.State
#: What is still to be sent.
OPEN = (_State.WAITING, _State.SENDING)
#: One for the process, whatever the channel: see `OneInDoubt`.
_one_in_doubt = OneInDoubt()


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What one call of `Outbox.send_due` did."""

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


def journal_folder() -> Path:
    """Where the journals of this machine's processes stand."""
    return env().data / "deliveries"


def reclaim() -> int:
    """Record what dead processes had sent, free what they were sending; returns how many were freed."""
    for path, accepted in left_behind(journal_folder()):
        with write_transaction():
            for delivery, at in accepted:
                Delivery.objects.filter(id=delivery, state__in=OPEN).give_back(
                    state=_State.SENT, sent_at=at, last_error="", attempts=F("attempts") + 1
                )
        path.unlink(missing_ok=True)
    return Delivery.objects.reclaim_dead(timezone.now())


class Outbox:
    """Sends what is due over channels of some kinds (none named: over any); nothing accepted is forgotten.

    Not for several threads at once. While what was sent cannot be recorded, nothing more is sent.
    """

    def __init__(self, kinds: Sequence[str] = (), mailer: Mailer | None = None) -> None:
        self.kinds = kinds
        self._settings = env()
        self._mailer = mailer or Mailer(self._settings.smtp_url)
        self._lock = threading.Lock()  # of the journal and the two below: channels send in threads
        self._journal = SentJournal(journal_folder())
        self._untried: set[int] = set()  # taken, not begun
        self._tried: list[Delivery] = []  # not recorded yet
        self._slow: set[int] = set()  # targets that took long the last time

    def send_due(self, limit: int = 20) -> DeliveryCounts:
        """Send what is due, and record it at once, or together with what was sent within `GATHER` seconds.

        Mail goes over one connection; those of other channels are made at the same time. Raises what the
        database raises while it is away.
        """
        counts = self._record()
        if due(kinds=self.kinds):
            rows = take(limit, self.kinds)
            self._untried = {row.id for row in rows}
            try:
                counts += self._send(rows)
            finally:
                if self._untried:
                    Delivery.objects.filter(id__in=self._untried).held_by(owner()).give_back()
        return DeliveryCounts(counts[_State.SENT], counts[_State.WAITING], counts[_State.DEAD])

    def close(self) -> None:
        """Record what was sent, end the mail connection."""
        try:
            self._record()
            self._journal.close()
        finally:
            self._mailer.close()

    def _send(self, rows: Sequence[Delivery]) -> Tally[str]:
        mails = [row for row in rows if row.target.kind == Target.Kind.MAIL]
        others = [row for row in rows if row.target.kind != Target.Kind.MAIL]
        counts: Tally[str] = Tally()
        since = time.monotonic()
        with ThreadPoolExecutor(max_workers=8, thread_name_prefix="deliver") as pool:
            futures = [pool.submit(self._attempt, row) for row in others]
            try:
                for noted in chain(
                    map(self._attempt, mails), (one.result() for one in as_completed(futures))
                ):
                    if not noted or time.monotonic() - since >= GATHER:
                        counts += self._record()
                        since = time.monotonic()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return counts + self._record()

    def _attempt(self, delivery: Delivery) -> bool:
        """Try once, and note what came of it; False where the journal could not. Touches no database."""
        with self._lock:
            self._untried.discard(delivery.id)
        delivery.attempts += 1
        try:
            send = self._prepared(delivery)
            with _one_in_doubt.sending(slow=delivery.target_id in self._slow), self._timed(delivery):
                send()
                return self._accepted(delivery)
        except UndeliverableError as error:
            delivery.state, delivery.last_error = _State.DEAD, str(error)[:500]
        except DeliveryError as error:
            _try_again(delivery, str(error), RETRY.pause(delivery.attempts))
        except Exception as fault:
            log.exception("delivery_failed", delivery=delivery.id)
            _try_again(delivery, type(fault).__name__, RETRY.longest)
        with self._lock:
            self._tried.append(delivery)
        return True

    @contextmanager
    def _timed(self, delivery: Delivery) -> Iterator[None]:
        """Remember whether the target was slow, whatever came of it."""
        begun = time.monotonic()
        try:
            yield
        finally:
            if time.monotonic() - begun > SLOW:
                self._slow.add(delivery.target_id)
            else:
                self._slow.discard(delivery.target_id)

    def _accepted(self, delivery: Delivery) -> bool:
        """Its target has it: write that into the journal; False where the disk does not take it."""
        now = timezone.now()
        delivery.state, delivery.sent_at, delivery.last_error = _State.SENT, now, ""
        with self._lock:
            self._tried.append(delivery)
            try:
                self._journal.accepted(delivery.id, now)
            except OSError as error:
                log.warning("journal_failed", delivery=delivery.id, error=str(error))
                return False
        return True

    def _prepared(self, delivery: Delivery) -> Callable[[], None]:
        """Everything that may be done before the target has the message; what is returned sends it."""
        target, payload, settings = delivery.target, delivery.payload, self._settings
        if not target.active:
            raise UndeliverableError("the target was switched off")
        if target.kind == Target.Kind.MAIL:
            message = compose(
                payload,
                target.address,
                settings.mail_from,
                delivery.key,
                delivery.created_at,
                settings.base_url,
            )
            self._mailer.connect()
            return partial(self._mailer.send, message)
        if target.kind == Target.Kind.WEBHOOK:
            body = webhook.body_of(payload, delivery.key, desk_link(payload, settings.base_url))
            return webhook.connect(
                target.address, body, delivery.key, target.secret, settings.allow_nets, settings.hosts
            )
        return partial(
            messenger.send, target.service, target.address, target.secret, payload, settings.base_url
        )

    def _record(self) -> Tally[str]:
        """Write down what came of attempts, in one transaction; how many of each."""
        with self._lock:
            rows = list(self._tried)
        if not rows:
            return Tally()
        for row in rows:
            row.lease_owner, row.lease_until = "", None
        fields = ["state", "attempts", "next_try_at", "sent_at", "last_error", "lease_owner", "lease_until"]
        with write_transaction():
            Delivery.objects.bulk_update(rows, fields)
        with self._lock:
            del self._tried[: len(rows)]
            if not self._tried:
                self._journal.clear()
        for row in rows:
            if row.state == _State.DEAD:
                log.error("delivery_dead", delivery=row.id, target=row.target_id, error=row.last_error)
        return Tally(str(row.state) for row in rows)


def _try_again(delivery: Delivery, error: str, pause: float) -> None:
    now = timezone.now()
    delivery.last_error = error[:500]
    if delivery.first_try_at is not None and now - delivery.first_try_at >= GIVE_UP:
        delivery.state = _State.DEAD
    else:
        delivery.state, delivery.next_try_at = _State.WAITING, now + timedelta(seconds=pause)


def send_due(limit: int = 20, kinds: Sequence[str] = ()) -> DeliveryCounts:
    """Send what is due, once."""
    outbox = Outbox(kinds)
    try:
        return outbox.send_due(limit)
    finally:
        outbox.close()

"""Guessing passwords is slowed down, and no stranger can lock anybody out.

Wrong passwords are counted by account and address together, by account, by address and in all, in the
database, so that every web worker counts the same. The pair of account and address waits ever longer after
its own failures (`OWN`). Where an account, an address or the whole desk sees many failures, others must
wait too, but each for itself and once, at most minutes (`PRESSURE`): nobody's attempts prolong the
wait of another address. A device that was signed in before has a counter of its own and feels none of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.models import LoginCounter

FORGET = timedelta(hours=1)  # a counter that long without a failure begins anew
SERVED_FOR = timedelta(minutes=10)  # a wait that was served lets one attempt in for so long
NOTED_EVERY = timedelta(minutes=10)  # how often refusals of one pair go into the audit log
NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Delay:
    """No wait for `free` failures, then 1, 2, 4 … seconds, at most `longest`."""

    free: int
    longest: timedelta

    def after(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures < self.free:
            return NONE
        return min(self.longest, timedelta(seconds=2 ** min(failures - self.free, 30)))


OWN = Delay(3, timedelta(minutes=15))
PRESSURE = {
    "account": Delay(20, timedelta(minutes=1)),
    "address": Delay(20, timedelta(minutes=5)),
    "all": Delay(100, timedelta(minutes=1)),
}


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether one attempt is let in (`wait` is nothing then); `note`: a refusal for the audit log."""

    wait: timedelta = NONE
    note: bool = False


def admit_login(account: str, address: str, device: str = "") -> Admission:
    """Let one attempt in, or say how long to wait. It counts as failed until `login_succeeded`.

    Counting before the password is looked at keeps many attempts at once from all being the first.
    `device`: the name of a device that this account was signed in with before, else empty.
    """
    if device:
        return admit(f"device:{device}")
    own = _own_key(account, address)
    around = _keys_around(account, address)
    now = timezone.now()
    with write_transaction():
        counters = _held([own, *around])
        pressure = max((PRESSURE[kind].after(_failures(counters, key, now)) for key, kind in around.items()))
        admission = _admission(counters[own], pressure, now)
        if admission.wait:
            return admission
        for key in around:
            _count(counters[key], now)
    return admission


def admit(key: str) -> Admission:
    """Let one attempt of this key alone in, or say how long to wait; it counts as failed until `forget`."""
    now = timezone.now()
    with write_transaction():
        return _admission(_held([key])[key], NONE, now)


def login_succeeded(account: str, address: str, device: str = "") -> None:
    """Take back what `admit_login` counted; the pair, or the device, begins anew."""
    if device:
        forget(f"device:{device}")
        return
    with write_transaction():
        counters = _held([_own_key(account, address), *_keys_around(account, address)])
        for key, counter in counters.items():
            if key.startswith("pair:"):
                counter.delete()
            elif counter.failures:
                counter.failures -= 1
                counter.save(update_fields=["failures"])


def forget(key: str) -> None:
    """Begin to count a key anew."""
    LoginCounter.objects.filter(pk=key).delete()


def forget_login(*, account: str = "", address: str = "") -> int:
    """Forget the failures of an account, of an address, or (neither named) all; returns how many counters."""
    counters = LoginCounter.objects.all()
    if account:
        name = _name(account)
        counters = counters.filter(pk__startswith=f"pair:{name}|") | counters.filter(pk=f"account:{name}")
    if address:
        where = _place(address)
        counters = counters.filter(pk__endswith=f"|{where}") | counters.filter(pk=f"address:{where}")
    return counters.delete()[0]


def forget_old() -> int:
    """Drop counters that no longer say anything; returns how many."""
    return LoginCounter.objects.filter(last_at__lt=timezone.now() - FORGET).delete()[0]


def _admission(counter: LoginCounter, pressure: timedelta, now: datetime) -> Admission:
    """Decide about a held counter, and write down what was decided."""
    failures = counter.failures if now - counter.last_at <= FORGET else 0
    wait = counter.last_at + OWN.after(failures) - now if failures else NONE
    if wait <= NONE and pressure:
        wait = _pressure_left(counter, pressure, now)
    if wait > NONE:
        note = counter.noted_at is None or now - counter.noted_at > NOTED_EVERY
        counter.noted_at = now if note else counter.noted_at
        counter.save()
        return Admission(wait, note)
    counter.ready_at = None
    _count(counter, now)
    return Admission()


def _pressure_left(counter: LoginCounter, pressure: timedelta, now: datetime) -> timedelta:
    """What is left of this pair's own wait; it begins with the first attempt and is served once."""
    ready = counter.ready_at
    if ready is None or now - ready > SERVED_FOR:
        ready = counter.ready_at = now + pressure
    return max(NONE, ready - now)


def _count(counter: LoginCounter, now: datetime) -> None:
    counter.failures = counter.failures + 1 if now - counter.last_at <= FORGET else 1
    counter.last_at = now
    counter.save()


def _failures(counters: dict[str, LoginCounter], key: str, now: datetime) -> int:
    counter = counters[key]
    return counter.failures if now - counter.last_at <= FORGET else 0


def _held(keys: Iterable[str]) -> dict[str, LoginCounter]:
    """The counters, made where they are not there, and locked, always in the same order."""
    wanted = sorted(keys)
    LoginCounter.objects.bulk_create(
        [LoginCounter(key=key, last_at=timezone.now()) for key in wanted], ignore_conflicts=True
    )
    rows = LoginCounter.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {row.pk: row for row in rows}


def _own_key(account: str, address: str) -> str:
    return f"pair:{_name(account)}|{_place(address)}"


def _keys_around(account: str, address: str) -> dict[str, str]:
    """Key → kind of what an attempt counts for besides its own pair."""
    return {f"account:{_name(account)}": "account", f"address:{_place(address)}": "address", "all": "all"}


def _name(account: str) -> str:
    """The account as it is counted: spellings of one name are one, whether it exists or not."""
    return unicodedata.normalize("NFKC", account.replace("\x00", "")).casefold()[:150]


def _place(address: str) -> str:
    """The address as it is counted; of IPv6 the network of 64 bits, which one subscriber has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)

"""Guessing is slowed down by account, by address and in all; nobody is locked out by another's guesses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from rasad.desk.accounts.login_throttle import (
    FORGET,
    OWN,
    PRESSURE,
    admit_login,
    forget_login,
    forget_old,
    login_succeeded,
)
from rasad.desk.models import LoginCounter

pytestmark = pytest.mark.django_db
NONE = timedelta()
A, B = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 6, tzinfo=UTC), tick=False) as found:
        yield found


def guess(account: str, address: str, times: int = 1, device: str = "") -> int:
    """How many of so many attempts in a row are let in."""
    return sum(not admit_login(account, address, device).wait for _ in range(times))


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(clock: time_machine.Traveller) -> None:
    waits = []
    assert guess("sara", A, 3) == 3
    for _ in range(13):
        wait = admit_login("sara", A).wait
        waits.append(wait.total_seconds())
        clock.shift(wait)
        assert guess("sara", A) == 1, "who has waited is let in"
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_what_was_refused_does_not_prolong_the_wait(clock: time_machine.Traveller) -> None:
    guess("sara", A, 10)
    wait = admit_login("sara", A).wait
    clock.shift(wait / 2)
    assert guess("sara", A, 100) == 0
    assert admit_login("sara", A).wait == wait / 2


def test_a_stranger_keeps_nobody_at_another_address_out(clock: time_machine.Traveller) -> None:
    assert guess("sara", A, 1000) == 3
    assert admit_login("sara", B).wait == NONE


def test_a_known_device_feels_nothing_of_what_strangers_do(clock: time_machine.Traveller) -> None:
    for number in range(60):
        guess("sara", f"198.51.100.{number}", 3)
    guess("sara", A, 50)
    assert admit_login("sara", A, device="d1").wait == NONE
    assert guess("sara", A, 50, device="d1") == 2, "but a device that guesses waits, too"


def test_an_account_under_attack_asks_each_address_for_one_short_wait(clock: time_machine.Traveller) -> None:
    for number in range(100):
        guess("sara", f"198.51.100.{number}", 3)
    wait = admit_login("sara", B).wait
    assert NONE < wait <= PRESSURE["account"].longest
    clock.shift(wait / 2)
    guess("sara", "198.51.100.200", 50)
    assert admit_login("sara", B).wait <= wait / 2, "what others do meanwhile does not prolong it"
    clock.shift(wait / 2)
    assert admit_login("sara", B).wait == NONE
    login_succeeded("sara", B)


def test_one_address_that_tries_many_accounts_is_slowed_down(clock: time_machine.Traveller) -> None:
    tried = sum(guess(f"name{number}", A) for number in range(200))
    assert tried <= PRESSURE["address"].free + 1
    assert admit_login("sara", B).wait == NONE


def test_many_addresses_that_try_many_accounts_slow_strangers_down_and_nobody_long(
    clock: time_machine.Traveller,
) -> None:
    for number in range(400):
        guess(f"name{number}", f"198.51.{number // 250}.{number % 250}")
    wait = admit_login("sara", B).wait
    assert NONE < wait <= PRESSURE["all"].longest
    assert admit_login("sara", B, device="d1").wait == NONE
    clock.shift(wait)
    assert admit_login("sara", B).wait == NONE


def test_the_right_password_takes_back_what_was_counted(clock: time_machine.Traveller) -> None:
    for _ in range(50):
        assert admit_login("sara", A).wait == NONE
        login_succeeded("sara", A)
    assert not LoginCounter.objects.filter(failures__gt=0).exists()


def test_spellings_of_a_name_and_addresses_of_one_subscriber_are_one(clock: time_machine.Traveller) -> None:
    assert guess("Sara", "2001:db8::1", 2) == 2
    assert guess("sara", "2001:db8::ffff:2", 1) == 1
    assert guess("SARA", "2001:db8::3", 1) == 0
    assert guess("sara", "2001:db8:0:1::1", 1) == 1
    assert guess("sara", "::ffff:192.0.2.1", 3) == guess("reza", A, 3) == 3
    assert guess("sara", A) == 0


def test_after_an_hour_all_is_forgotten(clock: time_machine.Traveller) -> None:
    guess("sara", A, 20)
    clock.shift(FORGET + timedelta(seconds=1))
    assert guess("sara", A, 3) == 3
    clock.shift(FORGET + timedelta(seconds=1))
    assert forget_old() > 0
    assert not LoginCounter.objects.exists()


def test_an_administrator_forgets_the_failures_of_a_name_or_an_address(clock: time_machine.Traveller) -> None:
    guess("sara", A, 20)
    forget_login(account="Sara")
    assert guess("sara", A, 3) == 3
    forget_login(address=A)
    assert guess("sara", A, 3) == 3


def test_a_refusal_is_noted_once_in_a_while(clock: time_machine.Traveller) -> None:
    guess("sara", A, 3)
    assert [admit_login("sara", A).note for _ in range(5)] == [True, False, False, False, False]


def test_a_name_of_any_length_and_any_signs_is_counted(clock: time_machine.Traveller) -> None:
    for name in ("x" * 5000, "", "\x00", "a|b", "ﷺ" * 200, "%_"):
        assert guess(name, "not an address " * 20) == 1


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_not_all_the_first() -> None:
    let_in: list[bool] = []

    def run() -> None:
        let_in.append(not admit_login("sara", A).wait)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) <= OWN.free + 1, "a second may pass while they run"

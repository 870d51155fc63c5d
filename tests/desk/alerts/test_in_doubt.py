"""One message of a process is in doubt at a time; a slow target holds up nobody."""

from __future__ import annotations

import threading

import pytest

from rasad.desk.alerts.delivery import in_doubt
from rasad.desk.alerts.delivery.in_doubt import OneInDoubt
from rasad.desk.alerts.delivery.outbox import Outbox
from rasad.desk.models import Delivery, Target
from tests.desk.alerts.test_delivery import use
from tests.desk.alerts.test_delivery_kills import fill
from tests.services.waiting import PATIENCE
from tests.services.webhook import WebhookReceiver


def test_never_two_at_once_whatever_they_take() -> None:
    lock = OneInDoubt()
    inside, most = 0, 0
    guard = threading.Lock()

    def send(slow: bool) -> None:
        nonlocal inside, most
        with lock.sending(slow=slow):
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1

    threads = [threading.Thread(target=send, args=(number % 3 == 0,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert most == 1


def test_a_slow_target_lets_the_others_go_first() -> None:
    lock, order = OneInDoubt(), []
    entered, go = threading.Event(), threading.Event()

    def send(name: str, slow: bool) -> None:
        with lock.sending(slow=slow):
            order.append(name)
            entered.set()
            go.wait(PATIENCE)

    threads = [threading.Thread(target=send, args=("first", False))]
    threads[0].start()
    entered.wait(PATIENCE)
    threads += [threading.Thread(target=send, args=("slow", True))]
    threads += [threading.Thread(target=send, args=(name, False)) for name in ("second", "third")]
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert order[0] == "first"
    assert order[-1] == "slow"


@pytest.mark.django_db(transaction=True)
def test_a_target_that_took_long_is_remembered_until_it_is_quick_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(RASAD_ALLOW_NETS="127.0.0.0/8")
    receiver = WebhookReceiver()
    receiver.start()
    fill("webhook", receiver.url, 2)
    target = Target.objects.get().pk
    outbox = Outbox()
    try:
        monkeypatch.setattr("rasad.desk.alerts.delivery.outbox.SLOW", 0.0)
        assert outbox.send_due(1).sent == 1
        assert outbox._slow == {target}
        monkeypatch.setattr("rasad.desk.alerts.delivery.outbox.SLOW", in_doubt.LONGEST_WAIT)
        assert outbox.send_due(1).sent == 1
        assert outbox._slow == set()
    finally:
        outbox.close()
        receiver.stop()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

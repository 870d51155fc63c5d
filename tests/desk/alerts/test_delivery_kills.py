"""A death while alerts are sent costs one second copy at most, whatever the channels."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from rasad.desk.alerts.delivery import outbox as outbox_module
from rasad.desk.alerts.delivery.journal import SentJournal, left_behind
from rasad.desk.alerts.delivery.outbox import Outbox, reclaim, send_due
from rasad.desk.models import Delivery, Target
from settings.env import ROOT, env
from tests.desk.alerts.test_delivery import PAYLOAD, use
from tests.services.database import database_url
from tests.services.smtp import Mailbox
from tests.services.webhook import WebhookReceiver

EACH = 150  # messages a channel
KILLS = 4


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    """A webhook's other side, as slow as one on another continent."""
    server = WebhookReceiver()
    server.pause = 0.01
    server.start()
    yield server
    server.stop()


def fill(kind: str, address: str, number: int = EACH) -> None:
    target = Target.objects.create(name=kind, kind=kind, address=address)
    Delivery.objects.bulk_create(
        Delivery(target=target, key=f"{kind}-{one}", payload=PAYLOAD) for one in range(number)
    )


def deliver(folder: Path, smtp: str, *words: str) -> subprocess.Popen[bytes]:
    surroundings = {
        "DATABASE_URL": database_url(), "RASAD_DATA": str(folder), "SMTP_URL": smtp,
        "RASAD_ALLOW_NETS": "127.0.0.0/8",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "consume", "--stages", "deliver", *words],
        cwd=ROOT, env={**os.environ, **surroundings}, start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_kills_at_any_moment_double_one_message_each(
    transactional_db: None, smtp_server: Mailbox, receiver: WebhookReceiver, tmp_path: Path
) -> None:
    chance = random.Random()
    fill("mail", "desk@city.example")
    fill("webhook", receiver.url)
    connection.close()
    for _ in range(KILLS):
        process = deliver(tmp_path, smtp_server.url)
        before = len(receiver.got) + len(smtp_server.messages)
        while len(receiver.got) + len(smtp_server.messages) < before + 8 and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.15))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert deliver(tmp_path, smtp_server.url, "--until-empty").wait(120) == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    mails = Counter(str(message["Message-ID"]) for message in smtp_server.messages)
    posts = Counter(receiver.keys)
    assert (len(mails), len(posts)) == (EACH, EACH)
    assert mails.total() + posts.total() - 2 * EACH <= KILLS
    assert list((tmp_path / "deliveries").iterdir()) == []


def test_what_was_accepted_but_not_recorded_is_not_sent_again(
    transactional_db: None, smtp_server: Mailbox
) -> None:
    use(SMTP_URL=smtp_server.url)
    fill("mail", "desk@city.example", 2)
    sent, other = Delivery.objects.order_by("id")
    journal = SentJournal(outbox_module.journal_folder())
    journal.accepted(sent.id, sent.created_at)
    reclaim()
    sent.refresh_from_db()
    assert sent.state == "waiting"  # its process lives, and will record it
    assert journal._file is not None
    os.write(journal._file, f"{other.id} 2026-1".encode())  # cut off by a death
    os.close(journal._file)
    reclaim()
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", sent.created_at, 1)
    assert list(left_behind(outbox_module.journal_folder())) == []
    assert send_due().sent == 1
    assert [str(one["Message-ID"]) for one in smtp_server.messages] == [f"<{other.key}@localhost>"]


def test_while_nothing_can_be_recorded_nothing_more_is_sent(
    transactional_db: None, smtp_server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(SMTP_URL=smtp_server.url)
    fill("mail", "desk@city.example", 3)

    class Full(SentJournal):
        """The disk is full."""

        def accepted(self, delivery: int, at: object) -> None:
            """No room."""
            raise OSError(28, "No space left on device")

    full = True
    record = Delivery.objects.bulk_update

    def recorded(*given: object) -> int:
        if full:
            raise DatabaseError("database or disk is full")
        return record(*given)  # type: ignore[arg-type]

    outbox = Outbox()
    outbox._journal = Full(env().data / "deliveries")
    monkeypatch.setattr(type(Delivery.objects), "bulk_update", lambda _, *given: recorded(*given))
    for _ in range(3):
        with pytest.raises(DatabaseError):
            outbox.send_due()
    assert len(smtp_server.messages) == 1
    full = False
    while outbox.send_due().handled:
        pass
    outbox.close()
    assert len(smtp_server.messages) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

"""The outbox against a real SMTP server and a real webhook receiver."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from rasad.desk.alerts.delivery import messenger, webhook
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.mail import compose
from rasad.desk.alerts.delivery.message import as_html, as_text, subject
from rasad.desk.alerts.delivery.outbox import GIVE_UP, send_due
from rasad.desk.alerts.delivery.resending import resend
from rasad.desk.models import Delivery, Target
from settings.env import env
from tests.desk.people import actor, staff
from tests.services.smtp import Mailbox
from tests.services.webhook import WebhookReceiver

PAYLOAD: dict[str, Any] = {
    "rule": {"id": 1, "name": "مترو"}, "match": 1, "story": "s",
    "article": {
        "id": "a" * 32, "title": "متروی تهران <b>رایگان</b> شد\r\nBcc: x@evil.example", "kind": "news",
        "url": "javascript:alert(1)", "outlet": "alef", "outlet_name": "الف", "published_precision": "minute",
        "published": "2026-11-20T06:00:00+00:00", "text": "پاراگراف <script>یک</script>\n\nپاراگراف دو",
    },
}  # fmt: skip


def delivery(kind: str, address: str, key: str = "k1", **values: Any) -> Delivery:
    target = Target.objects.create(name="x", kind=kind, address=address, secret=values.pop("secret", ""))
    return Delivery.objects.create(target=target, key=key, payload=PAYLOAD, **values)


def use(**variables: str) -> None:
    os.environ.update(variables)
    env.cache_clear()


def test_a_message_is_persian_right_to_left_and_harmless() -> None:
    html = as_html(PAYLOAD, "http://desk.example")
    assert 'dir="rtl"' in html
    assert "<script>" not in html
    assert "javascript:" not in html
    assert f"http://desk.example/a/{'a' * 32}" in html
    assert "\n" not in subject(PAYLOAD)
    assert "۱۴۰۵" in as_text(PAYLOAD, "http://desk.example")
    message: EmailMessage = compose(
        PAYLOAD, "a@b.example", "rasad@city.example", "key1", timezone.now(), "http://desk.example"
    ).message()
    assert message["Message-ID"] == "<key1@city.example>"
    assert message["Bcc"] is None


@pytest.mark.parametrize("to", ["", "a", "a@b, c@d", "a@b\r\nBcc: c@d", "a@b.c <x@y.z>"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(UndeliverableError):
        compose(PAYLOAD, to, "rasad@city.example", "k", timezone.now(), "http://d")


def test_mail_is_accepted_once_and_recorded(transactional_db: None, smtp_server: Mailbox) -> None:
    use(SMTP_URL=smtp_server.url, RASAD_MAIL_FROM="rasad@city.example")
    row = delivery("mail", "desk@city.example")
    assert send_due().sent == 1
    assert send_due().handled == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 1)
    [message] = smtp_server.messages
    assert message["Message-ID"] == "<k1@city.example>"
    assert message["To"] == "desk@city.example"


def test_a_refused_mail_is_tried_again_under_the_same_key(
    transactional_db: None, smtp_server: Mailbox
) -> None:
    use(SMTP_URL=smtp_server.url)
    row = delivery("mail", "desk@city.example")
    smtp_server.refuse = "451 later"
    assert send_due().retry == 1
    row.refresh_from_db()
    assert row.state == "waiting"
    assert row.next_try_at > timezone.now()
    assert "451" in row.last_error
    smtp_server.refuse = None
    Delivery.objects.update(next_try_at=timezone.now())
    assert send_due().sent == 1
    assert [str(message["Message-ID"]) for message in smtp_server.messages] == ["<k1@localhost>"]


def test_after_more_than_a_day_it_is_a_dead_letter_that_can_be_sent_again(
    transactional_db: None, smtp_server: Mailbox
) -> None:
    use(SMTP_URL=smtp_server.url)
    smtp_server.refuse = "550 no"
    row = delivery("mail", "desk@city.example", first_try_at=timezone.now() - GIVE_UP + timedelta(minutes=5))
    assert send_due().retry == 1
    Delivery.objects.update(next_try_at=timezone.now(), first_try_at=timezone.now() - GIVE_UP)
    assert send_due().dead == 1
    row.refresh_from_db()
    assert row.state == "dead"
    assert timedelta(hours=24) <= GIVE_UP
    smtp_server.refuse = None
    assert resend(actor(staff("editor")), [row.pk]) == 1
    assert send_due().sent == 1


def test_without_a_mail_server_mail_waits(transactional_db: None) -> None:
    use(SMTP_URL="smtp://127.0.0.1:1")
    row = delivery("mail", "desk@city.example")
    assert send_due().retry == 1
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_lease_that_ran_out_is_sent_again_with_its_key(
    transactional_db: None, smtp_server: Mailbox
) -> None:
    use(SMTP_URL=smtp_server.url)
    delivery("mail", "desk@city.example", state="sending", lease_until=timezone.now() - timedelta(seconds=1))
    assert send_due().sent == 1


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    """A webhook's other side."""
    server = WebhookReceiver()
    server.start()
    yield server
    server.stop()


def test_a_webhook_is_signed_and_carries_its_key(transactional_db: None, receiver: WebhookReceiver) -> None:
    use(RASAD_ALLOW_NETS="127.0.0.0/8")
    delivery("webhook", receiver.url, secret="s3cret")
    assert send_due().sent == 1
    [(headers, body)] = receiver.got
    assert headers["Idempotency-Key"] == "k1"
    at, _, signed = headers["X-Rasad-Signature"].partition(",v1=")
    stamp = at.removeprefix("t=")
    assert signed == hmac.new(b"s3cret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body)["article"]["outlet_name"] == "الف"
    assert "s3cret" not in body.decode() + str(headers)


def test_a_webhook_to_a_private_address_is_never_called(
    transactional_db: None, receiver: WebhookReceiver
) -> None:
    port = receiver.server_address[1]
    use(RASAD_ALLOW_NETS="")
    for number, url in enumerate(
        [receiver.url, f"http://localhost:{port}/", f"http://[::ffff:127.0.0.1]:{port}/", f"http://2130706433:{port}/",
         f"http://0x7f.1:{port}/", f"http://a@127.0.0.1:{port}/", "http://169.254.169.254/", "ftp://x.example/"]
    ):  # fmt: skip
        delivery("webhook", url, key=f"k{number}")
    assert send_due().dead == 8
    assert receiver.got == []


def test_a_redirect_is_not_followed(transactional_db: None, receiver: WebhookReceiver) -> None:
    use(RASAD_ALLOW_NETS="127.0.0.0/8")
    receiver.status, receiver.location = 307, receiver.url + "&again=1"
    row = delivery("webhook", receiver.url)
    assert send_due().retry == 1
    row.refresh_from_db()
    assert row.last_error == "the webhook answered 307"
    assert len(receiver.got) == 1


def test_a_receiver_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    use(RASAD_ALLOW_NETS="127.0.0.0/8")
    monkeypatch.setattr(webhook, "TIMEOUT", 0.6)
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        peer, _ = listener.accept()
        with peer:
            while not stop.wait(0.1):
                try:
                    peer.send(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with pytest.raises(DeliveryError):
        webhook.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", "k", "", env().allow_nets)
    stop.set()
    listener.close()


@pytest.mark.parametrize(
    ("service", "address", "secret"),
    [("json", "x", "y"), ("telegram", "http://evil/", "1" * 9 + ":" + "a" * 35),
     ("telegram", "-100123", "x/../y"),
     ("kavenegar", "12", "a" * 30), ("", "", "")],
)  # fmt: skip
def test_only_known_messengers_with_plain_addresses(service: str, address: str, secret: str) -> None:
    with pytest.raises(UndeliverableError) as error:
        messenger.check(service, address, secret)
    assert not secret or len(secret) < 3 or secret not in str(error.value)


def test_known_messengers_make_a_target_at_their_own_host() -> None:
    import apprise

    for service, address, secret in (
        ("telegram", "-1001234567", "123456789:" + "a" * 35),
        ("kavenegar", "09121234567", "A1" * 20),
    ):
        messenger.check(service, address, secret)
        assert apprise.Apprise().add(messenger.SERVICES[service].url(address, secret))

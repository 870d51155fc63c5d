"""A target that can never be delivered to is refused when it is typed; the rest is written as it is sent."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.alerts.delivery import webhook
from rasad.desk.alerts.delivery.addresses import mail_address, web_address
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.mail import compose
from rasad.desk.alerts.target_addresses import Reachable, checked_address
from rasad.desk.errors import InvalidValueError


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing resolves here but what the test says."""

    def unknown(host: str, *_: object, **__: object) -> list[object]:
        raise socket.gaierror(f"{host} is unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.ir/hook", "https://example.ir/hook"),
        ("https://example.ir", "https://example.ir/"),
        ("https://example.ir/وب", "https://example.ir/%D9%88%D8%A8"),
        ("https://example.ir/a b?q=تست&x=1", "https://example.ir/a%20b?q=%D8%AA%D8%B3%D8%AA&x=1"),
        ("https://example.ir/%D9%88?x=100%", "https://example.ir/%D9%88?x=100%25"),
        ("https://مثال.ir/", "https://xn--mgbh0fb.ir/"),
        ("https://مثال\u200cها.ir/", "https://xn--mgbak5hcp2927b.ir/"),
        ("https://Example.IR:8443/Hook#part", "https://example.ir:8443/Hook"),
        ("\u200fhttps://example.ir/hook \n", "https://example.ir/hook"),
        ("https://93.184.216.34/x", "https://93.184.216.34/x"),
    ],
)
def test_a_web_address_is_kept_as_it_is_sent(typed: str, kept: str) -> None:
    assert checked_address("webhook", typed) == kept
    assert web_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.ir/hook",
        "http://example.ir/",
        "ftp://example.ir/",
        "javascript:alert(1)",
        "https://",
        "https:///hook",
        "https://example.ir\r\nX-Header: 1/",
        "https://example.ir/\r\nX-Header: 1",
        "https://exam\nple.ir/",
        "https://exam ple.ir/",
        "https://a@example.ir/",
        "https://example.ir:0/",
        "https://example.ir:99999/",
        "https://a..ir/",
        "https://-bad-.ir/",
        f"https://{'a' * 64}.ir/",
        f"https://{'a.' * 130}ir/",
        "https://example.ir/" + "a" * 600,
        "https://example.ir/" + "ب" * 200,
        "https://localhost/",
        "https://metadata.google.internal/",
        "https://printer.local/",
        "https://intranet/",
        "https://desk.example/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[fec0::1]/",
        "https://169.254.169.254/latest",
        "https://\ud800.ir/",
        "https://example.ir/\ud800",
    ],
)
def test_what_can_never_be_posted_to_is_refused_in_persian(typed: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        checked_address("webhook", typed)
    assert error.value.field == "address"
    assert any("آ" <= sign <= "ی" for sign in str(error.value))


def test_a_name_that_leads_inside_is_refused_and_an_unknown_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checked_address("webhook", "https://new.example.ir/")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.7", 443))])
    with pytest.raises(InvalidValueError, match="شبکهٔ همگانی"):
        checked_address("webhook", "https://inside.example.ir/")


def test_for_tests_and_the_demo_named_networks_may_be_reached() -> None:
    here = Reachable((ip_network("127.0.0.0/8"),), {"hooks.city.example": ("127.0.0.1", 8080)})
    for address in ("http://127.0.0.1:8080/hook", "http://hooks.city.example/", "http://localhost:1/"):
        assert checked_address("webhook", address, here)
    with pytest.raises(InvalidValueError):
        checked_address("webhook", "http://other.city.example/", here)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("desk@city.ir", "desk@city.ir"),
        (" desk@City.IR\n", "desk@city.ir"),
        ("desk+rasad@مثال.ir", "desk+rasad@xn--mgbh0fb.ir"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_a_mail_address_is_kept_as_it_is_sent(typed: str, kept: str) -> None:
    assert checked_address("mail", typed) == kept
    assert mail_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "desk",
        "desk@",
        "@city.ir",
        "a@b.ir, c@d.ir",
        "a@b.ir\r\nBcc: c@d.ir",
        "a@b.ir\nc",
        '"a\rb"@c.ir',
        "میز@city.ir",
        "Desk <desk@city.ir>",
        "desk@-bad-.ir",
        "a b@city.ir",
        f"{'a' * 65}@city.ir",
    ],
)
def test_what_no_mail_can_reach_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_address("mail", typed)


NOW = datetime(2026, 11, 20, tzinfo=UTC)
PAYLOAD = {
    "rule": {"id": 1, "name": "مترو"},
    "article": {"id": "a", "title": "ت", "url": "", "outlet_name": "الف", "text": "م", "published": None},
}


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}"))
def test_sending_raises_nothing_but_its_own_errors(text: str) -> None:
    for send in (
        lambda: webhook.connect(text, b"{}", "k", ""),
        lambda: compose(PAYLOAD, text, "rasad@city.ir", "k", NOW, "http://d"),
    ):
        try:
            send()
        except (DeliveryError, UndeliverableError):
            continue
        assert "@" in text, "nothing else resolves or is a mail address here"


@given(st.text(max_size=80))
def test_what_is_kept_can_always_be_sent_to(text: str) -> None:
    for kind, again in (("webhook", web_address), ("mail", mail_address)):
        try:
            kept = checked_address(kind, text)
        except InvalidValueError:
            continue
        assert kept.isascii()
        assert again(kept) == kept

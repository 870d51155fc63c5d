"""Only public addresses are spoken to, in whatever spelling they come."""

from __future__ import annotations

import socket
from ipaddress import ip_network

import pytest

from rasad.archive.addresses import AddressRefusedError, check_url, is_allowed, resolve

LOOPBACK = (ip_network("127.0.0.0/8"),)

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "::1", "::", "::ffff:10.0.0.1", "::ffff:7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::7f00:1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["185.143.232.1", "2.144.0.1", "2001:4860:4860::8888"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


def test_allowed_networks_open_only_themselves() -> None:
    assert is_allowed("127.0.0.1", LOOPBACK)
    assert is_allowed("::ffff:127.0.0.1", LOOPBACK)
    assert not is_allowed("10.0.0.1", LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://0/", "http://0.0.0.0:80/", "http://127.0.0.1./",
        "http://user@example.com/", "http://example.com@127.0.0.1/", "ftp://example.com/", "file:///etc/passwd",
        "javascript:alert(1)", "http:///x", "http://4294967296/", "http://a.ir:99999/",
    ],
)  # fmt: skip
def test_addresses_that_show_their_target_are_refused_unresolved(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        check_url(url)


def test_an_ordinary_address_passes() -> None:
    check_url("https://www.isna.ir/news/1")


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", ("185.143.232.1", 80)), (2, 1, 6, "", ("10.0.0.5", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.5"):
        resolve("rebind.example", 80)


def test_the_hosts_file_is_held_to_the_same_rule() -> None:
    hosts = {"a.example": ("127.0.0.1", 4000), "b.example": ("10.0.0.1", 80)}
    assert resolve("A.example", 80, LOOPBACK, hosts) == ("127.0.0.1", 4000)
    with pytest.raises(AddressRefusedError):
        resolve("b.example", 80, LOOPBACK, hosts)

"""Only public addresses are spoken to, in whatever spelling they come."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.network.address_guard import AddressRefusedError, check_url, is_allowed, resolve

V4 = st.ip_addresses(v=4)
# How an IPv4 address is carried inside an IPv6 one: RFC 4291, 2765, 6052, 8215, 3056, 4380, 5214.
WRAPPINGS: dict[str, Callable[[int], int]] = {
    "compatible": lambda v4: v4,
    "SIIT": lambda v4: 0xFFFF_0000 << 32 | v4,
    "NAT64, local /96": lambda v4: 0x64FF9B_0001 << 80 | v4,
    "NAT64, local /48": lambda v4: 0x64FF9B_0001 << 80 | (v4 >> 16) << 64 | (v4 & 0xFFFF) << 40,
    "6to4": lambda v4: 0x2002 << 112 | v4 << 80 | 1,
    "Teredo": lambda v4: 0x2001_0000 << 96 | 0x0102_0304 << 64 | v4 ^ 0xFFFFFFFF,
    "ISATAP": lambda v4: 0x2001_0470_0001_0002 << 64 | 0x5EFE << 32 | v4,
    "ISATAP of a global address": lambda v4: 0x2A00_1450_0001_0002 << 64 | 0x0200_5EFE << 32 | v4,
}
NAT64 = ip_network("64:ff9b::/96")
LOOPBACK = (ip_network("127.0.0.0/8"),)

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "::1", "::", "::ffff:10.0.0.1", "::ffff:7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::7f00:1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "ff02::1",
    "64:ff9b:1::7f00:1", "64:ff9b:1:7f00:0:100::", "::ffff:0:7f00:1", "fec0::1",
    "2001:470:1:2:0:5efe:a00:1", "2001:470:1:2:200:5efe:a00:1", "5f00::1", "100::1", "3fff::1", "2001:db8::1",
    "2001:0:102:304:0:0:80ff:fffe", "2001:2::1", "192.0.0.8", "192.0.0.192", "192.88.99.1",
    "168.63.129.16", "240.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize(
    "address", ["185.143.232.1", "2.144.0.1", "::ffff:2.144.0.1", "2001:4860:4860::8888", "2a00:1450::1"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
@given(V4)
def test_no_ipv6_address_carries_an_ipv4_one_past(wrap: Callable[[int], int], v4: IPv4Address) -> None:
    assert not is_allowed(IPv6Address(wrap(int(v4))))
    assert not is_allowed(str(IPv6Address(wrap(int(v4)))), LOOPBACK)


@given(V4)
def test_a_mapped_address_is_the_ipv4_address(v4: IPv4Address) -> None:
    assert is_allowed(IPv6Address(0xFFFF << 32 | int(v4))) == is_allowed(v4)


@given(V4)
def test_the_well_known_prefix_of_nat64_leads_where_its_ipv4_address_may(v4: IPv4Address) -> None:
    """On a machine without IPv4 every outlet of IPv4 has such an address."""
    wrapped = IPv6Address(0x64FF9B << 96 | int(v4))
    assert is_allowed(wrapped) == is_allowed(v4)
    assert is_allowed(wrapped, LOOPBACK) == is_allowed(v4)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_nothing_is_allowed_that_python_holds_for_special(address: IPv4Address | IPv6Address) -> None:
    assert not is_allowed(address) or (address.is_global and not address.is_multicast)


@given(st.ip_addresses(v=6))
def test_only_global_unicast_is_public(address: IPv6Address) -> None:
    assert not is_allowed(address) or int(address) >> 125 == 1 or address.ipv4_mapped or address in NAT64


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

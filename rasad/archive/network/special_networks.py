"""Networks that hold no server of the public internet, whatever the Python at hand thinks of them.

IPv4: the IANA IPv4 Special-Purpose Address Registry (iana.org/assignments/iana-ipv4-special-registry, read
2026-11) whole, with multicast. IPv6: nothing outside 2000::/3, which is all that is given out for unicast
(iana.org/assignments/ipv6-address-space); of that, what the IANA IPv6 Special-Purpose Address Registry names.

Two forms that carry an IPv4 address inside an IPv6 one are judged by it: the mapped one, which *is* an IPv4
address, and NAT64's well-known prefix (64:ff9b::/96), which has one layout and stands for public addresses
alone (RFC 6052, 3.1). Every other is refused: IPv4-compatible (::/96), SIIT (::ffff:0:0:0/96), local NAT64
(64:ff9b:1::/48), 6to4 (2002::/16), Teredo (2001::/32), and ISATAP, which hides in the last 64 bits of any
prefix.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_SPECIAL_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # shared by carriers, RFC 6598; metadata of Alibaba Cloud
        "127.0.0.0/8",  # loopback, RFC 1122
        "168.63.129.16/32",  # Azure's host, as every machine there sees it (Microsoft Learn, "What is IP…")
        "169.254.0.0/16",  # link local, RFC 3927; metadata of clouds
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, RFC 1112; limited broadcast, RFC 8190
    )
)
_UNICAST_6 = IPv6Network("2000::/3")  # RFC 4291
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_SPECIAL_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments, RFC 2928: Teredo, benchmarks, AMT, AS112, ORCHID, drones
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3ffe::/16",  # the former 6bone, RFC 3701
        "3fff::/20",  # documentation, RFC 9637
    )
)
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))  # first half of the interface identifier, RFC 5214 section 6.1


def is_special(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of such a network, or carries an IPv4 address inside."""
    if isinstance(address, IPv4Address):
        return any(address in network for network in _SPECIAL_4)
    if address.ipv4_mapped:
        return is_special(address.ipv4_mapped)
    if address in _NAT64:
        return is_special(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _UNICAST_6 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return True
    return any(address in network for network in _SPECIAL_6)

"""Which network addresses may be spoken to: public ones, and those that `RASAD_ALLOW_NETS` names.

Pure decisions; Scrapy's middleware and resolver, the guard proxy and webhooks all ask here.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from rasad.archive.network.special_networks import is_special
from settings.env import Network

Address = IPv4Address | IPv6Address


class AddressRefusedError(Exception):
    """The address, or the name that leads to it, is not one we may speak to; the message says which."""


def is_allowed(address: str | Address, allow_nets: tuple[Network, ...] = ()) -> bool:
    """Whether bytes may be sent to this IP address."""
    try:
        found = ip_address(address.split("%", 1)[0]) if isinstance(address, str) else address
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped  # as a socket for both versions writes an IPv4 address
    if any(found in net for net in allow_nets if net.version == found.version):
        return True
    return not is_special(found)


def literal(host: str) -> Address | None:
    """The IP address that a host text *is*, in any spelling a client would accept, else None.

    `2130706433`, `0x7f.1` and `0177.0.0.1` are 127.0.0.1 (WHATWG URL, host parsing; inet_aton).
    """
    text = host.strip("[]").split("%", 1)[0].rstrip(".")
    try:
        return ip_address(text)
    except ValueError:
        pass
    if re.fullmatch(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}", text):
        try:
            return IPv4Address(socket.inet_aton(text))
        except OSError:
            return IPv4Address(0)  # a number that is no address leads nowhere good
    return None


def check_url(url: str, allow_nets: tuple[Network, ...] = ()) -> None:
    """Refuse what shows without resolving: scheme, userinfo, IP literals. Raises `AddressRefusedError`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises on a port out of range
    except ValueError as error:
        raise AddressRefusedError(f"not an address: {url[:200]!r}") from error
    if parts.scheme not in ("http", "https"):
        raise AddressRefusedError(f"only http and https are fetched, not {url[:200]!r}")
    if not host:
        raise AddressRefusedError(f"no host in {url[:200]!r}")
    if "@" in parts.netloc:
        raise AddressRefusedError(f"user information in an address is refused: host {host!r}")
    address = literal(host)
    if address is not None and not is_allowed(address, allow_nets):
        raise AddressRefusedError(f"{host} is not a public address")


def resolve(
    host: str,
    port: int,
    allow_nets: tuple[Network, ...] = (),
    hosts: dict[str, tuple[str, int]] | None = None,
) -> tuple[str, int]:
    """The one checked (address, port) to connect to; connect to it, never to the name again.

    `hosts` (`RASAD_HOSTS`) is looked at first. A name is refused if *any* of its addresses is
    private, so that a name with one public and one private address cannot be used to look inside.
    Blocks on DNS. Raises `AddressRefusedError`, or `OSError` where the name does not resolve.
    """
    fixed = (hosts or {}).get(host.lower())
    if fixed is not None:
        if not is_allowed(fixed[0], allow_nets):
            raise AddressRefusedError(f"{host}: {fixed[0]} of RASAD_HOSTS is outside RASAD_ALLOW_NETS")
        return fixed
    address = literal(host)
    found = (
        [str(address)]
        if address
        else [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    )
    for one in found:
        if not is_allowed(one, allow_nets):
            raise AddressRefusedError(f"{host} leads to {one}, which is not a public address")
    return found[0], port

"""The network address of a request's client."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

from settings.env import Network, env


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer's, or what proxies of ours (`RASAD_TRUSTED_PROXIES`) say of it.

    Each proxy appends to `X-Forwarded-For` whom it spoke to. Read from the right, the first address that
    is no proxy of ours is the client; what stands left of it anybody can write.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))[:64]
    peer = _plain(peer) or peer
    proxies = env().trusted_proxies
    if not _is_within(peer, proxies):
        return peer
    hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    client = peer
    for hop in reversed(hops):
        address = _plain(hop)
        if address is None:
            break
        client = address
        if not _is_within(address, proxies):
            break
    return client


def _plain(hop: str) -> str | None:
    """The address of a hop, without a port; None for what is none."""
    text = hop.strip('"')
    if text.startswith("["):
        text = text[1:].split("]", 1)[0]
    elif text.count(":") == 1:
        text = text.split(":", 1)[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _is_within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks if network.version == found.version)

"""Proxies by name, from the environment: `RASAD_PROXIES` is a secret, as an address may hold a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_WRITE = "write name=socks5://user:password@host:port or name=http://host:port, several with white space"
_NAME = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True)
class ProxyAddress:
    """A proxy that connections may leave by. `scheme`: http (CONNECT) or socks5."""

    name: str
    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_proxies(text: str) -> tuple[ProxyAddress, ...]:
    """The proxies of `name=address` words. Raises `ValueError`, which repeats nothing of an address."""
    found: dict[str, ProxyAddress] = {}
    for word in text.split():
        name, is_there, address = word.partition("=")
        if not is_there or not _NAME.fullmatch(name):
            raise ValueError(f"a proxy without a name (small letters, digits, - and _): {_WRITE}")
        if name in found:
            raise ValueError(f"two proxies are called «{name}»: {_WRITE}")
        found[name] = _address(name, address)
    return tuple(found.values())


def _address(name: str, address: str) -> ProxyAddress:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError(f"the proxy «{name}» has no port that is one: {_WRITE}") from None
    if parts.scheme not in ("http", "socks5") or not parts.hostname or not port:
        raise ValueError(f"the proxy «{name}» is no address of one: {_WRITE}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"something follows the port of the proxy «{name}»: {_WRITE}")
    if bool(parts.username) != bool(parts.password):
        raise ValueError(f"the proxy «{name}» has a user or a password, not both: {_WRITE}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return ProxyAddress(name, parts.scheme, parts.hostname, port, user, password)

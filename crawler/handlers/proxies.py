"""Outlets' ways out by a proxy outside: SOCKS5 or HTTP CONNECT, asked for a checked address, not a name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.async_.asyncio import Proxy

from crawler.errors import FetchStoppedError
from crawler.handlers.guard_proxy import Connect, GuardProxy, Limits, Streams
from crawler.resolver import Resolve
from rasad.archive.frontier import FetchOutcome
from rasad.outlets.definitions import OutletSpec
from settings.proxies import ProxyAddress

_CONNECT_SECONDS = 20.0
_TYPES = {"http": ProxyType.HTTP, "socks5": ProxyType.SOCKS5}
#: What a proxy says where it works and the target does not answer (RFC 1928, 6; RFC 9110, 15.6).
_TARGET_AWAY = frozenset({1, 3, 4, 5, 6, 502, 503, 504})
#: An answer of one page is read whole, however long it takes; Scrapy's own limits end it before.
_LIMITS = Limits(connect=_CONNECT_SECONDS + 5, idle=120.0, life=900.0, received=64 << 20)


def by_proxy(address: ProxyAddress) -> Connect:
    """Connections that leave by this proxy.

    They raise `FetchStoppedError` where the proxy itself fails, `OSError` where the target does not answer.
    """

    async def connect(place: tuple[str, int]) -> Streams:
        proxy = Proxy(
            _TYPES[address.scheme],
            address.host,
            address.port,
            username=address.user or None,
            password=address.password or None,
            rdns=False,
        )
        try:
            sock = await proxy.connect(*place, timeout=_CONNECT_SECONDS)
        except ProxyTimeoutError as error:
            raise TimeoutError(f"no connection by the proxy «{address.name}» in time") from error
        except ProxyConnectionError as error:
            raise _down(address, "does not answer") from error
        except ProxyError as error:
            if error.error_code in _TARGET_AWAY:
                raise OSError(f"the proxy «{address.name}» says: {error}") from error
            raise _down(address, f"refuses: {error}") from error
        return await asyncio.open_connection(sock=sock)

    return connect


def _down(address: ProxyAddress, why: str) -> FetchStoppedError:
    sentence = f"the proxy «{address.name}» ({address.host}:{address.port}) {why}"
    return FetchStoppedError(FetchOutcome.PROXY_DOWN, sentence[:300])


def ways_out(
    specs: Iterable[OutletSpec], known: Iterable[ProxyAddress], look_up: Resolve
) -> dict[str, GuardProxy]:
    """A guard proxy for each proxy that outlets name and the environment knows, by its name."""
    named = {spec.proxy for spec in specs}
    return {
        one.name: GuardProxy(look_up, limits=_LIMITS, connect=by_proxy(one))
        for one in known
        if one.name in named
    }

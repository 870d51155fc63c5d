"""Names to checked addresses: the connection goes to the very address that passed the guard.

Twisted asks here for every name, not for IP literals: `crawler.middlewares.address_guard` checks those. The
port may change too: `RASAD_HOSTS` sends a name to another port of loopback in tests and the demo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer

from rasad.archive.network.address_guard import AddressRefusedError, resolve
from settings.env import env

Resolve = Callable[[str, int], tuple[str, int]]


def checked(name: str, port: int) -> tuple[str, int]:
    """The (address, port) to connect to, by this process's environment.

    Raises `AddressRefusedError`, or `OSError` where the name does not resolve.
    """
    return resolve(name, port, env().allow_nets, env().hosts)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to do: the thread ends by itself, the download has its own time limit."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves in threads; `refused` says why a name gave no address (the last 1,000 of them)."""

    refused: dict[str, str] = {}

    def __init__(self, reactor: Any, look_up: Resolve = checked) -> None:
        self.reactor = reactor
        self.look_up = look_up

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Scrapy's constructor."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Become the reactor's resolver."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - Twisted's names
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Answer with the one checked address, or with none."""
        resolution = _Resolution(hostName)
        receiver: Any = resolutionReceiver  # zope's interfaces are not types
        receiver.resolutionBegan(resolution)

        def found(place: tuple[str, int]) -> None:
            kind = IPv6Address if ":" in place[0] else IPv4Address
            receiver.addressResolved(kind("TCP", place[0], place[1]))

        def failed(failure: Any) -> None:
            if failure.check(AddressRefusedError):
                while len(self.refused) > 1000:
                    self.refused.pop(next(iter(self.refused)))
                self.refused[hostName.lower()] = str(failure.value)

        deferred = deferToThreadPool(
            self.reactor, self.reactor.getThreadPool(), self.look_up, hostName, portNumber
        )
        deferred.addCallbacks(found, failed)

        def complete(_: Any) -> None:
            receiver.resolutionComplete()

        deferred.addBoth(complete)
        return resolution

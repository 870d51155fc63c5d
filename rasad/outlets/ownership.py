"""Which outlet an address belongs to, among all that are defined."""

from __future__ import annotations

from collections.abc import Iterable

from rasad.outlets.addresses import host_and_port, split_url
from rasad.outlets.definitions import OutletSpec


class Owners:
    """Outlets by host: the most specific one owns an address.

    An outlet owns its hosts and what stands below them (`video.` of a site), unless another outlet has
    that host; on a host of several, the one whose `home` begins the address, on a social host its channel.
    """

    def __init__(self, outlets: Iterable[OutletSpec]) -> None:
        self._by_host: dict[str, list[OutletSpec]] = {}
        for spec in outlets:
            for host in spec.all_hosts:
                self._by_host.setdefault(host, []).append(spec)

    def of(self, url: str) -> OutletSpec | None:
        """The outlet of an http(s) address, or None. Never raises."""
        parts = split_url(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        host, path = host_and_port(parts), parts.path or "/"
        while host.count("."):
            if candidates := self._by_host.get(host):
                return _nearest(candidates, url, path)
            host = host.partition(".")[2]
        return None


def _nearest(candidates: list[OutletSpec], url: str, path: str) -> OutletSpec | None:
    """Of the outlets of one host, the one whose page of entry is nearest to this path."""
    best, longest = None, -1
    for spec in candidates:
        if spec.channel is not None:
            if spec.owns(url):
                return spec
            continue
        start = split_url(spec.home).path.rstrip("/")
        inside = path == start or path.startswith(f"{start}/")
        length = len(start) if inside else 0
        if length > longest and (inside or not _is_shared(candidates, spec)):
            best, longest = spec, length
    return best


def _is_shared(candidates: list[OutletSpec], spec: OutletSpec) -> bool:
    """Whether another outlet's home stands on the host that this one's stands on, too."""
    home = host_and_port(split_url(spec.home))
    return any(host_and_port(split_url(other.home)) == home for other in candidates if other != spec)

"""Outlets from YAML into the records: YAML owns the definition, the database the state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from archive.frontier import ensure_hosts, feed_host
from archive.identity import canonical_url, host_of
from archive.models import Feed, Host, Outlet, Unit
from extract.outlets import OutletSpec


@dataclass(frozen=True)
class Loaded:
    """How many outlets are defined, were new or changed, and are no longer defined."""

    defined: int
    new: int
    changed: int
    gone: int


@transaction.atomic
def load(specs: dict[str, OutletSpec]) -> Loaded:
    """Bring the records to what YAML says; what is paused stays paused, what is gone is kept as undefined."""
    units = set(Unit.objects.values_list("key", flat=True))
    known = {outlet.key: outlet for outlet in Outlet.objects.all()}
    new = changed = 0
    for spec in specs.values():
        values = {
            "name": spec.name,
            "kind": spec.kind,
            "home": spec.home,
            "family": spec.family,
            "digest": spec.digest,
            "unit_id": spec.unit if spec.unit in units else None,
            "defined": True,
        }
        before = known.get(spec.key)
        if before is None:
            Outlet.objects.create(key=spec.key, **values)
            new += 1
        elif any(getattr(before, name) != value for name, value in values.items()):
            Outlet.objects.filter(pk=spec.key).update(**values)
            changed += 1
        _feeds(spec)
        _hosts(spec)
    gone = Outlet.objects.filter(defined=True).exclude(key__in=specs)
    count = gone.exclude(kind="imported").update(defined=False)
    return Loaded(len(specs), new, changed, count)


def _feeds(spec: OutletSpec) -> None:
    wanted = {(feed.kind, feed.url) for feed in spec.feeds}
    for feed in Feed.objects.filter(outlet_id=spec.key):
        there = (feed.kind, feed.url) in wanted
        wanted.discard((feed.kind, feed.url))
        host = feed_host(feed.url)
        if (feed.enabled, feed.host) != (there, host):
            Feed.objects.filter(pk=feed.pk).update(enabled=there, host=host)
    Feed.objects.bulk_create(
        [Feed(outlet_id=spec.key, kind=kind, url=url, host=feed_host(url)) for kind, url in wanted]
    )


def _hosts(spec: OutletSpec) -> None:
    names = {feed_host(feed.url) for feed in spec.feeds} | {host_of(canonical_url(spec.home))}
    names.discard("")
    ensure_hosts(names, spec.fetch.delay)
    Host.objects.filter(name__in=names).exclude(delay=spec.fetch.delay).update(delay=spec.fetch.delay)

"""Definitions into the records: outlets and the city. YAML owns the definition, the database the state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from rasad.archive.frontier import ensure_hosts, feed_host
from rasad.archive.identity import canonical_url, host_of
from rasad.archive.models import Feed, Host, Outlet, Topic, Unit
from rasad.outlets.city import City
from rasad.outlets.definitions import OutletSpec


@dataclass(frozen=True)
class StoredOutlets:
    """How many outlets are defined, were new or changed, and are no longer defined."""

    defined: int
    new: int
    changed: int
    gone: int


@transaction.atomic
def store_outlets(specs: dict[str, OutletSpec]) -> StoredOutlets:
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
        _store_feeds(spec)
        _store_hosts(spec)
    gone = Outlet.objects.filter(defined=True).exclude(key__in=specs)
    count = gone.exclude(kind="imported").update(defined=False)
    return StoredOutlets(len(specs), new, changed, count)


def _store_feeds(spec: OutletSpec) -> None:
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


def _store_hosts(spec: OutletSpec) -> None:
    names = {feed_host(feed.url) for feed in spec.feeds} | {host_of(canonical_url(spec.home))}
    names.discard("")
    ensure_hosts(names, spec.fetch.delay)
    Host.objects.filter(name__in=names).exclude(delay=spec.fetch.delay).update(delay=spec.fetch.delay)


def store_city(city: City) -> tuple[int, int]:
    """Make the records say what the file says; returns (units, topics).

    A unit that left the file keeps its row as long as something refers to it.
    """
    with transaction.atomic():
        for unit in city.units:
            Unit.objects.update_or_create(
                key=unit.key,
                defaults={
                    "name": unit.name,
                    "kind": unit.kind,
                    "aliases": list(unit.aliases),
                    "context": {
                        "any": list(unit.context.any_of),
                        "not": list(unit.context.none_of),
                        "sure": list(unit.context.sure),
                    },
                },
            )
        for topic in city.topics:
            Topic.objects.update_or_create(key=topic.key, defaults={"name": topic.name, "query": topic.query})
        Unit.objects.exclude(key__in=[unit.key for unit in city.units]).filter(
            outlets=None, attribution=None, replies=None
        ).delete()
        Topic.objects.exclude(key__in=[topic.key for topic in city.topics]).update(query="")
        Topic.objects.exclude(key__in=[topic.key for topic in city.topics]).filter(attribution=None).delete()
        Unit.objects.exclude(key__in=[unit.key for unit in city.units]).update(aliases=[], context={})
    return len(city.units), len(city.topics)

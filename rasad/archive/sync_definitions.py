"""Definitions into the records: outlets and the city. YAML owns the definition, the database the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rasad.archive.frontier import ensure_hosts, feed_host
from rasad.archive.identity import canonical_url, host_of
from rasad.archive.models import CityWordList, Feed, Host, Outlet, Person, Place, Topic, Unit
from rasad.attribution import CityGazetteer
from rasad.outlets.city import City
from rasad.outlets.definitions import OutletSpec
from settings.env import env


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
    feeds: dict[str, list[Feed]] = {}
    for feed in Feed.objects.filter(outlet_id__in=specs):
        feeds.setdefault(feed.outlet_id, []).append(feed)
    fresh: list[Outlet] = []
    changed = 0
    for spec in specs.values():
        before = known.get(spec.key)
        values = _values(spec, units, before)
        if before is None:
            fresh.append(Outlet(key=spec.key, **values))
        elif any(getattr(before, name) != value for name, value in values.items()):
            Outlet.objects.filter(pk=spec.key).update(**values)
            changed += 1
    Outlet.objects.bulk_create(fresh)
    Feed.objects.bulk_create([feed for spec in specs.values() for feed in _new_feeds(spec, feeds)])
    _store_hosts(specs)
    gone = Outlet.objects.filter(defined=True).exclude(key__in=specs)
    count = gone.exclude(kind="imported").update(defined=False)
    return StoredOutlets(len(specs), len(fresh), changed, count)


def _values(spec: OutletSpec, units: set[str], before: Outlet | None) -> dict[str, Any]:
    """What YAML says of an outlet; a name that its own pages told stays where YAML gives none."""
    return {
        "name": before.name if before and before.name and not spec.named else spec.name,
        "kind": spec.kind,
        "home": spec.home,
        "family": spec.family,
        "digest": spec.digest,
        "unit_id": spec.unit if spec.unit in units else None,
        "defined": True,
    }


def name_outlet(spec: OutletSpec, told: str) -> bool:
    """Take the name that an outlet's own page gives itself, if neither YAML nor a page gave one before."""
    name = " ".join(told.encode("utf-8", "ignore").decode().replace("\x00", "").split())[:200]
    if spec.named or not any(map(str.isalpha, name)):
        return False
    return Outlet.objects.filter(pk=spec.key, name=spec.name).update(name=name) > 0


def _new_feeds(spec: OutletSpec, stored: dict[str, list[Feed]]) -> list[Feed]:
    """The feeds of an outlet that have no record yet; those it has are switched on or off as YAML says."""
    polled = {(feed.kind, feed.address) for feed in spec.polled if has_way_out(spec)}
    for feed in stored.get(spec.key, []):
        there = (feed.kind, feed.url) in polled
        polled.discard((feed.kind, feed.url))
        host = feed_host(feed.url)
        if (feed.enabled, feed.host) != (there, host):
            Feed.objects.filter(pk=feed.pk).update(enabled=there, host=host)
    return [Feed(outlet_id=spec.key, kind=kind, url=url, host=feed_host(url)) for kind, url in sorted(polled)]


def has_way_out(spec: OutletSpec) -> bool:
    """Whether the proxy that an outlet is reached by, if any, is set up here."""
    return not spec.proxy or any(one.name == spec.proxy for one in env().proxies)


def _store_hosts(specs: dict[str, OutletSpec]) -> None:
    """A row of politeness for each host that is polled, with its outlet's delay."""
    by_delay: dict[float, set[str]] = {}
    for spec in specs.values():
        if spec.polled:
            names = {feed_host(feed.address) for feed in spec.polled} | {host_of(canonical_url(spec.home))}
            by_delay.setdefault(spec.fetch.delay, set()).update(names - {""})
    for delay, names in sorted(by_delay.items()):
        ensure_hosts(names, delay)
        Host.objects.filter(name__in=names).exclude(delay=delay).update(delay=delay)


def store_city(city: City) -> tuple[int, int]:
    """Make the records say what the file says; returns (units, topics).

    A unit or topic that left the file keeps its row as long as something refers to it. What staff added to
    its lists (`AttributionRule`) stays.
    """
    entries = CityGazetteer.of(city)
    with transaction.atomic():
        for unit in entries.units:
            words = {"aliases": list(unit.aliases), "context": dict(unit.context)}
            named = {"name": unit.name, "kind": unit.kind}
            Unit.objects.update_or_create(key=unit.key, defaults=named | words)
        for topic in entries.topics:
            asked = {"name": topic.name, "query": topic.query}
            Topic.objects.update_or_create(key=topic.key, defaults={**asked, "context": dict(topic.context)})
        _store_names(entries)
        units = Unit.objects.exclude(key__in=[unit.key for unit in entries.units])
        units.filter(outlets=None, attribution=None, replies=None).delete()
        units.update(aliases=[], context={})
        topics = Topic.objects.exclude(key__in=[topic.key for topic in entries.topics])
        topics.update(query="", context={})
        topics.filter(attribution=None).delete()
    return len(city.units), len(city.topics)


def _store_names(entries: CityGazetteer) -> None:
    """People, places and word lists: what left the file goes, since nothing refers to their rows."""
    for person in entries.people:
        posts = [
            {
                "title": post.title,
                "unit": post.unit,
                "from": post.start.isoformat() if post.start else None,
                "to": post.end.isoformat() if post.end else None,
            }
            for post in person.posts
        ]
        named = {"name": person.name, "aliases": list(person.aliases), "context": dict(person.context)}
        Person.objects.update_or_create(key=person.key, defaults={**named, "posts": posts})
    Person.objects.exclude(key__in=[person.key for person in entries.people]).delete()
    for place in entries.places:
        named = {"name": place.name, "aliases": list(place.aliases), "context": dict(place.context)}
        Place.objects.update_or_create(key=place.key, defaults=named)
    Place.objects.exclude(key__in=[place.key for place in entries.places]).delete()
    for name, words in entries.words.items():
        CityWordList.objects.update_or_create(name=name, defaults={"words": words})
    CityWordList.objects.exclude(name__in=entries.words).delete()

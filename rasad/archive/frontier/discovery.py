"""New addresses into the frontier, each item once, however its address is spelled.

A row's key is the item's (outlet and item key) where the outlet's `id_pattern` takes one from the
address, else the hash of the canonical address. So a headline edit that moves the slug, an m. or
www. spelling, or an address that an article already has as an alias is known, not new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import xxhash
from django.utils import timezone

from rasad.archive.frontier.results import NEVER
from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, host_of, url_hash
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Frontier, Host

#: A known item announced in a spelling (address, headline) never seen before is looked at again;
#: after this many spellings it no longer is, so feeds that disagree cannot cause endless fetching.
MAX_SPELLINGS = 8


class _Fetch(Protocol):
    @property
    def delay(self) -> float: ...


class AnnouncingOutlet(Protocol):
    """What discovery needs of an outlet's definition (`rasad.outlets.loading.OutletSpec` has it)."""

    @property
    def key(self) -> str: ...
    @property
    def home(self) -> str: ...
    @property
    def keep_params(self) -> tuple[str, ...]: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def id_pattern(self) -> str | None: ...
    @property
    def fetch(self) -> _Fetch: ...

    def owns(self, url: str) -> bool:
        """Whether a page at this address is this outlet's."""
        ...


@dataclass(frozen=True)
class Announcement:
    """An announced address. `hint` is JSON: title, published (ISO), summary."""

    url: str
    hint: dict[str, Any] = field(default_factory=dict)
    kind: str = "article"
    priority: int = 0


@dataclass(frozen=True)
class Discovered:
    """What became of candidates: each is new, known, or not this outlet's (`foreign`).

    `familiar` of the known were there before `since`: a feed that is asked seldom must not take what
    another feed found a minute ago for a sign that it has seen all that is older.
    """

    new: int = 0
    known: int = 0
    foreign: int = 0
    familiar: int = 0


def frontier_key(site: AnnouncingOutlet, url: str, kind: str = "article") -> str:
    """The key under which the frontier knows this address. Raises `NotAnAddressError`."""
    if kind != "article":
        return url_hash(canonical_url(url, site.keep_params))
    key = key_at(site, url)
    return article_id(site.key, key.key) if key.numbered else url_hash(key.key)


def _spelling(url: str, hint: dict[str, Any]) -> str:
    path = url.split("://", 1)[-1].partition("/")[2]
    return xxhash.xxh3_64_hexdigest(f"{path}\n{hint.get('title', '')}".encode("utf-8", "surrogatepass"))[:10]


def discover(
    site: AnnouncingOutlet,
    candidates: Iterable[Announcement],
    *,
    feed: int | None = None,
    now: datetime,
    since: datetime | None = None,
) -> Discovered:
    """Put what is new into the frontier, due at once. Call it inside a transaction.

    A known article announced with another address or headline becomes due again: it was edited, or its
    first address, at which it could not be had, was mended.
    """
    found: dict[str, tuple[str, Announcement]] = {}
    foreign = 0
    for candidate in candidates:
        try:
            url = canonical_url(candidate.url, site.keep_params)
            if len(url) > 2000 or not site.owns(url):
                raise NotAnAddressError(url)
            key = frontier_key(site, url, candidate.kind)
        except NotAnAddressError:
            foreign += 1
            continue
        found.setdefault(key, (url, candidate))
    if not found:
        return Discovered(foreign=foreign)
    rows = {row.key: row for row in Frontier.objects.filter(key__in=found)}
    by_hash = {url_hash(url): key for key, (url, _) in found.items()}
    aliased = set(Alias.objects.filter(key__in=by_hash).values_list("key", flat=True))
    known_by_alias = {by_hash[one] for one in aliased}
    fresh = []
    for key, (url, candidate) in found.items():
        if key in rows:
            if candidate.kind == "article":
                _announced_again(rows[key], url, candidate, now)
        elif key not in known_by_alias:
            hint = {**candidate.hint, "seen": [_spelling(url, candidate.hint)]}
            row = Frontier(
                key=key,
                url=url,
                host=host_of(url),
                outlet_id=site.key,
                feed_id=feed,
                kind=candidate.kind,
                priority=candidate.priority,
                hint=hint,
                next_try_at=now,
                discovered_at=now,
            )
            if (
                candidate.kind == "post"
            ):  # the announcing page holds it whole: known from now on, never fetched
                row.state, row.next_try_at, row.last_outcome, row.hint = (
                    Frontier.State.DONE,
                    NEVER,
                    "on_page",
                    {},
                )
            fresh.append(row)
    ensure_hosts({row.host for row in fresh}, site.fetch.delay, now)
    Frontier.objects.bulk_create(fresh, ignore_conflicts=True)
    familiar = sum(since is not None and row.discovered_at < since for row in rows.values())
    return Discovered(len(fresh), len(found) - len(fresh), foreign, familiar)


def ensure_hosts(names: Iterable[str], delay: float, now: datetime | None = None) -> None:
    """Make sure that each host has its row of politeness; a new one may be asked from `now` on."""
    names = set(names)
    missing = names - set(Host.objects.filter(name__in=names).values_list("name", flat=True))
    if missing:
        Host.objects.bulk_create(
            [Host(name=name, delay=delay, next_at=now or timezone.now()) for name in missing],
            ignore_conflicts=True,
        )


def _announced_again(row: Frontier, url: str, candidate: Announcement, now: datetime) -> None:
    seen = list(row.hint.get("seen", []))
    spelling = _spelling(url, candidate.hint)
    if spelling in seen or len(seen) >= MAX_SPELLINGS:
        return
    titled = {name: value for name, value in candidate.hint.items() if value}
    row.hint = {**row.hint, **titled, "seen": [*seen, spelling]}
    changes: dict[str, Any] = {"hint": row.hint}
    if row.state in (Frontier.State.DONE, Frontier.State.DEAD) and seen:
        changes |= {"url": url, "host": host_of(url), "next_try_at": now}
        if row.state == Frontier.State.DEAD:
            changes |= {"state": Frontier.State.WAITING, "attempts": 0}
        ensure_hosts([host_of(url)], 2.0, now)
    Frontier.objects.filter(pk=row.pk).update(**changes)

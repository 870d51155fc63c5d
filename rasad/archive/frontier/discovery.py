"""New addresses into the frontier, each item once, however its address is spelled.

A row's key is the item's (outlet and item key) where the outlet's `id_pattern` takes one from the
address, else the hash of the canonical address. So a headline edit that moves the slug, an m. or
www. spelling, or an address that an article already has as an alias is known, not new. What is
fetched is the address as it was announced: the reduced form is the key's alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from rasad.archive.frontier.announced_again import (
    announced_again,
    looked_at_anew,
    spelling,
    without_common_stamp,
)
from rasad.archive.frontier.channels import channel_of, mark_channel
from rasad.archive.frontier.results import NEVER
from rasad.archive.identity import (
    NotAnAddressError,
    announced_url,
    article_id,
    canonical_url,
    host_of,
    url_hash,
)
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Frontier, Host, PageKind


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
    """An announced address. `hint` is JSON: title, published (ISO), summary, modified (ISO).

    `page`: what is fetched of it, where that is another address (an application's data). `again`: a list that
    is fetched anew though it is known. `after`: seconds before it is due.
    """

    url: str
    hint: dict[str, Any] = field(default_factory=dict)
    kind: str = "article"
    priority: int = 0
    page: str = ""
    again: bool = False
    after: float = 0.0


@dataclass(frozen=True)
class Discovered:
    """What became of candidates: each is new, known, or not this outlet's (`foreign`).

    `familiar` of the known were there before `since`: a feed that is asked seldom must not take what
    another feed found a minute ago for a sign that it has seen all that is older. `repeated` of the known
    were found by this very feed.
    """

    new: int = 0
    known: int = 0
    foreign: int = 0
    familiar: int = 0
    repeated: int = 0


class _Candidate(NamedTuple):
    """An announcement of the outlet's: the reduced address, and the one that is fetched."""

    reduced: str
    fetched: str
    announcement: Announcement


def frontier_key(site: AnnouncingOutlet, url: str, kind: str = "article") -> str:
    """The key under which the frontier knows this address. Raises `NotAnAddressError`."""
    if kind == "article":
        key = key_at(site, url)
        return article_id(site.key, key.key) if key.numbered else url_hash(key.key)
    # A list's own parameters say which of its pages it is, whatever names an article there.
    return url_hash(canonical_url(url, site.keep_params if kind == "post" else ()))


def discover(
    site: AnnouncingOutlet,
    candidates: Iterable[Announcement],
    *,
    feed: int | None = None,
    now: datetime,
    since: datetime | None = None,
    backfill: int | None = None,
) -> Discovered:
    """Put what is new into the frontier, due at once. Call it inside a transaction.

    A known article announced with another address or headline, or as changed since it was fetched, becomes
    due again: it was edited, or its first address, at which it could not be had, was mended.
    """
    found, foreign = _by_key(site, candidates)
    if not found:
        return Discovered(foreign=foreign)
    rows = {row.key: row for row in Frontier.objects.filter(key__in=found)}
    by_hash = {url_hash(one.reduced): key for key, one in found.items()}
    aliased = set(Alias.objects.filter(key__in=by_hash).values_list("key", flat=True))
    known = {*rows, *(by_hash[one] for one in aliased)}
    for key, row in rows.items():
        one = found[key]
        if one.announcement.again:
            _read_again(row, one.announcement, now, backfill)
        elif one.announcement.kind == "article" and announced_again(
            row, one.fetched, one.reduced, one.announcement.hint, now
        ):
            ensure_hosts([host_of(canonical_url(one.fetched))], site.fetch.delay, now)
        elif one.announcement.kind == PageKind.CHANNEL_PAGE:
            looked_at_anew(row, one.announcement.hint, now + timedelta(seconds=one.announcement.after))
    channel = channel_of(feed, backfill)
    mark_channel(rows.values(), channel)
    fresh = [
        _row(site, key, one, feed, now, backfill, channel) for key, one in found.items() if key not in known
    ]
    ensure_hosts({row.host for row in fresh}, site.fetch.delay, now)
    Frontier.objects.bulk_create(fresh, ignore_conflicts=True)
    familiar = sum(since is not None and row.discovered_at < since for row in rows.values())
    repeated = sum(feed is not None and row.feed_id == feed for row in rows.values())
    return Discovered(len(fresh), len(found) - len(fresh), foreign, familiar, repeated)


def _by_key(site: AnnouncingOutlet, candidates: Iterable[Announcement]) -> tuple[dict[str, _Candidate], int]:
    """The outlet's candidates, each item once, and how many are not its own."""
    found: dict[str, _Candidate] = {}
    foreign = 0
    for one in without_common_stamp(candidates, lambda one: one.hint):
        try:
            key = frontier_key(site, one.url, one.kind)
            fetched = announced_url(one.page or one.url)
            if len(fetched) > 2000 or not site.owns(one.url) or not site.owns(fetched):
                raise NotAnAddressError(one.url)
            found.setdefault(key, _Candidate(canonical_url(one.url, site.keep_params), fetched, one))
        except NotAnAddressError:
            foreign += 1
    return found, foreign


def _row(
    site: AnnouncingOutlet,
    key: str,
    one: _Candidate,
    feed: int | None,
    now: datetime,
    backfill: int | None,
    channel: int,
) -> Frontier:
    hint = {**one.announcement.hint, "seen": [spelling(one.reduced, one.announcement.hint)]}
    if one.announcement.page:  # what people open, where another address is fetched
        hint["public"] = one.announcement.url
    row = Frontier(
        key=key,
        url=one.fetched,
        host=host_of(canonical_url(one.fetched)),
        outlet_id=site.key,
        feed_id=feed,
        backfill_id=backfill,
        kind=one.announcement.kind,
        priority=one.announcement.priority,
        hint=hint,
        next_try_at=now + timedelta(seconds=one.announcement.after),
        discovered_at=now,
        channels=channel,
    )
    if one.announcement.kind == "post":  # the announcing page holds it whole: known, and never fetched
        row.state, row.next_try_at, row.last_outcome, row.hint = Frontier.State.DONE, NEVER, "on_page", {}
    return row


def _read_again(row: Frontier, one: Announcement, now: datetime, backfill: int | None) -> None:
    """Let a list be fetched anew; not twice by one backfill, whose pages may lead in a circle."""
    if row.backfill_id != backfill and row.state in (Frontier.State.DONE, Frontier.State.DEAD):
        Frontier.objects.filter(pk=row.pk).update(
            state=Frontier.State.WAITING,
            attempts=0,
            next_try_at=now,
            hint=one.hint,
            priority=one.priority,
            backfill=backfill,
        )


def ensure_hosts(names: Iterable[str], delay: float, now: datetime | None = None) -> None:
    """Make sure that each host has its row of politeness; a new one may be asked from `now` on."""
    names = set(names)
    missing = names - set(Host.objects.filter(name__in=names).values_list("name", flat=True))
    if missing:
        Host.objects.bulk_create(
            [Host(name=name, delay=delay, next_at=now or timezone.now()) for name in missing],
            ignore_conflicts=True,
        )

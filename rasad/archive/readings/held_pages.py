"""Pages whose reading was not believed: held back, asked for again, and read or let go in the end.

While an outlet's rules are in doubt some of its pages are fetched again, a few at a time: they show whether
one page is odd or all are, and later whether the rules hold again. What was held is then fetched anew, and
read from the evidence where the rules were mended meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db.models import F, QuerySet

from rasad.archive.database.transactions import write_transaction
from rasad.archive.identity import url_hash
from rasad.archive.jobs import queues
from rasad.archive.jobs.subjects import CaptureSubject
from rasad.archive.models import ARTICLE_PAGES, Article, Capture, Frontier, HeldPage, Outlet, OutletReading
from rasad.archive.readings.doubts import SOUND_AGAIN

log = structlog.get_logger("rasad.readings")

#: Pages fetched again at once to find out, and seconds until the next ones; longer when it goes on for hours.
PROBES = 4
PROBE_EVERY = timedelta(seconds=25)
PROBE_SELDOM = timedelta(minutes=10)
HURRY = timedelta(hours=2)
#: Without a decision a single odd page waits no longer.
LONGEST_DOUBT = timedelta(minutes=30)
#: Pages fetched anew, or read anew, at once.
MOST = 500


def hold(
    capture: Capture, article: str, page: str, faults: Mapping[str, str], *, known: bool, now: datetime
) -> None:
    """Keep a page back: nothing is stored of it."""
    HeldPage.objects.update_or_create(
        pk=capture.pk,
        defaults={
            "outlet_id": capture.outlet_id,
            "article": article,
            "page": page,
            "known": known,
            "faults": dict(faults),
            "state": HeldPage.State.HELD,
            "held_at": now,
        },
    )


def is_accepted(capture: Capture) -> bool:
    """Whether this page was found to be simply as it is."""
    return HeldPage.objects.filter(pk=capture.pk, state=HeldPage.State.ACCEPTED).exists()


def let_go(article: str, at: datetime) -> None:
    """The article was read well from a capture of this time: what was held of it before is settled."""
    HeldPage.objects.filter(article=article, state=HeldPage.State.HELD, capture__fetched_at__lte=at).delete()


def settle_all(now: datetime) -> dict[str, int]:
    """Go on with every outlet that has pages held or rules broken; how many were decided how."""
    keys = set(HeldPage.objects.filter(state=HeldPage.State.HELD).values_list("outlet", flat=True).distinct())
    keys |= set(OutletReading.objects.exclude(broken_since=None).values_list("outlet", flat=True))
    counts: dict[str, int] = {}
    for outlet in Outlet.objects.filter(pk__in=keys, paused=False).order_by("pk"):
        with write_transaction():
            what, number = _settle(outlet, now)
        counts[what] = counts.get(what, 0) + number
    return counts


def _settle(outlet: Outlet, now: datetime) -> tuple[str, int]:
    row = OutletReading.objects.select_for_update(of=("self",)).filter(pk=outlet.pk).first()
    held = HeldPage.objects.filter(outlet=outlet, state=HeldPage.State.HELD)
    if row is not None and row.digest != outlet.digest:
        return "read_again", _read_again(row, outlet, held)
    if row is not None and row.broken_since is not None:
        return "probed", _probe(row, held, now)
    if row is None or not held.exists():
        return "settled", 0
    if _were_odd(row, held, now):
        return "accepted", _accept(held)
    return "probed", _probe(row, held, now)


def _read_again(row: OutletReading, outlet: Outlet, held: QuerySet[HeldPage]) -> int:
    """The definition was changed: what was held is read by it, from the evidence."""
    OutletReading.objects.filter(pk=row.pk).update(digest=outlet.digest, recent=[], probed_at=None)
    subjects = [str(CaptureSubject(pk)) for pk in held.order_by("pk").values_list("pk", flat=True)[:MOST]]
    return queues.enqueue(queues.Stage.PARSE, subjects)


def _were_odd(row: OutletReading, held: QuerySet[HeldPage], now: datetime) -> bool:
    """Whether the other pages read as ever since the first of these was held."""
    first = held.order_by("held_at").values_list("held_at", flat=True)[0]
    oldest = held.order_by("capture__fetched_at").values_list("capture__fetched_at", flat=True)[0]
    since = [one for one in row.recent if datetime.fromisoformat(one["at"]) >= oldest]
    sound = sum(not one.get("faults") for one in since)
    doubtful = len({one["article"] for one in since if one.get("faults")})
    unchanged = _unchanged(row, first)
    if sound + unchanged >= SOUND_AGAIN and doubtful < sound + unchanged:
        return True
    return now - first > LONGEST_DOUBT and doubtful <= max(1, sound + unchanged)


def _unchanged(row: OutletReading, since: datetime) -> int:
    """Known pages that were fetched again since then and answered what they answered before."""
    same = Frontier.objects.filter(
        outlet=row.outlet_id,
        kind__in=ARTICLE_PAGES,
        fetched_at__gt=since,
        last_outcome__in=("unchanged", "not_modified"),
    )
    return same[:PROBES].count()


def _accept(held: QuerySet[HeldPage]) -> int:
    keys = list(held.order_by("pk").values_list("pk", flat=True)[:MOST])
    HeldPage.objects.filter(pk__in=keys).update(state=HeldPage.State.ACCEPTED)
    return queues.enqueue(queues.Stage.PARSE, [str(CaptureSubject(pk)) for pk in keys])


def _probe(row: OutletReading, held: QuerySet[HeldPage], now: datetime) -> int:
    """Fetch a few pages again: those that are held tell of a change back, known ones of a change."""
    broken = row.broken_since
    pause = PROBE_EVERY if broken is None or now - broken < HURRY else PROBE_SELDOM
    if row.probed_at is not None and now - row.probed_at < pause:
        return 0
    OutletReading.objects.filter(pk=row.pk).update(probed_at=now)
    if broken is not None:
        keys = list(held.order_by("-capture__fetched_at").values_list("page", flat=True)[:PROBES])
    else:
        keys = []
    if len(keys) < PROBES:
        keys += _known_pages(row.outlet_id, PROBES - len(keys))
    return _fetch_again(keys, now)


def _known_pages(outlet: str, number: int) -> list[str]:
    """Keys of the frontier's rows of the newest articles."""
    newest = Article.objects.filter(outlet=outlet, status__in=("live", "edited")).order_by("-arrival")
    keys: list[str] = []
    for article, key in newest.values_list("id", "item_key")[: 2 * number]:
        keys += [article, url_hash(key)]
    rows = Frontier.objects.filter(key__in=keys, kind__in=ARTICLE_PAGES, state=Frontier.State.DONE)
    return list(rows.order_by("-discovered_at").values_list("key", flat=True)[:number])


def _fetch_again(keys: list[str], now: datetime) -> int:
    """Make pages due, whole, as a 304 would tell nothing; it is none of the looks that are due anyway."""
    rows = Frontier.objects.filter(key__in=keys).exclude(state=Frontier.State.LEASED)
    return rows.update(
        state=Frontier.State.WAITING,
        next_try_at=now,
        attempts=0,
        etag="",
        last_modified="",
        revisits=F("revisits") - 1,
    )


def rules_hold_again(outlet: str, now: datetime) -> int:
    """What was held while the rules were broken is fetched anew; how many pages."""
    held = HeldPage.objects.filter(outlet=outlet, state=HeldPage.State.HELD)
    keys = list(held.order_by("-pk").values_list("page", flat=True)[:MOST])
    return _fetch_again(keys, now)

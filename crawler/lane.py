"""One host's work in one worker: its feeds and pages, one after another, in the host's turn."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

import structlog

from crawler.context import CrawlServices
from crawler.feeding import poll
from crawler.gate import utc_now
from crawler.pages import visit
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import (
    NEVER,
    FetchOutcome,
    HostLease,
    PageResult,
    due_feeds,
    due_pages,
    next_feed,
    next_urls,
)
from rasad.archive.frontier.effects import RecordPage
from rasad.archive.frontier.polling import later
from rasad.archive.group_writer import WriterClosedError
from rasad.archive.models import Feed, Frontier
from rasad.persian.dates.jalali import day_start, tehran_today

log = structlog.get_logger("rasad.crawler")

#: Pages taken from the frontier at once; seconds after which a lane lets other hosts in.
BATCH = 4
TURN = 60.0
#: A host that rests longer than this (seconds) is given back meanwhile.
_REST = 2.0


class Lane:
    """Holds one host's lease while there is something due on it."""

    def __init__(
        self,
        context: CrawlServices,
        lease: HostLease,
        outlet: str | None = None,
        settled: set[int] | None = None,
    ) -> None:
        self.context = context
        self.lease = lease
        self.outlet = outlet
        self.settled = settled  # feeds that found nothing new: a run that ends does not poll them again
        self.ending = False

    async def run(self) -> None:
        """Work until nothing is due, the time is up, the lease is lost or the worker ends."""
        turn = self.context.gate.adopt(self.lease)
        started = time.monotonic()
        try:
            while not (self.ending or turn.lost) and time.monotonic() - started < TURN:
                if turn.next_at - utc_now() > timedelta(seconds=_REST):
                    break
                # The host is ours: what is due here can be looked up without the right to write.
                due = await self.context.thread(self._due)
                if not any(due):
                    break
                feed, rows = await self.context.write(partial(self._take, *due))
                if feed is None and not rows:
                    break
                if feed is not None:
                    await self._poll(feed)
                for row in rows:
                    if self.ending or turn.lost or turn.next_at - utc_now() > timedelta(seconds=_REST * 5):
                        break
                    await self._visit(row)
        except WriterClosedError:
            pass  # the process ends; what was leased is taken back by others
        finally:
            await self.context.gate.leave(self.lease.name)

    def _due(self) -> tuple[bool, bool]:
        """Whether a feed, and whether a page of the host is due."""
        host, now = self.lease.name, utc_now()
        feeds = due_feeds(now, self.outlet, self.settled or ()).filter(host=host)
        return feeds.exists(), due_pages(now, self.outlet).filter(host=host).exists()

    def _take(self, feed_due: bool, pages_due: bool) -> tuple[Feed | None, list[Frontier]]:
        now = utc_now()
        feed = next_feed(self.lease, now, self.outlet, self.settled or ()) if feed_due else None
        return feed, next_urls(self.lease, BATCH, now, self.outlet) if pages_due else []

    async def _poll(self, feed: Feed) -> None:
        spec = self.context.specs.get(feed.outlet_id)
        if spec is None:
            gone = {"enabled": False, "last_error": "the outlet is no longer defined"}
            await self.context.write(lambda: Feed.objects.filter(pk=feed.pk).give_back(**gone))
            return
        try:
            quiet = await poll(self.context, feed, spec)
            if quiet and self.settled is not None:
                self.settled.add(feed.pk)
        except WriterClosedError:
            raise
        except Exception as error:
            log.exception("poll_failed", feed=feed.pk, outlet=feed.outlet_id, url=feed.url)
            now = utc_now()
            changes = {
                "last_outcome": str(FetchOutcome.ERROR),
                "last_error": f"{type(error).__name__}: {error}"[:500],
                "failures": feed.failures + 1,
                "next_poll_at": later(now, max(feed.interval, 60.0)),
            }
            await self.context.write(lambda: Feed.objects.filter(pk=feed.pk).give_back(**changes))

    async def _visit(self, row: Frontier) -> None:
        spec = self.context.specs.get(row.outlet_id)
        now = utc_now()
        if spec is None:
            verdict = PageResult(
                FetchOutcome.FOREIGN, Frontier.State.DEAD, NEVER, error="the outlet is no longer defined"
            )
            await self.context.keep(CaptureItem(effects=(RecordPage(row.pk, verdict, now),)))
            return
        limit = spec.fetch.max_per_day
        if limit and await self.context.thread(lambda: self.context.taken_today(row.outlet_id)) >= limit:
            tomorrow = day_start(tehran_today(now) + timedelta(days=1))
            page = Frontier.objects.filter(pk=row.pk)
            await self.context.write(lambda: page.give_back(next_try_at=tomorrow))
            return
        try:
            await visit(self.context, row, spec)
        except WriterClosedError:
            raise
        except Exception as error:
            log.exception("visit_failed", outlet=row.outlet_id, url=row.url)
            attempts = row.attempts + 1
            state = Frontier.State.DEAD if attempts >= 8 else Frontier.State.WAITING
            verdict = PageResult(
                FetchOutcome.ERROR,
                state,
                later(now, 60.0 * attempts),
                attempts,
                row.revisits,
                error=f"{type(error).__name__}: {error}",
            )
            await self.context.keep(CaptureItem(effects=(RecordPage(row.pk, verdict, now),)))

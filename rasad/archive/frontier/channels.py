"""By which kinds of channel an item was announced: small numbers that are added up in `Frontier.channels`."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from rasad.archive.models import Feed, Frontier

FEED, SITEMAP, LIST, EDITION, SOCIAL, RECONCILED = 1, 2, 4, 8, 16, 128
_KINDS = {
    "news_sitemap": SITEMAP,
    "sitemap": SITEMAP,
    "listing": LIST,
    "archive": LIST,
    "edition": EDITION,
    "telegram": SOCIAL,
    "eitaa": SOCIAL,
}


def channel_of(feed: int | None, backfill: int | None) -> int:
    """The channel of what a feed announces, or a list that is read for a backfill or to check."""
    if backfill is not None:
        return RECONCILED
    kind = Feed.objects.filter(pk=feed).values_list("kind", flat=True).first() if feed is not None else None
    return _KINDS.get(kind, FEED) if kind else 0


def mark_channel(rows: Collection[Frontier], channel: int) -> None:
    """Note that known items were announced by this channel, too."""
    fresh = [row.pk for row in rows if channel and not row.channels & channel]
    if fresh:
        Frontier.objects.filter(pk__in=fresh).update(channels=F("channels").bitor(channel))

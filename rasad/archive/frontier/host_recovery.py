"""A host that answers again: its feeds and the pages that failed are asked for at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from rasad.archive.frontier.outcomes import HOST_TROUBLE
from rasad.archive.models import Feed, Frontier, Host

#: Failures in a row after which a host counts as away; a single one is no news.
_AWAY_FROM = 2


def wake_recovered(answering: Iterable[str]) -> int:
    """Make due what waits because its host was away; how many hosts came back.

    Call it with the hosts that answered, before their failures are forgotten. Their delay still holds, so
    what wakes together is asked one by one.
    """
    back = list(
        Host.objects.filter(name__in=list(answering), failures__gte=_AWAY_FROM).values_list("name", flat=True)
    )
    if not back:
        return 0
    now = timezone.now()
    Feed.objects.filter(host__in=back, enabled=True, failures__gt=0, next_poll_at__gt=now).update(
        next_poll_at=now
    )
    Frontier.objects.filter(
        host__in=back,
        state=Frontier.State.WAITING,
        last_outcome__in=[str(one) for one in HOST_TROUBLE],
        next_try_at__gt=now,
    ).update(next_try_at=now)
    return len(back)

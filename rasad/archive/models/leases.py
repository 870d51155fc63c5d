"""The lease: a row that one process holds for a while, however that process ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from rasad.archive.jobs.lease_holders import is_dead

RowT = TypeVar("RowT", bound="Leased", covariant=True)


def is_free(now: datetime) -> Q:
    """What nobody holds, or no longer."""
    return Q(lease_owner="") | Q(lease_until__lte=now)


class LeasedQuerySet(models.QuerySet[RowT]):
    """Rows that can be held: taken, given back, and taken back from the dead."""

    def free(self, now: datetime) -> Self:
        """Those that nobody holds, or whose lease has ended."""
        return self.filter(is_free(now))

    def held(self) -> Self:
        """Those with a holder, be it one whose lease has ended."""
        return self.exclude(lease_owner="")

    def held_by(self, owner: str) -> Self:
        """Those that this process holds."""
        return self.filter(lease_owner=owner)

    def take(self, owner: str, until: datetime, **changes: Any) -> int:
        """Write the holder of these rows; how many. Narrow them with `free` first: the last word has won."""
        return self.update(lease_owner=owner, lease_until=until, **{**self.model.TAKEN, **changes})

    def give_back(self, **changes: Any) -> int:
        """End the leases of these rows; how many. `changes` are written with it."""
        return self.update(lease_owner="", lease_until=None, **{**self.model.GIVEN_BACK, **changes})

    def over(self, now: datetime) -> Self:
        """Those whose lease has ended, or whose holder ran on this machine and is gone."""
        owners = self.held().order_by().values_list("lease_owner", flat=True).distinct()
        dead = [owner for owner in owners if is_dead(owner)]
        return self.held().filter(Q(lease_until__lte=now) | Q(lease_owner__in=dead))

    def reclaim_dead(self, now: datetime, **changes: Any) -> int:
        """Give back what is `over`: without it a lease of a killed process would have to run out first."""
        return self.over(now).give_back(**changes)


class Leased(models.Model):
    """A row that one process may hold, until `lease_until` or until it is known to be dead."""

    #: Columns that a row also gets when it is taken, and when it is given back.
    TAKEN: ClassVar[Mapping[str, Any]] = {}
    GIVEN_BACK: ClassVar[Mapping[str, Any]] = {}

    lease_owner = models.CharField(max_length=80, blank=True)  # `processes.owner`; empty: nobody
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        abstract = True

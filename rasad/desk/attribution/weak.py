"""The queue of attributions that a rule made without being sure; a person confirms or takes them away."""

from __future__ import annotations

from django.db.models import QuerySet

from rasad.archive.models import Attribution
from rasad.attribution.findings import WEAK


def weak_attributions() -> QuerySet[Attribution]:
    """Those that wait for a person's look, the newest article first. What staff said is never weak."""
    return (
        Attribution.objects.filter(by=Attribution.By.RULE, score__lte=WEAK)
        .select_related("article__outlet", "unit", "topic")
        .order_by("-article__at", "pk")
    )

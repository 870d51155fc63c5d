"""What a story is made of: how many told it independently, when, in which kinds of outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from rasad.archive.models import Article


def independent_origins(stories: Collection[str]) -> dict[str, int]:
    """How many sources each story has that did not take it from each other; at least one.

    A copy counts with the agency that it names, else with the origin, from which it took the text.
    """
    rows = Article.objects.filter(story__in=list(stories)).values_list(
        "story", "outlet__name", "source_agency", "story_role"
    )
    sources: dict[str, set[str]] = defaultdict(set)
    outlets: dict[str, set[str]] = defaultdict(set)
    for story, outlet, agency, role in rows:
        outlets[story].add(outlet)
        if role != Article.Role.REPRINT:
            sources[story].add(agency or outlet)
        elif agency:
            sources[story].add(agency)
    return {story: max(1, len(sources[story])) for story in outlets}

"""What became of an announced page, kept with its row in the frontier: a day's coverage is made of it."""

from __future__ import annotations

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse.sources import ItemSource
from rasad.archive.frontier import frontier_key
from rasad.archive.identity import NotAnAddressError
from rasad.archive.models import PageKind
from rasad.outlets.definitions import OutletSpec


def note_page(
    effects: Effects,
    source: ItemSource,
    spec: OutletSpec | None,
    what: str,
    article: str = "",
    post: str = "",
) -> None:
    """Note what a capture's page turned out to be. `post`: the address of the item, on a page of many."""
    capture = source.capture
    if capture is None or spec is None or source.outlet.key != spec.key:
        return
    if capture.kind == PageKind.SOCIAL:
        pages = [(post, PageKind.POST)] if post else []
    elif capture.kind in (PageKind.ARTICLE, PageKind.DOM):
        pages = [(url, PageKind.ARTICLE) for url in (capture.final_url, capture.url) if url]
    elif capture.kind == PageKind.FULL_FEED and post:
        pages = [(post, PageKind.ARTICLE)]
    else:
        pages = []
    for url, kind in pages:
        try:
            effects.page(frontier_key(spec, url, kind), what, article)
        except NotAnAddressError:
            continue


def gone_as(source: ItemSource, outcome: StageOutcome) -> str:
    """How a page that is gone said so: by its status, or by a text or the front page in its place."""
    capture = source.capture
    by_status = capture is not None and capture.status in (404, 410)
    return str(outcome if by_status or outcome is not StageOutcome.GONE else StageOutcome.SOFT_GONE)

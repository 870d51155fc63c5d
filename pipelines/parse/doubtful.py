"""A page is stored unless its reading is doubtful: then it is held, and the text that stands stays.

Versions tell what the outlet changed, never what our rules read differently.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse.items import Identity, ParsedItem
from pipelines.parse.provisional import is_provisional
from pipelines.parse.sources import ItemSource
from pipelines.parse.store import find, find_removed, store_in
from rasad.archive.frontier import frontier_key
from rasad.archive.identity import NotAnAddressError, article_id
from rasad.archive.item_keys import key_at
from rasad.archive.models import ARTICLE_PAGES, Article, Capture
from rasad.archive.readings.doubts import is_doubtful
from rasad.archive.readings.held_pages import hold, is_accepted, let_go
from rasad.archive.readings.outlet_readings import watched
from rasad.archive.readings.page_reading import (
    PageReading,
    ReadingFault,
    SourceKind,
    lost_page,
    read_page,
    source_kind,
)
from rasad.outlets.definitions import OutletSpec


def store_unless_doubtful(
    item: ParsedItem, identity: Identity, source: ItemSource, spec: OutletSpec | None, effects: Effects
) -> tuple[StageOutcome, str]:
    """Store an item of an article's page, or hold the page where its reading is not to be believed.

    Returns the outcome and the id of the article that stands; "" where none does.
    """
    article = find(source.outlet.key, identity)
    outcome = _judge(article, item, identity, source, spec, effects)
    if article is None and outcome is StageOutcome.HELD:
        return outcome, ""
    return outcome, article.id if article is not None else identity.id


def _judge(
    article: Article | None,
    item: ParsedItem,
    identity: Identity,
    source: ItemSource,
    spec: OutletSpec | None,
    effects: Effects,
) -> StageOutcome:
    capture = source.capture
    if capture is None or capture.kind not in ARTICLE_PAGES or spec is None or not watched(spec):
        return store_in(article, item, identity, source, effects)
    outlet = source.outlet
    key = article.id if article else identity.id
    readings = effects.readings
    known = article is not None and not is_provisional(article)
    stored = article.text if article is not None and known else None
    reading = read_page(item.found, capture.hint, spec, article=key, at=source.at, stored=stored)
    past = readings.is_past(outlet.key, outlet.digest, source.at)
    if past and article is not None and known and _reads_worse(article, item):
        return StageOutcome.HELD  # it was read well when it was new
    faults = readings.faults(outlet.key, outlet.digest, reading, spec.rules)
    held = readings.has_held(outlet.key, outlet.digest)
    if faults and held and is_accepted(capture):
        faults = {}
    reading = replace(reading, faults=faults)
    if not past:
        readings.add(outlet.key, outlet.digest, reading, spec.rules)
    if faults and is_doubtful(reading, known=known):
        if article is not None and known and not _would_change(article, item):
            return StageOutcome.SEEN
        _hold(capture, spec, reading, known=known)
        return StageOutcome.HELD
    if held:
        let_go(key, source.at)
    return store_in(article, item, identity, source, effects)


def note_lost(source: ItemSource, spec: OutletSpec | None, effects: Effects) -> StageOutcome | None:
    """A page that gives no article: held where one stands, or where the outlet's rules are in doubt."""
    capture = source.capture
    if capture is None or capture.kind not in ARTICLE_PAGES or spec is None or not watched(spec):
        return None
    outlet, readings = source.outlet, effects.readings
    known = find_removed(source, spec)
    if known is None and not readings.is_suspect(outlet.key, outlet.digest):
        return None
    if readings.is_past(outlet.key, outlet.digest, source.at):
        return None
    if readings.has_held(outlet.key, outlet.digest) and is_accepted(capture):
        return None
    article = known.id if known is not None else article_id(outlet.key, key_at(spec, capture.url).key)
    reading = replace(lost_page(article, source.at), faults={"body": str(ReadingFault.LOST)})
    readings.add(outlet.key, outlet.digest, reading, spec.rules)
    _hold(capture, spec, reading, known=known is not None)
    return StageOutcome.HELD


def _hold(capture: Capture, spec: OutletSpec, reading: PageReading, *, known: bool) -> None:
    try:
        page = frontier_key(spec, capture.url)
    except NotAnAddressError:
        page = capture.key
    hold(capture, reading.article, page, reading.faults, known=known, now=timezone.now())


def _would_change(article: Article, item: ParsedItem) -> bool:
    """Whether storing would change what the article says, or when it was published."""
    found = item.found
    return article.text != item.text or bool(found.published and found.published != article.published)


def _reads_worse(article: Article, item: ParsedItem) -> bool:
    """Whether a field that a rule once found is now only guessed."""
    return any(
        source_kind(article.provenance.get(name, "")) == SourceKind.RULE
        and source_kind(item.found.provenance.get(name, "")) != SourceKind.RULE
        for name in ("title", "body")
    )

"""Storing an item: article, versions, aliases, attributions and the work that follows, in one transaction.

Idempotent: an item stored twice from the same capture changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.attribution.assign import attribute, findings_of, mention
from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse import versions
from pipelines.parse.article_fields import copy_date, copy_fields
from pipelines.parse.items import Identity, ParsedItem, alias_keys
from pipelines.parse.provisional import is_provisional, is_summary, replace_text
from pipelines.parse.same_text import reads_better, reads_otherwise
from pipelines.parse.sources import ItemSource
from pipelines.parse.version_rows import (
    append_version,
    evidenced,
    known_versions,
    record_change,
    record_first_evidence,
)
from pipelines.parse.versions import KnownVersion, Observation, VersionChange
from rasad.archive.articles.correction_fields import StaffCorrections, corrected
from rasad.archive.articles.records import ArticleChange, raise_revision, show_change
from rasad.archive.identity import article_id, canonical_url, text_hash, url_hash
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Article, Submission, Version
from rasad.outlets.loading import OutletSpec


def find(outlet: str, identity: Identity) -> Article | None:
    """The stored article of an identity, locked: by the outlet's own number, else by any address."""
    articles = Article.objects.select_for_update(of=("self",))
    found = articles.filter(id=identity.id).first()
    if found is None and not identity.by_pattern:
        alias = (
            Alias.objects.filter(key__in=alias_keys(identity), article__outlet=outlet)
            .order_by("created_at")
            .values_list("article_id", flat=True)
            .first()
        )
        found = articles.filter(id=alias).first() if alias else None
    return found


def store(item: ParsedItem, identity: Identity, source: ItemSource, effects: Effects) -> StageOutcome:
    """Store one item as its source shows it, and ask the next stages for what follows."""
    article = find(source.outlet.key, identity)
    if article is None and not effects.arrivals.locked:
        effects.arrivals.lock()
        article = find(source.outlet.key, identity)  # another process may have stored it meanwhile
    return store_in(article, item, identity, source, effects)


def store_in(
    article: Article | None, item: ParsedItem, identity: Identity, source: ItemSource, effects: Effects
) -> StageOutcome:
    """Store one item in the article that `find` found, or as a new one."""
    if article is None and not effects.arrivals.locked:
        return store(item, identity, source, effects)
    if article is None:
        return _create(item, identity, source, effects)
    return _update(article, item, identity, source, effects)


def find_removed(source: ItemSource, spec: OutletSpec | None) -> Article | None:
    """The stored article of a page that is gone, locked; None where it never was one."""
    url = canonical_url(source.record.url, spec.keep_params if spec else ())
    key = key_at(spec, url).key if spec else url
    rows = Article.objects.select_for_update(of=("self",))
    article = rows.filter(id=article_id(source.outlet.key, key)).first()
    if article is None:
        alias = Alias.objects.filter(key=url_hash(url)).values_list("article_id", flat=True).first()
        article = rows.filter(id=alias).first() if alias else None
    return article


def remove(article: Article, source: ItemSource, effects: Effects) -> StageOutcome:
    """The page is gone (404, 410): its text stays as it stood, the article is marked."""
    known = known_versions(article)
    seen = Observation(source.at, "", source.name)
    change, force = versions.compare(evidenced(known) or known, seen)
    if change is not VersionChange.REMOVED or force is None:
        return StageOutcome.SEEN if change is VersionChange.NONE else StageOutcome.STALE
    append_version(article, known[-1].number + 1, change.value, source)
    article.status = Article.Status.REMOVED
    article.last_capture = max(article.last_capture, source.at)
    article.save()
    raise_revision({article.id: article.arrival}, ArticleChange.FACTS, effects.enqueue)
    return StageOutcome.REMOVED


def _create(item: ParsedItem, identity: Identity, source: ItemSource, effects: Effects) -> StageOutcome:
    outlet = source.outlet
    article = Article(
        id=identity.id,
        arrival=effects.arrivals.next(),
        outlet=outlet,
        item_key=identity.key[:2000],
        url=(identity.url or identity.addresses[0])[:2000],
        kind=item.kind,
        first_capture=source.at,
        last_capture=source.at,
        release=outlet.unit_id is not None,
        status=item.status or Article.Status.LIVE,
        capture=source.capture,
        submission=source.submission,
    )
    article.text, article.text_hash = item.text, text_hash(item.text)
    copy_fields(article, item.found, whole=True)
    copy_date(article, item.found, replaced=True)
    nobody = StaffCorrections()  # can have spoken of what was not there
    found = findings_of(article)
    mention(article, found, nobody)
    article.save(force_insert=True)
    append_version(article, 1, Version.Change.FIRST, source, item)
    _add_aliases(article, identity)
    attribute(article, found, nobody, new=True)
    show_change({article.id: article.arrival}, ArticleChange.TEXT, effects.enqueue)
    return StageOutcome.NEW


def _update(
    article: Article, item: ParsedItem, identity: Identity, source: ItemSource, effects: Effects
) -> StageOutcome:
    known = known_versions(article)
    if is_summary(item) or (is_provisional(article) and source.capture is not None):
        return _complete(article, known, item, identity, source, effects)
    evidence = evidenced(known)
    if source.submission is not None and (evidence or article.capture_id is not None):
        return _state(article, source.submission)
    seen = Observation(source.at, text_hash(item.text), source.name, item.text)
    first = source.capture is not None and not evidence and article.capture_id is None
    if first:
        change, latest = record_first_evidence(article, known, item, source), True
    else:
        compared = evidence or known
        change, force = versions.compare(compared, seen)
        if change is VersionChange.EDITED and force is not None:
            change = _edit_or_reading(article, force, item)
        latest = force is not None and force.number == compared[-1].number
        record_change(article, known, seen, (change, force), item, source)
    _add_aliases(article, identity)
    if change is VersionChange.STALE:
        return StageOutcome.STALE
    return _take(article, item, source, effects, change, latest=latest, first=first)


def _complete(
    article: Article,
    known: Sequence[KnownVersion],
    item: ParsedItem,
    identity: Identity,
    source: ItemSource,
    effects: Effects,
) -> StageOutcome:
    """A page takes the place of what its feed told; a feed never takes a page's."""
    if is_summary(item) and (not is_provisional(article) or source.at < article.last_capture):
        return StageOutcome.SEEN
    replace_text(article, known, item, source)
    _add_aliases(article, identity)
    if not is_summary(item):
        article.url = (identity.url or identity.addresses[0])[:2000]
    _take(article, item, source, effects, VersionChange.MEND, latest=True, first=True)
    return StageOutcome.SEEN if is_summary(item) else StageOutcome.COMPLETED


def _edit_or_reading(article: Article, force: KnownVersion, item: ParsedItem) -> VersionChange:
    """Whether a text that differs was changed by the outlet, or only read by us from another place."""
    if reads_otherwise(article, force, item):
        return VersionChange.NONE
    return VersionChange.MEND if reads_better(article, item) else VersionChange.EDITED


def _state(article: Article, submission: Submission) -> StageOutcome:
    """Keep a statement beside what captures show: with who and when, and nothing of the article changed."""
    if article.submission_id == submission.id or article.versions.filter(submission=submission).exists():
        return StageOutcome.SEEN  # it stood before the first capture came
    Submission.objects.filter(id=submission.id).update(about=article)
    return StageOutcome.STATED


def _take(
    article: Article,
    item: ParsedItem,
    source: ItemSource,
    effects: Effects,
    change: VersionChange,
    *,
    latest: bool,
    first: bool,
) -> StageOutcome:
    """Make the article what its versions and this source say; `first`: its first evidence, however old."""
    again = source.is_of(article)
    before, placed_by, hash_before = _visible(article), _placed_by(article), article.text_hash
    if latest:
        _stand_as_last_version(article, item.status)
    if first or source.at >= article.last_capture or (source.capture and article.capture_id is None):
        article.last_capture = source.at
        article.capture, article.submission = source.capture, source.submission
        article.kind = item.kind
        copy_fields(article, item.found, whole=again)
    copy_date(article, item.found, replaced=first or source.at <= article.first_capture)
    staff = corrected(article)
    text_changed = article.text_hash != hash_before
    moved = (again or text_changed) and _attribute_again(article, staff)
    article.save()
    if moved or _visible(article) != before:
        replaced = article.story_id is None or _placed_by(article) != placed_by
        changed = ArticleChange.TEXT if replaced else ArticleChange.FACTS
        raise_revision({article.id: article.arrival}, changed, effects.enqueue)
    if change in (VersionChange.NONE, VersionChange.MEND):
        return StageOutcome.EDITED if text_changed else StageOutcome.SEEN
    return StageOutcome(change.value)


def _attribute_again(article: Article, staff: StaffCorrections) -> bool:
    """Find anew what an article concerns; True where something of it changed."""
    found = findings_of(article)
    named = mention(article, found, staff)
    return attribute(article, found, staff) or named


def _stand_as_last_version(article: Article, stated_status: str) -> None:
    """Give the article the text and status of its last version, of captures where there are any."""
    rows = article.versions.order_by("number")
    counted = list(rows.exclude(capture=None)) or list(rows)
    article.text, article.text_hash = counted[-1].text, counted[-1].text_hash
    article.status = stated_status or versions.status_of([row.change for row in counted])


def _visible(article: Article) -> tuple[object, ...]:
    """What of an article the index and the alerts see."""
    return (
        article.text,
        article.author,
        article.kind,
        tuple(article.tags),
        article.status,
        article.at,
        article.release,
    )


def _placed_by(article: Article) -> tuple[object, ...]:
    """What of an article its story, its place in it and its coverage depend on."""
    return article.text_hash, article.at, article.published_precision


def _add_aliases(article: Article, identity: Identity) -> None:
    keys = dict(zip(alias_keys(identity), identity.addresses, strict=True))
    Alias.objects.bulk_create(
        [Alias(key=key, url=keys[key][:2000], article=article) for key in sorted(keys)],
        ignore_conflicts=True,  # an address that is known keeps the article it was first seen with
    )

"""Storing an item: article, versions, aliases, attributions and the work that follows, in one transaction.

Idempotent: an item stored twice from the same capture changes nothing the second time.
"""

from __future__ import annotations

from pipelines.attribution.assign import attribute
from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse import versions
from pipelines.parse.items import Identity, ParsedItem, alias_keys, better_date, text_hash
from pipelines.parse.sources import ItemSource
from pipelines.parse.versions import KnownVersion, Observation, VersionChange
from rasad.archive.articles import ArticleChange, raise_revision, show_change
from rasad.archive.corrections import StaffCorrections, corrected
from rasad.archive.identity import article_id, canonical_url, url_hash
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Article, Version
from rasad.outlets.loading import OutletSpec

_OVERWRITTEN = (
    "author",
    "section",
    "modified",
    "short_link",
    "news_code",
    "source_agency",
    "quality",
    "lang",
)


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
    known = _standings(article)
    change, force = versions.compare(known, Observation(source.at, "", source.name))
    if change is not VersionChange.REMOVED or force is None:
        return StageOutcome.SEEN if change is VersionChange.NONE else StageOutcome.STALE
    _append(article, len(known) + 1, change.value, source)
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
        url=identity.addresses[0][:2000],
        kind=item.kind,
        first_capture=source.at,
        last_capture=source.at,
        at=item.published or source.at,
        release=outlet.unit_id is not None,
        status=item.status or Article.Status.LIVE,
        capture=source.capture,
        submission=source.submission,
    )
    _set_text(article, item)
    _set_rest(article, item, whole=True)
    _set_date(article, item, replace=True)
    article.save(force_insert=True)
    _append(article, 1, "first", source, item)
    _add_aliases(article, identity)
    attribute(article, StaffCorrections(), standing=())  # nobody can have spoken of what was not there
    show_change({article.id: article.arrival}, ArticleChange.TEXT, effects.enqueue)
    return StageOutcome.NEW


def _update(
    article: Article, item: ParsedItem, identity: Identity, source: ItemSource, effects: Effects
) -> StageOutcome:
    known = _standings(article)
    raw = (item.title, item.kicker, item.lead, item.body)
    look = Observation(source.at, text_hash(item.title, item.lead, item.body), source.name, raw)
    change, force = versions.compare(known, look)
    again = source.capture is not None and article.capture_id == source.capture.id
    again = again or (source.submission is not None and article.submission_id == source.submission.id)
    latest = force is not None and force.number == known[-1].number
    before, placed_by = _visible(article), _placed_by(article)
    hash_before = article.text_hash
    if change is VersionChange.MEND and force is not None:
        Version.objects.filter(article=article, number=force.number).update(
            title=item.title[:1000],
            kicker=item.kicker[:1000],
            lead=item.lead,
            body=item.body,
            text_hash=look.text_hash,
        )
    elif change in (VersionChange.EDITED, VersionChange.RESTORED):
        _append(article, len(known) + 1, change.value, source, item)
    _add_aliases(article, identity)
    if change is VersionChange.STALE:
        return StageOutcome.STALE
    if latest:
        current = Version.objects.filter(article=article).order_by("-number")[0]
        for name in ("title", "kicker", "lead", "body", "text_hash"):
            setattr(article, name, getattr(current, name))
        changes = list(article.versions.order_by("number").values_list("change", flat=True))
        article.status = item.status or versions.status_of(changes)
    if source.at >= article.last_capture:
        article.last_capture = source.at
        article.capture, article.submission = source.capture, source.submission
        _set_rest(article, item, whole=again)
    _set_date(article, item, replace=source.at <= article.first_capture)
    fresh = corrected(article)
    moved = False
    if again or article.text_hash != hash_before:
        moved = attribute(article, fresh)
    text_changed = article.text_hash != hash_before
    article.save()
    if moved or _visible(article) != before:
        replaced = article.story_id is None or _placed_by(article) != placed_by
        changed = ArticleChange.TEXT if replaced else ArticleChange.FACTS
        raise_revision({article.id: article.arrival}, changed, effects.enqueue)
    if change is VersionChange.NONE or change is VersionChange.MEND:
        return StageOutcome.SEEN if not text_changed else StageOutcome.EDITED
    return StageOutcome(change.value)


def _visible(article: Article) -> tuple[object, ...]:
    """What of an article the index and the alerts see."""
    return (
        article.title,
        article.kicker,
        article.lead,
        article.body,
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


def _standings(article: Article) -> list[KnownVersion]:
    rows = Version.objects.filter(article=article).order_by("number")
    return [
        KnownVersion(
            row.number,
            row.at,
            row.change,
            row.text_hash,
            f"c{row.capture_id}" if row.capture_id else f"s{row.submission_id or 0}",
            (row.title, row.kicker, row.lead, row.body),
        )
        for row in rows
    ]


def _append(
    article: Article, number: int, change: str, source: ItemSource, item: ParsedItem | None = None
) -> None:
    Version.objects.create(
        article=article,
        number=number,
        at=source.at,
        change=change,
        url=article.url,
        title=item.title[:1000] if item else article.title,
        kicker=item.kicker[:1000] if item else article.kicker,
        lead=item.lead if item else article.lead,
        body=item.body if item else article.body,
        text_hash=text_hash(item.title, item.lead, item.body) if item else article.text_hash,
        capture=source.capture,
        submission=source.submission,
    )


def _add_aliases(article: Article, identity: Identity) -> None:
    keys = dict(zip(alias_keys(identity), identity.addresses, strict=True))
    Alias.objects.bulk_create(
        [Alias(key=key, url=keys[key][:2000], article=article) for key in sorted(keys)],
        ignore_conflicts=True,  # an address that is known keeps the article it was first seen with
    )


def _set_text(article: Article, item: ParsedItem) -> None:
    article.title, article.kicker = item.title[:1000], item.kicker[:1000]
    article.lead, article.body = item.lead, item.body
    article.text_hash = text_hash(item.title, item.lead, item.body)


def _set_rest(article: Article, item: ParsedItem, *, whole: bool) -> None:
    """Take the other fields; where not `whole`, a later look that lacks one leaves what stands."""
    limits: dict[str, int] = {
        "author": 300,
        "section": 300,
        "short_link": 2000,
        "news_code": 100,
        "source_agency": 300,
        "quality": 20,
        "lang": 10,
    }
    for name in _OVERWRITTEN:
        value = getattr(item, name)
        if whole or value:
            setattr(article, name, value[: limits[name]] if isinstance(value, str) else value)
    for name, values in (("tags", item.tags), ("images", item.images)):
        if whole or values:
            setattr(article, name, list(values))
    article.kind = item.kind
    published = article.provenance.get("published")
    article.provenance = dict(item.provenance)
    if published:
        article.provenance["published"] = published
    article.confidence = dict(item.confidence)


def _set_date(article: Article, item: ParsedItem, *, replace: bool) -> None:
    by = str(article.provenance.get("published", ""))
    if (replace and item.published) or better_date(article.published, by, article.published_precision, item):
        article.published, article.published_precision = item.published, item.precision
        article.provenance["published"] = item.provenance.get("published", by)
    article.at = article.published or article.first_capture

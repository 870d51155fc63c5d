"""Why an item that somebody missed was not seen: found from the records, for one address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rasad.archive.frontier import Announcement, discover, frontier_key
from rasad.archive.frontier.causes import EXCUSED, Cause, ItemFate, fetch_cause, parse_cause
from rasad.archive.identity import NotAnAddressError, article_id, canonical_url, url_hash
from rasad.archive.item_keys import key_at
from rasad.archive.models import Alias, Article, Frontier, Outlet
from rasad.desk.missed.models import MissedItem
from rasad.outlets.definitions import OutletSpec

#: From publication to the first capture: what took longer came late.
LATE = timedelta(hours=1)
Finding = MissedItem.Finding


@dataclass(frozen=True, slots=True)
class MissedFinding:
    """What became of an address. `minutes`: from publication to its first capture."""

    finding: str
    cause: str = ""
    article: str = ""
    minutes: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still not here, and could be."""
        return self.finding not in (Finding.HERE, Finding.LATE, Finding.FILTERED)


def find_out(url: str, spec: OutletSpec | None, now: datetime) -> MissedFinding:
    """What the records say of an address. Raises `NotAnAddressError`."""
    canonical = canonical_url(url, spec.keep_params if spec else ())
    article = _article(url, canonical, spec)
    if article is not None:
        return _stored(article)
    if spec is None:
        return MissedFinding(Finding.NO_OUTLET)
    row = Frontier.objects.filter(key__in=_keys(spec, url)).order_by("pk").first()
    if row is None:
        return _unread(spec) or MissedFinding(Finding.NEVER_ANNOUNCED)
    item = ItemFate(
        row.state,
        row.last_outcome,
        row.parsed,
        row.article,
        row.fetched_at is not None,
        row.discovered_at,
        row.last_error,
    )
    cause = parse_cause(item) if item.fetched else fetch_cause(item)
    if cause is Cause.PENDING:
        return MissedFinding(Finding.PENDING, str(cause))
    return MissedFinding(Finding.FILTERED if cause in EXCUSED else Finding.LOST, str(cause))


def fetch_missed(url: str, spec: OutletSpec, now: datetime) -> None:
    """Put an address that nothing announced into the frontier: the next reader finds it."""
    discover(spec, [Announcement(url, {"missed": True})], now=now)


def _article(url: str, canonical: str, spec: OutletSpec | None) -> Article | None:
    key = key_at(spec, url).key if spec else ""
    articles = Article.objects.only("id", "published", "published_precision", "first_capture")
    found = articles.filter(id=article_id(spec.key, key)).first() if spec else None
    if found is None:
        alias = Alias.objects.filter(key=url_hash(canonical)).values_list("article_id", flat=True).first()
        found = articles.filter(id=alias).first() if alias else None
    return found


def _stored(article: Article) -> MissedFinding:
    minutes = None
    if article.published is not None and article.published_precision == Article.Precision.MINUTE:
        minutes = max(0, int((article.first_capture - article.published).total_seconds() // 60))
    late = minutes is not None and minutes > LATE.total_seconds() / 60
    return MissedFinding(Finding.LATE if late else Finding.HERE, article=article.id, minutes=minutes)


def _keys(spec: OutletSpec, url: str) -> list[str]:
    keys = []
    for kind in ("article", "post"):
        try:
            keys.append(frontier_key(spec, url, kind))
        except NotAnAddressError:
            continue
    return keys


def _unread(spec: OutletSpec) -> MissedFinding | None:
    paused = Outlet.objects.filter(pk=spec.key, paused=True).exists()
    return MissedFinding(Finding.NOT_READ) if paused or not spec.polled else None

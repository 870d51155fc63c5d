"""From what was read to an article's columns: which go by the same name, within which bounds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from rasad.archive.articles import bounds
from rasad.archive.models import Article
from rasad.extract.article.extraction import Extraction, Quality
from rasad.search.documents import TEXT_PARTS

_COLUMNS = {column.name: column for column in Article._meta.concrete_fields}
#: Fields that an extraction and an article both have.
_SHARED = tuple(one.name for one in fields(Extraction) if one.name in _COLUMNS)
#: Those of them that are not copied alone: versions and better dates decide about them.
_DECIDED = {*TEXT_PARTS, "url", "published", "published_precision", "provenance", "confidence"}
_COPIED = tuple(name for name in _SHARED if name not in _DECIDED)
_LONGEST = {"lead": bounds.LONGEST_LEAD, "body": bounds.LONGEST_BODY}
_LANGUAGE = "fa"


def within_bounds(found: Extraction) -> Extraction:
    """What was read, cut to what an article holds; a date that cannot be is none, and says so.

    Characters that a database refuses become question marks.
    """
    texts: dict[str, Any] = {
        name: _plain(getattr(found, name), _LONGEST.get(name) or _COLUMNS[name].max_length)
        for name in _SHARED
        if type(getattr(found, name)) is str
    }
    texts["lang"] = texts["lang"] or _LANGUAGE
    return replace(
        _dated(found),
        **texts,
        tags=[_plain(tag, bounds.LONGEST_TAG) for tag in found.tags[: bounds.MOST_TAGS]],
        images=[url for url in map(_plain, found.images) if len(url) <= bounds.LONGEST_URL][
            : bounds.MOST_IMAGES
        ],
    )


def _plain(text: str, longest: int | None = None) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:longest]


def _dated(found: Extraction) -> Extraction:
    now = timezone.now()
    if found.modified is not None and not bounds.can_be(found.modified, now):
        found = replace(found, modified=None)
    if found.published is not None and not bounds.can_be(found.published, now):
        why = f"{found.provenance.get('published', '')}: {found.published.isoformat()} cannot be"
        found = replace(
            found,
            published=None,
            published_precision=None,
            provenance=found.provenance | {"published": why},
            confidence=found.confidence | {"published": 0.0},
        )
    return found


def copy_fields(article: Article, found: Extraction, *, whole: bool) -> None:
    """Take the fields that nothing else decides; where not `whole`, one that is empty leaves what stands."""
    for name in _COPIED:
        value: Any = getattr(found, name)
        if whole or value:
            setattr(article, name, str(value) if isinstance(value, Quality) else value)
    dated_by = article.provenance.get("published")
    article.provenance = found.provenance | ({"published": dated_by} if dated_by else {})
    article.confidence = dict(found.confidence)


def copy_date(article: Article, found: Extraction, *, replaced: bool) -> None:
    """Take the date of publication where it is better than what stands, or where that is `replaced`."""
    by = str(article.provenance.get("published", ""))
    better = is_better_date(article.published, by, article.published_precision, found)
    if (replaced and found.published) or better:
        article.published, article.published_precision = found.published, found.published_precision or ""
        article.provenance["published"] = found.provenance.get("published", by)
    article.at = article.published or article.first_capture


def is_better_date(old: datetime | None, old_by: str, old_precision: str, new: Extraction) -> bool:
    """Whether a later capture of the page gives the date of publication better than what stands."""
    if new.published is None:
        return False
    if old is None or (old_by == "feed" and new.provenance.get("published") != "feed"):
        return True
    return old_precision == "day" and new.published_precision == "minute"

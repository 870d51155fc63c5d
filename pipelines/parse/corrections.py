"""What staff said against the machine, laid over what extraction found; kept by every `reprocess`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rasad.archive.models import Article, Correction

_TEXTS = {
    "title": 1000,
    "kicker": 1000,
    "lead": None,
    "body": None,
    "author": 300,
    "section": 300,
    "kind": 20,
}


@dataclass(slots=True)
class StaffCorrections:
    """What corrections say about units, topics and the story."""

    units: dict[str, bool] = field(default_factory=dict)  # True: concerns it, False: does not
    topics: dict[str, bool] = field(default_factory=dict)
    story: str | None = None


def staff_corrections(rows: Iterable[tuple[str, object]]) -> tuple[dict[str, object], StaffCorrections]:
    """(field, value) rows, oldest first → the fields to set, and what is said of units, topics, story."""
    fields: dict[str, object] = {}
    found = StaffCorrections()
    for name, value in rows:
        if name in ("unit+", "unit-"):
            found.units[str(value)] = name.endswith("+")
        elif name in ("topic+", "topic-"):
            found.topics[str(value)] = name.endswith("+")
        elif name == "story":
            found.story = str(value) if value else None
        else:
            fields[name] = value
    return fields, found


def corrected(article: Article) -> StaffCorrections:
    """Set an article's corrected fields (it is not saved here); returns the rest of what was said."""
    rows = Correction.objects.filter(article_id=article.id).order_by("at", "id").values_list("field", "value")
    fields, found = staff_corrections(rows)
    for name, value in fields.items():
        if name in _TEXTS:
            setattr(article, name, str(value)[: _TEXTS[name]])
        elif name == "tags" and isinstance(value, list):
            article.tags = [str(one) for one in value]
        elif name == "published":
            article.published = datetime.fromisoformat(str(value)) if value else None
            article.published_precision = "minute" if value else ""
            article.at = article.published or article.first_capture
            article.provenance["published"] = "staff"
    return found

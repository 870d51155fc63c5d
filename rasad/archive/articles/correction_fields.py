"""What staff may correct of an article, within which bounds, and how it is laid over what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from rasad.archive.articles import bounds
from rasad.archive.models import Article, Correction, Story, Topic, Unit

Field = Correction.Field
_TEXTS = (Field.TITLE, Field.KICKER, Field.LEAD, Field.BODY, Field.AUTHOR, Field.SECTION, Field.KIND)
_LONGEST = {Field.LEAD: bounds.LONGEST_LEAD, Field.BODY: bounds.LONGEST_BODY}
#: Fields that name a record: the kind of record, and whether the article gains or loses it.
LABELS = {
    Field.UNIT_ADDED: (Unit, "unit_id", True),
    Field.UNIT_REMOVED: (Unit, "unit_id", False),
    Field.TOPIC_ADDED: (Topic, "topic_id", True),
    Field.TOPIC_REMOVED: (Topic, "topic_id", False),
}


class CorrectionError(ValueError):
    """A correction that cannot be made; the message names the field and what it takes."""


@dataclass(slots=True)
class StaffCorrections:
    """What corrections say about units, topics and the story."""

    units: dict[str, bool] = field(default_factory=dict)  # True: concerns it, False: does not
    topics: dict[str, bool] = field(default_factory=dict)
    story: str | None = None


def check(name: str, value: object) -> Any:
    """The value as it is kept. Raises `CorrectionError` for a field or a value that is none."""
    if name not in Field.values:
        raise CorrectionError(f"no field {name[:40]!r} can be corrected; one of {', '.join(Field.values)}")
    chosen = Field(name)
    if chosen in LABELS:
        return _existing(LABELS[chosen][0], chosen, value)
    if chosen is Field.STORY:
        return _existing(Story, chosen, value)
    if chosen is Field.TAGS:
        return _tags(value)
    if chosen is Field.PUBLISHED:
        return _moment(value)
    return _text(chosen, value)


def _existing(model: type[Model], name: Field, value: object) -> str:
    key = value if isinstance(value, str) and "\x00" not in value else ""
    if not key or not model._default_manager.filter(pk=key).exists():
        raise CorrectionError(f"{name}: {model.__name__.lower()} {str(value)[:40]!r} is not known")
    return key


def _tags(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > bounds.MOST_TAGS:
        raise CorrectionError(f"tags: a list of at most {bounds.MOST_TAGS} texts")
    if not all(
        isinstance(one, str) and 0 < len(one) <= bounds.LONGEST_TAG and "\x00" not in one for one in value
    ):
        raise CorrectionError(f"tags: each a text of 1 to {bounds.LONGEST_TAG} characters")
    return list(dict.fromkeys(value))


def _moment(value: object) -> str:
    if value in ("", None):
        return ""
    try:
        at: datetime | None = datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not bounds.can_be(at, timezone.now()):
        raise CorrectionError("published: ISO 8601 with an offset, not still to come; empty if not known")
    return at.astimezone(UTC).isoformat()


def _text(name: Field, value: object) -> str:
    limit = _LONGEST.get(name) or _longest(name) or bounds.LONGEST_BODY
    if not isinstance(value, str) or "\x00" in value or len(value) > limit:
        raise CorrectionError(f"{name}: a text of at most {limit} characters")
    if name in (Field.TITLE, Field.KIND) and not value.strip():
        raise CorrectionError(f"{name}: it cannot be empty")
    return value


def _longest(name: str) -> int | None:
    """Characters that an article's column holds; None for one without a bound."""
    limit: int | None = getattr(Article._meta.get_field(name), "max_length", None)
    return limit


def staff_corrections(rows: Iterable[tuple[str, object]]) -> tuple[dict[str, object], StaffCorrections]:
    """(field, value) rows, oldest first → the fields to set, and what is said of units, topics, story."""
    fields: dict[str, object] = {}
    found = StaffCorrections()
    for name, value in rows:
        if name in (Field.UNIT_ADDED, Field.UNIT_REMOVED):
            found.units[str(value)] = name == Field.UNIT_ADDED
        elif name in (Field.TOPIC_ADDED, Field.TOPIC_REMOVED):
            found.topics[str(value)] = name == Field.TOPIC_ADDED
        elif name == Field.STORY:
            found.story = str(value) if value else None
        else:
            fields[name] = value
    return fields, found


def corrected(article: Article) -> StaffCorrections:
    """Set an article's corrected fields (it is not saved here); returns what else was corrected."""
    rows = Correction.objects.filter(article_id=article.id).order_by("at", "id").values_list("field", "value")
    fields, found = staff_corrections(rows)
    for name, value in fields.items():
        set_field(article, name, value)
    return found


def set_field(article: Article, name: str, value: object) -> None:
    """Set one corrected field of an article; a value of an older form that does not fit is left out."""
    setter = _SETTERS.get(name)
    if setter is not None:
        setter(article, name, value)


def _set_text(article: Article, name: str, value: object) -> None:
    setattr(article, name, str(value)[: _longest(name)])


def _set_tags(article: Article, name: str, value: object) -> None:
    if isinstance(value, list):
        article.tags = [str(one) for one in value]


def _set_published(article: Article, name: str, value: object) -> None:
    article.published = datetime.fromisoformat(str(value)) if value else None
    article.published_precision = Article.Precision.MINUTE if value else ""
    article.at = article.published or article.first_capture
    article.provenance["published"] = "staff"


_SETTERS: dict[str, Callable[[Article, str, object], None]] = {
    **dict.fromkeys(_TEXTS, _set_text),
    Field.TAGS: _set_tags,
    Field.PUBLISHED: _set_published,
}

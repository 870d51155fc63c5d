"""From an article's row to the document that is indexed and matched."""

from __future__ import annotations

from dataclasses import replace

from rasad.archive.articles.city_rules import rules
from rasad.archive.models import Article, Unit
from rasad.search.documents import Document
from rasad.search.query.fields import IMPORTANCES, KINDS, STATUSES, TONES
from rasad.search.query.names import shorter_names

#: Where a mention is searched: people and places have fields of their own.
_FIELDS = {"person": "person", "place": "place"}


def unattributed(article: Article) -> Document:
    """The document of a row before it has units, topics and a story. Prefetch `outlet`."""
    outlet = article.outlet
    unit_tones = tuple(sorted(set((article.unit_tones or {}).values())))
    review_status = article.review_status or "new"
    return Document(
        id=article.id,
        revision=article.revision,
        cursor=article.cursor,
        outlet=outlet.key,
        kind=article.kind,
        text=article.text,
        author=article.author,
        tags=tuple(dict.fromkeys(str(tag) for tag in (*article.tags, *article.labels) if tag)),
        tone=article.tone,
        unit_tones=unit_tones,
        review_status=review_status,
        importance=article.importance,
        assignee=article.assignee,
        status=article.status,
        at=article.at,
        first_capture=article.first_capture,
        story_role=article.story_role,
        outlet_names=(outlet.name, *shorter_names(outlet.name)),
        kind_names=(*KINDS.get(article.kind, ()), outlet.kind, *KINDS.get(outlet.kind, ())),
        tone_names=tuple(name for tone in (article.tone, *unit_tones) for name in TONES.get(tone, ())),
        status_names=tuple(
            name for status in (review_status, article.status) for name in STATUSES.get(status, ())
        ),
        assignee_names=tuple(filter(None, (article.assignee_name, *article.assignee_name.split()))),
        importance_names=IMPORTANCES.get(article.importance, ()),
    )


def document_of(article: Article) -> Document:
    """The document of a row as it is indexed and matched. To save queries prefetch `outlet`, `story`,
    `attributions`.
    """
    units: dict[str, Unit] = {}
    topics: dict[str, str] = {}
    for attribution in article.attributions.all():
        if attribution.unit is not None:
            units[attribution.unit.key] = attribution.unit
        if attribution.topic is not None:
            topics[attribution.topic.key] = attribution.topic.name
    named: dict[str, list[str]] = {}
    for mention in article.mentions:
        named.setdefault(_FIELDS.get(mention["kind"], "mention"), []).append(mention["key"])
    names = rules.current().names if named else {}
    more = {
        field: tuple(name for key in keys for name in names.get(key, ())) for field, keys in named.items()
    }
    return replace(
        unattributed(article),
        mentions=tuple(named.get("mention", ())),
        persons=tuple(named.get("person", ())),
        places=tuple(named.get("place", ())),
        mention_names=more.get("mention", ()),
        person_names=more.get("person", ()),
        place_names=more.get("place", ()),
        units=tuple(sorted(units)),
        topics=tuple(sorted(topics)),
        story=article.story.id if article.story is not None else "",
        story_size=article.story.size if article.story is not None else 1,
        unit_names=tuple(
            name for unit in units.values() for name in (unit.name, *shorter_names(unit.name), *unit.aliases)
        ),
        topic_names=tuple(topics[key] for key in sorted(topics)),
    )

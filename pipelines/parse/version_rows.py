"""Versions as rows: reading the known ones, adding one, mending one that was read wrongly.

Evidence outranks statements: once an article has versions that captures showed, those alone count.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.parse.items import ParsedItem
from pipelines.parse.sources import ItemSource
from pipelines.parse.versions import KnownVersion, Observation, VersionChange
from rasad.archive.identity import text_hash
from rasad.archive.models import Article, Version


def known_versions(article: Article) -> list[KnownVersion]:
    """All versions, oldest first; one that both showed counts as the capture's."""
    return [
        KnownVersion(
            row.number,
            row.at,
            row.change,
            row.text_hash,
            f"c{row.capture_id}" if row.capture_id else f"s{row.submission_id or 0}",
            row.text,
        )
        for row in Version.objects.filter(article=article).order_by("number")
    ]


def evidenced(versions: Sequence[KnownVersion]) -> list[KnownVersion]:
    """Those that captures showed."""
    return [one for one in versions if one.source.startswith("c")]


def append_version(
    article: Article, number: int, change: str, source: ItemSource, item: ParsedItem | None = None
) -> None:
    """Add a version as its source shows it; without an item, with the text that stands."""
    Version.objects.create(
        article=article,
        number=number,
        at=source.at,
        change=change,
        url=article.url,
        text_hash=text_hash(item.text) if item else article.text_hash,
        **(item or article).text.parts(),
        capture=source.capture,
        submission=source.submission,
    )


def record_change(
    article: Article,
    known: Sequence[KnownVersion],
    seen: Observation,
    decision: tuple[VersionChange, KnownVersion | None],
    item: ParsedItem,
    source: ItemSource,
) -> None:
    """Write what an observation of the item changed of its versions."""
    change, force = decision
    if change is VersionChange.MEND and force is not None:
        rows = Version.objects.filter(article=article, number=force.number)
        rows.update(**item.text.parts(), text_hash=seen.text_hash)
    elif change in (VersionChange.EDITED, VersionChange.RESTORED):
        append_version(article, known[-1].number + 1, change.value, source, item)


def record_first_evidence(
    article: Article, known: Sequence[KnownVersion], item: ParsedItem, source: ItemSource
) -> VersionChange:
    """The first capture of what was only stated confirms the last statement, or is a first version."""
    last = known[-1]
    if last.text_hash != text_hash(item.text):
        append_version(article, last.number + 1, Version.Change.FIRST, source, item)
        return VersionChange.EDITED
    Version.objects.filter(article=article, number=last.number).update(
        capture=source.capture,
        at=min(last.at, source.at),
        change=Version.Change.FIRST,
        text_hash=last.text_hash,
        **item.text.parts(),
    )
    return VersionChange.NONE

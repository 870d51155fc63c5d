"""Counting stories afresh: their size, outlets, span, origin, and the role of each member."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.stories.decisions import Member, origin_of
from rasad.archive.articles.records import ArticleChange, Enqueue, raise_revision
from rasad.archive.models import Article, Story


def update_story_stats(stories: Iterable[str], enqueue: Enqueue | None = None) -> None:
    """Count the stories afresh; members whose role or whose story's size changed are indexed again.

    A handful of statements, however many stories.
    """
    rows = {
        story.id: story
        for story in Story.objects.select_for_update().filter(id__in=set(stories)).order_by("id")
    }
    members: dict[str, list[tuple[Member, str, str]]] = {id_: [] for id_ in rows}
    fields = ("id", "arrival", "outlet_id", "at", "published_precision", "first_capture")
    articles = Article.objects.filter(story__in=rows).order_by("arrival")
    for *values, role, title, story in articles.values_list(*fields, "story_role", "title", "story_id"):
        members[story].append((Member(*values), role, title))
    again: dict[str, int] = {}
    roles: dict[str, list[str]] = {}
    for id_, story in rows.items():
        if not members[id_]:
            continue
        size = story.size
        _count(story, members[id_])
        for one, role, _ in members[id_]:
            new = _role(one.id == story.origin_id, story)
            if new != role:
                roles.setdefault(new, []).append(one.id)
            if new != role or size != story.size:
                again[one.id] = one.arrival
    Story.objects.filter(id__in=[id_ for id_, own in members.items() if not own]).delete()
    kept = [story for id_, story in rows.items() if members[id_]]
    Story.objects.bulk_update(kept, ["origin", "title", "size", "outlets", "first_at", "last_at"])
    for role, ids in sorted(roles.items()):
        Article.objects.filter(id__in=ids).update(story_role=role)
    raise_revision(again, ArticleChange.STANDING, enqueue)


def _count(story: Story, members: list[tuple[Member, str, str]]) -> None:
    own = [member for member, _, _ in members]
    origin = origin_of(own)
    story.origin_id, story.title = origin.id, next(title for one, _, title in members if one is origin)
    story.size, story.outlets = len(own), len({one.outlet for one in own})
    story.first_at, story.last_at = min(one.at for one in own), max(one.at for one in own)


def _role(first: bool, story: Story) -> str:
    if story.size == 1:
        return Article.Role.SERIES if story.series else Article.Role.SINGLE
    return Article.Role.ORIGIN if first else Article.Role.REPRINT

"""The story stage: joins articles that carry the same text, in order of their arrival.

Only one process runs it. The text that decides is the first version that is long enough, so that
a replay of the arrivals gives the same stories, whatever was edited since; an article that has a
story keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from archive import work
from archive.models import Article, Shingled, Story, Version, Work
from archive.shingles import Fingerprint, fingerprint, known, similar, store
from pipelines.corrections import corrected
from pipelines.outcomes import Outcome
from pipelines.stage import Batch, Stage, batch
from pipelines.stories import Decision, Member, decide, origin_of, print_terms

STAGE = Work.Stage.STORY
#: Words from which on a version says enough to be compared; a flash line is waited over.
ENOUGH = 20


def stage() -> Stage:
    """For the loop."""
    return Stage(STAGE, handle, single=True)


def handle(works: list[Work]) -> None:
    """Decide each row's story; roles and sizes of the stories touched are set once a transaction."""
    place = 0
    while place < len(works):
        with batch(STAGE) as gathered:
            touched: set[str] = set()
            handled: list[str] = []
            while place < len(works):
                if _one(gathered, works[place], touched):
                    handled.append(works[place].subject)
                place += 1
                if gathered.full:
                    break
            again = settle(touched)
            work.enqueue(work.Stage.INDEX, [*handled, *again])
            work.enqueue(work.Stage.ALERTS, handled)
            work.enqueue(work.Stage.COVERAGE, handled)


def _one(gathered: Batch, item: Work, touched: set[str]) -> bool:
    """Decide one row; False where its article is gone."""
    article = (
        Article.objects.select_for_update(of=("self",))
        .select_related("outlet", "story")
        .filter(id=item.subject)
        .first()
    )
    if article is None:
        gathered.done(item, Outcome.GONE)
        return False
    own = fingerprint(deciding_terms(article))
    old = Shingled.objects.filter(article=article).values_list("exact", flat=True).first()
    told = corrected(article).story
    outcome = Outcome.KEPT
    if told is not None and told != article.story_id and Story.objects.filter(id=told).exists():
        touched.update(filter(None, (article.story_id, told)))
        article.story_id, outcome = told, Outcome.JOINED
    elif article.story_id is None or (old not in (None, own.exact) and _alone(article)):
        outcome = _place(article, own, touched)
    elif article.story_id:
        touched.add(article.story_id)
    Article.objects.filter(id=article.id).update(story_id=article.story_id)
    store(article, own, old)
    gathered.done(item, outcome)
    return True


def deciding_terms(article: Article) -> list[str]:
    """The terms that an article is compared by."""
    best: list[str] = []
    for row in Version.objects.filter(article=article).exclude(change="removed").order_by("number"):
        terms = print_terms(row.title, row.lead, row.body, article.kind)
        if len(terms) > len(best) or not best:
            best = terms
        if len(best) >= ENOUGH:
            break
    return best or print_terms(article.title, article.lead, article.body, article.kind)


def _alone(article: Article) -> bool:
    return not Article.objects.filter(story_id=article.story_id).exclude(id=article.id).exists()


def judge(article: Article, own: Fingerprint) -> Decision:
    """The decision for an article against all that are stored: equal texts first, then the most alike."""
    same = [one for one in known(exact=own.exact, but=article.arrival) if one.story] if own.tokens else []
    if same:
        return decide(own, same)
    return decide(own, known(similar(own, article.arrival)))


def _place(article: Article, own: Fingerprint, touched: set[str]) -> Outcome:
    """Put an article into the story that fits, or begin one under its own id."""
    found = judge(article, own)
    old = article.story_id
    if found.story is not None and found.story != old:
        article.story_id = found.story
        touched.update(filter(None, (old, found.story)))
        return Outcome.JOINED
    if old is None:
        Story.objects.get_or_create(
            id=article.id,
            defaults={
                "title": article.title,
                "first_at": article.at,
                "last_at": article.at,
                "origin": article,
                "series": found.series,
            },
        )
        article.story_id = article.id
    elif found.series and not Story.objects.filter(id=old).exclude(series="").exists():
        Story.objects.filter(id=old).exclude(id=found.series).update(series=found.series)
    touched.add(article.story_id or article.id)
    return Outcome.SERIES if found.series else Outcome.STARTED


def settle(stories: Iterable[str]) -> list[str]:
    """Count the stories afresh; returns the members that must be indexed again, their revision raised.

    These are the ones whose role or whose story's size changed.
    """
    again: list[str] = []
    for id_ in sorted(stories):
        story = Story.objects.select_for_update().filter(id=id_).first()
        if story is None:
            continue
        rows = list(
            Article.objects.filter(story_id=id_)
            .order_by("arrival")
            .values_list(
                "id",
                "arrival",
                "outlet_id",
                "at",
                "published_precision",
                "first_capture",
                "story_role",
                "title",
            )
        )
        if not rows:
            story.delete()  # its one article joined another
            continue
        members = [Member(*row[:6]) for row in rows]
        origin = origin_of(members)
        before = (story.size, story.series)
        story.origin_id, story.title = origin.id, next(row[7] for row in rows if row[0] == origin.id)
        story.size, story.outlets = len(members), len({one.outlet for one in members})
        story.first_at, story.last_at = min(one.at for one in members), max(one.at for one in members)
        story.save()
        changed: dict[str, list[str]] = {}
        for row in rows:
            role = _role(row[0] == origin.id, story)
            if role != row[6]:
                changed.setdefault(role, []).append(row[0])
        for role, ids in sorted(changed.items()):
            Article.objects.filter(id__in=ids).update(story_role=role)
        if before[0] != story.size:
            again.extend(row[0] for row in rows)
        else:
            again.extend(id_ for ids in changed.values() for id_ in ids)
    if again:
        Article.objects.filter(id__in=again).update(revision=F("revision") + 1)
    return again


def _role(first: bool, story: Story) -> str:
    if story.size == 1:
        return Article.Role.SERIES if story.series else Article.Role.SINGLE
    return Article.Role.ORIGIN if first else Article.Role.REPRINT

"""The story stage: joins articles that carry the same text, in order of their arrival.

Only one process runs it. The text that decides is the first version that is long enough, so that
a replay of the arrivals gives the same stories, whatever was edited since; an article that has a
story keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from pipelines.outcomes import StageOutcome
from pipelines.stage import Batch, JobStage, batch
from pipelines.stories.decisions import Decision, decide, print_terms
from pipelines.stories.near_duplicates import NearDuplicates, ShingleQuery, known_of
from pipelines.stories.shingles import Fingerprint, IndexedPrint, fingerprint
from pipelines.stories.story_stats import update_story_stats
from rasad.archive.articles.correction_fields import staff_corrections
from rasad.archive.articles.records import ArticleChange, show_change
from rasad.archive.models import Article, Correction, Job, Shingled, Story, Version

#: Words from which on a version says enough to be compared; a flash line is waited over.
ENOUGH = 20
#: Rows that are read, decided and written together. Few, so that what waits behind is not kept long.
TOGETHER = 16


class StoryStage(JobStage):
    """Decides the stories of articles."""

    name = Job.Stage.STORY

    def handle(self, leased: list[Job]) -> None:
        """Decide each row's story; roles and sizes of the stories touched are set once a transaction."""
        parts = list(batched(leased, TOGETHER))
        while parts:
            with batch(self.name) as gathered:
                touched: set[str] = set()
                handled: list[str] = []
                while parts and not gathered.full:
                    handled += _together(gathered, parts.pop(0), touched)
                update_story_stats(touched, gathered.effects.enqueue)
                show_change(dict.fromkeys(handled, 0), ArticleChange.PLACED, gathered.effects.enqueue)


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """An article whose story is to be decided, and what that depends on."""

    article: Article
    print: Fingerprint
    old: str | None  # the text it was decided by before
    by_staff: str | None  # the story that staff put it into


def _together(gathered: Batch, leased: Sequence[Job], touched: set[str]) -> list[str]:
    """Decide some rows in their order; the ids of the articles that are there."""
    pending = _read([job.subject for job in leased])
    neighbours = NearDuplicates(
        ShingleQuery(
            one.article.id,
            one.article.arrival,
            one.print,
            release=one.article.release,
            revision=one.article.revision,
            old=one.old,
        )
        for one in pending.values()
    )
    assigner = StoryAssigner(neighbours, touched)
    for job in leased:
        one = pending.get(job.subject)
        gathered.done(job, StageOutcome.GONE if one is None else assigner.place(one))
    assigner.write([one.article for one in pending.values()])
    return list(pending)


def _read(ids: Sequence[str]) -> dict[str, PendingArticle]:
    rows = Article.objects.select_for_update(of=("self",)).select_related("outlet", "story")
    articles = rows.in_bulk(ids)
    texts: dict[str, list[Version]] = {}
    for version in Version.objects.filter(article__in=articles).order_by("article", "number"):
        texts.setdefault(version.article_id, []).append(version)
    old = dict(Shingled.objects.filter(article__in=articles).values_list("article", "exact"))
    words: dict[str, list[tuple[str, object]]] = {}
    spoken = Correction.objects.filter(article__in=articles, field="story").order_by("at", "id")
    for id_, name, value in spoken.values_list("article", "field", "value"):
        words.setdefault(id_, []).append((name, value))
    return {
        id_: PendingArticle(
            articles[id_],
            fingerprint(deciding_terms(articles[id_], texts.get(id_, ()))),
            old.get(id_),
            staff_corrections(words.get(id_, ()))[1].story,
        )
        for id_ in dict.fromkeys(ids)
        if id_ in articles
    }


def deciding_terms(article: Article, texts: Sequence[Version]) -> list[str]:
    """The terms that an article is compared by; `texts`: its versions, oldest first."""
    best: list[str] = []
    for row in [one for one in texts if one.capture_id] or texts:  # evidence outranks statements
        if row.change == Version.Change.REMOVED:
            continue
        terms = print_terms(row.title, row.lead, row.body, article.kind)
        if len(terms) > len(best) or not best:
            best = terms
        if len(best) >= ENOUGH:
            break
    return best or print_terms(article.title, article.lead, article.body, article.kind)


class StoryAssigner:
    """Places articles into stories, one after another; each sees those before it."""

    def __init__(self, neighbours: NearDuplicates, touched: set[str]) -> None:
        """`touched` gathers the stories that have to be counted again."""
        self.neighbours, self.touched = neighbours, touched
        self._begun: dict[str, Story] = {}
        self._moved: dict[str, str] = {}  # article to its new story

    def place(self, one: PendingArticle) -> StageOutcome:
        """Decide an article's story."""
        article, by_staff, before = one.article, one.by_staff, one.article.story_id
        series = article.story.series if article.story is not None else ""
        outcome = StageOutcome.KEPT
        if by_staff is not None and by_staff != article.story_id and self._exists(by_staff):
            self.touched.update(filter(None, (article.story_id, by_staff)))
            article.story_id, outcome = by_staff, StageOutcome.JOINED
        elif article.story_id is not None and (
            one.old in (None, one.print.exact) or not self._alone(article)
        ):
            self.touched.add(article.story_id)
        else:
            outcome, series = self._placed(article, one.print)
        if article.story_id is not None and article.story_id != before:
            self._moved[article.id] = article.story_id
        self.neighbours.keep(known_of(article, one.print, series))
        return outcome

    def write(self, articles: Sequence[Article]) -> None:
        """Write what was decided."""
        Story.objects.bulk_create(
            self._begun.values(), ignore_conflicts=True
        )  # `update_story_stats` does the rest
        Article.objects.bulk_update([one for one in articles if one.id in self._moved], ["story"])
        self.neighbours.write()
        self._begun, self._moved = {}, {}

    def _placed(self, article: Article, own: Fingerprint) -> tuple[StageOutcome, str]:
        """Put an article into the story that fits, or begin one under its own id."""
        candidates = self._candidates(article)
        found = decide(own, candidates)
        old = article.story_id
        if found.story is not None and found.story != old:
            article.story_id = found.story
            self.touched.update(filter(None, (old, found.story)))
            return StageOutcome.JOINED, _series_of(candidates, found.story)
        if old is None:
            article.story_id = article.id
            self._begun[article.id] = Story(
                id=article.id,
                title=article.title,
                first_at=article.at,
                last_at=article.at,
                series=found.series,
            )
        elif found.series:
            self._into_series(old, found)
        self.touched.add(article.story_id or article.id)
        return (StageOutcome.SERIES if found.series else StageOutcome.STARTED), found.series

    def _candidates(self, article: Article) -> list[IndexedPrint]:
        """Equal texts first, then the most alike."""
        same = [one for one in self.neighbours.same(article.arrival) if one.story]
        return same or self.neighbours.known(self.neighbours.alike(article.arrival))

    def _into_series(self, story: str, found: Decision) -> None:
        rows = Story.objects.filter(id=story, series="").exclude(id=found.series)
        if story in self._begun:
            self._begun[story].series = found.series
        elif not rows.update(series=found.series):
            return
        self.neighbours.in_series(story, found.series)

    def _exists(self, story: str) -> bool:
        return story in self._begun or Story.objects.filter(id=story).exists()

    def _alone(self, article: Article) -> bool:
        if article.story_id in self._moved.values():
            return False
        others = Article.objects.filter(story_id=article.story_id).exclude(id__in=[article.id, *self._moved])
        return not others.exists()


def _series_of(candidates: Sequence[IndexedPrint], story: str) -> str:
    return next((one.series for one in candidates if one.story == story), "")

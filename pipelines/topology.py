"""The stages in one table: what each is, what it gives work to, how it is run.

A page goes down the table: parsed, placed into a story, then indexed, matched and compared with releases;
what a rule matched is delivered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.alert_stage import AlertStage
from pipelines.consumer import Runner
from pipelines.coverage_stage import CoverageStage
from pipelines.deliver_stage import DeliverStage
from pipelines.index_stage import IndexStage
from pipelines.parse.outlet_specs import OutletSpecs
from pipelines.parse.parse_stage import ParseStage
from pipelines.stage import GATHER_ITEMS, Stage, StageDefinition
from pipelines.stories.story_stage import StoryStage
from rasad.archive.articles.records import SEEN_BY, ArticleChange
from rasad.archive.articles.search_index import open_index
from rasad.archive.models import Job
from rasad.archive.warc import WarcStore
from rasad.desk.models import Target
from rasad.extract.pool import Pool
from settings.env import env

#: Wall-clock seconds for one page. Real pages take hundredths; a machine at its limit must not make
#: an honest page look like a bomb.
PARSE_SECONDS = 20.0
PARSE, STORY, INDEX, ALERTS, COVERAGE = Job.Stage
DELIVER = "deliver"


def warc_store() -> WarcStore:
    """The evidence of this installation."""
    return WarcStore(env().data / "warc")


def _parse() -> Sequence[Stage]:
    pool = Pool(workers=1, timeout=PARSE_SECONDS)
    return [ParseStage(OutletSpecs(env().outlets), warc_store(), pool)]


def _index() -> Sequence[Stage]:
    return [IndexStage(open_index(writer=True))]


def _deliver() -> Sequence[Stage]:
    """Mail in one thread, the other channels in another: a slow webhook holds up no mail."""
    others = [kind for kind in Target.Kind.values if kind != Target.Kind.MAIL]
    return [DeliverStage([Target.Kind.MAIL]), DeliverStage(others, thread="deliver-others")]


def _seen_by(*changes: ArticleChange) -> frozenset[str]:
    return frozenset(stage for change in changes for stage in SEEN_BY[change])


STAGES: tuple[StageDefinition, ...] = (
    StageDefinition(
        PARSE, _parse,
        gives=_seen_by(ArticleChange.TEXT, ArticleChange.FACTS),
        limit=32, reason="pages whose extraction is under way at once",
    ),
    StageDefinition(
        STORY, lambda: [StoryStage()],
        gives=_seen_by(ArticleChange.PLACED, ArticleChange.STANDING),
        limit=GATHER_ITEMS, single=True, reason="stories are decided in order of arrival, one after another",
    ),
    StageDefinition(
        INDEX, _index,
        gives=frozenset(),
        limit=100, single=True, reason="tantivy has one writer, and a commit costs the same for many",
    ),
    StageDefinition(
        ALERTS, lambda: [AlertStage()],
        gives=frozenset({DELIVER}),
        limit=GATHER_ITEMS, reason="what one transaction holds",
    ),
    StageDefinition(
        COVERAGE, lambda: [CoverageStage()],
        gives=frozenset(),
        limit=GATHER_ITEMS, reason="what one transaction holds",
    ),
    StageDefinition(
        DELIVER, _deliver,
        gives=frozenset(),
        limit=20, reason="a lease must outlast twenty channels that all run into their time limits",
    ),
)  # fmt: skip
BY_NAME = {stage.name: stage for stage in STAGES}


def runners(names: Iterable[str] = tuple(BY_NAME)) -> list[Runner]:
    """Runners for the named stages. Raises `KeyError` for a name that is none."""
    return [Runner(BY_NAME[name], stage) for name in names for stage in BY_NAME[name].build()]

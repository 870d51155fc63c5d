"""The stages by name, built with what each needs of the environment."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines import coverage_stage
from pipelines.alert_stage import AlertStage
from pipelines.consumer import ALL_STAGES, Runner, stepper
from pipelines.deliver_stage import DeliverStage
from pipelines.index_stage import IndexStage
from pipelines.parse.parse_stage import ParseStage
from pipelines.parse.payloads import OutletSpecs
from pipelines.stage import Stage
from pipelines.stories import story_stage
from rasad.archive.processes import owner
from rasad.archive.warc import WarcStore
from rasad.desk.models import Target
from rasad.extract.pool import Pool
from rasad.search.engines import open_engine
from settings.env import env

#: Wall-clock seconds for one page. Real pages take hundredths; a machine at its limit must not make
#: an honest page look like a bomb.
PARSE_SECONDS = 20.0


def warc_store() -> WarcStore:
    """The evidence of this installation."""
    return WarcStore(env().data / "warc")


def build(name: str) -> Runner:
    """A runner for one stage (but deliver). Raises `KeyError` for a name that is none."""
    settings = env()
    who = owner()
    stage: Stage
    if name == "parse":
        pool = Pool(workers=1, timeout=PARSE_SECONDS)
        stage = ParseStage(OutletSpecs(settings.outlets), warc_store(), pool).stage()
    elif name == "story":
        stage = story_stage.stage()
    elif name == "index":
        stage = IndexStage(open_engine(env().search_url, writer=True)).stage()
    elif name == "alerts":
        stage = AlertStage().stage()
    elif name == "coverage":
        stage = coverage_stage.stage()
    else:
        raise KeyError(name)
    return Runner(name, stepper(stage, who), stage.close)


def runners(names: Iterable[str] = ALL_STAGES) -> list[Runner]:
    """Runners for the named stages."""
    made: list[Runner] = []
    for name in names:
        made.extend(deliverers() if name == "deliver" else [build(name)])
    return made


def deliverers() -> list[Runner]:
    """Mail in one thread, the other channels in another: a slow webhook holds up no mail."""
    mail = DeliverStage([Target.Kind.MAIL])
    others = DeliverStage([kind for kind in Target.Kind.values if kind != Target.Kind.MAIL])
    return [Runner("deliver", mail.step, mail.close), Runner("deliver-others", others.step, others.close)]

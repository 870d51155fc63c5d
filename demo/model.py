"""What the city is made of: outlets, items and how an item stood at a time. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo.texts.spelling import Spelling


@dataclass(frozen=True)
class CityOutlet:
    """One outlet: its place on the loopback web, its house style and what its YAML entry will say.

    `site` names the class in `demo.sites` which serves it, `share` its weight in the plan (0: it gets
    only what is planned for it by name), `tag` how others name it in «به گزارش …», `lacks` what its pages
    never show (kicker, lead, tags): a lead then opens the body.
    """

    key: str
    name: str
    kind: str
    host: str
    family: str
    site: str
    tag: str
    feeds: tuple[dict[str, str], ...]
    share: float = 1.0
    spelling: Spelling = field(default_factory=Spelling)
    unit: str | None = None
    day_only: bool = False
    fetch: dict[str, Any] = field(default_factory=dict)
    home_path: str = "/"
    lacks: frozenset[str] = frozenset()

    @property
    def home(self) -> str:
        """The outlet's own address, without a port: `hosts` maps the name to one."""
        return f"http://{self.host}{self.home_path}"

    @property
    def social(self) -> bool:
        """A channel: its items are posts without headline, lead and section."""
        return self.kind in ("telegram", "eitaa")


@dataclass(frozen=True)
class Text:
    """What a reader sees of one item, standard spelling until an outlet wrote it."""

    title: str
    paras: tuple[str, ...]
    lead: str = ""
    kicker: str = ""

    @property
    def body(self) -> str:
        """Paragraphs joined by an empty line, as extraction should give them."""
        return "\n\n".join(self.paras)

    @property
    def words(self) -> str:
        """Everything that counts for likeness."""
        return f"{self.title}\n{self.lead}\n{self.body}"


@dataclass(frozen=True)
class Edit:
    """A change made after publication; `moved` when the headline, and so the slug, changed."""

    at: datetime
    text: Text
    moved: bool


@dataclass(frozen=True)
class PlannedItem:
    """One published thing. Times are city time (UTC); `number` is its id at the outlet."""

    number: int
    outlet: CityOutlet
    at: datetime
    text: Text
    story: str
    role: str
    section: str
    topic: str
    author: str = ""
    tags: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    release: str | None = None
    coverage: str | None = None
    series: str | None = None
    edit: Edit | None = None
    removed_at: datetime | None = None
    gone_status: int = 404
    disallowed: bool = False

    def text_at(self, now: datetime) -> Text:
        """How it stands at a city time."""
        return self.edit.text if self.edit and now >= self.edit.at else self.text

    def changed_at(self, now: datetime) -> datetime:
        """City time of its last change."""
        return self.edit.at if self.edit and now >= self.edit.at else self.at

    def visible(self, now: datetime) -> bool:
        """Whether it is on the web at a city time."""
        return self.at <= now and (self.removed_at is None or now < self.removed_at)

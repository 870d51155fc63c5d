"""A small installation for the tests of this room: outlets, pages on record, a pipeline to run over them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from pipelines.alert_stage import AlertStage
from pipelines.attribution.assign import rules
from pipelines.consumer import Consumer, Runner
from pipelines.coverage_stage import CoverageStage
from pipelines.deliver_stage import DeliverStage
from pipelines.index_stage import IndexStage
from pipelines.parse.outlet_specs import OutletSpecs
from pipelines.parse.parse_stage import ParseStage
from pipelines.stage import Stage
from pipelines.stories.story_stage import StoryStage
from pipelines.topology import BY_NAME
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.jobs import queues
from rasad.archive.models import Article, Capture, Job, Outlet, Unit
from rasad.archive.warc import Exchange, WarcFiles, WarcStore, exchange_records
from rasad.extract.pool import Pool
from rasad.search.engines import open_engine

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

OUTLETS = """
- {outlet: alef, name: الف, kind: agency, home: "http://alef.example/", family: generic,
   id_pattern: '/news/(?P<id>[0-9]+)'}
- {outlet: be, name: ب, kind: agency, home: "http://be.example/", family: generic,
   id_pattern: '/news/(?P<id>[0-9]+)'}
- {outlet: plain, name: ساده, kind: site, home: "http://plain.example/", family: generic}
- {outlet: unit5, name: منطقه پنج, kind: unit, unit: district_5, home: "http://m5.example/", family: generic,
   id_pattern: '/news/(?P<id>[0-9]+)'}
- {outlet: kanal, name: کانال, kind: telegram, home: "http://t.me/s/kanal", family: telegram}
"""

WORDS = [
    "شهرداری", "خیابان", "مترو", "اتوبوس", "پارک", "میدان", "بوستان", "آب", "برق", "هوا", "باران",
    "برف", "شورا", "بودجه", "طرح", "پروژه", "تونل", "پل", "بزرگراه", "کتابخانه", "مدرسه", "بیمارستان", "درخت",
    "فضای", "سبز", "پسماند", "بازیافت", "زباله", "آسفالت", "نوسازی", "مسکن", "محله", "همسایه", "فرهنگ",
    "هنر", "موسیقی",
]  # fmt: skip


def prose(seed: int, words: int = 120) -> str:
    """Text of known words in an order that the seed decides: two seeds share hardly a shingle."""
    chance = Random(seed)
    out = [chance.choice(WORDS) for _ in range(words)]
    return "\n\n".join(" ".join(out[at : at + 30]) + "." for at in range(0, words, 30))


def page(title: str, body: str, published: datetime | None = START, url: str = "", extra: str = "") -> bytes:
    """An article page with JSON-LD."""
    date = f'"datePublished": "{published.isoformat()}",' if published else ""
    canonical = f'<link rel="canonical" href="{escape(url)}">' if url else ""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))
    return (
        f"<html lang=fa><head><meta charset=utf-8><title>{escape(title)}</title>{canonical}"
        f'<script type="application/ld+json">{{"@context": "https://schema.org", {date}'
        f' "@type": "NewsArticle",'
        f' "headline": "{escape(title)}"}}</script>{extra}</head><body><article><h1>{escape(title)}</h1>'
        f'<div itemprop="articleBody">{paragraphs}</div></article></body></html>'
    ).encode()


@dataclass
class Installation:
    """Everything a test needs, on the test database and in a folder of its own."""

    folder: Path
    pool: Pool
    index_url: str = ""
    clock: datetime = START
    files: WarcFiles = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "outlets").mkdir(exist_ok=True)
        (self.folder / "outlets" / "all.yaml").write_text(OUTLETS, encoding="utf-8")
        self.files = WarcFiles(self.folder / "warc")
        self.specs = OutletSpecs(self.folder / "outlets")
        self.index_url = self.index_url or f"tantivy:{self.folder / 'index'}"
        rules.forget()
        if not Unit.objects.exists():
            Unit.objects.create(
                key="district_5", name="شهرداری منطقه ۵", kind="district", aliases=["منطقه پنج"]
            )
        for key in ("alef", "be", "plain", "unit5", "kanal"):
            spec = self.specs.get(key)
            assert spec is not None
            Outlet.objects.get_or_create(
                key=key,
                defaults={"name": spec.name, "kind": spec.kind, "digest": spec.digest, "unit_id": spec.unit},
            )

    def capture(
        self,
        outlet: str,
        url: str,
        body: bytes,
        *,
        status: int = 200,
        kind: str = "article",
        final_url: str = "",
        at: datetime | None = None,
        hint: dict[str, Any] | None = None,
        parse: bool = True,
    ) -> Capture:
        """Put a page on record, as the crawler does."""
        self.clock = at or self.clock + timedelta(minutes=1)
        exchange = Exchange(url, self.clock, status, [("Content-Type", "text/html; charset=utf-8")], body)
        places = self.files.append(exchange_records(exchange, {}))
        self.files.sync()
        capture = Capture.objects.create(
            outlet_id=outlet,
            kind=kind,
            url=url,
            final_url=final_url or url,
            key=url_hash(canonical_url(url)),
            fetched_at=self.clock,
            status=status,
            content_type="text/html; charset=utf-8",
            warc=places[0].warc,
            offset=places[0].offset,
            length=places[0].length,
            sha256=hashlib.sha256(body).hexdigest(),
            hint=hint or {},
        )
        if parse:
            queues.enqueue(Job.Stage.PARSE, str(capture.id))
        return capture

    def article(self, outlet: str, number: int, title: str, body: str, **more: Any) -> Capture:
        """An article page of an outlet with numbered addresses."""
        host = {"unit5": "m5"}.get(outlet, outlet)
        url = f"http://{host}.example/news/{number}/slug"
        return self.capture(outlet, url, page(title, body), **more)

    def runners(self, names: Sequence[str] = ()) -> list[Runner]:
        """Runners over this installation's own parts."""
        made: dict[str, Callable[[], Stage]] = {
            "parse": lambda: ParseStage(
                self.specs, WarcStore(self.folder / "warc"), self.pool, own_pool=False
            ),
            "story": StoryStage,
            "index": lambda: IndexStage(open_engine(self.index_url, writer=True)),
            "alerts": AlertStage,
            "coverage": CoverageStage,
            "deliver": DeliverStage,
        }
        return [Runner(BY_NAME[name], made[name]()) for name in names or made]

    def run(self, *names: str) -> None:
        """Run the stages until nothing is left."""
        Consumer(self.runners(names), until_empty=True).run()

    def only(self, title: str) -> Article:
        """The one article with this headline."""
        return Article.objects.get(title=title)

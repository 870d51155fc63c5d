"""How well an entry's rules read pages of which it is known what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rasad.extract.article.extraction import Extraction
from rasad.extract.article.reader import extract
from rasad.extract.errors import ExtractError
from rasad.extract.html.likeness import alike, letters
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates.jalali import tehran_today

_SHIFTS = (60, 210, 270)  # minutes by which labels of offsets lie
_LEAST_BODY = 150


@dataclass(frozen=True, slots=True)
class Assessment:
    """Shares (0..1) of the pages with a right title, date, and a body of their own; `read` in their order."""

    title: float
    date: float
    body: float
    articles: float
    read: tuple[Extraction | None, ...]


def read_all(site: SurveyedSite, witnesses: Sequence[Witness], spec: OutletSpec) -> list[Extraction | None]:
    """The pages as the entry reads them; None where a page cannot be read."""
    found: list[Extraction | None] = []
    for one in witnesses:
        saved = site.pages[one.url]
        try:
            found.append(extract(saved.body, saved.final_url, spec, saved.seen_at, saved.content_type))
        except ExtractError:
            found.append(None)
    return found


def assess(site: SurveyedSite, witnesses: Sequence[Witness], spec: OutletSpec) -> Assessment:
    """The entry's reading of these pages, against what bears witness to them and against each other."""
    read = read_all(site, witnesses, spec)
    count = max(1, len(witnesses))
    titles = Counter(letters(one.title) for one in read if one is not None)
    moments = Counter(one.published for one in read if one is not None and one.published)
    bodies = Counter(letters(one.body)[:200] for one in read if one is not None)
    title = date = body = articles = 0.0
    for one, said in zip(read, witnesses, strict=True):
        if one is None:
            continue
        articles += one.quality.is_article
        title += _title(one, said) if titles[letters(one.title)] == 1 or count == 1 else 0
        date += _date(one, said, moments[one.published] if one.published else 0, count)
        body += _body(one) if bodies[letters(one.body)[:200]] == 1 or count == 1 else 0
    return Assessment(title / count, date / count, body / count, articles / count, tuple(read))


def _title(read: Extraction, said: Witness) -> float:
    if not said.titles:
        return 0.5 if read.title else 0.0
    if letters(read.title) in {letters(text) for text in said.titles}:
        return 1.0
    return 0.6 if any(alike(read.title, text) for text in said.titles) else 0.0


def _date(read: Extraction, said: Witness, times: int, count: int) -> float:
    """1 for the witnessed moment, else for one that not all pages share; wrong costs more than none."""
    if read.published is None:
        return 0.2
    if said.date is None:
        alone = times == 1 or times <= count / 2
        beside = read.provenance.get("published", "").startswith("text beside")
        return (0.7 if beside else 0.9) if alone else 0.0
    if read.published_precision == "minute" and said.exact:
        gap = abs((read.published - said.date).total_seconds()) / 60
        return 1.0 if gap < 1 else 0.9 if any(abs(gap - shift) < 1 for shift in _SHIFTS) else 0.0
    same = tehran_today(read.published) == tehran_today(said.date)
    return (0.9 if said.exact else 1.0) if same else 0.0


def _body(read: Extraction) -> float:
    """Long enough, and by a rule or by data rather than by guessing."""
    if len(read.body) < _LEAST_BODY:
        return 0.2 if read.body else 0.0
    rule = read.provenance.get("body", "")
    return 1.0 if rule.startswith(("selector", "json-ld", "app-data")) else 0.8


def body_noise(read: Sequence[Extraction | None]) -> float:
    """The share of paragraphs that stand in the bodies of several pages."""
    count: Counter[str] = Counter()
    for one in read:
        if one is not None:
            count.update({letters(text) for text in one.body.split("\n\n") if len(text) > 20})
    return sum(times for times in count.values() if times > 1) / max(1, sum(count.values()))

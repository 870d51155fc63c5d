"""An outlet's articles compared with each other and with its feed: what no single page can show.

One title on all of them, one moment, dates outside the feed's, a body that is comments: each page alone looks
well. Pure; hostile pages are read by `outlet_problems` in a worker that can be killed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rasad.extract.proposal.drafts import witnesses
from rasad.extract.proposal.fields.assessment import read_all
from rasad.extract.proposal.fields.page_faults import (
    ReadArticle,
    body_faults,
    date_faults,
    fallen_rules,
    title_faults,
    unread,
)
from rasad.extract.proposal.fields.rule_choice import RuleChoice
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.extract.proposal.site import SavedPage, SurveyedSite
from rasad.extract.proposal.survey import survey_of
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.proposal import Finding
from rasad.outlets.verdict import OutletProblem


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the pages show: problems with their repairs, sentences about what holds, how many were read."""

    problems: tuple[OutletProblem, ...]
    good: tuple[str, ...]
    pages: int


def outlet_problems(spec: OutletSpec, pages: Sequence[SavedPage], articles: Sequence[str]) -> Comparison:
    """Compare `articles` (addresses among `pages`) with each other, and with what other pages say of them."""
    survey = survey_of(spec.home, pages)
    said = witnesses(survey, articles, spec, spec.rules.edition.day)
    read = read_all(survey.site, said, spec)
    both = [ReadArticle(one, found) for one, found in zip(said, read, strict=True) if found is not None]
    problems = list(unread(spec, both, len(articles)))
    good = [one for one in both if one.read.quality.is_article]
    for check in (title_faults, fallen_rules, date_faults, body_faults):
        problems += check(spec, good)
    repaired = _with_repairs(survey.site, spec, [one.said for one in good], problems)
    return Comparison(tuple(repaired), tuple(map(_sentence, good[:5])), len(good))


def _sentence(one: ReadArticle) -> str:
    at = one.read.published
    date = at.isoformat(timespec="minutes") if at else "no date on the page"
    return f"{one.read.title or 'no title'} · {date} · {len(one.read.body)} characters · {one.said.url}"


def _with_repairs(
    site: SurveyedSite, spec: OutletSpec, said: list[Witness], problems: Sequence[OutletProblem]
) -> Iterator[OutletProblem]:
    """The problems, those of a field with the rule that reads these pages well."""
    fields = {one.where for one in problems} & {"title", "body", "published"}
    found: dict[str, Finding] = {}
    if fields and len(said) > 1:
        bare = spec.model_copy(update={"rules": spec.rules.model_copy(update=dict.fromkeys(fields, ()))})
        choice = RuleChoice(site, said, bare)
        choice.choose()
        found = {one.field.removeprefix("rules."): one for one in choice.findings}
    for one in problems:
        rule = found.get(one.where)
        if one.where not in fields:
            yield one
        elif rule is None or not rule.value:
            hint = f"Look at a page by `manage.py extract`, and write rules.{one.where}"
            yield OutletProblem(one.kind, one.where, one.sentence, one.repair or hint)
        else:
            listed = ", ".join(f"'{value}'" for value in rule.value)
            repair = f"rules:\n  {one.where}: [{listed}]  # {rule.confidence:.2f} {rule.why}"
            yield OutletProblem(one.kind, one.where, one.sentence, repair)

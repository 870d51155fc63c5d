"""An outlet's articles compared with each other and with its feed: what no single page can show.

One title on all of them, one moment, dates outside the feed's, a body that is comments: each page alone looks
well. Pure; hostile pages are read by `outlet_problems` in a worker that can be killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rasad.extract.proposal.drafts import witnesses
from rasad.extract.proposal.fields.article_rules import InferredRule, body_rule, title_rule
from rasad.extract.proposal.fields.assessment import read_all
from rasad.extract.proposal.fields.date_rules import date_rule
from rasad.extract.proposal.fields.page_faults import (
    ReadArticle,
    body_faults,
    date_faults,
    fallen_rules,
    title_faults,
    unread,
)
from rasad.extract.proposal.fields.rule_choice import sure
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.extract.proposal.site import SavedPage
from rasad.extract.proposal.survey import survey_of
from rasad.outlets.definitions import OutletSpec
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
    repaired = _with_repairs([one.said for one in good], problems)
    return Comparison(tuple(repaired), tuple(map(_sentence, good[:5])), len(good))


def _sentence(one: ReadArticle) -> str:
    at = one.read.published
    date = at.isoformat(timespec="minutes") if at else "no date on the page"
    return f"{one.read.title or 'no title'} · {date} · {len(one.read.body)} characters · {one.said.url}"


def _with_repairs(said: list[Witness], problems: Sequence[OutletProblem]) -> Iterator[OutletProblem]:
    """The problems, those of a field with the rule on which these pages agree."""
    for one in problems:
        if one.where not in _RULES or one.repair:
            yield one
            continue
        rule = _RULES[one.where](said) if len(said) > 1 else None
        if rule is None:
            repair = f"Look at a page by `manage.py extract`, and write rules.{one.where}"
        else:
            certain = sure(rule.agreement, len(said))
            repair = f"rules:\n  {one.where}: ['{rule.rule}']  # {certain:.2f} {rule.why}"
        yield OutletProblem(one.kind, one.where, one.sentence, repair)


_RULES: dict[str, Callable[[Sequence[Witness]], InferredRule | None]] = {
    "title": title_rule,
    "body": body_rule,
    "published": date_rule,
}

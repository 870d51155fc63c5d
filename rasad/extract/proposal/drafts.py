"""An outlet drafted from a family and from the addresses of a site's articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasad.extract.announcements.listing import is_article_url
from rasad.extract.detection import detect
from rasad.extract.proposal.address_clusters import Address, Cluster
from rasad.extract.proposal.fields.assessment import assess
from rasad.extract.proposal.fields.rule_choice import sure
from rasad.extract.proposal.fields.witnesses import Witness, announced, repeated_titles, spelled, witness
from rasad.extract.proposal.patterns import InferredPattern
from rasad.extract.proposal.places.editions import EditionFinding
from rasad.extract.proposal.survey import Survey
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import FamilySpec, OutletSpec
from rasad.outlets.families import shipped

_PAPERS = frozenset({"edition", "asp_paper"})
_TRIED = 6  # articles by which families are compared
_KNOWN = 0.05  # what a family is preferred by that the pages show


@dataclass(frozen=True, slots=True)
class DraftedOutlet:
    """An outlet, and why its family."""

    spec: OutletSpec
    confidence: float
    why: str


def draft(
    survey: Survey,
    key: str,
    articles: list[str],
    patterns: Sequence[tuple[Cluster, InferredPattern]],
    paper: EditionFinding | None,
    name: str = "",
) -> DraftedOutlet:
    """The outlet by the family whose rules read its articles best; the shown one before generic."""
    days = paper.day if paper is not None else ()
    site = survey.site
    shown = [detect(page, url) for url in articles[:_TRIED] if (page := site.html(url)) is not None] + [
        survey.family
    ]
    names = sorted({one for one in shown if not shipped()[one].prefix}, key=lambda one: -shown.count(one))
    if paper is not None and not _PAPERS & set(names):
        names.append("edition")
    scored: list[tuple[float, str, OutletSpec]] = []
    for family in dict.fromkeys((*names, "generic")):
        spec = _spec(survey, key, shipped()[family], patterns)
        spec = spec.model_copy(update={"name": name or spec.name})
        found = assess(site, witnesses(survey, articles[:_TRIED], spec, days), spec)
        total = found.articles + found.title + found.date + found.body / 2
        scored.append((total + _KNOWN * (family != "generic"), family, spec))
    _, family, spec = max(scored, key=lambda one: one[0])
    if family == "generic":
        return DraftedOutlet(spec, 0.5, "no family of the shipped ones reads its pages better")
    if family not in shown:
        return DraftedOutlet(spec, 0.7, "it announces by issues")
    share = shown.count(family) / len(shown)
    return DraftedOutlet(
        spec, sure(share, len(shown)), f"{shown.count(family)} of {len(shown)} pages show its signs"
    )


def witnesses(
    survey: Survey, articles: Sequence[str], spec: OutletSpec, days: Sequence[str] = ()
) -> list[Witness]:
    """What bears witness to these pages, in their order. `days`: where a paper's index prints its day."""
    site, known = survey.site, announced(survey.site, days)
    pages = [page for url in articles if (page := site.html(url)) is not None]
    repeated = repeated_titles(pages, spec)
    found = (
        witness(site, url, known[spelled(url)], spec, repeated) for url in articles if spelled(url) in known
    )
    return [one for one in found if one is not None]


def _spec(
    survey: Survey, key: str, family: FamilySpec, patterns: Sequence[tuple[Cluster, InferredPattern]]
) -> OutletSpec:
    """An outlet of this family, with patterns of its own where the family's do not hold for its addresses."""
    start = survey.site.start
    spec = OutletSpec(
        key=key,
        name=split_url(start).hostname or key,
        kind="site",
        home=start,
        family=family.key,
        keep_params=family.keep_params,
        id_pattern=family.id_pattern,
        rules=family.rules,
    )
    addresses = [one for group, _ in patterns for one in group.addresses]
    params = {part.name for one in addresses for part in one.query}
    if spec.keep_params and not params <= set(spec.keep_params):
        spec = spec.model_copy(update={"keep_params": tuple(sorted(params))})
    if not _numbers(spec, addresses):
        own = joined([pattern.id_pattern for _, pattern in patterns])
        spec = spec.model_copy(update={"id_pattern": own or None})
        return _with_addresses(spec, patterns)
    accepted = all(is_article_url(one.url, spec) for one in addresses)
    return spec if accepted else _with_addresses(spec, patterns)


def _with_addresses(spec: OutletSpec, patterns: Sequence[tuple[Cluster, InferredPattern]]) -> OutletSpec:
    own = tuple(dict.fromkeys(pattern.article_url for _, pattern in patterns))
    rules = spec.rules.model_copy(update={"article_url": own})
    return spec.model_copy(update={"rules": rules, "own_links": True})


def _numbers(spec: OutletSpec, addresses: Sequence[Address]) -> bool:
    """Whether the family's own pattern takes a number of its own from (nearly) every address."""
    if not spec.id_pattern:
        return False
    found = [match["id"] for one in addresses if (match := re.search(spec.id_pattern, one.url))]
    return len(found) >= 0.98 * len(addresses) and len(set(found)) >= 0.98 * len(
        {one.url for one in addresses}
    )


def joined(patterns: Sequence[str]) -> str:
    """One pattern for several shapes: a group has its name only once, so what stands before it alternates."""
    distinct = list(dict.fromkeys(patterns))
    if not all(distinct):
        return ""
    if len(distinct) < 2:
        return distinct[0] if distinct else ""
    cut = [re.fullmatch(r"(.*)(\(\?P<id>.*?\))(\(\?=.*\))", one) for one in distinct]
    if not all(cut) or len({one[2] for one in cut if one}) > 1:
        return distinct[0]
    before = "|".join(one[1] for one in cut if one)
    after = "|".join(dict.fromkeys(one[3] for one in cut if one))
    first = next(one for one in cut if one)
    return f"(?:{before}){first[2]}(?:{after})"

"""Which rules an entry needs beside its family's: those that read the pages better than it does alone."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.extract.proposal.fields.article_rules import (
    InferredRule,
    body_rule,
    lead_rule,
    repeated_boxes,
    title_rule,
)
from rasad.extract.proposal.fields.assessment import Assessment, assess, body_noise
from rasad.extract.proposal.fields.date_rules import date_rule
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.proposal import Finding, NotFound

_GOOD = 0.95
_ENOUGH = 0.7
_BETTER = 0.04


def sure(share: float, pages: int) -> float:
    """How sure a share of that many pages makes: 8 of 8 more than 2 of 2."""
    return round(share * pages / (pages + 1), 2)


def ruled(spec: OutletSpec, **rules: object) -> OutletSpec:
    """The outlet with these rules over its own."""
    return spec.model_copy(update={"rules": spec.rules.model_copy(update=rules)})


class RuleChoice:
    """The rules of an entry, field by field: each is kept only if the pages are read better with it."""

    def __init__(self, site: SurveyedSite, witnesses: Sequence[Witness], spec: OutletSpec) -> None:
        self.site, self.witnesses, self.spec = site, witnesses, spec
        self.findings: list[Finding] = []
        self.not_found: list[NotFound] = []
        self.now: Assessment = assess(site, witnesses, spec)

    def choose(self) -> OutletSpec:
        """Infer what the family's rules do not read well; returns the outlet with what was kept."""
        self._title()
        self._body()
        self._lead()
        self._date()
        return self.spec

    def _title(self) -> None:
        if self.now.title < _GOOD and (found := title_rule(self.witnesses)) is not None:
            self._try("title", found, self.now.title, lambda one: one.title)
        if self.now.title < _ENOUGH:
            why = f"only {self.now.title:.0%} of {len(self.witnesses)} pages give a confirmed headline."
            self.not_found.append(NotFound("rules.title", why, "Write rules.title from an article's page."))

    def _body(self) -> None:
        by_rule = sum(
            read is not None and read.provenance.get("body", "").startswith(("selector", "json-ld", "app"))
            for read in self.now.read
        )
        guessed = by_rule < _GOOD * len(self.witnesses)
        noisy = body_noise(self.now.read) > 0.05
        if (guessed or noisy or self.now.body < _GOOD) and (found := body_rule(self.witnesses)) is not None:
            boxes = repeated_boxes(self.witnesses, found.rule)
            tried = ruled(self.spec, body=(found.rule,), remove=(*self.spec.rules.remove, *boxes))
            then = assess(self.site, self.witnesses, tried)
            if then.body >= self.now.body and then.articles >= self.now.articles and self._quieter(then):
                self.spec, self.now = tried, then
                self._keep("body", found)
                if boxes:
                    why = "boxes in the text that several pages share"
                    self.findings.append(Finding("rules.remove", list(self.spec.rules.remove), 0.6, why))
        if self.now.body < _ENOUGH:
            why = f"only {self.now.body:.0%} of {len(self.witnesses)} pages give a text of their own."
            self.not_found.append(NotFound("rules.body", why, "Write rules.body from an article's page."))

    def _lead(self) -> None:
        """Only where most pages give none: feeds cut their summaries, heads repeat the first paragraph."""
        if sum(read is not None and bool(read.lead) for read in self.now.read) > len(self.witnesses) / 2:
            return
        rule = self.spec.rules.body[0] if self.spec.rules.body else ""
        found = lead_rule(self.witnesses, rule if "@" not in rule else "")
        if found is not None:
            self.spec = ruled(self.spec, lead=(found.rule,))
            self._keep("lead", found)

    def _quieter(self, then: Assessment) -> bool:
        return body_noise(then.read) <= body_noise(self.now.read) + 0.02

    def _date(self) -> None:
        unsure = any(
            read is None or read.published is None or read.confidence.get("published", 0) < 0.65
            for read in self.now.read
        )
        if self.now.date < _GOOD or unsure:
            found = date_rule(self.witnesses)
            if found is not None:
                self._try(
                    "published", found, self.now.date - (_BETTER if unsure else 0), lambda one: one.date
                )
        if self.now.date < _ENOUGH and self.spec.rules.published:
            nothing = InferredRule("", 1.0, "the family's rules read other dates than the article's")
            self._try("published", nothing, self.now.date, lambda one: one.date)
        if self.now.date < _ENOUGH:
            why = f"only {self.now.date:.0%} of {len(self.witnesses)} pages give a date that is plausible."
            remedy = "The feed's dates are taken where it has some; else write rules.published."
            self.not_found.append(NotFound("rules.published", why, remedy))

    def _try(self, name: str, found: InferredRule, than: float, score: object) -> None:
        tried = ruled(self.spec, **{name: (found.rule,) if found.rule else ()})
        then = assess(self.site, self.witnesses, tried)
        if score(then) > than + 1e-9 and then.articles >= self.now.articles:  # type: ignore[operator]
            self.spec, self.now = tried, then
            self._keep(name, found)

    def _keep(self, name: str, found: InferredRule) -> None:
        value = [found.rule] if found.rule else []
        certain = sure(found.agreement, len(self.witnesses))
        self.findings = [one for one in self.findings if one.field != f"rules.{name}"]
        self.findings.append(Finding(f"rules.{name}", value, certain, found.why))

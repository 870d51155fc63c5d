"""Scorecards of units and their league: numbers with interval and sample, by a formula. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from rasad.desk.evaluation.estimates import NOTHING, Estimate, Z, mean, middle, share
from rasad.desk.evaluation.formula_versions import FULL_POINTS, FormulaValues
from rasad.desk.evaluation.unit_facts import Carrier, UnitFacts


@dataclass(frozen=True, slots=True)
class CityMeans:
    """What small samples are drawn towards: the shares of all units together."""

    pickup: float | None
    reach: float | None
    tone: float | None


@dataclass(frozen=True)
class Scorecard:
    """One unit in one period. Counts of media leave out the municipality's own outlets, which stand apart."""

    unit: str
    name: str
    releases: int
    carried: int  # releases that media carried
    publications: int  # in media
    municipal_publications: int
    outlets: int  # different media
    front_pages: int
    contradicted: int
    tiers: Mapping[int, int]
    how: Mapping[str, int]
    origins: int
    reflected: int  # stories that media published about the unit
    articles: int
    tones: Mapping[str, int]
    pickup: Estimate
    reach: Estimate
    verbatim: Estimate
    lag: Estimate  # hours; those that a carrier was out before the release are left out
    earlier: int  # carriers that were out before the release
    undated: int  # carriers or releases that are dated to the day only
    tone: Estimate  # 0 all negative … 1 all positive
    reply_hours: Estimate
    replies: Estimate  # share in time
    messages: Estimate
    components: Mapping[str, Estimate] = field(default_factory=dict)
    score: Estimate = NOTHING
    rank: int | None = None
    produced_published_rank: int | None = None
    reflected_rank: int | None = None

    @property
    def produced_published(self) -> int:
        """The index in use: news produced and published, counted together."""
        return self.releases + self.publications


def city_means(facts: Iterable[UnitFacts], formula: FormulaValues) -> CityMeans:
    """The shares of all units together; None where there is nothing."""
    every = list(facts)
    releases = [release for one in every for release in one.releases]
    judged = sum(_judged(one) for one in every)
    net = sum(one.tones.get("positive", 0) - one.tones.get("negative", 0) for one in every)
    return CityMeans(
        pickup=sum(bool(one.media) for one in releases) / len(releases) if releases else None,
        reach=sum(_reach(one.media, formula) for one in releases) / len(releases) if releases else None,
        tone=(1 + net / judged) / 2 if judged else None,
    )


def _judged(facts: UnitFacts) -> int:
    return sum(facts.tones.values())


def _reach(media: Sequence[Carrier], formula: FormulaValues) -> float:
    """The points of a release's outlets, each once, of `FULL_POINTS`."""
    tiers = {one.outlet: one.tier for one in media}
    return (
        min(FULL_POINTS, sum(formula.tier_points.get(str(tier), 0.0) for tier in tiers.values()))
        / FULL_POINTS
    )


def scorecard(facts: UnitFacts, means: CityMeans, formula: FormulaValues) -> Scorecard:
    """The scorecard of one unit, without ranks."""
    media = [one for release in facts.releases for one in release.media]
    lags = [one.lag for one in media if one.lag is not None]
    n, strength = len(facts.releases), formula.prior_releases
    card = Scorecard(
        unit=facts.unit,
        name=facts.name,
        releases=n,
        carried=sum(bool(release.media) for release in facts.releases),
        publications=len(media),
        municipal_publications=sum(len(release.municipal) for release in facts.releases),
        outlets=len({one.outlet for one in media}),
        front_pages=sum(one.front_page for one in media),
        contradicted=sum(one.contradicted for one in media),
        tiers=Counter(one.tier for one in media),
        how=Counter(one.how for one in media),
        origins=len(facts.origins),
        reflected=len(facts.stories),
        articles=facts.articles,
        tones=dict(facts.tones),
        pickup=share(
            sum(bool(one.media) for one in facts.releases), n, prior=means.pickup, strength=strength
        ),
        reach=share(
            sum(_reach(one.media, formula) for one in facts.releases), n, prior=means.reach, strength=strength
        ),
        verbatim=share(sum(one.how == "whole" for one in media), len(media)),
        lag=middle([lag for lag in lags if lag >= 0]),
        earlier=sum(lag < 0 for lag in lags),
        undated=len(media) - len(lags),
        tone=_tone(facts, means, strength),
        reply_hours=mean(facts.reply_hours),
        replies=share(facts.replies_in_time, len(facts.reply_hours)),
        messages=share(facts.messages_found, facts.messages_of),
    )
    return _scored(card, formula)


def _tone(facts: UnitFacts, means: CityMeans, strength: float) -> Estimate:
    """Neutral and mixed count half: then the share is (1 + net) / 2."""
    judged = _judged(facts)
    halves = judged + facts.tones.get("positive", 0) - facts.tones.get("negative", 0)
    return share(halves / 2, judged, prior=means.tone, strength=strength) if judged else NOTHING


def _scored(card: Scorecard, formula: FormulaValues) -> Scorecard:
    components = {
        "pickup": card.pickup if card.releases else NOTHING,
        "reach": card.reach if card.releases else NOTHING,
        "speed": _speed(card.lag, formula.lag_hours),
        "tone": card.tone,
        "messages": card.messages,
        "replies": card.replies,
    }
    return replace(card, components=components, score=_score(components, formula, card.releases))


def _speed(lag: Estimate, hours: float) -> Estimate:
    """H / (H + lag): 1 at once, one half after H hours; a low lag is a high speed."""
    if lag.value is None or lag.low is None or lag.high is None:
        return NOTHING
    value, low, high = (hours / (hours + one) for one in (lag.value, lag.high, lag.low))
    return Estimate(value, low, high, lag.n)


def _score(components: Mapping[str, Estimate], formula: FormulaValues, releases: int) -> Estimate:
    """100 × the weighted mean of the components that are known, with the interval of independent errors."""
    known = {
        key: (one, formula.weights.get(key, 0.0))
        for key, one in components.items()
        if one.value is not None and formula.weights.get(key, 0.0) > 0
    }
    total = sum(weight for _, weight in known.values())
    if not total or not releases:
        return NOTHING
    value = sum((one.value or 0.0) * weight for one, weight in known.values()) / total
    reach = Z * sqrt(sum((one.error * weight / total) ** 2 for one, weight in known.values()))
    return Estimate(100 * value, max(0.0, 100 * (value - reach)), min(100.0, 100 * (value + reach)), releases)


def league(facts: Sequence[UnitFacts], formula: FormulaValues) -> list[Scorecard]:
    """All units, the best score first; who released too little has no rank and stands behind."""
    means = city_means(facts, formula)
    cards = [scorecard(one, means, formula) for one in facts]
    published = _ranks({card.unit: card.produced_published for card in cards})
    reflected = _ranks({card.unit: card.reflected for card in cards})
    rated = {
        card.unit: card.score.value
        for card in cards
        if card.score.value is not None and card.releases >= formula.least_releases
    }
    ranks = _ranks(rated)
    cards = [
        replace(
            card,
            rank=ranks.get(card.unit),
            produced_published_rank=published[card.unit],
            reflected_rank=reflected[card.unit],
        )
        for card in cards
    ]
    return sorted(cards, key=lambda card: (card.rank is None, card.rank or 0, -card.releases, card.name))


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Ranks from 1; equals share the better one."""
    ordered = sorted(values.values(), reverse=True)
    return {key: ordered.index(value) + 1 for key, value in values.items()}

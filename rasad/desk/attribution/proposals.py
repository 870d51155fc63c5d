"""Rules that staff's corrections suggest, each with what it would have changed of the last days.

Where people took the same unit or topic away from several articles, and the same word stands beside the name
in all of them, that word is proposed for the entry's `beside` (units) or `not` (topics).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from rasad.archive.articles.city_rules import gazetteer, rules
from rasad.archive.articles.documents import unattributed
from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article, Attribution, AttributionRule, Correction
from rasad.attribution import AttributionFinding, Attributor, Level
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import NotAllowedError
from rasad.search.match import AnalysedArticle, analyse

SPAN_DAYS = 30
LEAST = 2  # corrections that agree
_CORRECTIONS = 500  # newest that are read
_ARTICLES = 1_000  # newest on which a proposal is tried
_SHORTEST = 3  # letters of a word that can be proposed


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """A phrase for a list of an entry. `changed`: ids of the last days' articles that would lose it."""

    kind: str
    key: str
    role: str
    phrase: str
    corrections: int
    changed: tuple[str, ...]


def proposals(now: datetime | None = None) -> list[RuleProposal]:
    """What the corrections of the last days suggest, the most agreed on first."""
    since = (now or timezone.now()) - timedelta(days=SPAN_DAYS)
    rows = Correction.objects.filter(field__in=("unit-", "topic-"), at__gte=since).order_by("-at", "-id")
    seen: dict[tuple[str, str, str], set[str]] = {}
    for row in rows.select_related("article__outlet")[:_CORRECTIONS]:
        kind, key = row.field.rstrip("-"), str(row.value)
        analysed = analyse(unattributed(row.article))
        for word in set(_beside(analysed, kind, key)):
            seen.setdefault((kind, key, word), set()).add(row.article_id)
    agreed = {one: ids for one, ids in seen.items() if len(ids) >= LEAST}
    ordered = sorted(agreed, key=lambda one: (-len(agreed[one]), one))[:20]
    return [_tried(*one, len(agreed[one]), since) for one in ordered]


def accept(actor: Actor, kind: str, key: str, role: str, phrase: str) -> AttributionRule:
    """Keep a proposed phrase; articles from now on, and those that are processed again, follow it.

    Raises `NotAllowedError`.
    """
    if actor.user is None or not may(actor.user, "operate"):
        raise NotAllowedError
    with write_transaction():
        row, _ = AttributionRule.objects.get_or_create(
            kind=kind, key=key, role=role, phrase=phrase[:200], defaults={"by": actor.name}
        )
        note(actor, "attribution.rule", f"{kind}:{key}", role=role, phrase=phrase[:200])
    rules.forget()
    return row


def _found(
    attributor: Attributor, analysed: AnalysedArticle, kind: str, key: str
) -> AttributionFinding | None:
    return next(
        (
            one
            for one in attributor.findings(analysed)
            if one.kind == kind and one.key == key and one.level is not Level.MENTION
        ),
        None,
    )


def _beside(analysed: AnalysedArticle, kind: str, key: str) -> Iterator[str]:
    """The words directly before and behind the name that decided."""
    found = _found(rules.current().attributor, analysed, kind, key)
    if found is None or not found.part:
        return
    text, tokens = analysed.text(found.part), analysed.tokens[found.part]
    before = [token for token in tokens if token.end <= found.start][-1:]
    behind = [token for token in tokens if token.start >= found.end][:1]
    for token in (*before, *behind):
        if len(token.exact) >= _SHORTEST and not token.exact.isdigit():
            yield text[token.start : token.end]


def _tried(kind: str, key: str, word: str, count: int, since: datetime) -> RuleProposal:
    role = AttributionRule.Role.BESIDE if kind == "unit" else AttributionRule.Role.NOT
    attributor = Attributor(gazetteer([(kind, key, role.value, word)]))
    of_key = Q(unit=key) if kind == "unit" else Q(topic=key)
    rows = Attribution.objects.filter(of_key, by=Attribution.By.RULE, article__at__gte=since)
    ids = rows.order_by("-article__at").values_list("article_id", flat=True)[:_ARTICLES]
    articles = Article.objects.filter(pk__in=list(ids)).select_related("outlet")
    changed = [
        one.pk for one in articles if _found(attributor, analyse(unattributed(one)), kind, key) is None
    ]
    return RuleProposal(kind, key, role.value, word, count, tuple(changed))

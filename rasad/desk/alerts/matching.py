"""Alert rules against articles as they come in, and the record of what they caught.

Matched at ingest, never by publication time. One match a (rule, story), or a (rule, article) where
the rule says so; each article counts once, however often it is handled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db.models import Max
from django.utils import timezone

from rasad.archive.database.row_locks import hold_rows
from rasad.archive.models import Article, Story
from rasad.desk.alerts.models import AlertRule, Delivery, Match, MatchArticle
from rasad.desk.alerts.schedule import next_open
from rasad.persian.dates.jalali import TEHRAN
from rasad.search.documents import Document
from rasad.search.errors import QueryError
from rasad.search.match import AnalysedArticle
from rasad.search.percolator.percolator import Percolator
from rasad.search.query.ast import Dates, leaves
from rasad.search.query.parser import parse

log = structlog.get_logger("rasad.desk")


class ActiveRules:
    """The active rules, ready to be matched; `refresh` takes up what changed since."""

    def __init__(self) -> None:
        self.index = Percolator()
        self.rules: dict[int, AlertRule] = {}
        self._stamp: object = None
        self._known: dict[int, datetime] = {}
        self._dated: set[int] = set()  # rules that name dates
        self._day: object = None

    def refresh(self) -> None:
        """Take up rules that were added, changed or removed. Cheap where nothing was.

        Relative dates in queries are resolved when a rule is read, so rules with dates are read again each
        Tehran day.
        """
        # One at a time: SQLite finds a maximum at the end of an index only where nothing else is asked.
        newest = AlertRule.objects.aggregate(at=Max("updated_at"))["at"]
        last = AlertRule.objects.aggregate(last=Max("id"))["last"]
        day = timezone.now().astimezone(TEHRAN).date()
        stamp = (newest, last, AlertRule.objects.filter(active=True).count())
        if stamp == self._stamp and day == self._day:
            return
        if day != self._day:
            for dated in self._dated:
                self._known.pop(dated, None)
        current = dict(AlertRule.objects.filter(active=True).values_list("id", "updated_at"))
        for gone in self.rules.keys() - current.keys():
            self.index.remove(gone)
            self._dated.discard(gone)
            del self.rules[gone]
        changed = [id_ for id_, at in current.items() if self._known.get(id_) != at]
        for start in range(0, len(changed), 5000):
            for rule in AlertRule.objects.filter(id__in=changed[start : start + 5000]):
                self._take(rule)
        self._known, self._stamp, self._day = current, stamp, day

    def _take(self, rule: AlertRule) -> None:
        self._dated.discard(rule.id)
        try:
            query = parse(rule.query, timezone.now())
        except QueryError as error:
            self.index.remove(rule.id)
            self.rules.pop(rule.id, None)
            log.error("rule_refused", rule=rule.id, error=str(error))
            return
        self.index.add(rule.id, query)
        self.rules[rule.id] = rule
        if any(isinstance(leaf, Dates) for leaf in leaves(query.ast)):
            self._dated.add(rule.id)

    def matching(self, analysed: AnalysedArticle) -> list[AlertRule]:
        """The rules that an article matches and that are not limited to others."""
        found = [self.rules[id_] for id_ in self.index.matching(analysed) if isinstance(id_, int)]
        return sorted((rule for rule in found if _within(rule, analysed.doc)), key=lambda rule: rule.id)


def _within(rule: AlertRule, doc: Document) -> bool:
    return (
        (not rule.outlets or doc.outlet in rule.outlets)
        and (not rule.kinds or doc.kind in rule.kinds)
        and (not rule.units or bool(set(rule.units) & set(doc.units)))
    )


def record(article: Article, rules: Iterable[AlertRule], now: datetime | None = None) -> int:
    """Note that rules matched an article; returns how many were new to it. Call it inside a transaction.

    The first article of a match puts its deliveries into the outbox. A handful of queries, however
    many rules matched. What the rules and the article point at may have gone since they were read, so
    it is asked again here: a rule that was deleted or switched off meanwhile catches nothing.
    """
    at = now or timezone.now()
    asked = _still_active(rules)
    if not asked or not _refresh_story(article):
        return 0
    told = MatchArticle.objects.filter(article=article, rule__in=asked).values_list("rule_id", flat=True)
    for known in told:
        del asked[known]
    keys = {id_: match_key(rule, article) for id_, rule in asked.items()}
    if not keys:
        return 0
    standing = Match.objects.filter(rule__in=keys, key__in=set(keys.values()))
    there = set(standing.values_list("rule_id", flat=True))
    Match.objects.bulk_create(
        [
            Match(
                rule_id=id_,
                key=key,
                story_id=article.story_id,
                article=article,
                count=0,
                first_at=at,
                last_at=at,
            )
            for id_, key in keys.items()
            if id_ not in there
        ],
        ignore_conflicts=True,
    )
    matches = list(standing.select_for_update().order_by("id"))
    made = [match for match in matches if match.count == 0]
    for match in matches:
        match.count += 1
        match.last_at = at
        if article.outlet_id not in match.outlets:
            match.outlets = [*match.outlets, article.outlet_id]
    Match.objects.bulk_update(matches, ["count", "last_at", "outlets"])
    MatchArticle.objects.bulk_create(
        [MatchArticle(rule_id=match.rule_id, match=match, article=article, at=at) for match in matches]
    )
    _send_out(made, asked, article, at)
    return len(matches)


def _still_active(rules: Iterable[AlertRule]) -> dict[int, AlertRule]:
    known = {rule.id: rule for rule in rules}
    active = AlertRule.objects.filter(id__in=known, active=True, deleted_at=None)
    held = hold_rows(active.values_list("id", flat=True))
    return {id_: rule for id_, rule in known.items() if id_ in held}


def _refresh_story(article: Article) -> bool:
    """Take up the story that the article stands in now; False where the article is gone."""
    standing = hold_rows(Article.objects.filter(pk=article.pk).values_list("story_id", flat=True))
    if not standing:
        return False
    [story] = standing
    there = story is not None and hold_rows(Story.objects.filter(pk=story).values_list("pk", flat=True))
    article.story_id = story if there else None
    return True


def match_key(rule: AlertRule, article: Article) -> str:
    """What one match of a rule is for: a story, or an article."""
    return f"s:{article.story_id}" if article.story_id and not rule.per_article else f"a:{article.id}"


def delivery_key(rule: int, match_key: str, target: int) -> str:
    """The key that a delivery carries to its receiver on every attempt."""
    return hashlib.sha256(f"{rule}|{match_key}|{target}".encode()).hexdigest()[:40]


def _send_out(made: list[Match], rules: Mapping[int, AlertRule], article: Article, now: datetime) -> None:
    """Put new matches' deliveries into the outbox; held until the rule's working hours."""
    loud = {match.rule_id: match for match in made if _speaks(rules[match.rule_id], article, now)}
    if not loud:
        return
    links = AlertRule.channels.through.objects.filter(alertrule__in=loud, target__active=True)
    deliveries = []
    for rule_id, target_id in links.order_by("id").values_list("alertrule_id", "target_id"):
        match, rule = loud[rule_id], rules[rule_id]
        deliveries.append(
            Delivery(
                match=match,
                target_id=target_id,
                key=delivery_key(rule_id, match.key, target_id),
                payload=payload_of(match, rule, article),
                created_at=now,
                next_try_at=next_open(rule.schedule, now),
            )
        )
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def _speaks(rule: AlertRule, article: Article, now: datetime) -> bool:
    """Whether a match of this rule is sent: not muted, and the article not older than the rule wants."""
    if rule.muted_until is not None and rule.muted_until > now:
        return False
    return rule.max_age_days is None or article.at >= now - timedelta(days=rule.max_age_days)


def payload_of(match: Match, rule: AlertRule, article: Article) -> dict[str, object]:
    """What a delivery says, as plain values; fixed now, so that every attempt says the same."""
    return {
        "rule": {"id": rule.id, "name": rule.name},
        "match": match.id,
        "article": {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "kind": article.kind,
            "outlet": article.outlet_id,
            "outlet_name": article.outlet.name,
            "published": article.published.isoformat() if article.published else None,
            "published_precision": article.published_precision,
            "text": (article.lead or article.body)[:600],
        },
        "story": article.story_id,
    }

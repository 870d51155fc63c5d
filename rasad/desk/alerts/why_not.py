"""«چرا نه؟»: why an alert rule did not catch an article, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from rasad.archive.articles.documents import document_of
from rasad.archive.models import Article
from rasad.desk.alerts.matching import match_key
from rasad.desk.alerts.models import AlertRule, Match, MatchArticle
from rasad.desk.alerts.own_text import own_text
from rasad.persian.text.normalizer import ZWNJ
from rasad.search.errors import QueryError
from rasad.search.match import AnalysedArticle, analyse, matches
from rasad.search.query.ast import And, Node, Not, Or, leaves
from rasad.search.query.parser import parse

_OFF = f"هشدار خاموش یا پاک شده است؛ از آن زمان چیزی نمی{ZWNJ}یابد."

#: Where a clause of each text field is looked for; other fields are the article's keys and dates.
_WHERE = {"text": "در تیتر، روتیتر، لید و متن مطلب", "title": "در تیتر مطلب", "author": "در نام نویسنده"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason: a stable code, and a sentence; `clause` is the part of the query as it was typed."""

    code: str
    text: str
    clause: str = ""


def why_not(rule: AlertRule, article: Article) -> list[Obstacle]:
    """What keeps the rule from catching the article, as both stand now; empty: nothing does.

    What was caught already is said, too, since then no second message goes out. Prefetch what `document_of`
    asks for.
    """
    return [
        *_of_rule(rule, article),
        *_of_limits(rule, article),
        *_of_query(rule, article),
        *_of_story(rule, article),
    ]


def _of_rule(rule: AlertRule, article: Article) -> list[Obstacle]:
    found = []
    if not rule.active or rule.deleted_at is not None:
        found.append(Obstacle("rule_off", _OFF))
    if article.status == Article.Status.REMOVED:
        found.append(Obstacle("article_removed", "رسانه مطلب را برداشته است؛ مطلب حذف‌شده سنجیده نمی‌شود."))
    if article.first_capture < rule.created_at:
        text = "مطلب پیش از ساخته‌شدن هشدار رسیده است؛ هشدار آنچه را پس از آن می‌رسد می‌سنجد."
        found.append(Obstacle("older_than_rule", text))
    return found


def _of_limits(rule: AlertRule, article: Article) -> list[Obstacle]:
    units = {str(one.unit_id) for one in article.attributions.all() if one.unit_id}
    found = []
    if rule.outlets and article.outlet_id not in rule.outlets:
        found.append(Obstacle("other_outlet", f"هشدار به رسانه‌هایی جز «{article.outlet.name}» محدود است."))
    if rule.kinds and article.kind not in rule.kinds:
        found.append(Obstacle("other_kind", "هشدار به نوع دیگری از مطلب محدود است."))
    if rule.units and not units & set(rule.units):
        found.append(Obstacle("other_unit", "مطلب به هیچ‌یک از واحدهای هشدار نسبت داده نشده است."))
    return found


def _of_query(rule: AlertRule, article: Article) -> list[Obstacle]:
    try:
        query = parse(rule.query, timezone.now())
    except QueryError as error:
        return [Obstacle("query_invalid", f"عبارت هشدار خوانده نمی‌شود: {error.message_fa}")]
    analysed = analyse(own_text(document_of(article)))
    if matches(query, analysed):
        return []
    return [_obstacle(node, negated, rule.query) for node, negated in failing(query.ast, analysed)]


def failing(node: Node, analysed: AnalysedArticle, negated: bool = False) -> list[tuple[Node, bool]]:
    """The smallest parts of a query that decide that it does not match; those that stand but must not, with
    True. Of a choice all sides are named.
    """
    if matches(node, analysed) != negated:
        return []
    if isinstance(node, Not):
        return failing(node.part, analysed, not negated)
    if isinstance(node, And | Or):
        return [one for part in node.parts for one in failing(part, analysed, negated)]
    return [(node, negated)]


def _obstacle(node: Node, negated: bool, text: str) -> Obstacle:
    spans = [leaf.span for leaf in leaves(node)]
    clause = text[min(start for start, _ in spans) : max(end for _, end in spans)].strip()
    if negated:
        return Obstacle("present", f"«{clause}» نباید باشد، ولی در مطلب هست.", clause)
    where = _WHERE.get(getattr(node, "field", ""), "میان ویژگی‌های مطلب")
    return Obstacle("absent", f"«{clause}» {where} نیست.", clause)


def _of_story(rule: AlertRule, article: Article) -> list[Obstacle]:
    if MatchArticle.objects.filter(rule=rule, article=article).exists():
        return [Obstacle("caught", "هشدار این مطلب را یافته است؛ در یافته‌ها ببینید.")]
    if Match.objects.filter(rule=rule, key=match_key(rule, article)).exclude(article=article).exists():
        text = "خبر این سوژه را هشدار از رسانهٔ دیگری یافته است؛ برای هر سوژه یک پیام می‌رود."
        return [Obstacle("story_caught", text)]
    return []

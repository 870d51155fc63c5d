"""Key messages: which articles that carried a release hold what its unit wants to be carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Unit
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from rasad.desk.evaluation.models import KeyMessage
from rasad.desk.evaluation.unit_facts import UnitFacts
from rasad.search.errors import QueryError
from rasad.search.match import analyse, matches
from rasad.search.query.parser import Query, parse

MOST_ARTICLES = 400  # of a unit and period that are looked through; the newest


def count_messages(found: Mapping[str, UnitFacts]) -> None:
    """Write into the facts how many carriers hold a message of their unit; units without one have none."""
    queries: dict[str, list[Query]] = {}
    for unit, text in KeyMessage.objects.filter(active=True, unit__in=list(found)).values_list(
        "unit", "query"
    ):
        queries.setdefault(unit, []).append(parse(text, timezone.now()))
    for unit, wanted in queries.items():
        facts = found[unit]
        keys = [one.article for release in facts.releases for one in release.media][:MOST_ARTICLES]
        facts.messages_of = len(set(keys))
        facts.messages_found = len(_holding(keys, wanted))


def _holding(keys: Sequence[str], queries: Sequence[Query]) -> set[str]:
    found = set()
    for article in whole_articles().filter(pk__in=keys):
        analysed = analyse(document_of(article))
        if any(matches(query, analysed) for query in queries):
            found.add(article.pk)
    return found


def evaluator(actor: Actor) -> User:
    """The person, where he may evaluate. Raises `NotAllowedError`."""
    if actor.user is None or not may(actor.user, "evaluate"):
        raise NotAllowedError
    return actor.user


def add_message(actor: Actor, unit: str, text: str, query: str) -> KeyMessage:
    """Keep a message of a unit with the query that finds it.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    user = evaluator(actor)
    text, query = " ".join(text.replace("\x00", "").split()), query.replace("\x00", "").strip()
    if not text or len(text) > 300:
        raise InvalidValueError("text", "text_missing", "پیام را در یک جمله تا ۳۰۰ نویسه بنویسید.")
    try:
        empty = not query or parse(query, timezone.now()).everything
    except QueryError as error:
        raise InvalidValueError("query", "query_invalid", error.message_fa) from error
    if empty or len(query) > 512:
        raise InvalidValueError("query", "query_missing", "عبارتی بنویسید که پیام با آن در متن پیدا شود.")
    with write_transaction():
        if not Unit.objects.filter(pk=unit).exists():
            raise GoneError("unit")
        row = KeyMessage.objects.create(unit_id=unit, text=text, query=query, by=user)
        note(actor, "message.make", f"unit:{unit}", text=text, query=query)
    return row


def drop_message(actor: Actor, unit: str, key: int) -> None:
    """Look for a message no longer. Raises `NotAllowedError`, `GoneError`."""
    evaluator(actor)
    with write_transaction():
        if not KeyMessage.objects.filter(pk=key, unit=unit, active=True).update(active=False):
            raise GoneError("message")
        note(actor, "message.drop", f"unit:{unit}", message=key)

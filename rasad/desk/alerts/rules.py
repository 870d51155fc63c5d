"""What a person does to alert rules: each act with its checks and its audit entry, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article, Outlet, Unit
from rasad.desk.access import may_change, usable_targets, visible_rules
from rasad.desk.accounts.roles import may
from rasad.desk.alerts import schedule
from rasad.desk.alerts.models import AlertRule, Target
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.search.errors import QueryError
from rasad.search.query.parser import parse

_MOST_ID = (1 << 62) - 1  # ids are signed 64-bit numbers


@dataclass(frozen=True, slots=True)
class RuleValues:
    """What a person writes into a rule; `schedule` as `AlertRule.schedule` holds it, `targets` are ids."""

    name: str
    query: str
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    per_article: bool = False
    shared: bool = False
    active: bool = True
    max_age_days: int | None = None
    muted_until: datetime | None = None
    schedule: Mapping[str, Any] = field(default_factory=dict)
    targets: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("name", "query"):
            object.__setattr__(self, name, _clean(getattr(self, name)))
        for name in ("outlets", "kinds", "units"):
            object.__setattr__(self, name, tuple(dict.fromkeys(map(_clean, getattr(self, name)))))


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def make_rule(actor: Actor, values: RuleValues) -> AlertRule:
    """Keep a new rule; it is matched against every article from now on.

    Raises `NotAllowedError`, `InvalidValueError`.
    """
    user = _user(actor)
    if not may(user, "alert"):
        raise NotAllowedError
    with write_transaction():
        rule = AlertRule(owner=user)
        _write(rule, values, user)
        note(actor, "rule.make", f"rule:{rule.pk}", name=rule.name, query=rule.query)
    return rule


def change_rule(actor: Actor, key: int, values: RuleValues, version: int | None = None) -> AlertRule:
    """Write a rule anew. `version` is the one that was read; without it what stands is overwritten.

    Channels that this person cannot see stay: others' private targets are not his to take off.
    Raises `GoneError`, `NotAllowedError`, `ChangedMeanwhileError`, `InvalidValueError`.
    """
    user = _user(actor)
    with write_transaction():
        rule = _held(user, key, version)
        before = {"query": rule.query, "active": rule.active}
        _write(rule, values, user)
        note(actor, "rule.edit", f"rule:{rule.pk}", name=rule.name, query=rule.query, before=before)
    return rule


def delete_rule(actor: Actor, key: int, version: int | None = None) -> AlertRule:
    """Delete a rule: from now on it catches nothing and nobody sees it or its matches.

    Deletion is a state; the rows go later (`rasad.desk.alerts.purge`), when no stage can still write
    a match of the rule. Raises `GoneError`, `NotAllowedError`, `ChangedMeanwhileError`.
    """
    user = _user(actor)
    with write_transaction():
        rule = _held(user, key, version)
        rule.active, rule.deleted_at, rule.version = False, timezone.now(), rule.version + 1
        rule.save(update_fields=["active", "deleted_at", "version", "updated_at"])
        note(actor, "rule.delete", f"rule:{rule.pk}", name=rule.name, query=rule.query)
    return rule


def _user(actor: Actor) -> User:
    if actor.user is None:
        raise NotAllowedError
    return actor.user


def _held(user: User, key: int, version: int | None) -> AlertRule:
    """The rule, locked until the end of the transaction."""
    rule = visible_rules(user).select_for_update(of=("self",)).filter(pk=key).first()
    if rule is None:
        raise GoneError("rule")
    if not may_change(user, rule):
        raise NotAllowedError("rule_not_yours")
    if version is not None and version != rule.version:
        raise ChangedMeanwhileError
    return rule


def _write(rule: AlertRule, values: RuleValues, user: User) -> None:
    """Check, then save the values with the rule's channels and its next version."""
    targets = _checked(values, user)
    for one in fields(values):
        if one.name not in ("targets", "schedule"):
            value = getattr(values, one.name)
            setattr(rule, one.name, list(value) if isinstance(value, tuple) else value)
    rule.schedule = dict(values.schedule)
    rule.version = rule.version + 1 if rule.pk else 1
    rule.save()
    others = rule.channels.exclude(pk__in=usable_targets(user))
    rule.channels.set([*targets, *others])


def _checked(values: RuleValues, user: User) -> list[Target]:
    """The rule's targets. Raises `InvalidValueError` for what could not be kept or would never match."""
    if not values.name:
        raise InvalidValueError("name", "name_missing", "یک نام بنویسید.")
    _check_query(values.query)
    for name, code, what, known in (
        ("outlets", "outlet_unknown", "رسانه‌ای", _known(Outlet)),
        ("units", "unit_unknown", "واحدی", _known(Unit)),
        ("kinds", "kind_unknown", "نوعی", _known_kinds),
    ):
        wanted = set(getattr(values, name))
        if unknown := wanted - known(wanted):
            listed = "، ".join(sorted(unknown))[:200]
            raise InvalidValueError(name, code, f"چنین {what} نیست: {listed}")
    try:
        schedule.check(values.schedule)
    except schedule.ScheduleError as error:
        raise InvalidValueError("schedule", "schedule_invalid", str(error)) from error
    wanted_ids = {key for key in values.targets if 0 < key <= _MOST_ID}
    targets = list(usable_targets(user).filter(pk__in=wanted_ids))
    if len(targets) != len(set(values.targets)):
        message = "برخی مقصدها ناشناخته یا بسته‌اند، یا از آن شما نیستند."
        raise InvalidValueError("targets", "target_unknown", message)
    return targets


def _check_query(text: str) -> None:
    try:
        query = parse(text, timezone.now()) if text else None
    except QueryError as error:
        raise InvalidValueError("query", "query_invalid", error.message_fa) from error
    if query is None or query.everything:
        raise InvalidValueError("query", "query_missing", "عبارت هشدار تهی است؛ دست‌کم یک واژه بنویسید.")


def _known(model: type[Outlet] | type[Unit]) -> Callable[[set[str]], set[str]]:
    return lambda keys: set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))


def _known_kinds(keys: set[str]) -> set[str]:
    """Those that the desk has a word for, and those that an imported article came with."""
    rest = keys - set(Article.Kind.values) - {""}
    found = Article.objects.filter(kind__in=rest).order_by().values_list("kind", flat=True).distinct()
    return (keys & set(Article.Kind.values)) | set(found)

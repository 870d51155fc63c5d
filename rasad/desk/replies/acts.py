"""Replies: what people do from the need to the printed answer; each act with its step and audit entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article, Unit
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.desk.replies.models import Reply, ReplyStep
from rasad.desk.replies.working_time import NoWorkingTimeError, working_calendar

State = Reply.State
MOST_TEXT = 20_000
MOST_HOURS = 400.0
#: Replies whose work is not done yet, in the order of the board.
OPEN = (State.NEEDED, State.WITH_UNIT, State.WRITTEN, State.SENT, State.PUBLISHED)


def need_reply(actor: Actor, article: str, unit: str = "") -> Reply:
    """Note that an article wants an answer. Raises `NotAllowedError`, `GoneError`, `InvalidValueError`."""
    user = writer(actor)
    with write_transaction():
        found = Article.objects.filter(pk=article).first()
        if found is None:
            raise GoneError("article")
        if Reply.objects.filter(article=found, state__in=OPEN).exists():
            raise InvalidValueError("article", "reply_open", "برای این مطلب جوابیه‌ای در جریان است.")
        reply = Reply.objects.create(article=found, unit=_unit(unit), by=user)
        _step(actor, reply, "reply.need")
    return reply


def assign_reply(
    actor: Actor, key: int, unit: str, hours: float, request: str = "", version: int | None = None
) -> Reply:
    """Give it to a unit with so many working hours.

    Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`.
    """
    writer(actor)
    if not 0 < hours <= MOST_HOURS:
        raise InvalidValueError("hours", "hours_invalid", "مهلت بیش از صفر و تا ۴۰۰ ساعت کاری است.")
    calendar, now = working_calendar(), timezone.now()
    try:
        due = calendar.add(now, hours)
    except NoWorkingTimeError:
        message = "در تقویم کاری ساعتی برای کار نیست؛ نخست آن را درست کنید."
        raise InvalidValueError("hours", "calendar_empty", message) from None
    with write_transaction():
        reply = _held(key, version, {State.NEEDED, State.WITH_UNIT})
        reply.unit = _unit(unit)
        if reply.unit is None:
            raise InvalidValueError("unit", "unit_missing", "واحدی برگزینید که پاسخ را بنویسد.")
        reply.request, reply.hours, reply.assigned_at, reply.due_at = _text(request), hours, now, due
        _save(actor, reply, State.WITH_UNIT, "reply.assign", reply.unit.name)
    return reply


def write_reply(actor: Actor, key: int, text: str, version: int | None = None) -> Reply:
    """Write the answer, or write it anew before it is sent. Raises as `assign_reply` does."""
    writer(actor)
    text = _text(text)
    if not text:
        raise InvalidValueError("text", "text_missing", "متن جوابیه را بنویسید.")
    with write_transaction():
        reply = _held(key, version, {State.NEEDED, State.WITH_UNIT, State.WRITTEN})
        reply.text = text
        reply.written_at = reply.written_at or timezone.now()
        _save(actor, reply, State.WRITTEN, "reply.write")
    return reply


def send_reply(actor: Actor, key: int, sent_to: str, version: int | None = None) -> Reply:
    """Note that the answer went to the outlet. Raises as `assign_reply` does."""
    writer(actor)
    with write_transaction():
        reply = _held(key, version, {State.WRITTEN})
        reply.sent_at, reply.sent_to = timezone.now(), _text(sent_to)[:300]
        _save(actor, reply, State.SENT, "reply.send", reply.sent_to)
    return reply


def publish_reply(actor: Actor, key: int, article: str, share: float | None = None) -> Reply:
    """Note where it was printed; `share` is what of it was found there. Raises as `assign_reply` does."""
    writer(actor)
    with write_transaction():
        reply = _held(key, None, {State.SENT, State.PUBLISHED})
        found = Article.objects.filter(pk=article).first()
        if found is None:
            message = "مطلبی با این شناسه نیست؛ شناسه را از نشانی صفحهٔ آن بردارید."
            raise InvalidValueError("article", "article_unknown", message)
        set_published(reply, found, share)
        _save(actor, reply, State.PUBLISHED, "reply.publish", found.title)
    return reply


def set_published(reply: Reply, article: Article, share: float | None) -> None:
    """Write where and when it was printed, unsaved."""
    reply.published, reply.containment, reply.published_at = article, share, article.at


def close_reply(actor: Actor, key: int, reason: str, version: int | None = None) -> Reply:
    """End the work on it; a reason is wanted where it was not printed. Raises as `assign_reply` does."""
    writer(actor)
    reason = _text(reason)[:500]
    with write_transaction():
        reply = _held(key, version, set(OPEN))
        if reply.state != State.PUBLISHED and not reason:
            message = "بنویسید چرا بسته می‌شود: پاسخ لازم نشد، رسانه نپذیرفت…"
            raise InvalidValueError("reason", "reason_missing", message)
        reply.closed_at, reply.close_reason = timezone.now(), reason
        _save(actor, reply, State.CLOSED, "reply.close", reason)
    return reply


def reopen_reply(actor: Actor, key: int) -> Reply:
    """Take up again what was closed, where it stood. Raises as `assign_reply` does."""
    writer(actor)
    with write_transaction():
        reply = _held(key, None, {State.CLOSED})
        reply.closed_at, reply.close_reason = None, ""
        _save(actor, reply, _stood(reply), "reply.reopen")
    return reply


def _stood(reply: Reply) -> Reply.State:
    """The state that its dates speak of."""
    dates: tuple[tuple[datetime | None, Reply.State], ...] = (
        (reply.published_at, State.PUBLISHED),
        (reply.sent_at, State.SENT),
        (reply.written_at, State.WRITTEN),
        (reply.assigned_at, State.WITH_UNIT),
    )
    return next((state for at, state in dates if at is not None), State.NEEDED)


def writer(actor: Actor) -> User:
    """The person, where he may work on replies. Raises `NotAllowedError`."""
    if actor.user is None or not may(actor.user, "reply"):
        raise NotAllowedError
    return actor.user


def _unit(key: str) -> Unit | None:
    if not key:
        return None
    found = Unit.objects.filter(pk=key).first()
    if found is None:
        raise InvalidValueError("unit", "unit_unknown", "چنین واحدی نیست.")
    return found


def _held(key: int, version: int | None, states: Collection[str]) -> Reply:
    """The reply, locked until the transaction ends, in one of these states."""
    reply = Reply.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if reply is None:
        raise GoneError("reply")
    if version is not None and version != reply.version:
        raise ChangedMeanwhileError
    if reply.state not in states:
        message = f"جوابیه اکنون در وضع «{reply.get_state_display()}» است و این کار بر آن نمی‌شود."
        raise InvalidValueError("state", "state_wrong", message)
    return reply


def _text(text: str) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > MOST_TEXT:
        raise InvalidValueError("text", "text_long", f"متن بیش از {MOST_TEXT} نویسه است.")
    return text


def _save(actor: Actor, reply: Reply, state: Reply.State, action: str, words: str = "") -> None:
    reply.state, reply.version = state, reply.version + 1
    reply.save()
    _step(actor, reply, action, words)


def _step(actor: Actor, reply: Reply, action: str, words: str = "") -> None:
    ReplyStep.objects.create(reply=reply, state=reply.state, note=words[:500], by=actor.name[:150])
    note(actor, action, f"reply:{reply.pk}", article=reply.article_id, words=words[:200])

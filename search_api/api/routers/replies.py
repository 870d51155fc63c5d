"""Replies of units to articles."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from rasad.desk.replies.acts import (
    assign_reply,
    close_reply,
    need_reply,
    publish_reply,
    reopen_reply,
    send_reply,
    write_reply,
)
from rasad.desk.replies.models import Reply
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.paging import page_of
from search_api.api.problems import REFUSALS, Problem, RequestProblemError
from search_api.api.schemas.desk import (
    AssignIn,
    CloseIn,
    PrintedIn,
    ReplyIn,
    ReplyOut,
    SendIn,
    StepOut,
    WriteIn,
)
from search_api.api.schemas.requests import Key, PageParameters
from search_api.api.schemas.responses import PageOut

router = Router(tags=["desk"])
_CHANGED = {200: ReplyOut, 412: Problem, **REFUSALS}


class ReplyParameters(PageParameters):
    """A page of replies."""

    state: str = Field("", pattern="^(needed|with_unit|written|sent|published|closed)?$")
    unit: str = Field("", max_length=64)


def _reply(row: Reply) -> ReplyOut:
    names = (
        "id", "state", "request", "hours", "assigned_at", "due_at", "text", "written_at", "sent_at",
        "sent_to", "containment", "published_at", "closed_at", "close_reason", "version",
    )  # fmt: skip
    return ReplyOut(
        **{name: getattr(row, name) for name in names},
        article=row.article_id,
        unit=row.unit_id,
        published=row.published_id,
        steps=[
            StepOut(state=step.state, note=step.note, by=step.by, at=step.at)
            for step in row.steps.order_by("at", "pk")
        ],
    )


@router.get("/replies", response={200: PageOut[ReplyOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def replies(request: HttpRequest, asked: Query[ReplyParameters]) -> PageOut[ReplyOut]:
    """Replies, the newest first."""
    rows = Reply.objects.prefetch_related("steps")
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.unit:
        rows = rows.filter(unit=asked.unit.replace("\x00", ""))
    return page_of(rows, asked, _reply)


@router.post("/replies", response={201: ReplyOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def reply_need(request: HttpRequest, given: ReplyIn) -> Status[ReplyOut]:
    """Note that an article wants an answer."""
    return Status(201, _reply(need_reply(actor_of(request), given.article, given.unit)))


@router.get("/replies/{key}", response={200: ReplyOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def reply(request: HttpRequest, key: Key) -> ReplyOut:
    """One reply with its steps."""
    row = Reply.objects.filter(pk=key).first()
    if row is None:
        raise RequestProblemError("reply_not_found")
    return _reply(row)


@router.post("/replies/{key}/assign", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_assign(request: HttpRequest, key: Key, given: AssignIn) -> ReplyOut:
    """Give it to a unit, with a deadline in working hours."""
    actor = actor_of(request)
    return _reply(assign_reply(actor, key, given.unit, given.hours, given.request, given.version))


@router.post("/replies/{key}/write", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_write(request: HttpRequest, key: Key, given: WriteIn) -> ReplyOut:
    """Write the answer."""
    return _reply(write_reply(actor_of(request), key, given.text, given.version))


@router.post("/replies/{key}/send", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_send(request: HttpRequest, key: Key, given: SendIn) -> ReplyOut:
    """Note that it went to the outlet; from now on its publication is looked for."""
    return _reply(send_reply(actor_of(request), key, given.sent_to, given.version))


@router.post("/replies/{key}/published", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_published(request: HttpRequest, key: Key, given: PrintedIn) -> ReplyOut:
    """Note where it was printed."""
    return _reply(publish_reply(actor_of(request), key, given.article))


@router.post("/replies/{key}/close", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_close(request: HttpRequest, key: Key, given: CloseIn) -> ReplyOut:
    """End the work on it."""
    return _reply(close_reply(actor_of(request), key, given.reason, given.version))


@router.post("/replies/{key}/reopen", response=_CHANGED, auth=auth("write"), throttle=WRITES)
def reply_reopen(request: HttpRequest, key: Key) -> ReplyOut:
    """Take it up again."""
    return _reply(reopen_reply(actor_of(request), key))

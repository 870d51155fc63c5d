"""Bulletins, and the long work that makes them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from rasad.desk.bulletin.drafts import make_draft
from rasad.desk.bulletin.issuing import check_issuer, issue_bulletin
from rasad.desk.bulletin.items import add_item, edit_item, move_item, open_suggestions, remove_item
from rasad.desk.bulletin.models import Bulletin, BulletinItem
from rasad.desk.bulletin.rendering.content import content_of
from rasad.desk.documents.tasks import Progress, cancel_task, start_task, task_of
from rasad.desk.models import LongTask
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import EXPORTS, READS, WRITES
from search_api.api.auth import auth
from search_api.api.paging import page_of
from search_api.api.problems import REFUSALS, Problem, RequestProblemError
from search_api.api.schemas.desk import (
    BulletinBriefOut,
    BulletinIn,
    BulletinOut,
    FileOut,
    ItemIn,
    ItemOut,
    MoveIn,
    RewordIn,
    SuggestionOut,
    TaskOut,
)
from search_api.api.schemas.requests import Key, PageParameters
from search_api.api.schemas.responses import NamedOut, PageOut

router = Router(tags=["desk"])
_STALE = {412: Problem}


class BulletinParameters(PageParameters):
    """A page of bulletins."""

    state: str = Field("", pattern="^(draft|issued)?$")


def _brief(row: Bulletin) -> BulletinBriefOut:
    names = ("id", "title", "kind", "state", "day", "period_from", "period_to", "number", "edition")
    return BulletinBriefOut(
        **{name: getattr(row, name) for name in names},
        corrects=row.corrects_id,
        issued_at=row.issued_at,
        issued_by=row.issued_by.get_username() if row.issued_by else "",
        sha256=row.sha256,
        version=row.version,
    )


def _item(row: BulletinItem) -> ItemOut:
    names = ("id", "section", "position", "headline", "summary", "reasons", "version")
    return ItemOut(**{name: getattr(row, name) for name in names}, story=row.story_id, article=row.article_id)


def _bulletin(key: int) -> Bulletin:
    row = Bulletin.objects.select_related("template", "by", "issued_by").filter(pk=key).first()
    if row is None:
        raise RequestProblemError("bulletin_not_found")
    return row


@router.get(
    "/bulletins", response={200: PageOut[BulletinBriefOut], **REFUSALS}, auth=auth("read"), throttle=READS
)
def bulletins(request: HttpRequest, asked: Query[BulletinParameters]) -> PageOut[BulletinBriefOut]:
    """Drafts and issued ones, the newest first."""
    rows = Bulletin.objects.select_related("issued_by").defer("content")
    if asked.state:
        rows = rows.filter(state=asked.state)
    return page_of(rows, asked, _brief)


@router.post("/bulletins", response={201: BulletinBriefOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def bulletin_make(request: HttpRequest, given: BulletinIn) -> Status[BulletinBriefOut]:
    """A draft with what the rules choose."""
    return Status(201, _brief(make_draft(actor_of(request), given.template, given.day)))


@router.get("/bulletins/{key}", response={200: BulletinOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def bulletin(request: HttpRequest, key: Key) -> BulletinOut:
    """One bulletin, whole."""
    row = _bulletin(key)
    items = row.items.order_by("position", "pk")
    return BulletinOut(
        **_brief(row).model_dump(),
        cover={str(name): str(text) for name, text in row.cover.items()},
        sections=[NamedOut(key=one["key"], name=one["title"]) for one in row.sections],
        items=[_item(one) for one in items],
        content=row.content or dict(content_of(row)),
        files=[
            FileOut(form=one.form, size=one.size, sha256=one.sha256)
            for one in row.files.defer("data").order_by("form")
        ],
    )


@router.get(
    "/bulletins/{key}/suggestions",
    response={200: list[SuggestionOut], **REFUSALS},
    auth=auth("read"),
    throttle=READS,
)
def suggestions(request: HttpRequest, key: Key) -> list[SuggestionOut]:
    """What the rules offer and is not in the draft."""
    return [
        SuggestionOut(
            article=one.facts.article,
            story=one.facts.story,
            title=one.facts.title,
            points=one.points,
            reasons=[reason.as_json() for reason in one.reasons],
        )
        for one in open_suggestions(_bulletin(key))
    ]


@router.post(
    "/bulletins/{key}/items", response={201: ItemOut, **REFUSALS}, auth=auth("write"), throttle=WRITES
)
def item_add(request: HttpRequest, key: Key, given: ItemIn) -> Status[ItemOut]:
    """Put an article into a draft."""
    return Status(201, _item(add_item(actor_of(request), key, given.article, given.section)))


@router.put(
    "/bulletins/{key}/items/{item}",
    response={200: ItemOut, **_STALE, **REFUSALS},
    auth=auth("write"),
    throttle=WRITES,
)
def item_reword(request: HttpRequest, key: Key, item: Key, given: RewordIn) -> ItemOut:
    """Reword an entry; refused with 412 where somebody did since `version`."""
    return _item(edit_item(actor_of(request), key, item, given.headline, given.summary, given.version))


@router.post(
    "/bulletins/{key}/items/{item}/move",
    response={200: ItemOut, **REFUSALS},
    auth=auth("write"),
    throttle=WRITES,
)
def item_move(request: HttpRequest, key: Key, item: Key, given: MoveIn) -> ItemOut:
    """Move an entry."""
    actor = actor_of(request)
    return _item(move_item(actor, key, item, given.where, section=given.section, before=given.before))


@router.delete(
    "/bulletins/{key}/items/{item}", response={204: None, **REFUSALS}, auth=auth("write"), throttle=WRITES
)
def item_remove(request: HttpRequest, key: Key, item: Key) -> Status[None]:
    """Take an entry out."""
    remove_item(actor_of(request), key, item)
    return Status(204, None)


@router.post(
    "/bulletins/{key}/issue", response={202: TaskOut, **REFUSALS}, auth=auth("write"), throttle=EXPORTS
)
def issue(request: HttpRequest, key: Key) -> Status[TaskOut]:
    """Issue a draft that somebody else made; the answer is the work, to be asked for again."""
    actor = actor_of(request)
    _user, found = check_issuer(actor, key)

    def work(progress: Progress) -> None:
        issue_bulletin(actor, key, progress)

    page = f"/bulletins/{key}"
    return Status(202, _task(start_task(person(request), f"صدور «{found.title}»", work, page)))


def _task(row: LongTask) -> TaskOut:
    names = ("title", "state", "step", "done", "total", "error")
    return TaskOut(key=row.pk, **{name: getattr(row, name) for name in names})


@router.get("/tasks/{key}", response={200: TaskOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def task(request: HttpRequest, key: str) -> TaskOut:
    """How far one's own work is."""
    return _task(task_of(person(request), key.replace("\x00", "")))


@router.delete("/tasks/{key}", response={204: None, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def task_cancel(request: HttpRequest, key: str) -> Status[None]:
    """Ask one's own work to end."""
    cancel_task(person(request), key.replace("\x00", ""))
    return Status(204, None)

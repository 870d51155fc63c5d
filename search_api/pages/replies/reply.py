"""`/replies/<id>`: original, reply and what was printed side by side, and the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Article, Unit
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.documents.pdf import print_pdf
from rasad.desk.documents.tasks import MadeFile, Progress, start_task
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError
from rasad.desk.evaluation.passages import carried_text
from rasad.desk.replies.acts import (
    assign_reply,
    close_reply,
    publish_reply,
    reopen_reply,
    send_reply,
    write_reply,
)
from rasad.desk.replies.evidence import evidence_html
from rasad.desk.replies.models import Reply, ReplyTemplate
from rasad.desk.replies.publication import find_published, printed_share
from rasad.desk.replies.templates import ensure_reply_templates, filled, values_for
from rasad.persian import fold
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.highlight_html import paragraphs
from search_api.pages.acts import CHANGED, act_and_return, whole_number
from search_api.pages.limited import limited


@require_safe
@limited(READS)
def reply(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a reply."""
    return _page(request, _reply(key))


def _reply(key: int) -> Reply:
    rows = Reply.objects.select_related(
        "article__outlet", "article__capture", "unit", "published__outlet", "published__capture"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404(key)
    return found


def _page(
    request: HttpRequest,
    found: Reply,
    typed: Mapping[str, str] | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; after a fault with what was typed, beside what stands."""
    ensure_reply_templates()
    values = values_for(found)
    printed = found.published
    spans = carried_text(found.text, printed.body).spans if printed else []
    context = {
        "section": "replies",
        "reply": found,
        "original": paragraphs(found.article.body, []),
        "printed": paragraphs(printed.body, spans) if printed else [],
        "units": Unit.objects.order_by("name"),
        "concerned": {row.unit_id for row in found.article.attributions.exclude(unit=None)},
        "requests": _templates("request", values),
        "texts": _templates("reply", values),
        "steps": found.steps.order_by("-at", "-pk"),
        "typed": typed or {},
        "fault": fault,
        "can_reply": may(person(request), "reply"),
        "can_export": may(person(request), "export"),
    }
    return render(request, "search_api/replies/reply.html", context, status=status)


def _templates(use: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = ReplyTemplate.objects.filter(use=use).order_by("name")
    return [{"name": row.name, "text": filled(row.text, values)} for row in rows]


def _hours(data: QueryDict) -> float:
    text = fold(data.get("hours", "")).replace("٫", ".").strip()
    try:
        return float(text)
    except ValueError:
        raise InvalidValueError("hours", "hours_invalid", "مهلت را به ساعت کاری بنویسید، مانند ۸.") from None


def _assign(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    return assign_reply(actor, key, data.get("unit", "")[:64], _hours(data), data.get("request", ""), version)


def _publish(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    """By hand: an article's id or the address of its page here."""
    article = data.get("article", "").strip().rstrip("/").rsplit("/", 1)[-1][:32]
    found, row = Article.objects.filter(pk=article).first(), Reply.objects.filter(pk=key).first()
    share = printed_share(row, found) if row and found else None
    return publish_reply(actor, key, article, share)


def _look(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    """Look for it now."""
    row = _reply(key)
    hit = find_published(row)
    if hit is None:
        message = "در مطلب‌های این رسانه پس از فرستادن، متن جوابیه پیدا نشد؛ سامانه باز هم می‌جوید."
        raise InvalidValueError("article", "not_printed", message)
    return publish_reply(actor, key, hit[0].pk, hit[1])


def _write(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    return write_reply(actor, key, data.get("text", ""), version)


def _send(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    return send_reply(actor, key, data.get("sent_to", ""), version)


def _close(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    return close_reply(actor, key, data.get("reason", ""), version)


def _reopen(actor: Actor, key: int, data: QueryDict, version: int | None) -> object:
    return reopen_reply(actor, key)


_ACTS: Mapping[str, tuple[Callable[[Actor, int, QueryDict, int | None], object], str]] = {
    "assign": (_assign, "به واحد سپرده شد."),
    "write": (_write, "متن ذخیره شد."),
    "send": (_send, "فرستادن ثبت شد؛ سامانه از این پس انتشار آن را در همان رسانه می‌جوید."),
    "publish": (_publish, "انتشار ثبت شد."),
    "look": (_look, "انتشار آن پیدا شد."),
    "close": (_close, "بسته شد."),
    "reopen": (_reopen, "دوباره باز شد."),
}


@require_POST
@permission_required("reply")
def act(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """A step of a reply; `sheet` prints its evidence file."""
    if step == "sheet":
        return _sheet(request, key)
    if step not in _ACTS:
        raise Http404(step)
    do, done = _ACTS[step]
    data = request.POST
    try:
        do(actor_of(request), key, data, whole_number(data.get("version")))
    except ChangedMeanwhileError:
        return _page(request, _reply(key), data.dict(), CHANGED, 409)
    except InvalidValueError as error:
        return _page(request, _reply(key), data.dict(), str(error), 400)
    messages.success(request, done)
    return redirect("reply", key=key)


def _sheet(request: HttpRequest, key: int) -> HttpResponse:
    found, back = _reply(key), reverse("reply", args=[key])

    def work(progress: Progress) -> MadeFile:
        progress.step("ساختن PDF", 0, 1)
        data = print_pdf(evidence_html(found), progress.is_cancelled)
        return MadeFile(f"rasad-reply-{key}.pdf", "application/pdf", data)

    started: list[str] = []

    def begin() -> None:
        started.append(start_task(person(request), "پروندهٔ جوابیه", work, back).pk)

    response = act_and_return(request, begin, back)
    return redirect("task", key=started[0]) if started else response

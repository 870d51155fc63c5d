"""Items of a draft: each act answers with the draft's page, of which htmx takes the changed part."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rasad.desk.bulletin.items import Where, add_item, edit_item, move_item, pick_article, remove_item
from rasad.desk.bulletin.models import BulletinItem
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number
from search_api.pages.bulletins.bulletin import bulletin_of, draft_page
from search_api.pages.htmx import is_partial


def _page(key: int) -> str:
    return reverse("bulletin", args=[key])


@require_POST
@permission_required("bulletin")
def add(request: HttpRequest, key: int) -> HttpResponse:
    """Put an article in."""
    article, section = request.POST.get("article", "")[:32], request.POST.get("section", "")[:40]
    return act_and_return(request, lambda: add_item(actor_of(request), key, article, section), _page(key))


@require_POST
@permission_required("bulletin")
def edit(request: HttpRequest, key: int, item: int) -> HttpResponse:
    """Reword an item; where somebody else has meanwhile, both texts are shown."""
    data = request.POST
    headline, summary = data.get("headline", ""), data.get("summary", "")
    try:
        edit_item(actor_of(request), key, item, headline, summary, whole_number(data.get("version")))
    except ChangedMeanwhileError:
        conflict = {"item": item, "headline": headline, "summary": summary}
        return draft_page(request, bulletin_of(key), 200 if is_partial(request) else 409, conflict)
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    return redirect(f"{_page(key)}#item-{item}")


@require_POST
@permission_required("bulletin")
def move(request: HttpRequest, key: int, item: int) -> HttpResponse:
    """Move an item by a step, into a section, or before another one."""
    data = request.POST
    where = data.get("where", "")
    step = cast(Where, where) if where in ("up", "down", "first", "last") else None
    section, before = data.get("section", "")[:40], whole_number(data.get("before"), 0) or 0

    def act() -> BulletinItem:
        return move_item(actor_of(request), key, item, step, section=section, before=before)

    return act_and_return(request, act, _page(key), place=f"item-{item}")


@require_POST
@permission_required("bulletin")
def remove(request: HttpRequest, key: int, item: int) -> HttpResponse:
    """Take an item out; it is offered again."""
    return act_and_return(request, lambda: remove_item(actor_of(request), key, item), _page(key))


@require_POST
@permission_required("bulletin")
def pick(request: HttpRequest) -> HttpResponse:
    """From an article, a list or the queue: into today's draft, or aside for the next one."""
    article, back = request.POST.get("article", "")[:32], request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    try:
        item = pick_article(actor_of(request), article)
        if is_partial(request):
            return HttpResponse('<span class="tag good" role="status">در بولتن</span>')
    except InvalidValueError as error:
        if is_partial(request):
            return HttpResponse(format_html('<span class="tag warn" role="status">{}</span>', error))
        messages.error(request, str(error), extra_tags="error")
    else:
        put = "در پیش‌نویس امروز گذاشته شد." if item else "برای بولتن بعد کنار گذاشته شد."
        messages.success(request, put)
    return redirect(back if safe else reverse("article", args=[article]))

"""`/replies/templates`: texts to begin with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from rasad.desk.replies.models import ReplyTemplate
from rasad.desk.replies.templates import (
    FIELDS,
    delete_reply_template,
    ensure_reply_templates,
    save_reply_template,
)
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("reply")
def templates(request: HttpRequest) -> HttpResponse:
    """The list; a POST makes or changes one."""
    data, back = request.POST, reverse("reply_templates")
    if request.method == "POST":

        def act() -> ReplyTemplate:
            key, version = whole_number(data.get("key")), whole_number(data.get("version"))
            use, name, text = (data.get(one, "") for one in ("use", "name", "text"))
            return save_reply_template(actor_of(request), use, name, text, key, version)

        return act_and_return(request, act, back, "قالب ذخیره شد.")
    ensure_reply_templates()
    context = {
        "section": "replies",
        "templates": ReplyTemplate.objects.order_by("use", "name"),
        "uses": ReplyTemplate.Use.choices,
        "fields": "، ".join(f"{{{name}}}" for name in FIELDS),
    }
    return render(request, "search_api/replies/templates.html", context)


@require_POST
@permission_required("reply")
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Throw one away."""
    back = reverse("reply_templates")
    return act_and_return(request, lambda: delete_reply_template(actor_of(request), key), back, "پاک شد.")

"""`/bulletins/templates`: how bulletins are made, with a preview on today's stories."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from rasad.archive.models import Article, Outlet, Topic, Unit
from rasad.desk.bulletin.drafts import drafted
from rasad.desk.bulletin.models import BulletinKind, BulletinTemplate
from rasad.desk.bulletin.rendering.content import content_of
from rasad.desk.bulletin.rendering.html import bulletin_html
from rasad.desk.bulletin.selection.rules import RULES
from rasad.desk.bulletin.templates import (
    COVER_FIELDS,
    PARTS,
    TemplateValues,
    ensure_templates,
    save_template,
    values_of,
)
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError
from rasad.desk.review.models import Importance, Tone
from rasad.persian.dates.jalali import tehran_today
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import CHANGED, whole_number
from search_api.pages.alerts.forms import DAYS
from search_api.pages.bulletins.documents import document_response
from search_api.pages.bulletins.template_form import values_from
from search_api.pages.limited import limited


@require_safe
@permission_required("bulletin")
def templates(request: HttpRequest) -> HttpResponse:
    """The list."""
    ensure_templates()
    context = {"section": "bulletins", "templates": BulletinTemplate.objects.order_by("-active", "pk")}
    return render(request, "search_api/bulletins/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("issue")
def template_new(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _save(request, None) if request.method == "POST" else _form(request, TemplateValues(""), None)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("bulletin")
def template(request: HttpRequest, key: int) -> HttpResponse:
    """One template: seen by who makes bulletins, changed by who issues them."""
    row = _row(key)
    if request.method == "POST":
        return _save(request, row)
    return _form(request, values_of(row), row)


def _row(key: int) -> BulletinTemplate:
    row = BulletinTemplate.objects.filter(pk=key).first()
    if row is None:
        raise Http404(key)
    return row


@permission_required("issue")
def _save(request: HttpRequest, row: BulletinTemplate | None) -> HttpResponse:
    """Keep it; after a fault, the form with what was typed."""
    version = whole_number(request.POST.get("version"))
    values = TemplateValues("")
    try:
        values = values_from(request.POST)
        saved = save_template(actor_of(request), values, row.pk if row else None, version)
    except InvalidValueError as error:
        return _form(request, values, row, str(error), 400)
    except ChangedMeanwhileError:
        assert row is not None, "only what stands can have been changed"
        row.refresh_from_db()
        return _form(request, values, row, f"{CHANGED} اگر باز «ذخیره» را بزنید نوشتهٔ شما می‌ماند.", 409)
    messages.success(request, f"قالب «{saved.name}» ذخیره شد.")
    return redirect("bulletin_template", key=saved.pk)


def _form(
    request: HttpRequest,
    values: TemplateValues,
    row: BulletinTemplate | None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    sections: list[dict[str, Any]] = [
        {
            "key": section["key"],
            "title": section["title"],
            "take": {name: list(found) for name, found in (section.get("take") or {}).items()},
        }
        for section in values.sections
    ]
    context = {
        "section": "bulletins",
        "row": row,
        "values": values,
        "fault": fault,
        "kinds": BulletinKind.choices,
        "cover_fields": [(name, label, values.cover.get(name, "")) for name, label in COVER_FIELDS.items()],
        "part_choices": [(name, label, name in values.parts) for name, label in PARTS.items()],
        "rules": [(key, label, values.weights.get(key, points)) for key, (label, points) in RULES.items()],
        "days": [((number + 2) % 7, name, (number + 2) % 7 in values.weekdays) for number, name in DAYS],
        "sections": [*sections, {"key": "", "title": "", "take": {}}],
        "conditions": _conditions(),
        "recipients": "\n".join(values.recipients),
    }
    return render(request, "search_api/bulletins/template.html", context, status=status)


def _conditions() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What a section may ask for: condition, its name, its values."""
    return [
        ("tones", "لحن", [(str(key), str(label)) for key, label in Tone.choices]),
        ("importance", "اهمیت", [(str(key), str(label)) for key, label in Importance.choices]),
        ("with_unit", "نام واحدی در آن است", [("yes", "آری"), ("no", "نه")]),
        ("only_units", "تنها از روابط عمومی واحدها", [("yes", "آری"), ("no", "نه")]),
        ("kinds", "نوع مطلب", [(str(key), str(label)) for key, label in Article.Kind.choices]),
        ("outlet_kinds", "گونهٔ رسانه", [(str(key), str(label)) for key, label in Outlet.Kind.choices]),
        ("unit_kinds", "گونهٔ واحد", [(str(key), str(label)) for key, label in Unit.Kind.choices]),
        ("units", "واحد", list(Unit.objects.order_by("name").values_list("pk", "name"))),
        ("topics", "موضوع", list(Topic.objects.order_by("name").values_list("pk", "name"))),
        ("outlets", "رسانه", list(Outlet.objects.order_by("name").values_list("pk", "name"))),
    ]


@require_safe
@permission_required("bulletin")
@limited(READS)
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """What a template would make of today, kept nowhere."""
    bulletin, items = drafted(_row(key), tehran_today())
    return document_response(bulletin_html(content_of(bulletin, items), draft=True))

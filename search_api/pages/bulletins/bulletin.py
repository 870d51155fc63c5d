"""`/bulletins/<id>`: a draft with what the rules offer beside it; of an issued one, what was issued."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.roles import may
from rasad.desk.bulletin.drafts import change_draft, delete_draft
from rasad.desk.bulletin.items import open_suggestions
from rasad.desk.bulletin.models import Bulletin
from rasad.desk.bulletin.templates import COVER_FIELDS, PARTS
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number
from search_api.pages.bulletins.issued import issued_page
from search_api.pages.limited import limited

MOST_NEW_SECTIONS = 20


@require_safe
@limited(READS)
def bulletin(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a bulletin."""
    found = bulletin_of(key)
    if found.state == Bulletin.State.ISSUED:
        return issued_page(request, found)
    return draft_page(request, found)


def bulletin_of(key: int) -> Bulletin:
    """The bulletin, or 404."""
    found = Bulletin.objects.select_related("template", "by", "issued_by", "corrects").filter(pk=key).first()
    if found is None:
        raise Http404(key)
    return found


def draft_page(
    request: HttpRequest, found: Bulletin, status: int = 200, conflict: dict[str, Any] | None = None
) -> HttpResponse:
    """A draft's desk. `conflict`: an item that somebody else reworded meanwhile, with both texts."""
    user = person(request)
    can_edit = may(user, "bulletin")
    items = list(found.items.select_related("article__outlet", "story").order_by("position", "pk"))
    sections = [
        {**section, "items": [item for item in items if item.section == section["key"]]}
        for section in found.sections
    ]
    alone = user.pk == found.by_id or found.hands == [user.pk]
    context = {
        "section": "bulletins",
        "bulletin": found,
        "sections": sections,
        "count": len(items),
        "suggestions": open_suggestions(found) if can_edit else [],
        "can_edit": can_edit,
        "can_issue": may(user, "issue"),
        "second_needed": alone,
        "conflict": conflict,
        "cover_fields": [(name, label, found.cover.get(name, "")) for name, label in COVER_FIELDS.items()],
        "part_choices": [(name, label, name in found.parts) for name, label in PARTS.items()],
    }
    return render(request, "search_api/bulletins/draft.html", context, status=status)


@require_POST
@permission_required("bulletin")
def cover(request: HttpRequest, key: int) -> HttpResponse:
    """Title, cover, parts and sections of a draft."""
    data = request.POST

    def act() -> None:
        change_draft(
            actor_of(request),
            key,
            title=data.get("title", ""),
            cover={name: data.get(f"cover-{name}", "") for name in COVER_FIELDS},
            parts=data.getlist("parts"),
            sections=_sections(request),
            version=whole_number(data.get("version")),
        )

    return act_and_return(request, act, reverse("bulletin", args=[key]), "ذخیره شد.")


def _sections(request: HttpRequest) -> list[dict[str, str]]:
    """The sections as the form has them: kept ones by their order, then a new one."""
    data = request.POST
    kept = []
    for key in data.getlist("section"):
        title = data.get(f"title-{key}", "").strip()
        if title and not data.get(f"drop-{key}"):
            kept.append((whole_number(data.get(f"order-{key}"), 99) or 0, {"key": key, "title": title}))
    found = [section for _order, section in sorted(kept, key=lambda pair: pair[0])]
    if new := data.get("new-section", "").strip():
        taken = {section["key"] for section in found}
        key = next(f"s{number}" for number in range(1, 99) if f"s{number}" not in taken)
        found.append({"key": key, "title": new})
    return found


@require_POST
@permission_required("bulletin")
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Throw a draft away."""
    gone = delete_draft(actor_of(request), key)
    messages.success(request, f"پیش‌نویس «{gone.title}» پاک شد.")
    return redirect("bulletins")

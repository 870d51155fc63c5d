"""An issued bulletin: its frozen content, files with digests, mail, public links, corrections."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.roles import may
from rasad.desk.bulletin.distribution.links import make_link, revoke_link
from rasad.desk.bulletin.distribution.mails import file_name, retry_mail, send_bulletin
from rasad.desk.bulletin.issuing import make_correction
from rasad.desk.bulletin.models import Bulletin, BulletinFile
from rasad.desk.documents import word
from rasad.desk.errors import InvalidValueError
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number
from search_api.pages.tasks.views import file_response

MEDIA_TYPES = {"pdf": "application/pdf", "docx": word.MEDIA_TYPE}


def issued_page(request: HttpRequest, found: Bulletin) -> HttpResponse:
    """The page of an issued bulletin."""
    editions = editions_of(found)
    context = {
        "section": "bulletins",
        "bulletin": found,
        "content": found.content,
        "files": found.files.defer("data").order_by("-form"),
        "mails": found.mails.order_by("-pk")[:200],
        "links": found.links.select_related("by").order_by("-pk")[:50],
        "editions": editions,
        "newest": editions[-1],
        "can_issue": may(person(request), "issue"),
        "can_edit": may(person(request), "bulletin"),
        "now": timezone.now(),
        "new_link": request.session.pop(f"bulletin-link-{found.pk}", ""),
    }
    return render(request, "search_api/bulletins/issued.html", context)


def editions_of(found: Bulletin) -> list[Bulletin]:
    """The issued editions of a bulletin, the first one first."""
    rows: QuerySet[Bulletin] = Bulletin.objects.filter(number=found.number, state=Bulletin.State.ISSUED)
    return list(rows.defer("content").order_by("edition"))


@require_safe
def file(request: HttpRequest, key: int, form: str) -> HttpResponse:
    """A file as it was issued, byte for byte."""
    found = BulletinFile.objects.select_related("bulletin").filter(bulletin=key, form=form).first()
    if found is None:
        raise Http404(form)
    return file_response(bytes(found.data), f"{file_name(found.bulletin)}.{form}", MEDIA_TYPES[form])


@require_POST
@permission_required("issue")
def send(request: HttpRequest, key: int) -> HttpResponse:
    """Send it to further addresses."""
    addresses = request.POST.get("addresses", "").replace("،", ",").replace(";", ",").split(",")
    addresses = [one for part in addresses for one in part.split()]

    def act() -> int:
        return send_bulletin(
            actor_of(request), key, addresses, whole_number(request.POST.get("days"), 7) or 0
        )

    done = "به صف رایانامه سپرده شد؛ رسیدنش را همین‌جا ببینید."
    return act_and_return(request, act, reverse("bulletin", args=[key]), done, "mails")


@require_POST
@permission_required("issue")
def retry(request: HttpRequest, key: int, mail: int) -> HttpResponse:
    """Try a mail again."""
    back = reverse("bulletin", args=[key])
    return act_and_return(request, lambda: retry_mail(actor_of(request), key, mail), back, place="mails")


@require_POST
@permission_required("issue")
def link(request: HttpRequest, key: int) -> HttpResponse:
    """A public link; its address is shown once."""
    try:
        days = whole_number(request.POST.get("days"), 0) or 0
        _row, secret = make_link(actor_of(request), key, days)
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        address = request.build_absolute_uri(reverse("bulletin_shared", args=[secret]))
        request.session[f"bulletin-link-{key}"] = address
    return redirect(f"{reverse('bulletin', args=[key])}#links")


@require_POST
@permission_required("issue")
def unlink(request: HttpRequest, key: int, link: int) -> HttpResponse:
    """End a public link."""
    back = reverse("bulletin", args=[key])
    return act_and_return(
        request, lambda: revoke_link(actor_of(request), key, link), back, "پیوند بسته شد.", "links"
    )


@require_POST
@permission_required("bulletin")
def correct(request: HttpRequest, key: int) -> HttpResponse:
    """Begin a new edition."""
    try:
        made = make_correction(actor_of(request), key, request.POST.get("correction", ""))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
        return redirect("bulletin", key=key)
    messages.success(request, "پیش‌نویس ویرایش تازه ساخته شد؛ پس از صدور جای این ویرایش را می‌گیرد.")
    return redirect("bulletin", key=made.pk)

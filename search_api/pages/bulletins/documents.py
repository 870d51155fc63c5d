"""A draft as its readers will have it: preview, files, and the issue, which can be cancelled."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.bulletin.distribution.mails import file_name
from rasad.desk.bulletin.issuing import check_issuer, issue_bulletin
from rasad.desk.bulletin.models import Bulletin
from rasad.desk.bulletin.rendering.content import content_of
from rasad.desk.bulletin.rendering.html import bulletin_html
from rasad.desk.bulletin.rendering.word import bulletin_docx
from rasad.desk.documents import word
from rasad.desk.documents.errors import DocumentError
from rasad.desk.documents.pdf import chromium, print_pdf
from rasad.desk.documents.tasks import MadeFile, Progress, start_task
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.models import LongTask
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import EXPORTS, READS
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import whole_number
from search_api.pages.bulletins.bulletin import bulletin_of
from search_api.pages.limited import limited

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
SECOND = "این بولتن کار خود شماست؛ صدور با همکار دیگری است که آن را خوانده باشد."


@require_safe
@limited(READS)
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """`/bulletins/<id>/preview`: the pages as they would be printed."""
    found = bulletin_of(key)
    return document_response(bulletin_html(found.content or content_of(found), draft=not found.content))


def document_response(html: str) -> HttpResponse:
    """A document of ours to be looked at: no script runs, nothing is fetched."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@permission_required("export")
@limited(EXPORTS)
def make(request: HttpRequest, key: int) -> HttpResponse:
    """A draft as PDF or Word."""
    found, back = bulletin_of(key), reverse("bulletin", args=[key])
    form = "docx" if request.POST.get("form") == "docx" else "pdf"

    try:
        if form == "pdf":
            chromium()
    except DocumentError as error:
        messages.error(request, str(error), extra_tags="error")
        return redirect(back)
    return redirect("task", key=_start(person(request), found, form, back).pk)


def _start(user: User, found: Bulletin, form: str, back: str) -> LongTask:
    def work(progress: Progress) -> MadeFile:
        progress.step("گردآوردن متن و نمودارها", 0, 2)
        content = content_of(found)
        progress.step("ساختن فایل", 1, 2)
        if form == "docx":
            data, media = bulletin_docx(content, draft=True), word.MEDIA_TYPE
        else:
            data, media = (
                print_pdf(bulletin_html(content, draft=True), progress.is_cancelled),
                "application/pdf",
            )
        return MadeFile(f"{file_name(found)}.{form}", media, data)

    return start_task(user, f"پیش‌نویس «{found.title}»", work, back)


@require_POST
@permission_required("issue")
@limited(EXPORTS)
def issue(request: HttpRequest, key: int) -> HttpResponse:
    """Issue a draft: refused at once where it cannot be, else begun."""
    back = reverse("bulletin", args=[key])
    actor, version = actor_of(request), whole_number(request.POST.get("version"))
    try:
        _user, found = check_issuer(actor, key)
        chromium()
    except NotAllowedError as error:
        if error.code != "second_person_needed":
            raise
        messages.error(request, SECOND, extra_tags="error")
        return redirect(back)
    except (InvalidValueError, DocumentError) as error:
        messages.error(request, str(error), extra_tags="error")
        return redirect(back)

    def work(progress: Progress) -> None:
        issue_bulletin(actor, key, progress, version)

    task = start_task(person(request), f"صدور «{found.title}»", work, back)
    return redirect("task", key=task.pk)

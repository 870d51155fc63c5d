"""Entering an item by hand, and what was entered: its text, its files, what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Article, Submission, SubmittedFile
from rasad.archive.warc import WarcMissingError, WarcStore
from rasad.desk.errors import InvalidValueError
from rasad.desk.submissions.acts import FIELDS, enter
from rasad.desk.submissions.files import HandedFile
from rasad.desk.submissions.platforms import Platform
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.pages.limited import limited
from settings.env import env


def handed_files(request: HttpRequest) -> list[HandedFile]:
    """The files of a form, read whole: the upload's bound holds before."""
    return [HandedFile(one.name or "", one.read()) for one in request.FILES.getlist("files")]


@require_safe
@permission_required("correct")
def new(request: HttpRequest) -> HttpResponse:
    """`/submissions/new`: the form; `?url=` fills its address in."""
    return _form(request, {"url": request.GET.get("url", "")[:2000]})


@require_POST
@permission_required("correct")
def take(request: HttpRequest) -> HttpResponse:
    """Keep what the form holds; a refusal is said above it, and nothing that was typed is lost."""
    given = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        done = enter(actor_of(request), given, handed_files(request))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
        return _form(request, given, status=422)
    told = "ثبت شد و در نوبت پردازش است." if done.new else "همین مطلب پیش‌تر ثبت شده بود."
    messages.success(request, told)
    return redirect("submission", done.submission.pk)


def _form(request: HttpRequest, given: dict[str, str], status: int = 200) -> HttpResponse:
    context = {"section": "submissions", "given": given, "platforms": Platform.choices}
    return render(request, "search_api/submissions/new.html", context, status=status)


@require_safe
@limited(READS)
def submission(request: HttpRequest, key: int) -> HttpResponse:
    """`/submissions/<id>`: what was entered, by whom, with its files."""
    found = get_object_or_404(Submission.objects.select_related("outlet", "about"), pk=key)
    article = found.about or Article.objects.filter(submission=found).first()
    context = {"section": "submissions", "submission": found, "article": article, "files": found.files.all()}
    return render(request, "search_api/submissions/submission.html", context)


@require_safe
def by_digest(request: HttpRequest, digest: str) -> HttpResponse:
    """`/submissions/<digest>`: the address of an item that has none of its own."""
    found = get_object_or_404(Submission.objects.filter(digest__startswith=digest[:64])[:1])
    return redirect("submission", found.pk)


@require_safe
@limited(READS)
def file(request: HttpRequest, key: int) -> HttpResponse:
    """`/submissions/files/<id>`: a file as it was handed in; it can neither run nor load anything."""
    found = get_object_or_404(SubmittedFile, pk=key)
    try:
        stored = WarcStore(env().data / "warc").read(found.warc, found.offset)
    except (WarcMissingError, OSError) as error:
        return render(request, "search_api/capture_gone.html", {"reason": str(error)}, status=404)
    response = HttpResponse(stored.body, content_type=found.content_type)
    shown = "inline" if found.content_type.startswith("image/") else "attachment"
    ending = found.content_type.partition("/")[2]
    response["Content-Disposition"] = f'{shown}; filename="rasad-file-{found.pk}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

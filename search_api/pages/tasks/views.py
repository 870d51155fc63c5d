"""Long work as its owner sees it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.documents.tasks import cancel_task, task_of
from rasad.desk.models import LongTask
from search_api.accounts.auth import person
from search_api.pages.htmx import is_partial


@require_safe
def task(request: HttpRequest, key: str) -> HttpResponse:
    """`/tasks/<key>`: its progress, kept up to date; what made no file leads on when it is done."""
    found = task_of(person(request), key)
    if found.state == LongTask.State.DONE and not found.name:
        if not is_partial(request):
            return redirect(found.next_page)
        response = HttpResponse(status=204)
        response["HX-Redirect"] = found.next_page
        return response
    context = {"section": "", "task": found, "share": round(100 * found.done / max(1, found.total))}
    template = "task_part.html" if is_partial(request) else "task.html"
    response = render(request, f"search_api/tasks/{template}", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Ask it to end."""
    cancel_task(person(request), key)
    return redirect("task", key=key)


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The file that it made."""
    task_of(person(request), key)
    found = LongTask.objects.get(pk=key)
    if found.data is None:
        raise Http404(key)
    return file_response(bytes(found.data), found.name, found.media_type)


def file_response(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to take away; nothing guesses at what it is."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

"""What was typed when the session ended, offered again after the login."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from search_api.accounts.ended_session import forget_typed, typed_before


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """`/account/resume`: send it again to where it was meant for, or let it go."""
    found = typed_before(request)
    if request.method == "POST":
        forget_typed(request)
        return redirect(found.page if found is not None else "/")
    if found is None:
        return redirect("/")
    shown = [(name, value) for name, value in found.fields if value.strip() and len(value) > 1]
    return render(request, "search_api/resume.html", {"section": "", "typed": found, "shown": shown})

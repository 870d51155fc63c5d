"""A person's act from a form: what became of it is said on the page that follows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rasad.desk.documents.errors import DocumentError
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError

CHANGED = "هنگامی که این صفحه باز بود همکاری آن را عوض کرد؛ آنچه اکنون هست را ببینید و دوباره بکوشید."


def act_and_return(
    request: HttpRequest, act: Callable[[], object], back: str, done: str = "", place: str = ""
) -> HttpResponse:
    """Do it and go to `back`, at `place`; a refusal is said there and has changed nothing.

    `NotAllowedError` and `GoneError` get their own pages (`search_api.middleware`).
    """
    try:
        act()
    except (InvalidValueError, DocumentError) as error:
        messages.error(request, str(error), extra_tags="error")
    except ChangedMeanwhileError:
        messages.error(request, CHANGED, extra_tags="error")
    else:
        if done:
            messages.success(request, done)
    return redirect(f"{back}#{place}" if place else back)


def whole_number(text: str | None, otherwise: int | None = None) -> int | None:
    """A number as a form sends it; `otherwise` for what is none."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else otherwise

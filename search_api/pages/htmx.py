"""Whether a request asks for a part of a page."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


def is_partial(request: HttpRequest) -> bool:
    """An htmx request wants only the part, except when it restores the history (then the whole page)."""
    details = cast(HtmxDetails, getattr(request, "htmx", False))
    return bool(details) and not details.history_restore_request

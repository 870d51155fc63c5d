"""Views that keep the API's limits: what is dear there is dear here."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from math import ceil

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from search_api.accounts.limits import Limit, tell
from search_api.accounts.permissions import View


def limited[**P](limit: Limit) -> Callable[[View[P, HttpResponseBase]], View[P, HttpResponseBase]]:
    """Answer 429, in Persian, to who asks more often; one count a person, for pages and API together."""

    def wrap(view: View[P, HttpResponseBase]) -> View[P, HttpResponseBase]:
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if limit.allow_request(request):
                return view(request, *args, **kwargs)
            seconds = max(1, ceil(limit.wait() or 0))
            context = {"section": "search", "seconds": seconds}
            response = render(request, "search_api/too_many.html", context, status=429)
            response["Retry-After"] = str(seconds)
            tell(request, response)
            return response

        return update_wrapper(counted, view)

    return wrap

"""What a public link opens, without an account: the issued bulletin's files, until the link ends."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.desk.bulletin.distribution.links import bulletin_of_link
from rasad.desk.bulletin.distribution.mails import file_name
from rasad.desk.bulletin.models import BulletinFile
from rasad.desk.errors import GoneError
from search_api.accounts.limits import READS
from search_api.pages.bulletins.issued import MEDIA_TYPES, editions_of
from search_api.pages.limited import limited
from search_api.pages.tasks.views import file_response


def _quiet(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and no other site learns the address."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
@limited(READS)
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """`/b/<key>`: title, files, digests; or that the link has ended."""
    try:
        found = bulletin_of_link(secret)
    except GoneError:
        return _quiet(render(request, "search_api/bulletins/link_ended.html", {"section": ""}, status=410))
    bulletin = found.bulletin
    context = {
        "section": "",
        "bulletin": bulletin,
        "files": bulletin.files.defer("data").order_by("-form"),
        "newest": editions_of(bulletin)[-1],
        "secret": secret,
        "link": found,
    }
    return _quiet(render(request, "search_api/bulletins/shared.html", context))


@login_not_required
@require_safe
@limited(READS)
def shared_file(request: HttpRequest, secret: str, form: str) -> HttpResponse:
    """`/b/<key>/pdf`."""
    try:
        found = bulletin_of_link(secret)
    except GoneError:
        return _quiet(render(request, "search_api/bulletins/link_ended.html", {"section": ""}, status=410))
    file = BulletinFile.objects.filter(bulletin=found.bulletin, form=form).first()
    if file is None:
        raise Http404(form)
    name = f"{file_name(found.bulletin)}.{form}"
    return _quiet(file_response(bytes(file.data), name, MEDIA_TYPES[form]))

"""The archived copy for the frame, and the record of the evidence to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rasad.archive.models import Capture
from rasad.desk.audit.log import note_reading
from search_api import replay
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS
from search_api.pages.limited import limited


@require_safe
@limited(READS)
def capture(request: HttpRequest, key: int) -> HttpResponse:
    """`/capture/<id>`: what was fetched, unable to run or to reach the network."""
    found = get_object_or_404(Capture.objects.select_related("revisit_of"), pk=key)
    try:
        shown = replay.shown(found)
    except replay.CaptureGoneError as error:
        return render(request, "search_api/capture_gone.html", {"reason": str(error)}, status=404)
    response = HttpResponse(shown.text, content_type=shown.media_type)
    for name, value in replay.HEADERS.items():
        response[name] = value
    return response


@require_safe
@limited(READS)
def record(request: HttpRequest, key: int) -> HttpResponse:
    """`/capture/<id>/warc`: the raw WARC record, byte for byte."""
    found = get_object_or_404(Capture, pk=key)
    try:
        data = replay.raw_record(found)
    except replay.CaptureGoneError as error:
        return render(request, "search_api/capture_gone.html", {"reason": str(error)}, status=404)
    note_reading(actor_of(request), "capture.download", f"capture:{found.pk}")
    response = HttpResponse(data, content_type="application/warc")
    response["Content-Disposition"] = f'attachment; filename="rasad-capture-{found.pk}.warc.gz"'
    response["X-Content-Type-Options"] = "nosniff"
    return response

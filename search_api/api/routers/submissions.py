"""Items that people enter by hand."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from rasad.desk.submissions.acts import enter
from rasad.desk.submissions.files import HandedFile
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import WRITES
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS

router = Router(tags=["operation"])


class SubmissionIn(Schema):
    """An item; an address or a text is enough. The date as people write it."""

    url: str = ""
    platform: str = ""
    outlet: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    published: str = ""


class SubmissionOut(Schema):
    """What became of it; `new` is false where the very same entry is kept already."""

    id: int
    new: bool
    url: str
    outlet: str
    files: list[str]


@router.post("/submissions", response={200: SubmissionOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def take(
    request: HttpRequest,
    entry: Form[SubmissionIn],
    files: list[UploadedFile] = File(default=[]),  # type: ignore[type-arg]
) -> SubmissionOut:
    """A post, a broadcast or a page that no crawler reads, as a form with up to five files as evidence."""
    handed = [HandedFile(one.name or "", one.read()) for one in files]
    done = enter(actor_of(request), entry.dict(), handed)
    row = done.submission
    digests = list(row.files.order_by("pk").values_list("sha256", flat=True))
    return SubmissionOut(id=row.pk, new=done.new, url=row.url, outlet=row.outlet_id, files=digests)

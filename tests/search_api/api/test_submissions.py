"""Entering an item by hand: page and API are faces of one act."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rasad.archive.models import Submission, SubmittedFile
from tests.search_api.records import SampleRecords

PNG = b"\x89PNG\r\n\x1a\n" + b"shot" * 20
ENTRY = {"platform": "television", "outlet": "شبکهٔ تهران", "text": "گزارش پخش‌شده دربارهٔ متروی تهران"}


def test_the_api_takes_a_form_with_files(records: SampleRecords, api: Callable[..., Client]) -> None:
    form = ENTRY | {"files": SimpleUploadedFile("a.png", PNG, "text/html")}
    answer = api().post("/api/v1/submissions", form)
    assert answer.status_code == 200, answer.content
    assert answer.json()["new"] is True
    file = SubmittedFile.objects.get(submission=answer.json()["id"])
    assert answer.json()["files"] == [file.sha256]
    refused = api().post("/api/v1/submissions", {"text": "متن", "published": "روزی"})
    assert refused.status_code == 422


def test_the_page_keeps_what_was_typed_and_shows_what_was_kept(
    records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    client = client_of("analyst")
    refused = client.post("/submissions/enter", {"text": "متن بی‌رسانهٔ من"})
    assert refused.status_code == 422
    assert "متن بی‌رسانهٔ من" in refused.content.decode()
    done = client.post("/submissions/enter", ENTRY | {"files": SimpleUploadedFile("a.png", PNG)}, follow=True)
    page = done.content.decode()
    file = SubmittedFile.objects.get()
    assert file.sha256 in page
    shown = client.get(f"/submissions/files/{file.pk}")
    assert (shown.content, shown["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]
    own = Submission.objects.get().url.partition("/submissions/")[2]
    assert client.get(f"/submissions/{own}").status_code == 302

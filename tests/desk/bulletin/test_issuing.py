"""Issue by a second person: frozen, with files whose digests hold; mail, links, corrections."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from rasad.desk.bulletin.distribution.links import bulletin_of_link, make_link, revoke_link
from rasad.desk.bulletin.distribution.mails import send_due_mails
from rasad.desk.bulletin.drafts import make_draft
from rasad.desk.bulletin.issuing import issue_bulletin, make_correction
from rasad.desk.bulletin.items import edit_item
from rasad.desk.bulletin.models import Bulletin, BulletinLink, BulletinTemplate
from rasad.desk.bulletin.rendering.content import digest_of
from rasad.desk.documents.errors import TaskCancelledError
from rasad.desk.documents.tasks import Progress
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from settings.env import env
from tests.desk.people import actor, staff
from tests.services.smtp import Mailbox

DAY = date(2026, 12, 1)


class _Silent(Progress):
    """Progress that nobody looks at."""

    def step(self, text: str, done: int, total: int) -> None:
        if self.is_cancelled():
            raise TaskCancelledError(text)


@pytest.fixture
def writer(db: None) -> User:
    return staff("editor", "writer")


@pytest.fixture
def issuer(db: None) -> User:
    return staff("editor", "issuer")


@pytest.fixture
def draft(template: BulletinTemplate, writer: User) -> Bulletin:
    template.recipients = ["deputy@tehran.ir"]
    template.save()
    return make_draft(actor(writer), template.pk, DAY)


def test_who_made_it_does_not_issue_it(draft: Bulletin, writer: User) -> None:
    with pytest.raises(NotAllowedError) as caught:
        issue_bulletin(actor(writer), draft.pk, _Silent("x"))
    assert caught.value.code == "second_person_needed"
    with pytest.raises(NotAllowedError):
        issue_bulletin(actor(staff("analyst")), draft.pk, _Silent("x"))


def test_an_issue_that_is_cancelled_leaves_the_draft(
    draft: Bulletin, issuer: User, chromium_path: str
) -> None:
    progress = _Silent("x")
    progress._cancelled.set()
    with pytest.raises(TaskCancelledError):
        issue_bulletin(actor(issuer), draft.pk, progress)
    draft.refresh_from_db()
    assert (draft.state, draft.files.count()) == ("draft", 0)


def test_an_issued_bulletin_is_frozen_with_its_files(
    draft: Bulletin,
    writer: User,
    issuer: User,
    chromium_path: str,
    smtp_server: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issued = issue_bulletin(actor(issuer), draft.pk, _Silent("x"))
    assert (issued.number, issued.edition, issued.issued_by) == (1, 1, issuer)
    assert issued.sha256 == digest_of(issued.content or {})
    files = {file.form: bytes(file.data) for file in issued.files.all()}
    for file in issued.files.all():
        assert file.sha256 == hashlib.sha256(files[file.form]).hexdigest()
    assert b"/StructTreeRoot" in files["pdf"]
    assert b"IBMPlexSansArabic" in files["pdf"]
    with ZipFile(io.BytesIO(files["docx"])) as word:
        text = word.read("word/document.xml").decode()
    assert "<w:bidi/>" in text
    assert "<w:rtl/>" in text
    item = issued.items.first()
    assert item is not None
    with pytest.raises(InvalidValueError):
        edit_item(actor(writer), issued.pk, item.pk, "دیگر", "")

    monkeypatch.setenv("SMTP_URL", smtp_server.url)
    monkeypatch.setenv("RASAD_MAIL_FROM", "rasad@tehran.ir")
    env.cache_clear()
    assert send_due_mails() == 1
    mail = smtp_server.wait(1)[0]
    assert "deputy@tehran.ir" in str(mail)
    assert "rasad-bulletin-1.pdf" in str(mail)

    mended = make_correction(actor(writer), issued.pk, "نام یک واحد درست شد")
    again = issue_bulletin(actor(issuer), mended.pk, _Silent("y"))
    assert (again.number, again.edition) == (1, 2)
    issued.refresh_from_db()
    assert issued.sha256 == digest_of(issued.content or {})


def test_a_public_link_ends_by_time_and_by_hand(draft: Bulletin, issuer: User) -> None:
    Bulletin.objects.filter(pk=draft.pk).update(state="issued", number=7)
    link, secret = make_link(actor(issuer), draft.pk, 3)
    assert bulletin_of_link(secret).bulletin_id == draft.pk
    BulletinLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(GoneError):
        bulletin_of_link(secret)
    BulletinLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    revoke_link(actor(issuer), draft.pk, link.pk)
    with pytest.raises(GoneError):
        bulletin_of_link(secret)

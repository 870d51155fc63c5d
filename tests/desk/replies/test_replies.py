"""A reply from the need to the printed answer."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from rasad.archive.models import Article, Outlet, Version
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError, NotAllowedError
from rasad.desk.models import AuditEntry
from rasad.desk.replies.acts import (
    assign_reply,
    close_reply,
    need_reply,
    reopen_reply,
    send_reply,
    write_reply,
)
from rasad.desk.replies.calendar import fill_holidays, set_holiday
from rasad.desk.replies.evidence import evidence_html
from rasad.desk.replies.models import Holiday, Reply
from rasad.desk.replies.publication import look_for_published
from rasad.desk.replies.templates import filled, values_for
from tests.desk.people import actor, staff
from tests.search_api.records import SampleRecords

TEXT = (
    "روابط عمومی شرکت مترو دربارهٔ خبر آن رسانه توضیح می‌دهد که قطارهای تازه از ماه آینده "
    "به ناوگان افزوده می‌شوند "
    "و زمان انتظار مسافران در ساعت‌های شلوغ به سه دقیقه می‌رسد."
)


@pytest.fixture
def sent(archive: SampleRecords) -> Reply:
    """A reply that went to the outlet."""
    person = actor(staff("analyst", "officer"))
    reply = need_reply(person, archive.articles[5].pk)
    assign_reply(person, reply.pk, "metro", 8)
    write_reply(person, reply.pk, TEXT)
    return send_reply(person, reply.pk, "تحریریه")


def printed(reply: Reply, outlet: str, body: str) -> Article:
    """An article that an outlet published after the reply was sent."""
    now = timezone.now()
    return Article.objects.create(
        id=f"{outlet:0>32}", arrival=5000 + Article.objects.count(), outlet_id=outlet,
        item_key=outlet + body[:9], url=f"http://{outlet}.example/reply", title="پاسخ به یک خبر", body=body,
        at=now, published=now, first_capture=now, last_capture=now, text_hash="9" * 32,
    )  # fmt: skip


def test_its_publication_is_found_at_that_outlet_only(sent: Reply) -> None:
    own = sent.article.outlet_id
    other = Outlet.objects.exclude(key=own).values_list("key", flat=True)[0]
    printed(sent, other, TEXT)
    assert look_for_published() == 0
    there = printed(sent, own, "در پی خبر پیشین این پاسخ رسید. " + TEXT.replace("ی", "ي"))
    assert look_for_published() == 1
    sent.refresh_from_db()
    assert (sent.state, sent.published_id) == ("published", there.pk)
    assert (sent.containment or 0) > 0.9
    assert AuditEntry.objects.filter(action="reply.found").exists()


def test_a_reply_printed_under_the_criticised_article_counts(sent: Reply) -> None:
    article = sent.article
    article.body += "\n\nپاسخ: " + TEXT
    article.last_capture = timezone.now()
    article.save()
    Version.objects.create(
        article=article,
        number=9,
        at=timezone.now(),
        change="edited",
        title=article.title,
        url=article.url,
        text_hash="8" * 32,
    )
    assert look_for_published() == 1


def test_a_mention_is_no_publication(sent: Reply) -> None:
    printed(sent, sent.article.outlet_id, "شرکت مترو پاسخ داد. " + TEXT[:60])
    assert look_for_published() == 0


def test_a_step_out_of_turn_is_refused_in_words(sent: Reply) -> None:
    person = actor(staff("analyst"))
    with pytest.raises(InvalidValueError, match="فرستاده"):
        write_reply(person, sent.pk, "دیگر")
    with pytest.raises(InvalidValueError):
        close_reply(person, sent.pk, "")
    with pytest.raises(NotAllowedError):
        close_reply(actor(staff("viewer")), sent.pk, "x")
    close_reply(person, sent.pk, "رسانه نپذیرفت")
    assert reopen_reply(person, sent.pk).state == "sent"


def test_two_officers_at_one_reply_lose_nothing(archive: SampleRecords) -> None:
    person = actor(staff("analyst"))
    reply = need_reply(person, archive.articles[6].pk)
    write_reply(person, reply.pk, "نخست", reply.version)
    with pytest.raises(ChangedMeanwhileError):
        write_reply(person, reply.pk, "دوم", reply.version)
    assert Reply.objects.get(pk=reply.pk).text == "نخست"


def test_a_second_reply_to_one_article_is_refused(sent: Reply) -> None:
    with pytest.raises(InvalidValueError):
        need_reply(actor(staff("analyst")), sent.article_id)


def test_the_evidence_file_shows_all_three_and_escapes_them(sent: Reply) -> None:
    sent.article.title = "<script>x</script>"
    html = evidence_html(sent)
    assert "<script>" not in html
    assert TEXT[:40] in html
    assert "انتشار آن دیده نشده است" in html


def test_a_template_fills_what_is_its_field_and_leaves_the_rest(sent: Reply) -> None:
    text = filled("به {رسانه} دربارهٔ «{تیتر}» {ناشناخته} {0.__class__}", values_for(sent))
    assert sent.article.outlet.name in text
    assert "{ناشناخته} {0.__class__}" in text


def test_public_holidays_come_from_the_calendar_and_keep_what_staff_said(db: None) -> None:
    editor = actor(staff("editor"))
    set_holiday(editor, date(2026, 3, 21), "کشیک نوروزی", works=True)
    assert fill_holidays(editor, 1405) > 15
    assert Holiday.objects.get(day=date(2026, 3, 21)).works
    assert Holiday.objects.filter(estimated=True).exists()
    assert fill_holidays(editor, 1405) == 0

"""Quotes have their speakers; a summary is two sentences of the article."""

from __future__ import annotations

import pytest

from rasad.attribution.quotes import quotes
from rasad.attribution.summary import summary
from rasad.search.match import analyse
from tests.attribution.conftest import article


@pytest.mark.parametrize(
    ("text", "speaker", "said"),
    [
        ("شهردار تهران گفت: برف‌روبی آغاز شده است.", "شهردار تهران", "برف‌روبی آغاز شده است."),
        ("علی رضایی با اشاره به پول افزود: «کار تمام می‌شود».", "علی رضایی", "کار تمام می‌شود"),
        ("به گفتهٔ سخنگوی شورا، سه نفر رهایی یافتند.", "سخنگوی شورا", "سه نفر رهایی یافتند."),
        ("رئيس شورا تصريح كرد: بودجه كم است و بس.", "رئیس شورا", "بودجه كم است و بس."),
        ("وی گفت: چیزی نمانده است جز صبر.", "", "چیزی نمانده است جز صبر."),
    ],
)  # fmt: skip
def test_a_quote_has_its_speaker(text: str, speaker: str, said: str) -> None:
    [quote] = quotes(text)
    assert (quote.speaker, text[quote.start : quote.end]) == (speaker, said)


def test_a_pronoun_stands_for_the_speaker_before_it() -> None:
    text = "مدیرعامل مترو گفت: قطارها می‌رسند و کار خوب است.\nوی افزود: بلیت گران نمی‌شود و کسی نگران نباشد."
    assert [quote.speaker for quote in quotes(text)] == ["مدیرعامل مترو", "مدیرعامل مترو"]


def test_what_nobody_says_is_no_quote() -> None:
    assert quotes("ساعت کار: هشت تا چهار بعدازظهر هر روز هفته.") == []


def test_two_sentences_of_the_article_tell_what_it_is_about() -> None:
    told = "خط هفت مترو فردا با سه ایستگاه تازه گشایش می‌یابد."
    body = f"هوا سرد است و مردم در خانه‌اند. {told} انتهای پیام. " * 2
    lead = "شهردار از گشایش خط هفت مترو در فردا خبر داد."
    one = article(body, title="خط هفت مترو گشایش می‌یابد", lead=lead)
    found = summary(analyse(one))
    assert [getattr(one.text, part)[start:end] for part, start, end in found] == [lead, told]

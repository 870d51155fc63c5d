"""What of a text stands in another, whatever its letters and half-spaces."""

from __future__ import annotations

from rasad.desk.evaluation.passages import carried_text

RELEASE = (
    "شهردار منطقه ۲۲ از گشایش ایستگاه تازهٔ مترو خبر داد و گفت که این ایستگاه تا پایان سال باز می\u200cشود."
)


def test_a_verbatim_copy_is_carried_whole_in_other_letters() -> None:
    copy = "به گزارش ما " + RELEASE.replace("ی", "ي").replace("ک", "ك").replace("۲۲", "22")
    found = carried_text(RELEASE, copy)
    assert found.share == 1
    assert [copy[start:end].startswith("شهردار") for start, end in found.spans] == [True]


def test_a_quotation_is_shown_where_it_stands() -> None:
    text = "آب و هوا خوب است. این ایستگاه تا پایان سال باز می شود. مردم خرسندند."
    found = carried_text(RELEASE, text)
    assert 0 < found.share < 0.6
    assert [text[start:end] for start, end in found.spans] == ["این ایستگاه تا پایان سال باز می شود"]


def test_texts_without_a_common_run_of_words_share_nothing() -> None:
    assert carried_text(RELEASE, "بازی فوتبال دیشب برابر شد").spans == []
    assert carried_text("", "هر چه").share == 0

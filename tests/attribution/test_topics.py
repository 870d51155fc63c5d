"""A topic is what an article is about, not a word in it."""

from __future__ import annotations

import pytest

from rasad.attribution import Attributor, CityGazetteer, Level, TopicRow, UnitRow
from rasad.search.match import analyse
from tests.attribution.conftest import Read, article


def test_the_headlines_subject_is_the_topic(read: Read) -> None:
    found = read(
        "این خط پس از سال‌ها انتظار مسافر پذیرفت.",
        title="خط تازهٔ متروی تهران به راه افتاد",
        lead="مدیرعامل مترو گفت: قطارها هر پنج دقیقه می‌رسند.",
    )
    assert found.about("topic") == {"public_transport"}


def test_a_word_far_below_is_no_topic(read: Read) -> None:
    body = "وزیر نفت از قرارداد تازه گفت. " * 20 + "او با مترو به نشست آمد."
    found = read(body, title="قرارداد تازهٔ نفتی در تهران", lead="وزیر نفت قرارداد را امضا کرد.")
    assert found.about("topic") == set()
    assert found.named("topic") == {"public_transport"}


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("اتوبوس پرسپولیس در راه تهران خراب شد", "اتوبوس باشگاه پرسپولیس در راه ماند و بازیکنان پیاده شدند."),
        ("پارک علم و فناوری تهران افتتاح شد", "پارک فناوری تازه در تهران آغاز به کار کرد."),
        ("سیل تبریک به قهرمان المپیک", "سیل پیام‌ها به سرمربی تیم ملی رسید."),
        ("باران کوثری به تئاتر برگشت", "باران کوثری در نقش تازه است."),
        ("زباله‌های هسته‌ای فرانسه", "زباله هسته‌ای در دریا رها شد."),
        ("آتش بس در غزه", "آتش‌بس از بامداد آغاز شد."),
    ],
)
def test_what_stands_beside_a_word_takes_its_weight(read: Read, title: str, lead: str) -> None:
    assert read("متن خبر.", title=title, lead=lead).about("topic") <= {"culture"}


def test_an_article_of_another_city_is_about_the_topic_elsewhere(read: Read) -> None:
    found = read(
        "دو ساعت طول کشید.", title="آتش‌سوزی در بازار تبریز", lead="آتش‌نشانان تبریز آتش را مهار کردند."
    )
    assert {one.key: one.level for one in found.findings if one.kind == "topic"} == {
        "safety": Level.ELSEWHERE
    }


def test_another_subject_weighs_against_a_topic(read: Read) -> None:
    title, lead = "سرمربی تیم فوتبال از برف گفت", "سرمربی پیش از بازی لیگ برتر از بارش برف شکایت کرد."
    assert read("تیم فوتبال تمرین کرد.", title=title, lead=lead).about("topic") == set()


def test_a_hashtag_of_the_file_names_its_entry() -> None:
    attributor = Attributor(
        CityGazetteer(
            [UnitRow("parks", "سازمان بوستان‌ها", "organisation", (), {"hashtags": ["بوستان_ما"]})],
            [TopicRow("green", "سبز", "", {"sure": ["بوستان"], "hashtags": ["درخت_بکاریم"]})],
        )
    )
    post = analyse(article("امروز هوا خوب است #بوستان_ما"))
    assert {(one.kind, one.key) for one in attributor.findings(post)} == {
        ("unit", "parks"), ("topic", "green"),
    }  # fmt: skip
    tagged = attributor.findings(analyse(article("متن")), tags=["درخت بکاریم"])
    assert [(one.kind, one.key, one.level) for one in tagged] == [("topic", "green", "about")]


def test_a_query_still_decides_where_a_topic_has_one() -> None:
    row = TopicRow("snow", "برف", "برف -اسکی")
    attributor = Attributor(CityGazetteer(topics=[row]))
    assert [one.key for one in attributor.findings(analyse(article("", title="برف آمد")))] == ["snow"]
    assert attributor.findings(analyse(article("", title="برف برای اسکی خوب است"))) == []

"""Units are found in a text the way a reader would find them."""

from __future__ import annotations

import pytest

from tests.attribution.conftest import Read


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("شهردار منطقه ۵ تهران از بوستان تازه خبر داد", {"district_5"}),
        ("شهردار منطقهٔ بیست و دو تهران گفت", {"district_22"}),
        ("منطقه‌ی ٢٢ در غرب پایتخت", {"district_22"}),
        ("منطقه ۵ شهرداری اصفهان از بوستان تازه خبر داد؛ مدیران تهران هم آمدند", set()),
        ("منطقه ۵ عملیات انتقال گاز در تهران تعمیر شد", set()),
        ("منطقه ۵ را برف گرفت", set()),  # nothing says which city
        ("متروي تهران در نوروز رايگان است", {"co_metro"}),
        ("سازمان آتش نشانی تهران", {"org_fire"}),
        ("معاون شهرسازی و معماری وزیر راه گفت", set()),
        ("معاون شهرسازی و معماری شهردار تهران گفت", {"deputy_urban_planning"}),
        ("آرادکوه ساماندهی می‌شود", {"org_waste"}),
        ("عضو شورای شهر مشهد در تهران گفت", set()),
        ("منطقه ۱۵ تهران", {"district_15"}),
    ],
)
def test_units_are_found_as_a_reader_would(read: Read, text: str, units: set[str]) -> None:
    assert read(text).about("unit") == units


@pytest.mark.parametrize(
    "text",
    [
        "تصادف در منطقه ۵ تهران سه مصدوم داشت",
        "قیمت آپارتمان در منطقه ۵ تهران بالا رفت",
        "ساکنان منطقه ۵ تهران صدای انفجار شنیدند",
        "جسد در پارکینگ خانه‌ای در منطقه ۵ تهران بود",
    ],
)
def test_a_place_where_something_happened_is_only_named(read: Read, text: str) -> None:
    found = read(text)
    assert found.about("unit") == set()
    assert found.named("unit") == {"district_5"}


@pytest.mark.parametrize(
    "text",
    [
        "مدیر آموزش و پرورش منطقه ۵ تهران خبر داد",
        "منطقه ۵ آموزش و پرورش تهران",
        "مدارس منطقه ۵ تهران تعطیل شد",
        "فرمانده منطقه ۵ نیروی دریایی به تهران آمد",
        "تیم منطقه ۵ در لیگ دسته سوم تهران را برد",
        "شهردار منطقه ۵ کلان‌شهر مشهد به تهران آمد",
        "منطقه ۵ هکتاری حفاظت‌شده در تهران سوخت",
        "مناطق ۲۲گانه تهران",
        "سازمان‌های فرهنگی - هنری تهران",
    ],
)
def test_a_look_alike_is_not_even_named(read: Read, text: str) -> None:
    found = read(text)
    assert found.about("unit") | found.named("unit") == set()


def test_districts_in_a_row_are_each_named(read: Read) -> None:
    assert read("شهرداران مناطق ۵، ۷ و ۲۲ تهران").about("unit") == {"district_5", "district_7", "district_22"}


def test_the_longest_name_is_meant(read: Read) -> None:
    assert read("شرکت راه‌آهن شهری تهران").about("unit") == {"co_metro_build"}
    assert read("شرکت متروی تهران").about("unit") == {"co_metro_build"}


def test_a_finding_points_at_the_words_that_decided(read: Read) -> None:
    text = "خبری دیگر. شهردار منطقه ۵ تهران گفت."
    [one] = [one for one in read(text).findings if one.kind == "unit"]
    assert one.part == "body"
    assert "منطقه ۵" in text[one.start : one.end]


def test_a_name_deep_in_a_long_text_is_named_in_passing(read: Read) -> None:
    text = "سخن دربارهٔ تهران است. " * 40 + "سازمان آتش‌نشانی تهران هم آنجا بود."
    assert read(text).named("unit") == {"org_fire"}
    assert read(text, title="سازمان آتش‌نشانی تهران").about("unit") == {"org_fire"}


def test_a_press_review_is_about_nobody(read: Read) -> None:
    found = read("کیهان: سازمان آتش‌نشانی تهران", title="مهم‌ترین عناوین روزنامه‌های صبح")
    assert found.named("unit") == {"org_fire"}


def test_a_post_leads_to_its_unit_on_the_days_it_was_held(read: Read) -> None:
    text = "مهدی چمران به تهران برگشت"
    assert read(text, day="2024-01-01").about("unit") == {"council"}
    assert read(text, day="2015-01-01").about("unit") == set()
    assert read(text, day="2015-01-01").named("person") == {"chamran"}
    assert read("بزرگراه شهید چمران بسته شد").named("person") == set()


def test_places_want_their_context(read: Read) -> None:
    assert read("میدان آزادی تهران شلوغ است").named("place") == {"azadi_square"}
    assert read("میدان آزادی شلوغ است").named("place") == set()

"""What a query without a hit may have meant, and words that go with a query."""

from __future__ import annotations

import pytest

from rasad.search.engines.interface import Engine
from rasad.search.match import analyse
from rasad.search.query.parser import parse
from rasad.search.service import Searcher
from rasad.search.suggest.edits import neighbours, one_edit
from rasad.search.suggest.related import related_terms
from rasad.search.suggest.slips import cost
from rasad.search.suggest.spelling import did_you_mean
from tests.search.articles import article


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("شهردرا تهران", "شهردار تهران"),
        ("شهرداار", "شهردار"),
        ("«شهردار تهرن»", "«شهردار تهران»"),
        ("عنوان:متزو -برف", "عنوان:مترو -برف"),
        ("شهردار", None),
        ("قلقلقلق", None),
        ("رسانه:ناشناس", None),
        ("تحران", "تهران"),  # as it sounds
        ("هوای تهزان", "هوای تهران"),
        ("پازک", "پارک"),  # not the far more frequent پاک
        ("ساخت و شاز", "ساخت و ساز"),  # not «ساخت و از»
        ("فصای سبز", "فضای سبز"),  # which stands there as فضا
        ("اطش نشانی", "اتش نشانی"),  # آتش stands there only in آتش‌نشانی
        ("متروتهرن شهردار", None),
        ("شورایشهر", "شورای شهر"),
        ("aivnhv", "شهردار"),  # the keyboard was left on Latin
        ("ljv, jivhk", "مترو تهران"),
        ("برف در مترو", None),  # a right word that stands nowhere is not «بر»
        ("بهره وری", None),
        ("آلوده‌گی", None),
        ("از ۱۴۰۰ مترو", "از:۱۴۰۰ مترو"),  # the colon left out
        ("رسانه district_5 پارک", None),
        ("عنوان مترو", "عنوان:مترو"),
    ],
)
def test_did_you_mean(index: Engine, query: str, meant: str | None) -> None:
    index.put([article(1, title="شهردار تهران در مترو"), article(2, title="تهران")])
    index.put(article(n, body="هوای پاک از تهران بر بهره ولی") for n in range(10, 19))
    index.put([article(20, title="شورای شهر پارک و فضای سبز"), article(21, title="ساخت و ساز، آتش‌نشانی")])
    index.refresh()
    assert did_you_mean(Searcher(index), parse(query)) == meant


HEADLINES = (
    "کاهش آلودگی هوا در پایتخت با باران پاییزی",
    "پاکستان و هند بر سر آب رودخانه گفت‌وگو کردند",
    "ساخت ۵۰۰ هزار متر راه روستایی در استان",
    "شورای نگهبان لایحه بودجه شهرداری را بررسی کرد",
    "دانش‌آموزان مدرسه بهار درخت کاشتند",
    "گاهش نام روستایی کوچک در دامنه کوه است",
    "قیمت نان در نانوایی‌های شهر ثابت ماند",
    "ابر و باد در آسمان بندر",
    "مسابقه دوچرخه‌سواری بانوان در بوستان ولایت برگزار می‌شود",
)


@pytest.fixture
def headlines(index: Engine) -> Searcher:
    index.put(article(number, title=title) for number, title in enumerate(HEADLINES, 1))
    index.put(article(number, body="این خبر از شهر و برای مردم است") for number in range(50, 300))
    index.refresh()
    return Searcher(index)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("گاهش آلودگی هوا در پایتخت با باران", "کاهش آلودگی هوا در پایتخت با باران"),  # itself a word
        ("پاکتان و هند بر سر آب رودخانه", "پاکستان و هند بر سر آب رودخانه"),
        ("ساخت ۵۰۰ زار متر راه روستایی", "ساخت ۵۰۰ هزار متر راه روستایی"),
        ("شورای نگهابن لایحه بوجه شهرداری", "شورای نگهبان لایحه بودجه شهرداری"),  # two words
        ("دانش‌آموزان مدر سه بهار", "دانش‌آموزان مدرسه بهار"),  # a space too many
        ("قیمت ناندر نانوایی‌های شهر", "قیمت نان در نانوایی‌های شهر"),  # one too few
        ("مسابقه دوچرخه‌سواری بانوان برگزر می شود", "مسابقه دوچرخه‌سواری بانوان برگزار می شود"),
        ("قیمت نان در پاکستان", None),  # each word is right: no article says it
        ("باران و باد در بندر", None),
    ],
)
def test_what_the_archive_says_together_decides(headlines: Searcher, query: str, meant: str | None) -> None:
    assert did_you_mean(headlines, parse(query)) == meant


def test_the_keyboard_left_on_latin_keeps_digits(headlines: Searcher) -> None:
    assert did_you_mean(headlines, parse("shoj 500 ichv ljv vhi")) == "ساخت 500 هزار متر راه"


def test_related_terms_count_a_story_once(index: Engine) -> None:
    docs = [article(n, body="مترو ایستگاه افتتاح", story=f"s{n}") for n in range(1, 6)]
    docs += [article(n, body="مترو نمایشگاه", story="reprinted") for n in range(10, 40)]
    docs += [article(n, body="هوا باران برف") for n in range(50, 120)]
    index.put(docs)
    index.refresh()
    query = parse("مترو")
    found = [word for word, _ in related_terms(Searcher(index), query, [analyse(doc) for doc in docs[:35]])]
    assert found[:2] == ["افتتاح", "ایستگاه"]
    assert "نمایشگاه" not in found
    assert "مترو" not in found


def test_related_terms_are_words_that_say_something(index: Engine) -> None:
    docs = [
        article(n, body="مترو این ایستگاه را برای هوا گفت و می‌سازد، است و بپردازد ۱۲", story=f"s{n}")
        for n in range(1, 30)
    ]
    index.put([*docs, *(article(n, body="باران برف") for n in range(50, 150))])
    index.refresh()
    found = {
        word for word, _ in related_terms(Searcher(index), parse("مترو"), [analyse(doc) for doc in docs])
    }
    assert found == {"ایستگاه", "هوا"}


def test_what_happens_daily_costs_least() -> None:
    daily = [("تحران", "تهران"), ("متزو", "مترو"), ("گرانن", "گران"), ("کتاب‌خانه", "کتابخانه")]
    slips = [("شهردرا", "شهردار"), ("شهردری", "شهرداری"), ("تهرات", "تهران")]
    assert {cost(*pair) for pair in daily} == {0}
    assert {cost(*pair) for pair in slips} == {1}
    assert cost("شاز", "از") == 3


def test_neighbours_are_one_edit_away() -> None:
    assert all(one_edit("مترو", near) for near in neighbours("مترو"))
    assert one_edit("رسنه", "رسانه")
    assert not one_edit("مترو", "مترو")
    assert not one_edit("مترو", "متروها")

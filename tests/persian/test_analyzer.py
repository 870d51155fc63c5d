"""Laws of the analyser, for any Unicode string."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.persian import VERSION, Token, analyze, fold
from rasad.persian.compounds.triggers import Trigger
from rasad.persian.text.token import LONGEST_TERM
from tests.services.waiting import assert_linear

LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآئؤأةيكىء"
PERSIAN = st.text(alphabet=LETTERS + "\u200c\u200b\u0640\u064e\u0651 ۰۱۲۳123.،٬-_#@/\u00a0می", max_size=60)
ANY = st.text(alphabet=st.characters(codec=None), max_size=80)
WORDS = st.sampled_from(
    [
        "شهرداری",
        "تهران",
        "کتاب\u200cها",
        "می\u200cرود",
        "منطقه",
        "۲۲",
        "مسئول",
        "مدارس",
        "گفت\u200cوگو",
        "بیست",
        "و",
        "دو",
        "هزار",
        "رئیس",
        "هیئت",
        "آموزش",
        "خیابان",
        "بزرگ\u200cتر",
        "شهرمان",
        "کارگران",
        "نمایندگان",
        "علی\u200cرغم",
        "ولی\u200cعصر",
        "سه\u200cشنبه",
        "۱۲٫۵",
        "درصد",
        "شده\u200cاند",
    ]
)

NASTY = [
    *(
        "\0",
        "\ud800",
        "\udfff",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u200f",
        "\u202b",
        "\u2067",
        "\u200c" * 9,
    ),
    *(
        "\u0640" * 99,
        "\u064e" * 99,
        "\u0653",
        "\u0654",
        "ﷺ",
        "ﻻ",
        "ﬃ",
        "İ",
        "ß",
        "½",
        "क्षि",
        "\U000e0001",
        "\u2028",
        "\x85",
    ),
    *(
        "بر",
        "باز",
        "خواهد",
        "می",
        "نمی",
        "که",
        "داده",
        "ودوی",
        "ها",
        "ترین",
        "مان",
        " ",
        "@",
        "#",
        "/",
        "٫",
        "٬",
        "،",
    ),
]


@given(st.one_of(ANY, PERSIAN))
def test_never_raises_and_offsets_ascend_inside_the_text(text: str) -> None:
    last = 0
    for token in analyze(text):
        assert isinstance(token, Token)
        assert last <= token.start < token.end <= len(text)
        last = token.start
        assert token.exact
        assert token.stem
        for term in (token.exact, token.stem):
            assert len(term) <= LONGEST_TERM
            assert not re.search(r"\s", term)


@given(st.one_of(ANY, PERSIAN))
def test_what_an_offset_slices_holds_the_word(text: str) -> None:
    for token in analyze(text):
        assert analyze(text[token.start : token.end]), token


@given(st.one_of(ANY, PERSIAN))
def test_tokens_do_not_overlap_unless_one_character_stands_for_several(text: str) -> None:
    tokens = analyze(text)
    if len(fold(text)) == len(text):
        assert all(a.end <= b.start for a, b in pairwise(tokens))


@given(st.one_of(ANY, PERSIAN))
def test_a_stem_is_its_own_stem(text: str) -> None:
    for token in analyze(text):
        again = analyze(token.stem)
        assert [t.stem for t in again] == [token.stem], (token, again)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def stems(text: str) -> list[str]:
    return [token.stem for token in analyze(text)]


def misspell(text: str) -> list[str]:
    return [
        text.replace("ی", "ي").replace("ک", "ك"),
        text.replace("\u200c", "\u200b"),
        text.replace("\u200c", "\u00ac"),
        text.replace("\u200c", "\ufeff"),
        text.replace("\u200c", "\u200c\u200c"),
        text.replace(" ", "\u00a0"),
        re.sub("([بتسک])(?=[ارین])", "\\1\u0640", text),
        re.sub("([بتسمک])", "\\1\u064e", text),
        text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")),
        text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")),
        "\u202b" + text + "\u202c",
    ]


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_spelling_variants_of_one_text_give_the_same_stems(text: str) -> None:
    for variant in misspell(text):
        assert stems(variant) == stems(text)
        assert [t.exact for t in analyze(variant)] == [t.exact for t in analyze(text)]


@given(st.lists(WORDS, min_size=1, max_size=8).map("\n".join), st.lists(WORDS, max_size=8).map("\n".join))
def test_paragraphs_are_read_apart(first: str, second: str) -> None:
    assert stems(f"{first}\n\n{second}") == stems(first) + stems(second)


def test_ligatures_and_surrogates_keep_their_places() -> None:
    text = "\ud800 ﷲ ﻻله \U0001f600تهران\udfff"
    found = [(t.stem, text[t.start : t.end]) for t in analyze(text)]
    assert found == [("الله", "ﷲ"), ("لاله", "ﻻله"), ("تهران", "تهران")]


def test_spaced_group_spans_what_it_joins() -> None:
    assert analyze("کتاب ها") == [Token("کتاب\u200cها", "کتاب", 0, 7)]
    assert [(t.exact, t.start, t.end) for t in analyze("گفت و گو شد")] == [("گفتگو", 0, 8), ("شد", 9, 11)]


def test_words_written_joined_have_their_own_places() -> None:
    """به in them is written with its ب alone: a highlight of گزارش once began a letter late."""
    for text, wanted in (
        ("بگزارش", "ب گزارش"),
        ("بهدف", "ب هدف"),
        ("تابحال", "تا ب حال"),
        ("برروی", "بر روی"),
    ):
        assert " ".join(text[token.start : token.end] for token in analyze(text)) == wanted


def test_a_group_is_one_word_only_among_the_right_neighbours() -> None:
    def stems(text: str) -> str:
        return " ".join(token.stem for token in analyze(text))

    assert stems("سر مربی تیم") == "سرمربی تیم"
    assert stems("بر سر مربی تیم") == "بر سر مربی تیم"
    assert stems("بر. سر مربی تیم") == "بر سرمربی تیم"  # a mark parts neighbours
    assert stems("هم دیگر") == "همدیگر"  # a query of its own
    assert stems("سه روز نامه نوشت") == "سه روز نامه نوشت"
    assert stems("آب می‌رود") == "آب رفت"  # no آبرفت: a verb's form is no ending
    assert stems("زیر ساختمان") == "زیر ساختمان"


def test_a_long_word_keeps_its_identity() -> None:
    one, other = "ب" * 5000, "ب" * 4999 + "پ"
    assert analyze(one)[0].stem != analyze(other)[0].stem
    assert len(analyze(one)[0].stem) == LONGEST_TERM
    assert analyze(one) == analyze(one)


@pytest.mark.parametrize(
    "unit", ["م", "مان", "شون", "و", "ها ", "ها\u200c", "می ", "باز خواهد ", "یک\u200c", "1."]
)
def test_a_long_hostile_text_is_read_like_any_other(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    tokens = analyze(text)
    assert all(len(term) <= LONGEST_TERM for token in tokens for term in token[:2])
    assert tokens[-1].end >= len(text) - 1


@pytest.mark.parametrize(
    "unit", ["ها ", "می ", "کتاب\u200c", "ها\u200c", "\u200c", "هزار و ", "طرحی که ", "َ", "1,", "a@"]
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    assert_linear(lambda length: analyze(unit * (length // len(unit))), 20_000)


@pytest.mark.parametrize(
    "term", ["ب" * 300, "و" * 200, "x" * 500, "9" * 300, "1.1." * 90, "https://a.ir/" + "b" * 300]
)
def test_a_shortened_term_is_its_own_stem(term: str) -> None:
    (token,) = analyze(term)
    assert [t.stem for t in analyze(token.stem)] == [token.stem]


@given(st.lists(st.one_of(WORDS, st.sampled_from(NASTY)), max_size=8).map("".join))
def test_glued_and_nasty_pieces_keep_the_laws(text: str) -> None:
    tokens = analyze(text)
    assert analyze(text) == tokens
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert not re.search(r"\s", token.exact + token.stem)
        assert [t.stem for t in analyze(token.stem)] == [token.stem], token


@pytest.mark.parametrize("piece", ["ها", "ان", "ش", "مان", "تر", "هایشان", "شهرها", "می"])
@pytest.mark.parametrize("times", [5, 38])
def test_laughter_and_heaps_of_suffixes_are_read_at_once(piece: str, times: int) -> None:
    """«هاهاهاهاها…» of twenty pieces took seconds: each suffix asked about the same base again."""
    assert_linear(lambda number: analyze(piece * number), times)


def test_the_version_names_rules_and_lexicon() -> None:
    assert re.fullmatch(r"\d+-[0-9a-f]{12}", VERSION)


def test_asking_the_neighbours_first_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that could begin a group is handed to its rule only where a neighbour can go on with it: the
    same tokens as when every one is handed over."""
    table = Path(__file__).with_name("city_pairs.tsv").read_text(encoding="utf-8")
    lines = table.replace("⟨Z⟩", "\u200c").splitlines()
    quick = [analyze(line) for line in lines]
    monkeypatch.setattr(Trigger, "matches", lambda *_: True)
    assert quick == [analyze(line) for line in lines]

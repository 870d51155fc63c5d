"""Words a reader takes for one another, and words they do not: hand-checked, one row a case
(`words.tsv`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.persian import analyze

TABLE = Path(__file__).with_name("words.tsv")


def written(cell: str) -> str:
    return cell.replace("⟨Z⟩", "\u200c").replace("⟨200B⟩", "\u200b").replace("⟨AC⟩", "\u00ac")


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(relation, written(one), written(other)) for relation, one, other in cells]


def stems(text: str) -> list[str]:
    return [token.stem for token in analyze(text)]


def test_the_table_is_large() -> None:
    assert len(rows()) >= 400


@pytest.mark.parametrize("relation", ["same", "differ"])
def test_rows(relation: str) -> None:
    wrong = [
        f"{one} / {other}: {stems(one)} {stems(other)}"
        for wanted, one, other in rows()
        if wanted == relation and (stems(one) == stems(other)) != (wanted == "same")
    ]
    assert not wrong, "\n".join(wrong)


UNCHANGED = (
    "تهران ایران جهان میدان پیمان باران خیابان بحران درمان سازمان دختر بهترین حیات اطلاعات"
    " انتخابات تنها آنها بها پزشکیان مدیریت شهری"
)


@pytest.mark.parametrize("word", UNCHANGED.split())
def test_words_that_only_look_inflected_stay(word: str) -> None:
    assert stems(word) == [word]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("شهرداری\u200cهای تهران", "شهرداری تهران"),
        ("ماه می", "ماه می"),
        ("خواهد شد", "خواهد شد"),
        ("باز خواهند گشت", "خواهد بازگشت"),
        ("در باز خواهد شد", "در باز خواهد شد"),
        ("داده شد", "داد شد"),
        ("اجازه داده نخواهد شد", "اجازه داد خواهد شد"),
        ("بانک داده", "بانک داده"),
        ("کشته شدند", "کشته شد"),
        ("کاری که کرد", "کار که کرد"),
        ("شهرداری که", "شهرداری که"),
        ("مدیریت شهری که", "مدیریت شهری که"),
        ("می\u200cشده\u200cاست", "شد است"),
        ("زنان معلمان کارگران نمایندگان دانش\u200cآموزان", "زن معلم کارگر نماینده دانش آموز"),
        ("۱۲٫۵ درصد", "12.5 درصد"),
        ("ده نه سی", "ده نه سی"),
        ("این منطقه دو پارک دارد", "این منطقه دو پارک داشت"),
        ("منطقه نه تنها آلوده است", "منطقه نه تنها آلوده است"),
        ("بین ۲ هزار و ۳ هزار نفر", "بین 2000 و 3000 نفر"),
        ("۲ میلیون و ۵۰۰ هزار تومان", "2 میلیون و 500000 تومان"),
        ("#مترو_تهران @shahr_tehran", "مترو تهران shahr tehran"),
        ("نشانی shahr@tehran.ir و shahr.ir", "نشانی shahr@tehran.ir و shahr.ir"),
        ("https://shahr.ir/fa/News/12?a=1،", "https://shahr.ir/fa/News/12?a=1"),
        ("هوای تر و خشک", "هوا تر و خشک"),
        ("معامله\u200cگر چه می\u200cکند", "معامله گر چه کرد"),
        ("فرمان\u200cبر گشت خورد", "فرمانبر گشت خورد"),
        ("به\u200cگفت و گو", "به گفتگو"),
        ("اموزان اوردند اورده\u200cاند", "آموز آورد آورد"),
        ("ابروی آبروی", "ابرو آبرو"),
        ("۱۲/۵ رشد ۲/۵ درصدی", "12.5 رشد 2.5 درصدی"),
        ("98/12/29 ۲۹/۱۲/۹۸ 05/7/1 24/45/60", "1398/12/29 1398/12/29 05/07/01 24 45 60"),
        ("بنا بر گزارش پلیس", "بنا بر گزارش پلیس"),
        ("علی رغم میل علی", "علیرغم میل علی"),
    ],
)
def test_texts(text: str, wanted: str) -> None:
    assert " ".join(stems(text)) == wanted

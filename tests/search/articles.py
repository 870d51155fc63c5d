"""Articles and queries made for the tests of search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from rasad.search.documents import TEXT_PARTS, ArticleText, Document

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OUTLETS = ("shahrnegar", "district_5", "payam-e-shahr")
WORDS = (
    "شهردار",
    "شهرداری",
    "شهرداری‌های",
    "تهران",
    "مترو",
    "خط",
    "۷",
    "کتاب‌ها",
    "کتاب ها",
    "آیت‌الله",
    "آیت الله",
    "می‌رود",
    "می رود",
    "منطقهٔ ۲۲",
    "پیش‌بینی",
    "پیش بینی",
    "و",
    "۱۲٫۵",
    "5G",
    "يك",
    "هوا",
    "#مترو_تهران",
    "Metro",
    "https://irna.ir/a?b=1",
    "بیست و دو",
    "شهرداريهاي",
)


def article(number: int, **fields: Any) -> Document:
    """An article with everything that was not given made up from its number."""
    at = fields.pop("at", NOW - timedelta(minutes=37 * number))
    made: dict[str, Any] = {
        "id": f"{number:032x}",
        "revision": 1,
        "cursor": (int(at.timestamp()) << 24) + number,
        "outlet": OUTLETS[0],
        "kind": "news",
        "text": ArticleText(**{part: fields.pop(part) for part in TEXT_PARTS if part in fields}),
        "at": at,
        "first_capture": at,
    }
    return Document(**{**made, **fields})


_texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Fields of a few small articles that share few words, so that phrases and nearness happen."""
    count = draw(st.integers(1, 7))
    return [
        {
            "title": draw(_texts),
            "kicker": draw(st.one_of(st.just(""), _texts)),
            "lead": draw(_texts),
            "body": draw(_texts),
            "author": draw(st.sampled_from(("", "مریم احمدی", "علی رضایی"))),
            "outlet": draw(st.sampled_from(OUTLETS)),
            "kind": draw(st.sampled_from(("news", "post"))),
            "units": tuple(draw(st.lists(st.sampled_from(("district_1", "district_22")), unique=True))),
            "unit_names": tuple(draw(st.lists(st.sampled_from(("شهرداری منطقه ۲۲",)), max_size=1))),
            "tone": draw(st.sampled_from(("", "positive", "negative"))),
            "story": draw(st.sampled_from(("", "a", "b"))),
            "story_size": draw(st.integers(1, 3)),
            "days": draw(st.integers(0, 40)),
        }
        for _ in range(count)
    ]


_word = st.sampled_from(WORDS)
_quoted = st.lists(_word, min_size=1, max_size=3).map(lambda words: f"«{' '.join(words)}»")
_near = st.builds(
    lambda words, slop: f'"{" ".join(words)}"~{slop}',
    st.lists(_word, min_size=2, max_size=3, unique=True),
    st.integers(0, 9),
)
_prefix = st.sampled_from(
    ("شهر*", "شهرداری*", "کتاب‌ه*", "آیت‌الل*", "می*", "مت*", "12*", "me*", "آیت‌ال*", "ht*")
)
_keys = st.sampled_from(
    (
        "رسانه:shahrnegar",
        "outlet:district_5",
        "رسانه:payam_e_shahr",
        "نوع:خبر",
        "واحد:district_22",
        "واحد:«شهرداری منطقهٔ ۲۲»",
        "لحن:مثبت",
        "از:«۱۰ روز پیش»",
        "تا:۱۴۰۵/۰۸/۲۵",
        "از:2026-11-01",
        "از:هفتهٔ گذشته",
        "از:آبان تا ۲۵ آبان",
        "از:۱ تا ۲۵ آبان",
        "-از:۳ روز پیش",
        "-از:۱ آبان تا ۲۵ آبان",
        "تا:نیمهٔ آبان",
        "تا:7d",
        "رسانه:shahrnegar،district_5",
        "منبع:(payam-e-shahr OR district_5)",
        "نوع:-post",
        "لحن:(مثبت، منفی)",
    )
)
_fielded = st.builds(
    lambda field, value: f"{field}:{value}",
    st.sampled_from(("عنوان", "title", "Title", "تیتر ")),
    st.one_of(_word, _quoted, _prefix, _near),
)
_author = st.sampled_from(("نویسنده:احمدی", "author:«علی رضایی»"))
_leaf = st.one_of(_word, _word, _word, _quoted, _near, _prefix, _keys, _fielded, _author)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(lambda a, b: f"{a} {b}", inner, inner),
        st.builds(lambda a, b: f"{a} OR {b}", inner, inner),
        st.builds(lambda a, b: f"({a} یا {b})", inner, inner),
        st.builds(lambda a, b: f"{a} AND -({b})", inner, inner),
        st.builds(lambda a, b: f"({a}) | -({b})", inner, inner),
        st.builds(lambda a, b: f"({a}) و ({b})", inner, inner),
        inner.map(lambda a: f"-({a})"),
    )


queries = st.recursive(_leaf, _combined, max_leaves=5)

"""What extraction found is held to what an article can hold, however hostile the page was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parse.article_fields import within_bounds
from pipelines.parse.payloads import item_of
from rasad.archive.articles import bounds
from rasad.extract.article.extraction import Extraction

URL = "http://alef.example/news/1"


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_that_cannot_be_is_none_and_says_why(at: datetime) -> None:
    found = within_bounds(Extraction(URL, published=at, modified=at, provenance={"published": "ld"}))
    if bounds.can_be(at, datetime.now(UTC)):
        assert found.published == found.modified == at
    else:
        assert found.published is found.modified is None
        assert found.provenance["published"] == f"ld: {at.isoformat()} cannot be"


@pytest.mark.parametrize(
    "told", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00", "2026-11-20", "دیروز", "", None]
)
def test_a_feeds_date_that_cannot_be_is_not_taken(told: str | None) -> None:
    assert item_of(Extraction(URL), "agency", {"published": told}).found.published is None


def test_texts_and_lists_are_cut_to_their_bounds() -> None:
    found = within_bounds(
        Extraction(
            URL, title="ت" * 2_000, lead="ل" * 30_000, body="م" * 600_000, author="ن\x00\ud800" * 400,
            tags=["ب" * 300] * 100_000, images=[URL] * 1_000 + [URL + "x" * 3_000],
        )
    )  # fmt: skip
    assert [len(text) for text in (found.title, found.lead, found.body, found.author)] == [
        1_000, bounds.LONGEST_LEAD, bounds.LONGEST_BODY, 300,
    ]  # fmt: skip
    assert found.author.startswith("ن?ن?")
    assert (len(found.tags), len(found.tags[0]), len(found.images)) == (100, 200, 100)


def test_what_fits_stays_as_it_is() -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    given_ = Extraction(URL, title="سرخط", body="متن", tags=["مترو"], published=at, lang="en")
    assert within_bounds(given_) == given_

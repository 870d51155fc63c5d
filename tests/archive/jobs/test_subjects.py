"""What a job's subject names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.jobs.subjects import (
    ArticleSubject,
    CaptureSubject,
    Subject,
    SubjectError,
    SubmissionSubject,
    read_subject,
)

IDS = st.integers(1, 2**62)


@given(st.builds(CaptureSubject, IDS) | st.builds(SubmissionSubject, IDS))
def test_what_is_written_is_read_again(subject: Subject) -> None:
    assert read_subject("parse", str(subject)) == subject


def test_after_parsing_a_subject_is_an_article() -> None:
    assert read_subject("index", "s:12") == ArticleSubject("s:12")


@pytest.mark.parametrize("text", ["", "s:", "a", "s:x", "-1", "1.0", "۱۲", "²", "s:s:1", " 1"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(SubjectError, match="no capture and no submission"):
        read_subject("parse", text)

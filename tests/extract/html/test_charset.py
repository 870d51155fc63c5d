"""Bytes become the text a Persian reader would see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.extract.html.charset import to_text

TEXT = "<html><head>{}</head><body>شهرداري تهران پارک ژاله گچ چاي مي‌رود</body></html>"
WORDS = "شهرداري تهران پارک ژاله گچ چاي مي‌رود"


def test_windows_1256_by_header_by_meta_and_by_declaration() -> None:
    plain = TEXT.format("").encode("cp1256")
    labelled = TEXT.format('<meta http-equiv=Content-Type content="text/html; charset=windows-1256">').encode(
        "cp1256"
    )
    assert WORDS in to_text(plain, "text/html; charset=windows-1256")[0]
    assert WORDS in to_text(labelled)[0]
    assert WORDS in to_text(plain, None, "windows-1256")[0]
    assert WORDS in to_text(plain)[0], "and without any label: it is no UTF-8"


def test_a_wrong_label_does_not_spoil_utf8() -> None:
    body = TEXT.format('<meta charset="windows-1256">').encode()
    assert to_text(body, "text/html; charset=ISO-8859-1")[1] == "utf-8"
    assert WORDS in to_text(body, "text/html; charset=ISO-8859-1")[0]


def test_byte_order_marks_win_and_vanish() -> None:
    assert to_text(b"\xef\xbb\xbf<p>x") == ("<p>x", "utf-8")
    assert to_text("<p>تهران".encode("utf-16"))[0] == "<p>تهران"


def test_a_few_broken_bytes_cost_a_few_characters() -> None:
    body = TEXT.format("").encode().replace(b"</body>", b"\xff\xfe</body>")
    text, encoding = to_text(body)
    assert encoding == "utf-8"
    assert WORDS in text


@pytest.mark.parametrize("label", ["rot13", "base64", "utf-7", "nonsense", "idna", "zlib", "unicode_escape"])
def test_labels_no_browser_would_follow_are_ignored(label: str) -> None:
    assert to_text(b"<p>a</p>\xff", f"text/html; charset={label}", label)[0].startswith("<p>a</p>")


@given(st.binary(max_size=300), st.none() | st.text(max_size=40), st.none() | st.text(max_size=20))
def test_nothing_raises(body: bytes, content_type: str | None, declared: str | None) -> None:
    text, _ = to_text(body, content_type, declared)
    assert isinstance(text, str)

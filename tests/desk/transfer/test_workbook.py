"""A workbook leaves row by row, and is one."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.transfer import workbook
from rasad.desk.transfer.exports import safe_cell
from rasad.desk.transfer.workbook import ROW_END

NAMES = ("title", "body")


def made(*rows: tuple[str, str]) -> bytes:
    return b"".join(workbook.workbook("رصد", NAMES, rows))


def read(data: bytes) -> list[list[list[str]]]:
    """The cells of each sheet's rows."""
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[[str(cell or "") for cell in row] for row in sheet.values] for sheet in book]


def test_each_row_leaves_before_the_next_is_fetched() -> None:
    fetched = 0

    def rows() -> Iterator[tuple[str, str]]:
        nonlocal fetched
        for number in range(50):
            fetched += 1
            yield (f"خبر {number}", "متن " * 100)

    sent = 0
    for part in workbook.workbook("رصد", NAMES, rows()):
        sent += part.count(ROW_END)
        assert fetched <= sent + 1, "a row was fetched while the one before it still waited"
    assert sent == 50


def test_the_stream_tells_how_many_rows_have_gone() -> None:
    for number in (0, 1, 7):
        assert made(*[("الف", "ب")] * number).count(ROW_END) == number


def test_memory_does_not_grow_with_the_rows() -> None:
    def rows(most: int) -> Iterator[tuple[str, str]]:
        for number in range(most):
            yield (f"خبر {number}", f"متن {number} " * 300)

    tracemalloc.start()
    try:
        size = sum(len(part) for part in workbook.workbook("رصد", NAMES, rows(3_000)))
        assert tracemalloc.get_traced_memory()[1] < 500_000 < 3_000 * 300 * 5 > size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</b> ]]>",
        " پیش و پس ",
        "خط یک\nخط دو\tزبانه",
        "😀 RTL و LTR",
        "شهرداری\u200cها",
        "'=1+1",
        "\u202eabc",
    ],
)
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    assert read(made((text, "x")))[0][1] == [text, "x"]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_any_text_makes_a_workbook_that_opens(rows: list[tuple[str, str]]) -> None:
    data = made(*[("x" + safe_cell(a)[:32_000], safe_cell(b)) for a, b in rows])
    assert len(read(data)[0]) == 1 + len(rows)


def test_a_text_that_looks_like_an_escape_is_kept_from_being_read_as_one() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(made(("_x0041_", "_x004_")))).read("xl/worksheets/sheet1.xml")
    assert b">_x005F_x0041_<" in sheet
    assert b">_x004_<" in sheet


def test_rows_beyond_one_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 2)
    sheets = read(made(*[(str(n), "x") for n in range(5)]))
    assert [[row[0] for row in sheet] for sheet in sheets] == [
        ["title", "0", "1"],
        ["title", "2", "3"],
        ["title", "4"],
    ]


def test_a_sheet_too_long_for_a_zip_entry_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_BYTES", 1_000)
    assert len(read(made(*[("الف" * 200, "x")] * 3))) == 3


def test_more_than_a_zip_file_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ZIP_BYTES", 2_000)
    with pytest.raises(workbook.SheetTooLargeError):
        made(*[(str(n) * 50, str(n * 7919)) for n in range(500)])

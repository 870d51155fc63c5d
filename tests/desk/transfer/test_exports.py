"""What is exported is safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.transfer import workbook
from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.exports import COLUMNS, as_csv, as_jsonl, as_xlsx, safe_cell
from rasad.desk.transfer.imports import read
from rasad.desk.transfer.workbook import ROW_END

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "＋1", "－1", "＠a", "\u200f=1",
     "\u202b=1", "\ufeff=1", " =1", "\u2066＝1", "\x07=1", "\u200c\u200f-1"],
)  # fmt: skip
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "خبر", "۵ = ۵", "الف-ب", "سلام\nدنیا"])
def test_plain_text_stays(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_a_cell_never_starts_like_a_formula_nor_holds_cr_or_nul(text: str) -> None:
    cell = safe_cell(text)
    assert "\r" not in cell
    assert "\x00" not in cell
    assert len(cell) <= 32_767
    assert not cell.lstrip(" \u200b\u200c\u200e\u200f\ufeff\u202a\u202b\u2066").startswith(tuple(SIGNS))
    assert not cell.startswith("\t")


def row(title: str) -> dict[str, object]:
    found: dict[str, object] = dict.fromkeys(COLUMNS, "")
    return found | {
        "title": title, "published": "2026-11-20T09:30:00+03:30", "published_precision": "minute",
        "tags": ["=a", "ب"], "units": [], "topics": [], "versions": [{}, {}],
    }  # fmt: skip


def test_never_more_rows_are_given_than_were_promised() -> None:
    found = CountedRows([row("یک"), row("دو"), row("سه")], 2)
    assert len(list(csv.reader(io.StringIO(b"".join(as_csv(found)).decode("utf-8-sig"))))) == 1 + 2
    assert not found.incomplete


def test_csv_reads_back_with_its_breaks_and_quotes() -> None:
    data = b"".join(as_csv(CountedRows([row('الف "ب"\nج'), row("=cmd|' /C calc'!A0")]))).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(data, newline="")))
    assert read[0]["title"] == 'الف "ب"\nج'
    assert read[1]["title"] == "'=cmd|' /C calc'!A0"
    assert read[0]["versions"] == "2"
    assert read[0]["tags"].startswith("'=a")
    assert read[0]["published_jalali"].startswith("۱۴۰۵/۰۸/۲۹") or "آبان" in read[0]["published_jalali"]


def test_xlsx_holds_text_only() -> None:
    data = b"".join(as_xlsx(CountedRows([row("=1+1"), row("x" * 40_000), row("a\x0bb\ud800")])))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.value is None for cell in cells if cell.data_type == "n")
    title = COLUMNS.index("title") + 1
    assert sheet.cell(2, title).value == "'=1+1"


def breaking() -> Iterator[dict[str, object]]:
    yield row("یک")
    yield row("دو")
    raise OSError("the disk is gone")


@pytest.mark.parametrize(
    "found",
    [
        lambda: CountedRows(breaking(), 3),
        lambda: CountedRows(breaking()),
        lambda: CountedRows([row("یک"), row("دو")], 3),
        lambda: CountedRows([row("یک"), row("دو"), {"title": "a row that cannot be written"}], 3),
    ],
)
def test_an_export_that_breaks_off_says_so_in_its_last_row(found: Callable[[], CountedRows]) -> None:
    """The rows that came are there; the last one is no article, and no counter of rows takes it for one."""
    lines = b"".join(as_csv(cut := found()))
    *there, last = list(csv.reader(io.StringIO(lines.decode("utf-8-sig"), newline="")))[1:]
    assert [cells[COLUMNS.index("title")] for cells in there] == ["یک", "دو"]
    assert "فایل ناقص است" in last[0]
    assert "INCOMPLETE: 2" in last[0]
    assert last == [cut.note, *[""] * (len(COLUMNS) - 1)]
    assert lines.count(b"\r\n") == 1 + 2

    sheet = b"".join(as_xlsx(found()))
    book = openpyxl.load_workbook(io.BytesIO(sheet)).active
    assert book is not None
    cells = [value for value, *_ in book.iter_rows(values_only=True)]
    assert "INCOMPLETE: 2" in str(cells[-1])
    assert book.max_row == 1 + 2 + 1
    assert sheet.count(ROW_END) == 2


def test_json_lines_that_break_off_end_in_an_object_that_import_refuses() -> None:
    lines = b"".join(as_jsonl(CountedRows(breaking(), 3)))
    assert lines.count(b"\n") == 2
    last = json.loads(lines.splitlines()[-1])
    assert (last["written"], last["total"]) == (2, 3)
    assert "INCOMPLETE: 2 of 3" in last["incomplete"]
    refused = list(read(lines.splitlines()))[-1]
    assert (refused.entry, refused.number) == (None, 3)


def test_a_whole_export_ends_like_one() -> None:
    for form in (as_csv, as_jsonl):
        found = CountedRows([row("یک")], 1)
        assert "ناقص".encode() not in b"".join(form(found))
        assert not found.note


def test_a_workbook_that_would_be_too_large_ends_in_a_row_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "ZIP_BYTES", 4_000)
    monkeypatch.setattr(workbook, "ROW_BYTES", 2_000)
    found = CountedRows((row(f"{n} " * 200) for n in range(1000)), 1000)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(as_xlsx(found)))).active
    assert sheet is not None
    assert "take CSV" in str([value for value, *_ in sheet.iter_rows(values_only=True)][-1])
    assert found.written < 1000

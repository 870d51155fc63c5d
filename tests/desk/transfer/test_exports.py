"""What is exported is safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.transfer.exports import COLUMNS, as_csv, as_xlsx, safe_cell

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


def test_csv_reads_back_with_its_breaks_and_quotes() -> None:
    data = b"".join(as_csv([row('الف "ب"\nج'), row("=cmd|' /C calc'!A0")])).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(data, newline="")))
    assert read[0]["title"] == 'الف "ب"\nج'
    assert read[1]["title"] == "'=cmd|' /C calc'!A0"
    assert read[0]["versions"] == "2"
    assert read[0]["tags"].startswith("'=a")
    assert read[0]["published_jalali"].startswith("۱۴۰۵/۰۸/۲۹") or "آبان" in read[0]["published_jalali"]


def test_xlsx_holds_text_only() -> None:
    data = b"".join(as_xlsx([row("=1+1"), row("x" * 40_000), row("a\x0bb\ud800")]))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.value is None for cell in cells if cell.data_type == "n")
    title = COLUMNS.index("title") + 1
    assert sheet.cell(2, title).value == "'=1+1"

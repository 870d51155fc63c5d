"""A PDF's text layer is read as a reader reads it, whatever order the file holds it in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rasad.extract.errors import ParseError
from rasad.extract.pdf_text import page_texts

PARAGRAPH = "به گزارش خبرنگار ما، سلام و گلایه در منطقه ۲۲ با اعتبار ۱۲۵٫۵ میلیارد تومان آغاز شد؛ ساعت 14:30."


def test_persian_lines_are_read_from_right_to_left_and_numbers_as_they_are(
    chromium_path: Path, chromium_arguments: list[str], tmp_path: Path
) -> None:
    page, made = tmp_path / "a.html", tmp_path / "a.pdf"
    html = f"<html lang=fa dir=rtl><meta charset=utf-8><p>{PARAGRAPH}</p><p>Metro Line 7 افتتاح شد</p>"
    page.write_text(html, encoding="utf-8")
    command = [str(chromium_path), *chromium_arguments, "--headless", f"--print-to-pdf={made}", str(page)]
    subprocess.run(command, check=True, capture_output=True)
    (text,) = page_texts(made.read_bytes())
    assert PARAGRAPH in " ".join(text.split())
    assert "Metro Line 7 افتتاح شد" in text


def test_presentation_forms_in_visual_order_become_letters() -> None:
    """As old typesetters wrote them: shaped letters from left to right, lam-alef as one sign."""
    visual = "\ufee1\ufefc\ufeb3"  # م ﻼ س: «سلام» as it stands on paper, from the left
    (text,) = page_texts(_pdf_of(visual))
    assert text == "سلام"


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        page_texts(data)


def _pdf_of(text: str) -> bytes:
    """A one-line PDF whose font says by a ToUnicode map which character each code is."""
    mapped = "".join(f"<{code:04x}> <{ord(sign):04x}>\n" for code, sign in enumerate(text, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(text)} beginbfchar\n{mapped}endbfchar endcmap end end"
    )
    codes = "".join(f"{code:04x}" for code in range(1, len(text) + 1))
    content = f"BT /F1 20 Tf 100 700 Td <{codes}> Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] "
        "/ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        "<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    made, offsets = bytearray(b"%PDF-1.5\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(made)

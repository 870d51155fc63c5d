"""Word files that read from right to left everywhere: paragraphs, runs, tables, page numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from rasad.desk.documents.fonts import FAMILY

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INK, ACCENT, DIM, BAD, GOOD, WARN = "1b1e22", "1d5b6b", "4d555c", "a02020", "27643a", "8a4b08"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEADINGS = {1: (16, ACCENT), 2: (12.5, INK), 3: (11, INK)}


class RtlDocument:
    """A Word document in Persian; what is added stands under what was added before."""

    def __init__(self, title: str, author: str = "") -> None:
        self.document = Document()
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = _text(title), _text(author), "fa-IR"
        self._styles()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        _rtl_section(section)

    def heading(self, text: str, level: int) -> None:
        """A heading that Word's navigation and screen readers know as one."""
        size, colour = _HEADINGS[level]
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        _rtl(paragraph)
        self._run(paragraph, text, size=size, colour=colour, bold=True)

    def paragraph(
        self,
        text: str,
        *,
        size: float = 11,
        colour: str = INK,
        bold: bool = False,
        before: float = 0,
        after: float = 3,
        style: str = "Normal",
    ) -> None:
        """Text; a line break in it stays one."""
        paragraph = self.document.add_paragraph(style=style)
        _rtl(paragraph)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        self._run(paragraph, text, size=size, colour=colour, bold=bold)

    def link(self, url: str, text: str) -> None:
        """A web address that opens by a click; its text reads from left to right."""
        paragraph = self.document.add_paragraph()
        _rtl(paragraph)
        paragraph.paragraph_format.space_after = Pt(6)
        run = paragraph.add_run(f"\u202a{_text(text)}\u202c")
        run.font.size, run.font.color.rgb, run.font.name = Pt(8), RGBColor.from_string(DIM), FAMILY
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(_text(url), RT.HYPERLINK, is_external=True))
        paragraph._p.remove(run._r)
        link.append(run._r)
        paragraph._p.append(link)

    def bullets(self, lines: Sequence[str], size: float = 10) -> None:
        """A list of lines."""
        for line in lines:
            self.paragraph(f"– {line}", size=size, after=1)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        colours: Mapping[int, str] | None = None,
    ) -> None:
        """A table whose first column stands at the right; widths in millimetres, `colours` by column."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.RIGHT
        table.autofit = False
        table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))
        for number, row in enumerate([head, *rows] if head else rows):
            cells = table.add_row().cells
            for column, (cell, text, width) in enumerate(zip(cells, row, widths, strict=True)):
                cell.width = Mm(width)
                paragraph = cell.paragraphs[0]
                _rtl(paragraph)
                paragraph.paragraph_format.space_after = Pt(0)
                colour = (colours or {}).get(column, INK)
                self._run(paragraph, text, size=9.5, colour=colour, bold=bool(head) and number == 0)
            if head and number == 0:
                _repeat_on_each_page(table.rows[0])

    def picture(self, data: bytes, width: float, alternative: str) -> None:
        """A JPEG or PNG; width in millimetres. Raises `ValueError` for what is none."""
        paragraph = self.document.add_paragraph()
        _rtl(paragraph)
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width))
        except Exception as error:  # python-docx raises what its reader of the format raises
            raise ValueError("not a picture that Word shows") from error
        shape._inline.docPr.set("descr", _text(alternative))

    def new_page(self) -> None:
        """What follows stands on a new sheet."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _rtl_section(section)

    def page_numbers(self, note: str = "") -> None:
        """«صفحهٔ n» at the foot of every sheet; `note` at its head."""
        for section in self.document.sections:
            section.footer.is_linked_to_previous = section.header.is_linked_to_previous = False
            foot = section.footer.paragraphs[0]
            _rtl(foot)
            self._run(foot, "صفحهٔ ", size=9, colour=DIM)
            _page_field(foot)
            if note:
                _rtl(section.header.paragraphs[0])
                self._run(section.header.paragraphs[0], note, size=9, colour=BAD, bold=True)

    def as_bytes(self) -> bytes:
        """The file."""
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()

    def _run(self, paragraph: Any, text: str, *, size: float, colour: str = INK, bold: bool = False) -> None:
        for number, line in enumerate(_text(text).split("\n")):
            run = paragraph.add_run(line)
            if number:
                run._r.insert(0, OxmlElement("w:br"))
            run.font.size, run.font.name, run.font.bold = Pt(size), FAMILY, bold
            run.font.color.rgb = RGBColor.from_string(colour)
            _complex_script(run, size, bold=bold)

    def _styles(self) -> None:
        for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
            style = self.document.styles[name]
            style.font.name = FAMILY
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in ("w:cs", "w:hAnsi", "w:ascii", "w:eastAsia"):
                fonts.set(qn(attribute), FAMILY)
            for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(attribute), None)
            language = OxmlElement("w:lang")
            language.set(qn("w:bidi"), "fa-IR")
            style.element.get_or_add_rPr().append(language)


def _text(text: str) -> str:
    """What XML can hold."""
    return _NOT_XML.sub("", str(text))


def _rtl(paragraph: Any) -> None:
    """Let a paragraph begin at the right: in Word `start` of a bidi paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        properties.insert_element_before(
            OxmlElement("w:bidi"),
            "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
            "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
            "w:textboxTightWrap",
            "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
        )  # fmt: skip


def _complex_script(run: Any, size: float, *, bold: bool) -> None:
    """What Word reads of a run of Arabic letters: its own font, size and weight, and the direction."""
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:cs"), FAMILY)
    if bold:
        _child(properties, "w:bCs")
    _child(properties, "w:szCs").set(qn("w:val"), str(int(size * 2)))
    _child(properties, "w:rtl")
    _child(properties, "w:lang").set(qn("w:bidi"), "fa-IR")


_AFTER = {
    "w:bCs": ("w:i", "w:iCs", "w:color", "w:sz", "w:szCs", "w:u", "w:rtl", "w:cs", "w:lang"),
    "w:szCs": ("w:highlight", "w:u", "w:rtl", "w:cs", "w:em", "w:lang"),
    "w:rtl": ("w:cs", "w:em", "w:lang"),
    "w:lang": ("w:eastAsianLayout", "w:specVanish", "w:oMath"),
}


def _child(properties: Any, name: str) -> Any:
    """A child of run properties, where the schema wants it."""
    found = properties.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        properties.insert_element_before(found, *_AFTER[name])
    return found


def _rtl_section(section: Any) -> None:
    """A sheet whose columns, footnotes and gutter stand at the right."""
    if section._sectPr.find(qn("w:bidi")) is None:
        section._sectPr.insert_element_before(
            OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange"
        )


def _repeat_on_each_page(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _page_field(paragraph: Any) -> None:
    """The number of the page, in Persian digits (`\\* Arabic` of a right-to-left run)."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.name = Pt(9), FAMILY
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
        _complex_script(run, 9, bold=False)

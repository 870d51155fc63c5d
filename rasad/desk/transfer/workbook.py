"""A workbook (Office Open XML) as a stream: each row leaves as soon as it is there, nothing is gathered.

The libraries that write workbooks make the zip file when the last row has come; so the few parts that a
sheet of text needs are written here, sizes behind the data as streams have them (PKWARE APPNOTE 4.3.9).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from xml.sax.saxutils import escape

from rasad.persian.dates.jalali import TEHRAN

#: Ends each row within the compressed bytes: an empty stored block (RFC 1951, 3.2.4), made by a flush. So a
#: reader of the stream counts rows without unpacking it; bytes of a row are these by chance once in 4 GB.
ROW_END = b"\x00\x00\xff\xff"
ROWS = 1_000_000  # of one sheet; a spreadsheet holds 1,048,576
SHEET_BYTES = 2 << 30  # of one sheet, unpacked; a zip entry of this form holds 4 GiB
ZIP_BYTES = (4 << 30) - (64 << 20)  # of the file
ROW_BYTES = 4 << 20  # more than a row of full cells packs to

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView rightToLeft="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    "<sheetData>"
)
_FOOT = "</sheetData></worksheet>"
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads «_x0041_» as «A»

_LOCAL = struct.Struct("<4s5H3L2H")
_BEHIND = struct.Struct("<4s3L")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_STREAMED_UTF_8 = 0x0808


class SheetTooLargeError(ValueError):
    """More than a workbook of this form holds: take CSV."""


#: The row that ends the last sheet, if any; given whether the file is full, with rows left over.
LastRow = Callable[[bool], Sequence[str] | None]


def workbook(
    title: str, names: Sequence[str], rows: Iterable[Sequence[str]], last: LastRow | None = None
) -> Iterator[bytes]:
    """The file, piece by piece: sheets of text from right to left, the names in a row that stays in sight.

    Cells hold what XML 1.0 can hold. Rows beyond one sheet go on in another. A file that would grow beyond
    `ZIP_BYTES` ends before with the `last` row; without one `SheetTooLargeError` is raised.
    """
    package = _Zip()
    yield from package.entry("_rels/.rels", [_relations(("officeDocument", "xl/workbook.xml"))])
    left, sheets = iter(rows), 0
    first = next(left, None)
    while first is not None or not sheets:
        sheets += 1
        sheet = _Sheet(names, first, left, package if last else None, last)
        yield from package.entry(f"xl/worksheets/sheet{sheets}.xml", sheet.parts())
        first = sheet.behind
    listed = "".join(
        f'<sheet name="{escape(title)}{f" {n}" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>'
        for n in range(1, sheets + 1)
    )
    book = f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
    book += f"<sheets>{listed}</sheets></workbook>"
    yield from package.entry("xl/workbook.xml", [book])
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
    yield from package.entry("xl/_rels/workbook.xml.rels", [_relations(*targets)])
    yield from package.entry("[Content_Types].xml", [_types(sheets)])
    yield package.directory()


class _Sheet:
    """The parts of one sheet; afterwards `behind` is the row with which the next one begins."""

    def __init__(
        self,
        names: Sequence[str],
        first: Sequence[str] | None,
        left: Iterator[Sequence[str]],
        bounded: _Zip | None,
        last: LastRow | None,
    ) -> None:
        """`bounded`: the package, where its size ends the sheet before it ends the file."""
        self.names, self.first, self.left, self.bounded, self.last = names, first, left, bounded, last
        self.behind: Sequence[str] | None = None

    def parts(self) -> Iterator[str | None]:
        """XML; None after each row."""
        letters = [_letters(column) for column in range(len(self.names))]
        yield _HEAD + _row(1, letters, self.names)
        row, written, number = self.first, 0, 2
        full = False
        for number in count(2):
            full = row is not None and self.bounded is not None and self.bounded.is_full
            if row is None or full:
                break
            if number > ROWS + 1 or written > SHEET_BYTES:
                self.behind = row
                break
            text = _row(number, letters, row)
            written += 2 * len(text)  # about the bytes of Persian
            yield text
            yield None
            row = next(self.left, None)
        if self.last is not None and self.behind is None and (said := self.last(full)):
            yield _row(number, letters, said)
        yield _FOOT


def _row(number: int, letters: Sequence[str], cells: Sequence[str]) -> str:
    inner = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell
    )
    return f'<row r="{number}">{inner}</row>'


def _text(cell: str) -> str:
    return escape(_LOOKS_ESCAPED.sub("_x005F_", cell), {"\r": "&#13;"})


def _letters(column: int) -> str:
    head, tail = divmod(column, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _types(sheets: int) -> str:
    named = [("workbook", "sheet.main")] + [
        (f"worksheets/sheet{n}", "worksheet") for n in range(1, sheets + 1)
    ]
    listed = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in named
    )
    plain = "".join(
        f'<Default Extension="{ending}" ContentType="application/{kind}xml"/>'
        for ending, kind in (("rels", "vnd.openxmlformats-package.relationships+"), ("xml", ""))
    )
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{plain}{listed}</Types>'


class _Zip:
    """Deflated entries one after the other, then the directory. Memory: some hundred bytes an entry."""

    def __init__(self) -> None:
        self._offset = 0
        self._entries: list[bytes] = []
        at = datetime.now(TEHRAN)
        self._stamp = (
            at.hour << 11 | at.minute << 5 | at.second // 2,
            (at.year - 1980) << 9 | at.month << 5 | at.day,
        )

    @property
    def is_full(self) -> bool:
        """Whether another row might be one too many."""
        return self._offset > ZIP_BYTES - ROW_BYTES

    def entry(self, name: str, parts: Iterable[str | None]) -> Iterator[bytes]:
        """One entry; a None among the parts sends on what came so far. Raises `SheetTooLargeError`."""
        key, begin = name.encode(), self._offset
        packer, crc, size, packed = zlib.compressobj(6, zlib.DEFLATED, -15), 0, 0, 0
        yield self._out(
            _LOCAL.pack(b"PK\3\4", 20, _STREAMED_UTF_8, 8, *self._stamp, 0, 0, 0, len(key), 0) + key
        )
        for part in parts:
            if part is None:
                data = packer.flush(zlib.Z_SYNC_FLUSH)
            else:
                raw = part.encode()
                crc, size = zlib.crc32(raw, crc), size + len(raw)
                data = packer.compress(raw)
            if data:
                packed += len(data)
                yield self._out(data)
        data = packer.flush()
        packed += len(data)
        yield self._out(data + _BEHIND.pack(b"PK\7\x08", crc, packed, size))
        about = (20, 20, _STREAMED_UTF_8, 8, *self._stamp, crc, packed, size, len(key), 0, 0, 0, 0, 0, begin)
        self._entries.append(_CENTRAL.pack(b"PK\1\2", *about) + key)

    def directory(self) -> bytes:
        """What ends the file: without it nothing opens it."""
        listed, number = b"".join(self._entries), len(self._entries)
        return listed + _END.pack(b"PK\5\6", 0, 0, number, number, len(listed), self._offset, 0)

    def _out(self, data: bytes) -> bytes:
        self._offset += len(data)
        if self._offset > ZIP_BYTES:
            raise SheetTooLargeError("more than a workbook holds; take CSV")
        return data

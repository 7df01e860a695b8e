"""Tables of a Word document: fixed widths, borders, heading row on every page."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow

from typesetting.blocks import Align, Cell, Column, Table
from typesetting.word_styles import TABLE_TEXT

_ALIGNMENTS: dict[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_COLOURS = {
    "good": RGBColor(0x1F, 0x6B, 0x24),
    "bad": RGBColor(0xB3, 0x26, 0x1E),
    "warn": RGBColor(0x8A, 0x51, 0x00),
    "quiet": RGBColor(0x55, 0x55, 0x55),
}
_HEAD_FILL = "EEF2F7"
_SMALL = Pt(9)


def add_table(word: WordDocument, table: Table, width: Length) -> None:
    """Write ``table`` over ``width``; its columns keep their shares of it."""
    widths = [Emu(int(width * share / 100)) for share in table.shares()]
    written = word.add_table(1, len(table.columns), "Table Grid")
    written.alignment = WD_TABLE_ALIGNMENT.CENTER
    written.autofit = False
    _set_margins(written)
    _set_grid(written, widths)
    # Looking a style up by its name for every cell would take most of the time.
    style = str(word.styles[TABLE_TEXT].style_id)
    _fill_head(written.rows[0], table.columns, style, small=table.small)
    for cells in table.rows:
        row = written.add_row()
        _keep_whole(row)
        for place, cell, column in zip(row.cells, cells, table.columns, strict=True):
            _fill(place, cell, column.align, style, small=table.small)
    for row in written.rows:
        for place, share in zip(row.cells, widths, strict=True):
            place.width = share


def _set_margins(table: WordTable) -> None:
    """Narrow cell margins: Word's own take a tenth of a narrow column."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema fixes the order: tblCellMar stands before tblLook, the last one.
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _set_grid(table: WordTable, widths: Iterable[Length]) -> None:
    for column, share in zip(table.columns, widths, strict=True):
        column.width = share


def _row_property(row: WordRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _keep_whole(row: WordRow) -> None:
    _row_property(row, "w:cantSplit")


def _fill_head(
    row: WordRow, columns: Iterable[Column], style: str, *, small: bool
) -> None:
    """The heading row, repeated on every page the table reaches."""
    _keep_whole(row)
    _row_property(row, "w:tblHeader")
    for place, column in zip(row.cells, columns, strict=True):
        _fill(place, Cell(column.title, strong=True), "center", style, small=small)
        shading = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_FILL)):
            shading.set(qn(f"w:{key}"), value)
        place._tc.get_or_add_tcPr().append(shading)


def _fill(
    place: WordCell, cell: Cell, align: Align, style: str, *, small: bool
) -> None:
    paragraph = place.paragraphs[0]
    paragraph._p.style = style
    paragraph.alignment = _ALIGNMENTS[align]
    run = paragraph.add_run(cell.text)
    run.bold = (cell.strong or cell.tone == "bad") or None
    if cell.tone:
        run.font.color.rgb = _COLOURS[cell.tone]
    if small:
        run.font.size = _SMALL


def add_fact_table(word: WordDocument, facts: Iterable[tuple[str, str]]) -> None:
    """The label–value list of a cover, without borders."""
    table = word.add_table(0, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for label, value in facts:
        cells = table.add_row().cells
        for cell, content, width in zip(
            cells, (label, value), (Mm(36), Mm(104)), strict=True
        ):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.first_line_indent = Pt(0)
            paragraph.add_run(content).font.size = Pt(14)

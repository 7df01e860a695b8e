"""Paragraphs and tables of a Word file as markup (WordprocessingML)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from standards_catalog.documents.grid import Placed, column_count, column_shares
from standards_catalog.documents.word_lines import Piece, WordLine, WordTable

PREFIX = "zhunsheng_"
"""How the names of the bookmarks begin that say what a paragraph is."""

TEXT_TWIPS = 9354
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t xml:space="preserve">{shown}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
Styles = Mapping[str, str]


def block_bookmark(position: int) -> str:
    return f"{PREFIX}block_{position}"


def run(text: str, properties: str = "") -> str:
    """A run; line ends become breaks and tabs become tabs."""
    inner = []
    for index, line in enumerate(text.split("\n")):
        if index:
            inner.append("<w:br/>")
        for at, part in enumerate(line.split("\t")):
            if at:
                inner.append("<w:tab/>")
            if part:
                inner.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return f"<w:r>{properties}{''.join(inner)}</w:r>"


def _piece(piece: Piece) -> str:
    if piece.target is None:
        return run(piece.text)
    anchor = block_bookmark(piece.target)
    return f'<w:hyperlink w:anchor="{anchor}">{run(piece.text)}</w:hyperlink>'


def paragraph(line: WordLine, styles: Styles, bookmark: tuple[int, str] | None) -> str:
    """A paragraph; ``bookmark`` is the number and name of the one around it."""
    content = "".join(map(_piece, line.pieces))
    if bookmark:
        number, name = bookmark
        content = (
            f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )
    style = styles[line.style]
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def field(code: str, shown: str, *, is_dirty: bool = False) -> str:
    """A field with ``shown`` as its text until the program works it out."""
    dirty = ' w:dirty="true"' if is_dirty else ""
    return _FIELD.format(code=escape(code), shown=escape(shown), dirty=dirty)


def table(drawn: WordTable, styles: Styles) -> str:
    """A table of fixed layout; its head rows are repeated on every page."""
    shares = column_shares(drawn.cells)
    widths = [round(share * TEXT_TWIPS / 100) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    begins = {(cell.row, cell.column): cell for cell in drawn.cells}
    height = max(cell.row + cell.rows for cell in drawn.cells)
    below = {
        (row, cell.column): cell
        for cell in drawn.cells
        for row in range(cell.row + 1, cell.row + cell.rows)
    }
    rows = []
    for row in range(height):
        head = "<w:tblHeader/>" if row < drawn.head_rows else ""
        cells = []
        for column in range(column_count(drawn.cells)):
            if (row, column) in begins:
                cells.append(_cell(begins[row, column], widths, styles))
            elif (row, column) in below:
                cells.append(_continued(below[row, column], widths, styles))
        content = "".join(cells)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{content}</w:tr>")
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _cell(cell: Placed, widths: list[int], styles: Styles) -> str:
    merged = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
    return _tc(cell, widths, merged, run(cell.text) if cell.text else "", styles)


def _continued(cell: Placed, widths: list[int], styles: Styles) -> str:
    return _tc(cell, widths, "<w:vMerge/>", "", styles)


def _tc(
    cell: Placed, widths: list[int], merged: str, content: str, styles: Styles
) -> str:
    width = sum(widths[cell.column : cell.column + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}'
        '<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{styles["表格正文"]}"/></w:pPr>{content}</w:p></w:tc>'
    )


def body(content: str) -> str:
    """``content`` inside an element that a parser accepts."""
    return f"<w:body {nsdecls('w', 'r')}>{content}</w:body>"

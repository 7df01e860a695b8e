"""The paragraphs and tables of a Word file, with what their styles say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from standards_catalog.documents.grid import Placed, Span
from standards_catalog.documents.word_file import WordFile
from standards_catalog.documents.word_lines import full_table, legal
from standards_catalog.documents.word_markup import PREFIX

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText")}
_SKIPPED.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_PICTURES = (f"{_W}drawing", f"{_W}pict", f"{_W}object")
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BREAKS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}noBreakHyphen": "-",
}
_WIDEST_SPAN = 60


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph of the file.

    ``text`` is what it shows, ``tokens`` the same with links to our own bookmarks as
    ``{{block:N}}``. ``outline`` is its heading level from 1, 0 if it is none; ``list``
    is the level of an automatic list from 1, 0 if it is in none; ``lost`` names in
    Chinese what stands in it and cannot be read.
    """

    text: str
    tokens: str
    style: str = ""
    outline: int = 0
    list: int = 0
    is_bullet: bool = False
    bookmark: str = ""
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the file on its grid."""

    cells: tuple[Placed, ...]
    head_rows: int = 0

    @property
    def height(self) -> int:
        return max((cell.row + cell.rows for cell in self.cells), default=0)


Source = SourceParagraph | SourceTable


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    outline: int = 0
    list: tuple[str, int] = ("", 0)


@dataclass(slots=True)
class _Content:
    styles: dict[str, _Style]
    bullets: set[tuple[str, int]]
    footnotes: dict[str, str] = field(default_factory=dict)


def source_elements(file: WordFile) -> list[Source]:
    """Everything that stands in the main text, in reading order."""
    document = file.xml("word/document.xml")
    body = None if document is None else document.find(f"{_W}body")
    if body is None:
        return []
    content = _Content(_styles(file), _bullets(file), _footnotes(file))
    return list(_elements(body, content))


def _elements(parent: etree._Element, content: _Content) -> Iterator[Source]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child, content)
        elif child.tag == f"{_W}tbl":
            yield _table(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo"):
            yield from _elements(child, content)


def _value(parent: etree._Element | None, path: str) -> str:
    node = (
        None
        if parent is None
        else parent.find("/".join(_W + p for p in path.split("/")))
    )
    return "" if node is None else str(node.get(f"{_W}val", ""))


def _level(text: str) -> int:
    """A level that counts from 0 as one that counts from 1; 0 if there is none."""
    return int(text) + 1 if text.isdecimal() and len(text) < 3 else 0


def _paragraph(node: etree._Element, content: _Content) -> SourceParagraph:
    properties = node.find(f"{_W}pPr")
    style = content.styles.get(_value(properties, "pStyle"), _Style())
    outline = _level(_value(properties, "outlineLvl")) or style.outline
    number = _value(properties, "numPr/numId") or style.list[0]
    level = _level(_value(properties, "numPr/ilvl")) or style.list[1] or 1
    is_listed = number not in ("", "0")
    marks = (mark.get(f"{_W}name", "") for mark in node.iter(f"{_W}bookmarkStart"))
    references = [n.get(f"{_W}id", "") for n in node.iter(f"{_W}footnoteReference")]
    return SourceParagraph(
        text=legal("".join(_texts(node, with_links=False))),
        tokens=legal("".join(_texts(node, with_links=True))),
        style=style.name,
        outline=outline if outline <= 9 else 0,
        list=level if is_listed else 0,
        is_bullet=(number, level) in content.bullets,
        bookmark=next((m for m in marks if m.startswith(PREFIX)), ""),
        lost=tuple(_lost(node)),
        notes=tuple(filter(None, map(content.footnotes.get, references))),
    )


def _lost(node: etree._Element) -> Iterator[str]:
    if any(next(node.iter(tag), None) is not None for tag in _PICTURES):
        yield "图片"
    if next(node.iter(_FORMULA), None) is not None:
        yield "公式"


def _texts(node: etree._Element, *, with_links: bool) -> Iterator[str]:
    for child in node:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        anchor = child.get(f"{_W}anchor", "") if child.tag == f"{_W}hyperlink" else ""
        position = anchor.removeprefix(f"{PREFIX}block_")
        if with_links and anchor != position and position.isdecimal():
            yield f"{{{{block:{position}}}}}"
        elif child.tag.endswith("}t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        else:
            yield from _texts(child, with_links=with_links)


def _table(node: etree._Element) -> SourceTable:
    rows: list[list[tuple[str, int, str]]] = []
    head_rows = 0
    for row in node.iter(f"{_W}tr"):
        # A table inside a cell is read as the text of that cell.
        if next(row.iterancestors(f"{_W}tbl")) is not node:
            continue
        is_head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        head_rows += is_head and head_rows == len(rows)
        rows.append(
            [_cell(cell) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
        )
    drawn = full_table(_spans(rows), head_rows)
    return SourceTable(drawn.cells, head_rows)


def _row_of(cell: etree._Element) -> etree._Element:
    return next(cell.iterancestors(f"{_W}tr"))


def _cell(node: etree._Element) -> tuple[str, int, str]:
    """Text, columns and ``restart``, ``continue`` or nothing of a cell."""
    lines = (
        "".join(_texts(paragraph, with_links=False))
        for paragraph in node.iter(f"{_W}p")
    )
    properties = node.find(f"{_W}tcPr")
    span = _value(properties, "gridSpan")
    columns = int(span) if span.isdecimal() and len(span) < 4 else 1
    merge = None if properties is None else properties.find(f"{_W}vMerge")
    state = "" if merge is None else merge.get(f"{_W}val", "continue")
    return legal("\n".join(lines)), min(max(columns, 1), _WIDEST_SPAN), state


def _spans(rows: list[list[tuple[str, int, str]]]) -> tuple[tuple[Span, ...], ...]:
    """The cells with the rows they span, continuing ones left out."""
    continued = {
        (r, sum(columns for _, columns, _ in row[:at]))
        for r, row in enumerate(rows)
        for at, (_, _, state) in enumerate(row)
        if state == "continue" and r
    }
    spans = []
    for r, row in enumerate(rows):
        column, found = 0, []
        for text, columns, state in row:
            if (r, column) not in continued:
                height = 1
                while state == "restart" and (r + height, column) in continued:
                    height += 1
                found.append(Span(text, columns, height))
            column += columns
        spans.append(tuple(found))
    return tuple(spans)


def _styles(file: WordFile) -> dict[str, _Style]:
    root = file.xml("word/styles.xml")
    if root is None:
        return {}
    nodes = {s.get(f"{_W}styleId", ""): s for s in root.iter(f"{_W}style")}
    return {style_id: _style(node, nodes) for style_id, node in nodes.items()}


def _style(node: etree._Element, nodes: dict[str, etree._Element]) -> _Style:
    """Outline level and list of a style, its own or that of what it is based on."""
    name, outline, listed = _value(node, "name"), 0, ("", 0)
    seen: set[str] = set()
    current: etree._Element | None = node
    while current is not None:
        outline = outline or _level(_value(current, "pPr/outlineLvl"))
        if not listed[0]:
            number = _value(current, "pPr/numPr/numId")
            listed = (number, _level(_value(current, "pPr/numPr/ilvl")))
        parent = _value(current, "basedOn")
        if parent in seen:
            break
        seen.add(parent)
        current = nodes.get(parent)
    return _Style(name, outline, listed)


def _bullets(file: WordFile) -> set[tuple[str, int]]:
    """Number and level of the lists whose items bear a bullet or a dash."""
    root = file.xml("word/numbering.xml")
    if root is None:
        return set()
    kinds = {
        (abstract.get(f"{_W}abstractNumId", ""), _level(level.get(f"{_W}ilvl", "")))
        for abstract in root.iter(f"{_W}abstractNum")
        for level in abstract.iter(f"{_W}lvl")
        if _value(level, "numFmt") == "bullet"
    }
    return {
        (number.get(f"{_W}numId", ""), level)
        for number in root.iter(f"{_W}num")
        for abstract, level in kinds
        if abstract == _value(number, "abstractNumId")
    }


def _footnotes(file: WordFile) -> dict[str, str]:
    root = file.xml("word/footnotes.xml")
    if root is None:
        return {}
    return {
        note.get(f"{_W}id", ""): legal("".join(_texts(note, with_links=False))).strip()
        for note in root.iter(f"{_W}footnote")
    }

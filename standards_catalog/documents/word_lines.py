"""What a Word file shows of each part of a text, as paragraphs and tables.

The writer prints these lines and the reader recognises by them what was not changed:
both must come from here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from standards_catalog.documents.cover_words import class_words, day_words
from standards_catalog.documents.formula_layout import formula_text
from standards_catalog.documents.grid import Placed, Span, column_count, placed
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
    Cover,
    Example,
    Figure,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)
from standards_catalog.numbering.clauses import BlockNumber, number_blocks
from standards_catalog.numbering.cross_references import REFERENCE, UNKNOWN_TARGET

GAP = "　"
STATUS_STYLE = "封面稿别"
STATUS_WORDS = ("草案", "征求意见稿", "送审稿", "报批稿")
_BEFORE_STATUS = "封面英文名称"
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text; ``target`` is the position of the block that it refers to."""

    text: str
    target: int | None = None


@dataclass(frozen=True, slots=True)
class WordLine:
    """A paragraph: the name of its style and its pieces."""

    style: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table whose cells cover its grid without gaps."""

    cells: tuple[Placed, ...]
    head_rows: int = 0


Element = WordLine | WordTable


@dataclass(frozen=True, slots=True)
class WordLines:
    """The elements of a text: cover, foreword, introduction, and of each block."""

    cover: tuple[WordLine, ...]
    foreword: tuple[WordLine, ...]
    introduction: tuple[WordLine, ...]
    blocks: tuple[tuple[Element, ...], ...]


def legal(text: str) -> str:
    """``text`` as XML can hold it, line ends of every kind as ``\\n``."""
    return _ILLEGAL.sub("", _LINE_ENDS.sub("\n", text))


def word_lines(text: StandardText) -> WordLines:
    """What the Word file of ``text`` shows."""
    numbers = number_blocks(text)
    positions = {
        number.block_id: (number.index, number.reference)
        for number in numbers.by_id.values()
    }
    printer = _Printer(positions)
    return WordLines(
        cover=tuple(cover_lines(text.cover)),
        foreword=tuple(printer.line("段", line) for line in text.foreword),
        introduction=tuple(printer.line("段", line) for line in text.introduction),
        blocks=tuple(
            tuple(printer.block(block, number))
            for block, number in zip(text.blocks, numbers.numbers, strict=True)
        ),
    )


def status_line(status: str) -> WordLine:
    """（征求意见稿） under the titles; empty on a published standard. It says of which
    state the file is and is no part of the text."""
    words = f"（{status}）" if status else ""
    return WordLine(STATUS_STYLE, (Piece(legal(words)),))


def with_status(cover: Sequence[WordLine], status: str) -> list[WordLine]:
    """The lines of the cover with the line of its state below the titles."""
    styles = [line.style for line in cover]
    place = styles.index(_BEFORE_STATUS) + 1
    return [*cover[:place], status_line(status), *cover[place:]]


def is_status(style: str, text: str) -> bool:
    """Whether a paragraph is a :func:`status_line`, and not words typed in its place."""
    return style == STATUS_STYLE and text.strip("（） ") in ("", *STATUS_WORDS)


def cover_lines(cover: Cover) -> list[WordLine]:
    """The lines of the cover; each style says what its line is."""
    lines = [
        ("封面分类号", f"ICS {cover.ics}"),
        ("封面分类号", f"CCS {cover.ccs}"),
        ("封面类别", class_words(cover.number)),
        ("封面编号", cover.number),
        ("封面代替", f"代替 {'、'.join(cover.replaces)}" if cover.replaces else ""),
        ("Title", cover.title),
        ("封面英文名称", cover.english_title),
        ("封面日期", f"{day_words(cover.published_on)} 发布"),
        ("封面日期", f"{day_words(cover.effective_on)} 实施"),
        *(("封面发布机构", body) for body in cover.issuing_bodies),
    ]
    return [WordLine(style, (Piece(legal(text)),)) for style, text in lines]


def full_table(rows: tuple[tuple[Span, ...], ...], head_rows: int = 0) -> WordTable:
    """The cells on their grid, with empty ones in every gap."""
    cells = placed(rows)
    taken = {place for cell in cells for place in cell.area()}
    gaps = [
        Placed(row, column, "", 1, 1)
        for row in range(len(rows))
        for column in range(column_count(cells))
        if (row, column) not in taken
    ]
    ordered = sorted([*cells, *gaps], key=lambda cell: (cell.row, cell.column))
    return WordTable(tuple(ordered), head_rows)


@dataclass(frozen=True, slots=True)
class _Printer:
    positions: dict[str, tuple[int, str]]

    def block(self, block: Block, number: BlockNumber) -> list[Element]:
        label = number.label
        match block:
            case Clause():
                return self._clause(block, number)
            case Annex():
                nature = "规范性" if block.normative else "资料性"
                head = f"{label}\n（{nature}）\n"
                return [self.line("附录标题", head + block.title)]
            case Table():
                return self._table(block, label)
            case Term():
                return self._term(block, label)
            case Example():
                lines = [self.line("示例", line) for line in block.paragraphs]
                return [self.line("示例", f"{label}："), *lines]
            case Formula():
                shown = _joined(formula_text(block.latex), label)
                return [WordLine("公式", (Piece(legal(shown)),))]
            case Figure():
                alt = [self.line("图", f"（{block.alt}）")] if block.alt else []
                return [self.line("图题", _joined(label, block.caption)), *alt]
        return [self._one_line(block, label, number.depth)]

    def _one_line(self, block: Block, label: str, depth: int) -> WordLine:
        match block:
            case ListItem():
                style = f"列项{min(max(depth, 1), 3)}"
                gap = "" if label == "——" else GAP
                return self.line(style, f"{label}{gap}{block.text}")
            case Note():
                return self.line("注", f"{label}：{block.text}")
            case NormativeReference():
                return self.line("段", _joined(block.printed, block.title))
            case BibliographyItem():
                return self.line("段", _joined(label, block.number, block.title))
            case Paragraph():
                return self.line("段", block.text)
        raise TypeError(type(block).__name__)

    def _clause(self, clause: Clause, number: BlockNumber) -> list[Element]:
        paragraphs = list(clause.paragraphs)
        if clause.title:
            style = f"Heading {min(number.depth, 6)}"
            head = self.line(style, f"{number.label}{GAP}{clause.title}")
        else:
            first = paragraphs.pop(0) if paragraphs else ""
            head = self.line("无标题条", f"{number.label}{GAP}{first}")
        return [head, *(self.line("段", each) for each in paragraphs)]

    def _table(self, table: Table, label: str) -> list[Element]:
        caption = self.line("表题", _joined(label, table.title))
        rows = tuple(
            tuple(
                Span(self.line("", cell.text).text, cell.colspan, cell.rowspan)
                for cell in row
            )
            for row in table.rows
        )
        drawn = full_table(rows, max(table.header_rows, 0))
        return [caption, drawn] if drawn.cells else [caption]

    def _term(self, term: Term, label: str) -> list[Element]:
        lines = [
            self.line("术语编号", label),
            self.line("术语", _joined(term.name, term.english)),
            self.line("段", term.definition),
        ]
        if term.source:
            lines.append(self.line("段", f"[来源：{term.source}]"))
        return list(lines)

    def line(self, style: str, text: str) -> WordLine:
        """``text`` with its cross references printed and pointing at their targets."""
        pieces: list[Piece] = []
        end = 0
        for token in REFERENCE.finditer(text):
            pieces.append(Piece(legal(text[end : token.start()])))
            position, printed = self.positions.get(
                token[1].strip(), (None, UNKNOWN_TARGET)
            )
            pieces.append(Piece(legal(printed), position))
            end = token.end()
        pieces.append(Piece(legal(text[end:])))
        return WordLine(style, tuple(piece for piece in pieces if piece.text))


def _joined(*parts: str) -> str:
    return GAP.join(filter(None, parts))

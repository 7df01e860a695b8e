"""A standard's text laid out for reading: numbers and references filled in.

Nothing here is HTML but the MathML of formulas; templates print the pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from standards_catalog.authoring.text.formulas import FormulaError, mathml
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Cell,
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
from standards_catalog.drafting.json_form import kind_of
from standards_catalog.numbering.clauses import BlockNumber, NumberMap, number_blocks
from standards_catalog.numbering.contents import ContentsEntry, ContentsKind, contents
from standards_catalog.numbering.cross_references import REFERENCE, UNKNOWN_TARGET

_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line. ``target`` is the id it refers to, empty for plain text;
    ``is_broken`` says that it refers to what no longer exists."""

    text: str
    target: str = ""
    is_broken: bool = False


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with the number of columns and rows it takes."""

    line: Line
    colspan: int
    rowspan: int


@dataclass(frozen=True, slots=True)
class Item:
    """One block as it is read.

    ``kind`` is the word of ``json_form.BLOCK_KINDS``, or ``bibliography`` for the
    heading of 参考文献. ``depth`` is that of :class:`BlockNumber`. ``remark`` is an
    annex's nature, a term's English name, or why a paragraph or formula is in doubt.
    ``head`` and ``body`` are a table's rows, ``picture`` the address of a figure's
    picture, ``markup`` the MathML of a formula, ``source`` what it is written as.
    """

    kind: str
    block_id: str
    label: str = ""
    depth: int = 0
    title: Line = ()
    lines: tuple[Line, ...] = ()
    measurable: str = ""
    remark: str = ""
    head: tuple[tuple[TableCell, ...], ...] = ()
    body: tuple[tuple[TableCell, ...], ...] = ()
    picture: str = ""
    markup: str = ""
    source: str = ""

    @property
    def heading_level(self) -> int:
        """Which of the page's headings it is: the title of the text has level 2."""
        return min(self.depth + 2, _DEEPEST_HEADING)


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents with the anchor it leads to."""

    entry: ContentsEntry
    anchor: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text to read."""

    cover: Cover
    contents: tuple[ContentsLine, ...]
    foreword: tuple[Line, ...]
    introduction: tuple[Line, ...]
    items: tuple[Item, ...]


def anchor_of(block_id: str) -> str:
    """The anchor of a block on the reading page."""
    return f"c-{block_id}"


def reading_of(
    text: StandardText, pictures: Mapping[str, str] | None = None
) -> Reading:
    """``text`` laid out; ``pictures`` maps keys of pictures to their addresses."""
    numbers = number_blocks(text)
    layout = _Layout(numbers, pictures or {})
    return Reading(
        cover=text.cover,
        contents=tuple(
            ContentsLine(entry, _contents_anchor(entry))
            for entry in contents(text, numbers)
        ),
        foreword=layout.lines(text.foreword),
        introduction=layout.lines(text.introduction),
        items=tuple(layout.items(text)),
    )


def _contents_anchor(entry: ContentsEntry) -> str:
    if entry.kind is ContentsKind.BIBLIOGRAPHY:
        return "bibliography"
    return anchor_of(entry.block_id) if entry.block_id else str(entry.kind)


@dataclass(frozen=True, slots=True)
class _Layout:
    numbers: NumberMap
    pictures: Mapping[str, str]

    def items(self, text: StandardText) -> Iterator[Item]:
        is_bibliography_open = False
        for block, number in zip(text.blocks, self.numbers.numbers, strict=True):
            if isinstance(block, BibliographyItem) and not is_bibliography_open:
                is_bibliography_open = True
                yield Item("bibliography", "", label="参考文献", depth=1)
            yield self.item(block, number)

    def item(self, block: Block, number: BlockNumber) -> Item:
        item = Item(kind_of(block), block.id, number.label, number.depth)
        match block:
            case Clause() | Annex() | Term():
                return self._headed(item, block)
            case Paragraph() | ListItem() | Note() | Example():
                return self._prose(item, block)
            case Table():
                return self._table(item, block)
            case Figure():
                address = self.pictures.get(block.reference, "")
                title, alt = self.line(block.caption), block.alt or block.caption
                return replace(item, title=title, picture=address, source=alt)
            case Formula():
                return _formula(item, block)
            case NormativeReference():
                title = self.line(block.title)
                return replace(item, label=block.printed, title=title)
            case BibliographyItem():
                title = self.line(block.title)
                return replace(item, title=title, source=block.number)
        raise TypeError(type(block).__name__)

    def _headed(self, item: Item, block: Clause | Annex | Term) -> Item:
        match block:
            case Clause():
                return replace(
                    item,
                    title=self.line(block.title),
                    lines=self.lines(block.paragraphs),
                    measurable=block.measurable,
                )
            case Annex():
                remark = "规范性" if block.normative else "资料性"
                return replace(item, title=self.line(block.title), remark=remark)
        return replace(
            item,
            title=self.line(block.name),
            lines=(self.line(block.definition),),
            remark=block.english,
            source=block.source,
        )

    def _prose(self, item: Item, block: Paragraph | ListItem | Note | Example) -> Item:
        if isinstance(block, Example):
            return replace(item, lines=self.lines(block.paragraphs))
        item = replace(item, lines=(self.line(block.text),))
        if isinstance(block, Note):
            return item
        doubt = block.doubt if isinstance(block, Paragraph) else ""
        return replace(item, measurable=block.measurable, remark=doubt)

    def _table(self, item: Item, table: Table) -> Item:
        rows = tuple(tuple(self.cell(cell) for cell in row) for row in table.rows)
        head = max(table.header_rows, 0)
        return replace(
            item, title=self.line(table.title), head=rows[:head], body=rows[head:]
        )

    def cell(self, cell: Cell) -> TableCell:
        return TableCell(self.line(cell.text), cell.colspan, cell.rowspan)

    def lines(self, paragraphs: tuple[str, ...]) -> tuple[Line, ...]:
        return tuple(self.line(paragraph) for paragraph in paragraphs)

    def line(self, text: str) -> Line:
        """``text`` with its cross references printed and pointing at their targets."""
        segments: list[Segment] = []
        end = 0
        for token in REFERENCE.finditer(text):
            segments.append(Segment(text[end : token.start()]))
            segments.append(self._reference(token[1].strip()))
            end = token.end()
        segments.append(Segment(text[end:]))
        return tuple(segment for segment in segments if segment.text)

    def _reference(self, target: str) -> Segment:
        number = self.numbers.by_id.get(target)
        if number is None:
            return Segment(UNKNOWN_TARGET, is_broken=True)
        return Segment(number.reference or target, target)


def _formula(item: Item, formula: Formula) -> Item:
    try:
        return replace(item, markup=mathml(formula.latex), source=formula.latex)
    except FormulaError as error:
        return replace(item, source=formula.latex, remark=str(error))

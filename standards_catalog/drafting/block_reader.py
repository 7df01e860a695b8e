"""Blocks of the portable text form: one mark with what stands below it → one block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from standards_catalog.drafting import text_form as form
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Cell,
    Clause,
    Example,
    Figure,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    Table,
    Term,
)

_YES = "是"


class BadBlockError(ValueError):
    """What is wrong with a block, in Chinese."""


@dataclass(slots=True)
class RawBlock:
    """A mark as it was read; what is taken from it is checked to be everything.

    ``lines`` are the paragraphs below the mark, ``indented`` the indented lines that
    are no fields (rows of a table, LaTeX).
    """

    line: int
    mark: str
    id: str
    text: str
    marks: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    indented: list[str] = field(default_factory=list)

    def take_mark(self, name: str) -> str:
        """The value of ``name`` in the braces, once."""
        return self.marks.pop(name, "")

    def take_field(self, name: str) -> str:
        return form.unescaped(self.fields.pop(name, ""))

    def take_lines(self) -> tuple[str, ...]:
        lines, self.lines = self.lines, []
        return tuple(map(form.unescaped, lines))

    def take_indented(self) -> list[str]:
        indented, self.indented = self.indented, []
        return indented


def read_marks(text: str) -> dict[str, str]:
    """``规则=R01 不编号`` → what stands in the braces behind the id."""
    marks = {}
    for each in text.split():
        name, equals, value = each.partition("=")
        marks[name] = value if equals else _YES
    return marks


def read_block(raw: RawBlock) -> Block:
    """The block. BadBlockError if something about it is wrong or left over."""
    try:
        block = _READERS[raw.mark[0] if raw.mark[0] in _SIGNS else raw.mark](raw)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadBlockError):
            raise
        raise BadBlockError(f"“{raw.text}”有无效的转义") from error
    for left in (raw.marks, raw.fields):
        if left:
            raise BadBlockError(f"“{raw.mark}”不能有“{next(iter(left))}”")
    if raw.lines:
        raise BadBlockError(
            f"“{raw.mark}”下不能有段落，段落应以“{form.PARAGRAPH} {{…}}”开头"
        )
    if raw.indented:
        raise BadBlockError(f"“{raw.mark}”下不能有“{raw.indented[0]}”")
    return block


def _title(raw: RawBlock) -> str:
    return form.unescaped(raw.text)


def _clause(raw: RawBlock) -> Block:
    return Clause(
        id=raw.id,
        level=len(raw.mark),
        title=_title(raw),
        paragraphs=raw.take_lines(),
        measurable=raw.take_mark(form.RULE),
    )


def _list_item(raw: RawBlock) -> Block:
    return ListItem(
        id=raw.id,
        text=_title(raw),
        level=len(raw.mark),
        ordered=raw.mark[0] == form.LETTERED,
        measurable=raw.take_mark(form.RULE),
    )


def _annex(raw: RawBlock) -> Block:
    normative = bool(raw.take_mark(form.NORMATIVE))
    if normative == bool(raw.take_mark(form.INFORMATIVE)):
        raise BadBlockError(f"附录应注明“{form.NORMATIVE}”或“{form.INFORMATIVE}”")
    return Annex(id=raw.id, title=_title(raw), normative=normative)


def _paragraph(raw: RawBlock) -> Block:
    return Paragraph(
        id=raw.id,
        text=_title(raw),
        doubt=raw.take_field(form.DOUBT),
        measurable=raw.take_mark(form.RULE),
    )


def _note(raw: RawBlock) -> Block:
    return Note(id=raw.id, text=_title(raw))


def _example(raw: RawBlock) -> Block:
    first = (_title(raw),) if raw.text else ()
    return Example(id=raw.id, paragraphs=first + raw.take_lines())


def _term(raw: RawBlock) -> Block:
    return Term(
        id=raw.id,
        name=_title(raw),
        english=raw.take_field(form.ENGLISH),
        definition=raw.take_field(form.DEFINITION),
        source=raw.take_field(form.SOURCE),
    )


def _figure(raw: RawBlock) -> Block:
    return Figure(
        id=raw.id,
        reference=_title(raw),
        caption=raw.take_field(form.CAPTION),
        alt=raw.take_field(form.ALT),
    )


def _formula(raw: RawBlock) -> Block:
    return Formula(
        id=raw.id,
        latex="\n".join(map(form.unescaped, raw.take_indented())),
        numbered=not raw.take_mark(form.UNNUMBERED),
    )


def _reference(raw: RawBlock) -> Block:
    return NormativeReference(
        id=raw.id,
        number=_title(raw),
        title=raw.take_field(form.TITLE),
        dated=not raw.take_mark(form.UNDATED),
    )


def _bibliography(raw: RawBlock) -> Block:
    return BibliographyItem(
        id=raw.id, number=_title(raw), title=raw.take_field(form.TITLE)
    )


def _table(raw: RawBlock) -> Block:
    header_rows = raw.take_mark(form.HEADER_ROWS) or "1"
    if not header_rows.isdecimal():
        raise BadBlockError(f"{form.HEADER_ROWS}“{header_rows}”应为数字")
    return Table(
        id=raw.id,
        title=_title(raw),
        rows=tuple(map(_row, raw.take_indented())),
        header_rows=int(header_rows),
    )


def _row(line: str) -> tuple[Cell, ...]:
    before, *cells = line.strip(" ").split("|")
    if before or not cells or cells[-1]:
        raise BadBlockError(f"表的行“{line}”应以“|”开头和结尾")
    return tuple(_cell(text.strip(" ")) for text in cells[:-1])


def _cell(text: str) -> Cell:
    span = form.SPAN.match(text)
    if not span:
        return Cell(form.unescaped(text))
    return Cell(
        form.unescaped(text[span.end() :]),
        colspan=int(span["columns"] or 1),
        rowspan=int(span["rows"] or 1),
    )


_SIGNS = (form.CLAUSE, form.DASHED, form.LETTERED)
_READERS: Mapping[str, Callable[[RawBlock], Block]] = {
    form.CLAUSE: _clause,
    form.DASHED: _list_item,
    form.LETTERED: _list_item,
    form.PARAGRAPH: _paragraph,
    form.ANNEX: _annex,
    form.TABLE: _table,
    form.FIGURE: _figure,
    form.FORMULA: _formula,
    form.NOTE: _note,
    form.EXAMPLE: _example,
    form.TERM: _term,
    form.REFERENCE: _reference,
    form.BIBLIOGRAPHY: _bibliography,
}

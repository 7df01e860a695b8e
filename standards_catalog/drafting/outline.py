"""The stream of a text seen as clauses and annexes with what stands in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
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
from standards_catalog.numbering.clauses import BlockNumber, NumberMap
from standards_catalog.numbering.cross_references import render_references


@dataclass(frozen=True, slots=True)
class Section:
    """A clause or annex with the blocks that stand directly in it.

    ``content`` pairs each block between this head and the next with its number;
    ``children`` are positions in the tuple that :func:`sections` returns; ``annex`` is
    the annex it stands in, itself for an annex, None in the body.
    """

    head: Clause | Annex
    number: BlockNumber
    content: tuple[tuple[Block, BlockNumber], ...]
    annex: Annex | None
    children: tuple[int, ...]


def sections(text: StandardText, numbers: NumberMap) -> tuple[Section, ...]:
    """Every clause and annex in reading order.

    The bibliography and blocks before the first clause belong to none.
    """
    heads: list[tuple[Clause | Annex, BlockNumber]] = []
    contents: list[list[tuple[Block, BlockNumber]]] = []
    open_section = False
    for block, number in zip(text.blocks, numbers.numbers, strict=True):
        if isinstance(block, Clause | Annex):
            heads.append((block, number))
            contents.append([])
            open_section = True
        elif isinstance(block, BibliographyItem):
            open_section = False
        elif open_section:
            contents[-1].append((block, number))
    return tuple(
        Section(head, number, tuple(content), annex, children)
        for (head, number), content, annex, children in zip(
            heads, contents, _annexes(heads), _children(heads), strict=True
        )
    )


def _annexes(heads: list[tuple[Clause | Annex, BlockNumber]]) -> Iterator[Annex | None]:
    annex = None
    for head, _ in heads:
        if isinstance(head, Annex):
            annex = head
        yield annex


def _children(heads: list[tuple[Clause | Annex, BlockNumber]]) -> list[tuple[int, ...]]:
    children: list[list[int]] = [[] for _ in heads]
    ancestors: list[int] = []
    for position, (_, number) in enumerate(heads):
        ancestors = ancestors[: number.depth - 1]
        if ancestors:
            children[ancestors[-1]].append(position)
        ancestors.append(position)
    return [tuple(each) for each in children]


def section_text(section: Section, numbers: NumberMap) -> str:
    """What the clause says below its number and title, one line per paragraph.

    Labels (``a)``, ``注1``, ``表A.1``, a term's number) and cross references are printed;
    the cells of a table's row are joined by a vertical bar.
    """
    head = section.head
    lines = list(head.paragraphs) if isinstance(head, Clause) else []
    for block, number in section.content:
        lines += block_lines(block, number)
    return "\n".join(render_references(line, numbers).text for line in lines)


def block_lines(block: Block, number: BlockNumber) -> list[str]:
    """The lines of one block as a reader sees them, with its label."""
    match block:
        case Paragraph():
            return [block.text]
        case ListItem():
            return [f"{number.label}{block.text}"]
        case Note():
            return [f"{number.label}：{block.text}"]
        case Example():
            return [f"{number.label}：", *block.paragraphs]
        case Term():
            return _term_lines(block, number)
        case Table():
            rows = ["｜".join(cell.text for cell in row) for row in block.rows]
            return [_joined(number.label, block.title), *rows]
        case Figure():
            return [_joined(number.label, block.caption)]
        case Formula():
            return [_joined(block.latex, number.label)]
        case NormativeReference():
            return [_joined(block.printed, block.title)]
        case BibliographyItem():
            return [_joined(number.label, block.number, block.title)]
    return []


def _term_lines(term: Term, number: BlockNumber) -> list[str]:
    lines = [_joined(number.label, term.name, term.english), term.definition]
    return [*lines, f"[来源：{term.source}]"] if term.source else lines


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))

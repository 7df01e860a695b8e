"""What can be found in a text, and where it stands on the reading page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standards_catalog.authoring.text.reading import anchor_of
from standards_catalog.drafting.document import (
    BibliographyItem,
    Block,
    Clause,
    Figure,
    ListItem,
    StandardText,
)
from standards_catalog.drafting.outline import Section, block_lines, sections
from standards_catalog.numbering.clauses import BlockNumber, NumberMap, number_blocks
from standards_catalog.numbering.cross_references import render_references
from standards_catalog.search.folding import fold

_LONGEST_NUMBER = 40
_LONGEST_ANCHOR = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a text: its anchor, its number as it is cited, and its words."""

    anchor: str
    number: str
    title: str
    content: str

    @property
    def folded(self) -> str:
        """Title and content as they are compared, line by line."""
        return fold("\n".join(filter(None, (self.title, self.content))))


def entries_of(text: StandardText) -> Iterator[Entry]:
    """Foreword, introduction, clauses, list items, annexes and bibliography, in order.

    What stands in a clause without being a list item (paragraphs, tables, notes,
    terms …) belongs to the clause. Numbers and cross references are printed.
    """
    numbers = number_blocks(text)
    front = (
        ("foreword", "前言", text.foreword),
        ("introduction", "引言", text.introduction),
    )
    for anchor, title, paragraphs in front:
        if paragraphs:
            yield _entry(anchor, "", title, paragraphs, numbers)
    inside: set[int] = set()
    for section in sections(text, numbers):
        yield from _section_entries(section, numbers)
        inside |= {section.number.index, *(n.index for _, n in section.content)}
    pairs = zip(text.blocks, numbers.numbers, strict=True)
    outside = [pair for pair in pairs if pair[1].index not in inside]
    books = [pair for pair in outside if isinstance(pair[0], BibliographyItem)]
    if books:
        yield _entry("bibliography", "", "参考文献", _lines(books), numbers)
    for block, number in outside:
        # A draft may begin before its first clause.
        if not isinstance(block, BibliographyItem):
            lines = _lines([(block, number)])
            yield _entry(anchor_of(block.id), "", "", lines, numbers)


def _section_entries(section: Section, numbers: NumberMap) -> Iterator[Entry]:
    head = section.head
    items = [pair for pair in section.content if isinstance(pair[0], ListItem)]
    others = [pair for pair in section.content if not isinstance(pair[0], ListItem)]
    own = head.paragraphs if isinstance(head, Clause) else ()
    lines = [*own, *_lines(others)]
    yield _entry(anchor_of(head.id), section.number.label, head.title, lines, numbers)
    for block, number in items:
        assert isinstance(block, ListItem)  # noqa: S101 - chosen above
        yield _entry(anchor_of(block.id), number.reference, "", [block.text], numbers)


def _lines(pairs: Iterable[tuple[Block, BlockNumber]]) -> list[str]:
    lines = []
    for block, number in pairs:
        lines += block_lines(block, number)
        if isinstance(block, Figure) and block.alt:
            lines.append(block.alt)
    return lines


def _entry(
    anchor: str, number: str, title: str, lines: Iterable[str], numbers: NumberMap
) -> Entry:
    printed = (render_references(line, numbers).text for line in lines)
    return Entry(
        anchor=anchor[:_LONGEST_ANCHOR],
        number=number[:_LONGEST_NUMBER],
        title=render_references(title, numbers).text,
        content="\n".join(printed),
    )

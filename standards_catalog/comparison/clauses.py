"""The clauses of a standard's text as units that can be matched and compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from standards_catalog.drafting.document import (
    BibliographyItem,
    Block,
    Clause,
    StandardText,
)
from standards_catalog.drafting.outline import (
    Section,
    block_lines,
    section_text,
    sections,
)
from standards_catalog.numbering.clauses import BlockNumber, NumberMap, number_blocks
from standards_catalog.numbering.cross_references import render_references

FOREWORD_ID, INTRODUCTION_ID = "foreword", "introduction"
BIBLIOGRAPHY_ID, LOOSE_ID = "bibliography", "loose"


@dataclass(frozen=True, slots=True)
class ComparedClause:
    """A clause, annex or other element of one text.

    ``number`` is ``5.2.1``, ``附录A`` or empty (前言, 引言, 参考文献); ``title`` and ``text``
    are as printed. ``words`` is the same without labels and with cross references
    still as ids, so that it stays the same when only numbers move.
    """

    id: str
    number: str
    title: str
    text: str
    words: str

    @property
    def body(self) -> str:
        """Title and text in one."""
        return f"{self.title}\n{self.text}" if self.text else self.title


def compared_clauses(text: StandardText) -> tuple[ComparedClause, ...]:
    """Everything in ``text`` but the cover, in reading order.

    Blocks that stand in no clause come last, under ``LOOSE_ID``.
    """
    numbers = number_blocks(text)
    parts = sections(text, numbers)
    listed: list[tuple[Block, BlockNumber]] = []
    loose: list[tuple[Block, BlockNumber]] = []
    inside = {number.index for part in parts for _, number in part.content}
    inside |= {part.number.index for part in parts}
    for block, number in zip(text.blocks, numbers.numbers, strict=True):
        if isinstance(block, BibliographyItem):
            listed.append((block, number))
        elif number.index not in inside:
            loose.append((block, number))
    found = [
        _front(FOREWORD_ID, "前言", text.foreword, numbers),
        _front(INTRODUCTION_ID, "引言", text.introduction, numbers),
        *(_clause(part, numbers) for part in parts),
        _element(BIBLIOGRAPHY_ID, "参考文献", listed, numbers),
        _element(LOOSE_ID, "", loose, numbers),
    ]
    return tuple(each for each in found if each.text or each.number)


def _clause(part: Section, numbers: NumberMap) -> ComparedClause:
    head = part.head
    own = head.paragraphs if isinstance(head, Clause) else ()
    return ComparedClause(
        id=head.id,
        number=part.number.label,
        title=render_references(head.title, numbers).text,
        text=section_text(part, numbers),
        words="\n".join([head.title, *own, *_words(part.content)]),
    )


def _front(
    element_id: str, title: str, paragraphs: Iterable[str], numbers: NumberMap
) -> ComparedClause:
    words = "\n".join(paragraphs)
    printed = render_references(words, numbers).text
    return ComparedClause(element_id, "", title, printed, words)


def _element(
    element_id: str,
    title: str,
    blocks: list[tuple[Block, BlockNumber]],
    numbers: NumberMap,
) -> ComparedClause:
    lines = [line for block, number in blocks for line in block_lines(block, number)]
    printed = render_references("\n".join(lines), numbers).text
    return ComparedClause(element_id, "", title, printed, "\n".join(_words(blocks)))


def _words(content: Iterable[tuple[Block, BlockNumber]]) -> list[str]:
    return [
        line
        for block, number in content
        for line in block_lines(block, replace(number, label=""))
    ]

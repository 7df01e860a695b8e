"""The clauses of a text as rows, for records that point at a clause."""

from __future__ import annotations

from collections.abc import Iterator

from standards_catalog.drafting.document import (
    Annex,
    Block,
    ListItem,
    Paragraph,
    StandardText,
)
from standards_catalog.drafting.document import Clause as ClauseBlock
from standards_catalog.drafting.outline import Section, section_text, sections
from standards_catalog.models import Clause, StandardEdition
from standards_catalog.numbering.clauses import number_blocks
from standards_catalog.numbering.cross_references import render_references

_LONGEST_TITLE = 300


def clauses_of(edition: StandardEdition, text: StandardText) -> Iterator[Clause]:
    """Chapters, clauses, annexes and list items of ``text`` as unsaved rows.

    A clause's content is what it says below its number and title; a list item is
    numbered as it is cited (``5.2 a)``) and stands one level below its clause. A
    clause with a measurable paragraph is measurable itself.
    """
    numbers = number_blocks(text)
    heads = {section.head.id: section for section in sections(text, numbers)}
    depth = 0
    for block, number in zip(text.blocks, numbers.numbers, strict=True):
        if isinstance(block, ClauseBlock | Annex):
            depth = number.depth
            section = heads[block.id]
            rule = _rule_of(section)
            title, content = block.title, section_text(section, numbers)
            printed, level = number.label, depth
        elif isinstance(block, ListItem):
            rule, title = block.measurable, ""
            content = render_references(block.text, numbers).text
            printed, level = number.reference, depth + number.depth
        else:
            continue
        yield Clause(
            edition=edition,
            block_id=block.id,
            position=number.index,
            level=level,
            number=printed,
            title=render_references(title, numbers).text[:_LONGEST_TITLE],
            content=content,
            is_measurable=bool(rule),
            rule_code=rule,
        )


def _rule_of(section: Section) -> str:
    """The rule of the clause, else of its first measurable paragraph; list items are
    rows of their own."""
    blocks: list[Block] = [section.head, *(block for block, _ in section.content)]
    codes = (b.measurable for b in blocks if isinstance(b, ClauseBlock | Paragraph))
    return next((code for code in codes if code), "")

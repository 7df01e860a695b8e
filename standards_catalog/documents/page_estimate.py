"""How many pages a text will have, without laying it out."""

from __future__ import annotations

from collections.abc import Iterable

from standards_catalog.documents.collection import Collection
from standards_catalog.documents.word_lines import Element, WordTable, word_lines
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
    StandardText,
)

_CHARACTERS_A_LINE = 40
_LINES_A_PAGE = 40
_COVER_AND_BACK = 2
# Titles stand apart from the text: what they take besides their own line.
_SPACE = {"Heading 1": 2, "Heading 2": 1, "Heading 3": 1}


def estimated_pages(text: StandardText) -> int:
    """About how many pages ``text`` has by itself, cover and contents included.

    Good enough for a bar and for saying how long it takes.
    """
    titled = sum(bool(getattr(block, "title", "")) for block in text.blocks)
    return _COVER_AND_BACK + _pages_of(titled + 3) + _inner_pages(text)


def _inner_pages(text: StandardText) -> int:
    """Foreword, introduction, body, annexes and bibliography, each on a new page."""
    lines = word_lines(text)
    parts: list[list[Element]] = [
        list(part) for part in (lines.foreword, lines.introduction) if part
    ]
    parts.append([])
    before: Block | None = None
    for block, elements in zip(text.blocks, lines.blocks, strict=True):
        begins = isinstance(block, Annex) or (
            isinstance(block, BibliographyItem)
            and not isinstance(before, BibliographyItem)
        )
        if begins:
            parts.append([])
        parts[-1] += elements
        before = block
    return sum(_pages_of(_height(part)) for part in parts)


def _pages_of(lines: int) -> int:
    return max(1, -(-lines // _LINES_A_PAGE))


def estimated_pages_of(collection: Collection) -> int:
    """About how many pages ``collection`` has, cover and contents included."""
    if not collection.texts:
        return 0
    chapters = [
        isinstance(block, Clause | Annex) and getattr(block, "level", 1) == 1
        for text in collection.texts
        for block in text.blocks
    ]
    lines = sum(chapters) + 2 * len(collection.texts)
    inner = sum(1 + _inner_pages(text) for text in collection.texts)
    return _COVER_AND_BACK + _pages_of(lines) + inner


def _height(elements: Iterable[Element]) -> int:
    """The lines that ``elements`` take."""
    return sum(map(_element_height, elements))


def _element_height(element: Element) -> int:
    if isinstance(element, WordTable):
        return 2 + max((cell.row for cell in element.cells), default=0) * 2
    return _SPACE.get(element.style, 0) + sum(
        max(1, -(-len(line) // _CHARACTERS_A_LINE)) for line in element.text.split("\n")
    )

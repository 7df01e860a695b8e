"""The text of one edition: cover data, foreword and a flat stream of blocks.

The stream is in reading order. What encloses a block follows from what stands before
it: a clause runs to the next clause, an annex to the next annex or the bibliography.
Numbers are never stored; ``numbering.clauses`` computes them. Elements and their
names: GB/T 1.1—2020, clauses 7 (levels) and 8 (elements).

A text may hold cross references ``{{ref:ID}}`` to the id of any numbered block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

DEEPEST_LEVEL = 6
"""A chapter (1) and five levels of clauses below it (GB/T 1.1—2020, 7.3)."""

_YEAR = re.compile(r"\s*[-–—－:：]+\s*[0-9]{4}$")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover states (GB/T 1.1—2020, 8.1); empty where not yet known."""

    title: str = ""
    english_title: str = ""
    number: str = ""
    replaces: tuple[str, ...] = ()
    ics: str = ""
    ccs: str = ""
    published_on: date | None = None
    effective_on: date | None = None
    issuing_bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Anything in the stream; ``id`` is a UUID's text and survives renumbering."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Block):
    """章 or 条. ``level`` is the count of components of its number: 1 for ``4``, 2 for
    ``4.1`` and, since an annex ranks with a chapter, for ``A.1``. Without a title it
    is a 无标题条. ``measurable`` is the code of the rule that judges it, or empty."""

    level: int
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    measurable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex(Block):
    """附录, 规范性 or 资料性; clauses of level 2 and deeper follow."""

    title: str
    normative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A 段 that does not stand directly below its clause's number, such as one after
    a list. ``doubt`` says why somebody should look at it (after an import)."""

    text: str
    doubt: str = ""
    measurable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem(Block):
    """列项. Level 1 is ``a)`` if ordered, else ``——``; level 2 ``1)`` or ``·``."""

    text: str
    level: int = 1
    ordered: bool = True
    measurable: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """Rows hold only cells that begin there, as in HTML; the first ``header_rows``
    rows are the head."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Block):
    """``reference`` is the key of the picture file, ``alt`` what it shows in words."""

    caption: str
    reference: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Block):
    """A formula on its own line, in LaTeX."""

    latex: str
    numbered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Block):
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Block):
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Block):
    """术语条目: numbered below the clause it stands in."""

    name: str
    definition: str
    english: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormativeReference(Block):
    """A line of chapter 2. ``number`` may hold the year that was chosen from the
    catalogue even if ``dated`` is false; then it is not printed."""

    number: str
    title: str
    dated: bool = True

    @property
    def printed(self) -> str:
        """The number as it is cited: with its year only if dated."""
        return self.number if self.dated else _YEAR.sub("", self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyItem(Block):
    """A line of 参考文献; ``number`` may be empty (books, laws)."""

    title: str
    number: str = ""


MEASURABLE_BLOCKS = (Clause, Paragraph, ListItem)


@dataclass(frozen=True, slots=True)
class StandardText:
    """The whole text of an edition or draft."""

    cover: Cover = field(default_factory=Cover)
    foreword: tuple[str, ...] = ()
    introduction: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


def block_texts(block: Block) -> Iterator[str]:
    """Every prose text of ``block`` in reading order, empty ones left out.

    Not the LaTeX of a formula, the key of a picture, or numbers.
    """
    for text in _texts(block):
        if text:
            yield text


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Clause():
            return (block.title, *block.paragraphs)
        case Annex() | NormativeReference() | BibliographyItem():
            return (block.title,)
        case Paragraph() | ListItem() | Note():
            return (block.text,)
        case Example():
            return block.paragraphs
        case Term():
            return (block.name, block.english, block.definition, block.source)
        case Table():
            cells = (cell.text for row in block.rows for cell in row)
            return (block.title, *cells)
        case Figure():
            return (block.caption, block.alt)
    return ()

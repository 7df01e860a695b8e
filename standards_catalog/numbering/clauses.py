"""The numbers of everything in a standard's text, computed from its order alone.

GB/T 1.1—2020: chapters ``1`` and clauses ``1.1`` … (7.2, 7.3), list items (7.5), terms
``3.1`` (8.7), annexes ``附录A`` with ``A.1`` (9.6), figures ``图1``/``图A.1`` (9.7), tables
(9.8), formulas ``(1)`` (9.9), examples and notes, which start again in each clause
(9.10, 9.11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockNumber:
    """The number of one block.

    ``label`` is what is printed at the block (``5.2.1``, ``附录A``, ``a)``, ``——``, ``表A.1``,
    ``(1)``, ``注1``, ``示例``, ``[1]``; empty for a paragraph or a normative reference).
    ``reference`` is what a cross reference to it prints (``第5章``, ``5.2.1``, ``5.2 a)``,
    ``式(1)``). ``depth`` counts the components of a clause's, annex's or term's number and
    is the level of a list item, otherwise 0. ``clause`` is the label of the clause,
    term or annex that the block stands in, its own for these.
    """

    block_id: str
    index: int
    label: str
    reference: str
    depth: int
    clause: str


@dataclass(frozen=True, slots=True)
class SkippedLevel:
    """A clause whose level does not follow from the one before it."""

    index: int
    level: int
    depth: int


@dataclass(frozen=True, slots=True)
class NumberMap:
    """Numbers by position in the stream and by id (the first one, if ids repeat)."""

    numbers: tuple[BlockNumber, ...]
    by_id: Mapping[str, BlockNumber]
    skipped_levels: tuple[SkippedLevel, ...]


def number_blocks(text: StandardText) -> NumberMap:
    """The number of every block of ``text``.

    A clause that skips a level is numbered one level below the clause before it, and
    a chapter inside an annex as a clause of the annex; both are in ``skipped_levels``.
    """
    numbering = _Numbering(text.blocks)
    numbers = tuple(numbering.run())
    by_id: dict[str, BlockNumber] = {}
    for number in numbers:
        by_id.setdefault(number.block_id, number)
    return NumberMap(numbers, by_id, tuple(numbering.skipped))


def letter(ordinal: int) -> str:
    """1 → ``a``, 26 → ``z``, 27 → ``aa``."""
    letters = ""
    while ordinal:
        ordinal, rest = divmod(ordinal - 1, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return letters


def _restart_units(blocks: tuple[Block, ...]) -> list[int]:
    """For each block the clause, annex or term that its notes are counted in."""
    units, unit = [], 0
    for block in blocks:
        unit += isinstance(block, Clause | Annex | Term)
        units.append(unit)
    return units


class _Numbering:
    """One walk over the stream; holds what has been counted so far."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks
        self.skipped: list[SkippedLevel] = []
        self._units = _restart_units(blocks)
        self._in_unit = Counter(
            (unit, type(block)) for unit, block in zip(self._units, blocks, strict=True)
        )
        self._seen_in_unit: Counter[tuple[int, type[Block]]] = Counter()
        self._children: Counter[Path] = Counter()
        self._lettered: Counter[tuple[type[Block], str]] = Counter()
        self._annexes = 0
        self._annex = ""
        self._path: Path = ()
        self._place = ("", "")
        self._items: list[int] = []

    def run(self) -> Iterator[BlockNumber]:
        for index, block in enumerate(self.blocks):
            if not isinstance(
                block, ListItem | Note | Example | Formula | Figure | Table
            ):
                # A list starts with the paragraph that introduces it.
                self._items = []
            label, reference, depth = self._number(index, block)
            yield BlockNumber(block.id, index, label, reference, depth, self._place[0])

    def _number(self, index: int, block: Block) -> tuple[str, str, int]:
        match block:
            case Clause():
                return self._clause(index, block)
            case Annex():
                return self._annex_head()
            case Term():
                return self._term()
            case ListItem():
                return self._list_item(block)
            case Table() | Figure() | Formula():
                return self._lettered_block(block)
            case Note() | Example():
                return self._note(index, block)
            case BibliographyItem():
                return self._bibliography_item()
            case NormativeReference():
                return "", block.printed, 0
            case Paragraph():
                return "", self._place[1], 0
        raise TypeError(type(block).__name__)

    def _clause(self, index: int, clause: Clause) -> tuple[str, str, int]:
        lowest = 2 if self._annex else 1
        depth = min(max(clause.level, lowest), len(self._path) + 1)
        if depth != clause.level:
            self.skipped.append(SkippedLevel(index, clause.level, depth))
        self._path = self._next_child(self._path[: depth - 1])
        label = ".".join(self._path)
        self._place = (label, f"第{label}章" if depth == 1 else label)
        return *self._place, depth

    def _next_child(self, parent: Path) -> Path:
        self._children[parent] += 1
        return (*parent, str(self._children[parent]))

    def _annex_head(self) -> tuple[str, str, int]:
        self._annexes += 1
        self._annex = letter(self._annexes).upper()
        self._path = (self._annex,)
        label = f"附录{self._annex}"
        self._place = (label, label)
        return label, label, 1

    def _term(self) -> tuple[str, str, int]:
        path = self._next_child(self._path)
        label = ".".join(path)
        self._place = (label, label)
        return label, label, len(path)

    def _list_item(self, item: ListItem) -> tuple[str, str, int]:
        level = max(item.level, 1)
        self._items = [*self._items[:level], *([0] * (level - len(self._items)))]
        if not item.ordered:
            self._items[-1] = 0
            return "——" if level == 1 else "·", self._place[1], level
        self._items[-1] += 1
        labels = [f"{letter(self._items[0])})"] if self._items[0] else []
        labels += [f"{ordinal})" for ordinal in self._items[1:] if ordinal]
        return labels[-1], " ".join([self._place[1], *labels]).strip(), level

    def _lettered_block(self, block: Table | Figure | Formula) -> tuple[str, str, int]:
        if isinstance(block, Formula) and not block.numbered:
            return "", self._place[1], 0
        self._lettered[type(block), self._annex] += 1
        ordinal = str(self._lettered[type(block), self._annex])
        number = f"{self._annex}.{ordinal}" if self._annex else ordinal
        if isinstance(block, Formula):
            return f"({number})", f"式({number})", 0
        label = ("表" if isinstance(block, Table) else "图") + number
        return label, label, 0

    def _note(self, index: int, block: Note | Example) -> tuple[str, str, int]:
        key = (self._units[index], type(block))
        self._seen_in_unit[key] += 1
        label = "注" if isinstance(block, Note) else "示例"
        if self._in_unit[key] > 1:
            label += str(self._seen_in_unit[key])
        return label, f"{self._place[1]} {label}".strip(), 0

    def _bibliography_item(self) -> tuple[str, str, int]:
        self._place = ("参考文献", "参考文献")
        self._lettered[BibliographyItem, ""] += 1
        label = f"[{self._lettered[BibliographyItem, '']}]"
        return label, label, 0

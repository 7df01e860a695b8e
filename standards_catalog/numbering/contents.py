"""The list of contents (目次) in the order of GB/T 1.1—2020, 8.2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Clause,
    Figure,
    StandardText,
    Table,
)
from standards_catalog.numbering.clauses import NumberMap


class ContentsKind(StrEnum):
    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    CLAUSE = "clause"
    ANNEX = "annex"
    BIBLIOGRAPHY = "bibliography"
    FIGURE = "figure"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents. ``label`` is the number (``4.1``, ``附录A``), ``remark``
    “（规范性）” or “（资料性）” of an annex, ``depth`` 1 for chapters and annexes;
    ``block_id`` is empty for an element that is no block."""

    kind: ContentsKind
    label: str
    remark: str
    title: str
    depth: int
    block_id: str

    def __str__(self) -> str:
        return f"{self.label}{self.remark} {self.title}".strip()


def contents(
    text: StandardText,
    numbers: NumberMap,
    *,
    deepest: int = 2,
    figures: bool = False,
    tables: bool = False,
) -> tuple[ContentsEntry, ...]:
    """前言, 引言, chapters and titled clauses, annexes, 参考文献, figures, tables.

    ``deepest`` is the deepest level of clauses listed (1: chapters only). Terms and
    clauses without a title are never listed.
    """
    entries = [*_front(text), *_clauses(text, numbers, deepest)]
    for block in text.blocks:
        if isinstance(block, BibliographyItem):
            entries.append(_element(ContentsKind.BIBLIOGRAPHY, "参考文献", block.id))
            break
    if figures:
        entries += _captioned(text, numbers, Figure)
    if tables:
        entries += _captioned(text, numbers, Table)
    return tuple(entries)


def _element(kind: ContentsKind, title: str, block_id: str = "") -> ContentsEntry:
    return ContentsEntry(kind, "", "", title, 1, block_id)


def _front(text: StandardText) -> Iterator[ContentsEntry]:
    if text.foreword:
        yield _element(ContentsKind.FOREWORD, "前言")
    if text.introduction:
        yield _element(ContentsKind.INTRODUCTION, "引言")


def _clauses(
    text: StandardText, numbers: NumberMap, deepest: int
) -> Iterator[ContentsEntry]:
    for block, number in zip(text.blocks, numbers.numbers, strict=True):
        if isinstance(block, Clause) and block.title and number.depth <= deepest:
            kind, remark = ContentsKind.CLAUSE, ""
        elif isinstance(block, Annex):
            kind = ContentsKind.ANNEX
            remark = "（规范性）" if block.normative else "（资料性）"
        else:
            continue
        yield ContentsEntry(
            kind, number.label, remark, block.title, number.depth, block.id
        )


def _captioned(
    text: StandardText, numbers: NumberMap, wanted: type[Figure] | type[Table]
) -> Iterator[ContentsEntry]:
    for block, number in zip(text.blocks, numbers.numbers, strict=True):
        if not isinstance(block, wanted):
            continue
        if isinstance(block, Figure):
            kind, title = ContentsKind.FIGURE, block.caption
        else:
            kind, title = ContentsKind.TABLE, block.title
        yield ContentsEntry(kind, number.label, "", title, 1, block.id)

"""What a document consists of. Frozen: built once, written in several formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from typesetting.drawing import Drawing

Align = Literal["left", "center", "right"]
Tone = Literal["", "good", "bad", "warn", "quiet"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. ``reference`` names what the figure in it is explained by;
    only a page that has somewhere to link to makes a link of it."""

    text: str
    strong: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text. ``kind`` is ``body`` (first line indented), ``note`` (small print
    below a table) or ``alert`` (must not be overlooked)."""

    runs: tuple[Run, ...]
    kind: Literal["body", "note", "alert"] = "body"

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter: level 2 is （一）, level 3 is 1."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is its share, in any unit common to the table."""

    title: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``tone`` colours a text that already says the same in words."""

    text: str
    tone: Tone = ""
    reference: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title above; ``empty`` is printed when it has no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "无。"
    small: bool = False

    def shares(self) -> list[float]:
        """Column widths in percent, adding up to 100."""
        whole = sum(column.width for column in self.columns)
        return [column.width * 100 / whole for column in self.columns]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title below; ``description`` is read aloud instead of it."""

    title: str
    drawing: Drawing
    description: str


Block = Paragraph | Heading | Table | Picture


@dataclass(frozen=True, slots=True)
class Chapter:
    """A first-level part. ``wide`` chapters are printed on landscape pages."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page. ``facts`` are label and value; ``mark`` is repeated on every
    page, e.g. “演示数据”; ``footer`` stands at the bottom of the cover."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    footer: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. ``running`` is the header line of every page; a ``bare``
    document is printed without its cover and contents."""

    cover: Cover
    chapters: tuple[Chapter, ...]
    running: str
    keywords: tuple[str, ...] = field(default=())
    bare: bool = False

    def blocks(self) -> Iterator[Block]:
        for chapter in self.chapters:
            yield from chapter.blocks


def text(*pieces: str | Run) -> Paragraph:
    """A body paragraph of plain and marked pieces."""
    return Paragraph(_runs(pieces))


def note(*pieces: str | Run) -> Paragraph:
    """Small print."""
    return Paragraph(_runs(pieces), "note")


def alert(*pieces: str | Run) -> Paragraph:
    """A paragraph that must not be overlooked."""
    return Paragraph(_runs(pieces), "alert")


def row(*cells: str | Cell) -> tuple[Cell, ...]:
    """A table row; plain texts become plain cells."""
    return tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells)


def numbered(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters with 表1, 表2 … and 图1, 图2 … put before the titles."""
    counts = {Table: 0, Picture: 0}
    names = {Table: "表", Picture: "图"}
    finished = []
    for chapter in chapters:
        blocks: list[Block] = []
        for block in chapter.blocks:
            if isinstance(block, (Table, Picture)):
                kind = type(block)
                counts[kind] += 1
                title = f"{names[kind]}{counts[kind]}　{block.title}"
                blocks.append(replace(block, title=title))
            else:
                blocks.append(block)
        finished.append(replace(chapter, blocks=tuple(blocks)))
    return tuple(finished)


def _runs(pieces: Sequence[str | Run]) -> tuple[Run, ...]:
    return tuple(
        Run(piece) if isinstance(piece, str) else piece for piece in pieces if piece
    )

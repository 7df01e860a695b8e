"""What a table of a package is: its rows, columns, keys and file name.

Row types (:mod:`assessment.packages.rows`) declare their columns once, in the order
of the export; reading, checking, loading and exporting all follow that declaration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from assessment.packages.cells import SCORE, Kind

QUESTION_HEADER = re.compile(r"[Qq]([1-9]\d{0,2})", re.ASCII)
SILENT_EXTRAS = frozenset({"备注", "来源文件", "来源条款"})
"""Kept with a row like any unknown column, but expected anywhere and not reported."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``required`` means the column must be there, and, unless
    ``may_be_empty``, that each of its cells must be filled."""

    field: str
    header: str
    kind: Kind
    required: bool
    may_be_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    """Base of all rows: where the row stood, and its unknown columns by header."""

    row: int
    extra: Mapping[str, str]


def column(
    header: str,
    kind: Kind,
    *,
    required: bool = False,
    may_be_empty: bool = False,
) -> Any:
    """Declare a dataclass field as the column ``header`` of the table."""
    return field(metadata={"column": (header, kind, required, may_be_empty)})


def columns_of(row_type: type[PackageRow]) -> tuple[Column, ...]:
    """The columns of a row type in canonical order."""
    found = []
    for declared in fields(row_type):
        if "column" in declared.metadata:
            header, kind, required, may_be_empty = declared.metadata["column"]
            found.append(Column(declared.name, header, kind, required, may_be_empty))
    return tuple(found)


def column_of(row_type: type[PackageRow], field_name: str) -> Column:
    """The column of a field; ``KeyError`` if there is none."""
    for candidate in columns_of(row_type):
        if candidate.field == field_name:
            return candidate
    raise KeyError(field_name)


def question_column(number: int) -> Column:
    """The column of one question's scores in ``answers``."""
    return Column(f"Q{number}", f"Q{number}", SCORE, False, True)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the package: file stem, row type, natural key (or none), and whether
    its records can hold columns that we do not know."""

    name: str
    row_type: type[PackageRow]
    key: tuple[str, ...] = ()
    has_questions: bool = False
    keeps_extra: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.row_type)

    def column(self, field_name: str) -> Column:
        """The column of a field of the row type; ``KeyError`` if there is none."""
        return column_of(self.row_type, field_name)


def bare_header(header: str) -> str:
    """A header without its parenthesised hint: ``状态(现行/…)`` is ``状态``."""
    plain = "".join(unicodedata.normalize("NFKC", header).split())
    return re.sub(r"\(.*\)$", "", plain) or plain

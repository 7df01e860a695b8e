"""What a drafting check finds and in which form it is reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR binds on publishing, WARNING advises, OFF is not looked for."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a text: ``index`` in the stream, or one of the constants below;
    ``part`` counts the texts of a block, ``offset`` the characters of that text."""

    index: int
    part: int = 0
    offset: int = 0


WHOLE, COVER, FOREWORD, INTRODUCTION = -4, -3, -2, -1
ELEMENT_NAMES = {
    WHOLE: "全文",
    COVER: "封面",
    FOREWORD: "前言",
    INTRODUCTION: "引言",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says about one place, in Chinese."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the drafting check.

    ``block_id`` is empty for cover, foreword, introduction and the whole text;
    ``number`` says where it is in words a reader knows (``第4章``, ``5.2.1``, ``前言``).
    """

    code: str
    severity: Severity
    place: Place
    block_id: str
    number: str
    message: str
    source: str

    def __str__(self) -> str:
        return f"{self.number}：{self.message}（{self.code}，{self.source}）"


@dataclass(frozen=True, slots=True)
class DraftingReport:
    """Every problem in reading order."""

    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids publication."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    def of_block(self, block_id: str) -> tuple[Problem, ...]:
        """The problems to show beside one block."""
        return tuple(p for p in self.problems if p.block_id == block_id)


def in_reading_order(problems: Iterable[Problem]) -> DraftingReport:
    """The report of ``problems``, which may come in any order."""
    return DraftingReport(tuple(sorted(problems, key=lambda p: (p.place, p.code))))

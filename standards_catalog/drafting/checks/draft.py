"""A text prepared for checking: numbered, outlined and cut into passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from standards_catalog.drafting.checks.report import (
    ELEMENT_NAMES,
    FOREWORD,
    INTRODUCTION,
    Place,
    Remark,
)
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Clause,
    Example,
    Figure,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)
from standards_catalog.drafting.outline import Section, sections
from standards_catalog.drafting.wording import REFERENCES, SCOPE, TERMS
from standards_catalog.numbering.clauses import NumberMap, number_blocks
from standards_catalog.numbering.cross_references import REFERENCE
from standards_catalog.numbering.standard_numbers import (
    InternalPattern,
    StandardNumber,
)


class Role(StrEnum):
    """What kind of statement a passage may make."""

    HEADING = "heading"
    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    SCOPE = "scope"
    REFERENCES = "references"
    TERMS = "terms"
    NORMATIVE = "normative"
    INFORMATIVE = "informative"
    NOTE = "note"
    EXAMPLE = "example"
    SOURCE = "source"


_ROLE_OF_CHAPTER = {
    SCOPE: Role.SCOPE,
    REFERENCES: Role.REFERENCES,
    TERMS: Role.TERMS,
}
_NAMES_AND_TOKENS = re.compile(r"《[^》]*》|" + REFERENCE.pattern)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of the draft. A reference to a normative reference is already printed
    in ``text``; other cross references are still tokens."""

    role: Role
    place: Place
    text: str

    @property
    def prose(self) -> str:
        """``text`` with the names of other documents and tokens blanked out."""
        return _NAMES_AND_TOKENS.sub(lambda found: "□" * len(found[0]), self.text)

    def remark(self, message: str, offset: int = 0) -> Remark:
        return Remark(Place(self.place.index, self.place.part, offset), message)


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a standard is in force; ``remark`` says since when not, or what replaced
    it (“2020-10-01起被GB/T 1.1—2020代替”)."""

    in_force: bool
    remark: str = ""


ValidityLookup = Callable[[StandardNumber], Validity | None]
"""None for a standard that the catalogue does not know."""


@dataclass(frozen=True)
class Draft:
    """What the rules look at."""

    text: StandardText
    internal: InternalPattern | None = None
    validity: ValidityLookup | None = None
    numbers: NumberMap = field(init=False)
    sections: tuple[Section, ...] = field(init=False)

    def __post_init__(self) -> None:
        numbers = number_blocks(self.text)
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "sections", sections(self.text, numbers))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text in reading order, titles of other documents left out."""
        return tuple(self._passages())

    @cached_property
    def chapters(self) -> tuple[Section, ...]:
        """The chapters of the body."""
        return tuple(s for s in self.sections if s.number.depth == 1 and not s.annex)

    def chapter(self, title: str) -> Section | None:
        """The first chapter with this title."""
        return next((c for c in self.chapters if c.head.title.strip() == title), None)

    def where(self, place: Place) -> tuple[str, str]:
        """Block id and number of a place, for people."""
        if place.index in ELEMENT_NAMES:
            return "", ELEMENT_NAMES[place.index]
        number = self.numbers.numbers[place.index]
        return number.block_id, number.reference or number.clause or "正文"

    def _passages(self) -> Iterator[Passage]:
        for element, role, paragraphs in (
            (FOREWORD, Role.FOREWORD, self.text.foreword),
            (INTRODUCTION, Role.INTRODUCTION, self.text.introduction),
        ):
            for part, paragraph in enumerate(paragraphs):
                yield Passage(role, Place(element, part), self._cited(paragraph))
        role = Role.NORMATIVE
        for index, block in enumerate(self.text.blocks):
            role = self._role(index, block, role)
            for part, (own, text) in enumerate(_texts(block, role)):
                if text:
                    yield Passage(own, Place(index, part), self._cited(text))

    def _role(self, index: int, block: Block, role: Role) -> Role:
        if isinstance(block, Annex):
            return Role.NORMATIVE if block.normative else Role.INFORMATIVE
        if isinstance(block, Clause) and self.numbers.numbers[index].depth == 1:
            return _ROLE_OF_CHAPTER.get(block.title.strip(), Role.NORMATIVE)
        return role

    def _cited(self, text: str) -> str:
        """``text`` with references to chapter 2 printed as the numbers they cite."""

        def printed(token: re.Match[str]) -> str:
            number = self.numbers.by_id.get(token[1].strip())
            target = self.text.blocks[number.index] if number else None
            if isinstance(target, NormativeReference):
                return target.printed
            return token[0]

        return REFERENCE.sub(printed, text)


def _texts(block: Block, role: Role) -> list[tuple[Role, str]]:
    """The texts of ``block`` with what each may say, standing where ``role`` rules."""
    match block:
        case Clause():
            return [(Role.HEADING, block.title), *((role, p) for p in block.paragraphs)]
        case Annex():
            return [(Role.HEADING, block.title)]
        case Paragraph() | ListItem():
            return [(role, block.text)]
        case Note():
            return [(Role.NOTE, block.text)]
        case Example():
            return [(Role.EXAMPLE, paragraph) for paragraph in block.paragraphs]
        case Table():
            cells = ((role, cell.text) for row in block.rows for cell in row)
            return [(Role.HEADING, block.title), *cells]
        case Figure():
            return [(Role.HEADING, block.caption)]
        case Term():
            return [
                (Role.HEADING, block.name),
                (role, block.definition),
                (Role.SOURCE, block.source),
            ]
        case BibliographyItem():
            return [(Role.SOURCE, block.number)]
    return []

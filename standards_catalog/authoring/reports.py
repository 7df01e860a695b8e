"""What the editor and the check page say about a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from standards_catalog.authoring.checking import check_text
from standards_catalog.authoring.selectors import text_of
from standards_catalog.drafting.checks.report import Problem
from standards_catalog.drafting.document import (
    Annex,
    Block,
    Clause,
    Example,
    NormativeReference,
    StandardText,
    Table,
)
from standards_catalog.drafting.outline import block_lines
from standards_catalog.drafting.wording import (
    DRAFTING_BASIS,
    NO_REFERENCES,
    NO_TERMS,
    PATENT_NOTICE,
    REFERENCES_LEAD,
    TERMS_LEAD,
)
from standards_catalog.numbering.clauses import (
    BlockNumber,
    NumberMap,
    number_blocks,
)
from standards_catalog.numbering.cross_references import reference_to, render_references

if TYPE_CHECKING:
    from standards_catalog.authoring.models import StandardPage

MANY_CLAUSES = 300
"""From here on the editor takes long to open; measured, see docs/authoring.md."""

WORDINGS: Mapping[str, str] = {
    "有规范性引用文件": REFERENCES_LEAD,
    "没有规范性引用文件": NO_REFERENCES,
    "有术语和定义": TERMS_LEAD,
    "没有术语和定义": NO_TERMS,
    "起草依据（前言）": DRAFTING_BASIS,
    "专利（前言）": PATENT_NOTICE,
}
_LONGEST_EXCERPT = 24


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A block as the editor lists it: its number, how it begins, and the token that
    refers to it; the token is empty where a reference makes no sense. ``cited`` is
    number and title of a normative reference, which saving may have filled in."""

    block_id: str
    label: str
    excerpt: str
    depth: int
    token: str
    cited: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DraftReport:
    """The saved draft at a glance: its outline and what the drafting check says."""

    outline: tuple[OutlineLine, ...]
    clause_count: int
    problems: tuple[Problem, ...]
    binding_count: int
    wordings: Mapping[str, str]

    @property
    def is_long(self) -> bool:
        """Whether the text is longer than the editor likes."""
        return self.clause_count > MANY_CLAUSES


def draft_report(page: StandardPage) -> DraftReport:
    """The report on the text that ``page`` holds."""
    text = text_of(page)
    found = check_text(text, pilot=page.pilot, day=timezone.localdate())
    return DraftReport(
        outline=_outline(text),
        clause_count=sum(isinstance(block, Clause) for block in text.blocks),
        problems=found.problems,
        binding_count=len(found.errors),
        wordings=WORDINGS,
    )


def _outline(text: StandardText) -> tuple[OutlineLine, ...]:
    numbers = number_blocks(text)
    return tuple(
        OutlineLine(
            block_id=block.id,
            label=number.label,
            excerpt=_excerpt(block, number, numbers),
            depth=number.depth,
            token=reference_to(block.id) if number.reference else "",
            cited=(block.number, block.title)
            if isinstance(block, NormativeReference)
            else None,
        )
        for block, number in zip(text.blocks, numbers.numbers, strict=True)
    )


def _excerpt(block: Block, number: BlockNumber, numbers: NumberMap) -> str:
    match block:
        case Annex() | Table():
            words = block.title
        case Clause():
            words = block.title or "".join(block.paragraphs[:1])
        case Example():
            words = "".join(block.paragraphs[:1])
        case _:
            words = "".join(block_lines(block, number)[:1])
            words = words.removeprefix(number.label).lstrip("：")
    excerpt = render_references(words, numbers).text.strip()
    if len(excerpt) > _LONGEST_EXCERPT:
        return f"{excerpt[:_LONGEST_EXCERPT]}…"
    return excerpt

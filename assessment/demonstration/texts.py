"""The texts of the pilot's own standards, published as the demonstration dates them.

A standard that the demonstration publishes gets its number and dates on the cover, as
publishing does; one that it leaves unfinished keeps its draft. Records about a
standard whose text is there name clauses that it has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from assessment.demonstration.package_folder import (
    BasePackage,
    DemonstrationError,
    Row,
)
from standards_catalog.drafting.document import (
    MEASURABLE_BLOCKS,
    Annex,
    Clause,
    Cover,
    StandardText,
)
from standards_catalog.drafting.text_reader import TextFormError, read_text
from standards_catalog.drafting.text_writer import write_text
from standards_catalog.drafting.wording import FIRST_CHAPTERS
from standards_catalog.numbering.clauses import number_blocks

UNPUBLISHED = ("待制定", "制定中")
_MEASURED = {
    "转办超过2个工作日": "R01",
    "办结后反馈超过2日": "R02",
    "不予救助未书面说明理由": "R05",
    "群众反映未及时告知办理结果": "R02",
}
"""The rule that a finding of this wording is about."""


def read_texts(base: BasePackage) -> dict[str, StandardText]:
    """The texts of the base by 体系编号; DemonstrationError if one is not readable."""
    texts = {}
    for code, source in base.texts.items():
        try:
            texts[code] = read_text(source)
        except TextFormError as error:
            reason = error.problems[0]
            raise DemonstrationError(f"texts/{code}.txt {reason}") from error
    return texts


def demonstrate_texts(
    texts: Mapping[str, StandardText], standards: Iterable[Row]
) -> dict[str, str]:
    """The texts in their portable form, by 体系编号, covers as ``standards`` has it."""
    rows = {row["体系编号"]: row for row in standards}
    return {
        code: write_text(replace(text, cover=_cover(text.cover, rows[code])))
        for code, text in sorted(texts.items())
        if code in rows
    }


def _cover(cover: Cover, row: Row) -> Cover:
    if row["状态"] in UNPUBLISHED or not row["标准编号"]:
        return cover
    return replace(
        cover,
        number=row["标准编号"],
        published_on=_day(row["发布日期"]),
        effective_on=_day(row["实施日期"]),
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def with_real_clauses(
    rows: Iterable[Row], texts: Mapping[str, StandardText]
) -> list[Row]:
    """``rows`` with clauses that exist, where the text of their standard is known.

    Which one follows from the clause that was drawn, so that nothing else of the
    demonstration depends on the texts.
    """
    clauses = {code: _clauses(text) for code, text in texts.items()}
    return [_with_clause(row, clauses.get(row["体系编号"])) for row in rows]


def _clauses(text: StandardText) -> dict[str, str]:
    """The clauses that demand something, from chapter 4 to the annexes, with the code
    of the rule that measures them."""
    found: dict[str, str] = {}
    chapter, last = 0, ""
    for block, number in zip(text.blocks, number_blocks(text).numbers, strict=True):
        if isinstance(block, Annex):
            break
        if isinstance(block, Clause):
            chapter += number.depth == 1
            last = number.label if block.paragraphs else ""
            if last and chapter > len(FIRST_CHAPTERS):
                found[last] = block.measurable
        elif isinstance(block, MEASURABLE_BLOCKS) and last in found:
            found[last] = found[last] or block.measurable
    return found


def _with_clause(row: Row, clauses: Mapping[str, str] | None) -> Row:
    if not clauses or not row["条款"]:
        return row
    rule = _MEASURED.get(row.get("事实", ""))
    for number, measured_by in clauses.items():
        if rule and measured_by == rule:
            return {**row, "条款": number}
    chapter, place = map(int, row["条款"].split("."))
    turn = (chapter * 5 + place) % len(clauses)
    return {**row, "条款": list(clauses)[turn]}

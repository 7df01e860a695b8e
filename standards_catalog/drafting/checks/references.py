"""Rules on citing other standards (GB/T 1.1—2020, 8.6 and 9.5)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.drafting.checks.citations import Citation, citations
from standards_catalog.drafting.checks.draft import Draft, Role
from standards_catalog.drafting.checks.report import Place, Remark
from standards_catalog.drafting.document import NormativeReference
from standards_catalog.numbering.standard_numbers import (
    NumberError,
    StandardNumber,
    citation_order,
    parse_number,
)

_NORMATIVE_ROLES = (Role.NORMATIVE, Role.TERMS)
_ALL_PARTS = re.compile(r"\s*[（(]所有部分[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of chapter 2. ``number`` is None for what has no standard's number (a law);
    ``all_parts``: the line covers every part of it."""

    index: int
    reference: NormativeReference
    number: StandardNumber | None
    all_parts: bool

    def covers(self, number: StandardNumber) -> bool:
        """Whether a citation of ``number`` in any edition is a citation of this."""
        if self.number is None:
            return False
        if (
            self.all_parts
            and number.parts[: len(self.number.parts)] == self.number.parts
        ):
            same = (self.number.prefix, self.number.serial)
            return same == (number.prefix, number.serial)
        return self.number.undated == number.undated


def _listed(draft: Draft) -> list[Listed]:
    found = []
    for index, block in enumerate(draft.text.blocks):
        if isinstance(block, NormativeReference):
            bare = _ALL_PARTS.sub("", block.printed)
            try:
                number = parse_number(bare, draft.internal, undated=True)
            except NumberError:
                number = None
            found.append(Listed(index, block, number, bare != block.printed))
    return found


def _normative_citations(draft: Draft) -> list[Citation]:
    return [
        citation
        for citation in citations(draft)
        if citation.passage.role in _NORMATIVE_ROLES and not citation.informative
    ]


def undated_locus(draft: Draft) -> Iterator[Remark]:
    """Who cites a clause, annex, table or figure of a standard cites one edition."""
    for citation in citations(draft):
        if citation.locus and citation.number.year is None:
            yield citation.passage.remark(
                f"引用“{citation.number.printed}”的具体内容“{citation.locus}”时应注日期",
                citation.start,
            )


def unlisted_reference(draft: Draft) -> Iterator[Remark]:
    """What a provision cites is listed in chapter 2."""
    listed, reported = _listed(draft), set()
    for citation in _normative_citations(draft):
        number = citation.number
        if number.undated in reported or any(each.covers(number) for each in listed):
            continue
        reported.add(number.undated)
        yield citation.passage.remark(
            f"规范性引用了“{number.printed}”，但“规范性引用文件”没有列出；"
            "如为资料性引用，应写“参见”并列入参考文献",
            citation.start,
        )


def uncited_reference(draft: Draft) -> Iterator[Remark]:
    """What chapter 2 lists is cited in a provision, by number or by name."""
    cited = [citation.number for citation in _normative_citations(draft)]
    texts = [p.text for p in draft.passages if p.role in _NORMATIVE_ROLES]
    for each in _listed(draft):
        name = each.reference.title.strip()
        named = any(f"《{name}》" in text for text in texts) if name else False
        if not named and not any(each.covers(number) for number in cited):
            yield Remark(
                Place(each.index), "条款中没有规范性引用该文件，应删去或移至参考文献"
            )


def unequal_date(draft: Draft) -> Iterator[Remark]:
    """A document is cited with its year in the text if it is in the list."""
    listed, reported = _listed(draft), set()
    for citation in _normative_citations(draft):
        number = citation.number
        lines = [each for each in listed if each.covers(number)]
        if not lines or number.printed in reported:
            continue
        if not any(each.number and each.number.year == number.year for each in lines):
            reported.add(number.printed)
            yield citation.passage.remark(
                f"引用为“{number.printed}”，与清单中的“{lines[0].reference.printed}”不一致",
                citation.start,
            )


def references_out_of_order(draft: Draft) -> Iterator[Remark]:
    """国家标准, 行业标准, 地方标准, 团体标准, others, ISO and IEC; each by its number;
    documents without a standard's number last."""
    for before, after in itertools.pairwise(_listed(draft)):
        if after.number is None:
            continue
        if before.number is None or citation_order(before.number) > citation_order(
            after.number
        ):
            yield Remark(
                Place(after.index),
                f"应排在“{before.reference.printed or before.reference.title}”之前",
            )


def not_in_force(draft: Draft) -> Iterator[Remark]:
    """Every standard that is listed or cited is in force."""
    if draft.validity is None:
        return
    listed, reported = _listed(draft), set()
    for each in listed:
        # The year chosen from the catalogue counts even where it is not printed.
        number = _full_number(draft, each) or each.number
        if number and (reason := _reason(draft, number)):
            reported.add(number.undated)
            yield Remark(Place(each.index), reason)
    for citation in citations(draft):
        number = citation.number
        if number.undated in reported:
            continue
        if citation.passage.role is not Role.FOREWORD and (
            reason := _reason(draft, number)
        ):
            reported.add(number.undated)
            yield citation.passage.remark(reason, citation.start)


def _full_number(draft: Draft, listed: Listed) -> StandardNumber | None:
    try:
        return parse_number(listed.reference.number, draft.internal)
    except NumberError:
        return None


def _reason(draft: Draft, number: StandardNumber) -> str:
    found = draft.validity(number) if draft.validity else None
    if found is None or found.in_force:
        return ""
    remark = f"（{found.remark}）" if found.remark else ""
    return f"引用的“{number.printed}”不是现行标准{remark}"

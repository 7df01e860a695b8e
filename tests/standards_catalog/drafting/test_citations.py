"""Numbers in running text: the office's own are not read as a sector's."""

from __future__ import annotations

import itertools

import pytest

from standards_catalog.drafting.checks.citations import citations
from standards_catalog.drafting.checks.draft import Draft
from standards_catalog.drafting.checks.registry import check_draft
from standards_catalog.drafting.document import Clause, StandardText
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.numbering.standard_numbers import InternalPattern

OWN = InternalPattern()
FENCES = (
    '+++\nformat = "zhunsheng-standard-text 1"\nnumber = "JYSJZ FW 302—2021"\n+++\n'
)


def text_of(body: str) -> StandardText:
    ids = (f"auto-{n}" for n in itertools.count())
    return read_text(f"{FENCES}\n[正文]\n{body}", lambda: next(ids))


def cited(sentence: str) -> list[str]:
    block = Clause(id="1", level=1, title="甲", paragraphs=(sentence,))
    text = StandardText(blocks=(block,))
    return [each.number.printed for each in citations(Draft(text, internal=OWN))]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("按JYSJZ FW 301—2020办理。", ["JYSJZ FW 301—2020"]),
        ("按JYSJZ-FW 301-2020办理。", ["JYSJZ FW 301—2020"]),
        ("按JYSJZFW301—2020办理。", ["JYSJZ FW 301—2020"]),
        ("按JYSJZ FW 301办理。", ["JYSJZ FW 301"]),
        (
            "按MZ/T 039—2013、JYSJZ TY 101—2019和JGJ 450—2018。",
            ["MZ/T 039—2013", "JYSJZ TY 101—2019", "JGJ 450—2018"],
        ),
        ("另一单位的ABCSZ FW 301—2020不在本体系。", []),
        ("另一单位的ABCSZ-FW 301—2020不在本体系。", []),
        ("按GB/T 1.1—2020和DB32/T 4567—2023。", ["GB/T 1.1—2020", "DB32/T 4567—2023"]),
    ],
)
def test_each_number_is_read_once_and_as_what_it_is(
    sentence: str, numbers: list[str]
) -> None:
    assert cited(sentence) == numbers


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("# 甲\n按JYSJZ FW 301—2020办理。", 1),
        ("# 甲\n本文件即JYSJZ FW 302—2021。", 0),
        (
            "# 规范性引用文件\n引用 {} JYSJZ FW 301—2020\n"
            "# 甲\n按JYSJZ FW 301—2020的5.2。",
            0,
        ),
    ],
)
def test_a_dated_own_number_is_missing_from_chapter_2_at_most_once(
    body: str, count: int
) -> None:
    report = check_draft(text_of(body), internal=OWN)
    assert [p.code for p in report.problems].count("D32") == count

"""What the report says in words: plainly, and right for none, one and many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import Target
from reports.acceptance.documents import document_of
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.services import build_report
from reports.acceptance.wording import joined, plain, verdict_sentence
from standards_catalog.models import Pilot
from tests.factories import AS_OF, make_pilot
from typesetting.blocks import Paragraph, Table

TARGET = Target("96%", Fraction(96, 100))


def coverage(covered: int, steps: int, target: Target | None) -> IndicatorValue:
    value = Fraction(covered, steps) if steps else None
    attained = None if value is None or target is None else value >= target.value
    return IndicatorValue(
        "standard_coverage", "标准覆盖率", covered, steps, value, target, attained,
        date(2021, 12, 31), None, 0, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("covered", "steps", "target", "said"),
    [
        (98, 103, TARGET, "标准覆盖率为95.15%（98/103），未达到96%的目标值，低0.85个百分点。"),
        (99, 103, TARGET, "标准覆盖率为96.12%（99/103），达到96%的目标值。"),
        (96, 100, TARGET, "标准覆盖率为96.00%（96/100），达到96%的目标值。"),
        (23999, 25000, TARGET, "标准覆盖率为95.996%（23,999/25,000），未达到96%的目标值，低0.004个百分点。"),
        (98, 103, None, "标准覆盖率为95.15%（98/103），未设目标值。"),
        (0, 0, TARGET, "标准覆盖率为—（没有适用且需要标准的环节），目标值为96%，无数据，不能判断是否达标。"),
        (0, 0, None, "标准覆盖率为—（没有适用且需要标准的环节），未设目标值。"),
    ],
)  # fmt: skip
def test_a_value_is_said_plainly(
    covered: int, steps: int, target: Target | None, said: str
) -> None:
    assert plain(verdict_sentence(coverage(covered, steps, target))) == said


def test_a_missed_count_is_told_in_its_own_unit() -> None:
    value = replace(
        coverage(1, 1, Target("2", Fraction(2))),
        code="promoted_standards",
        name="上升标准数",
    )
    said = plain(verdict_sentence(value))
    assert said == "上升标准数为1项，未达到2项的目标值，低1项。"


def test_lists_of_names_are_cut_with_their_number() -> None:
    assert joined([]) == ""
    assert joined(["甲"]) == "甲"
    assert joined(["甲", "乙", "甲"]) == "甲、乙"
    assert joined([str(n) for n in range(8)], limit=2) == "0、1等8个单位"


def paragraphs(report: AcceptanceReport) -> str:
    blocks = document_of(report).blocks()
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_a_missed_target_is_in_the_summary_and_the_problems(
    report: AcceptanceReport,
) -> None:
    chapters = {c.anchor: c for c in document_of(report).chapters}
    summary = [b for b in chapters["summary"].blocks if isinstance(b, Paragraph)]
    said = "标准覆盖率为75.00%（3/4），未达到96%的目标值，低21.00个百分点。"
    assert (said, "alert") in [(b.text, b.kind) for b in summary]
    assert "达到0项，未达到2项（标准覆盖率、全员参训率）" in summary[0].text
    problems = [b for b in chapters["problems"].blocks if isinstance(b, Paragraph)]
    assert problems[1].text.startswith(
        "1．标准覆盖存在缺项。标准覆盖率为75.00%，比96%的目标值低21.00个百分点，未达到目标。"
    )


def test_every_problem_comes_back_with_who_and_how(report: AcceptanceReport) -> None:
    found = report.snapshot["problems"]
    told = {problem["indicator"] for problem in found}
    assert told >= {
        "standard_coverage",
        "system_completeness",
        "post_coverage",
        "implementation_rate",
        "publication_rate",
        "training_participation",
        "satisfaction_rate",
        "transfer_timeliness",
        "window_feedback_timeliness",
        "duplicate_assistance",
        "self_evaluation_submission",
        "rectification_closure",
        "deliverable_completion",
    }
    assert "applicant_feedback_timeliness" not in told
    assert all(problem["units"] and problem["suggestion"] for problem in found)
    steps = next(c for c in document_of(report).chapters if c.anchor == "next-steps")
    table = next(block for block in steps.blocks if isinstance(block, Table))
    assert [cells[1].text for cells in table.rows] == [p["title"] for p in found]


def test_too_few_answers_of_a_unit_are_warned_of(report: AcceptanceReport) -> None:
    assert "样本不足预警：城东街道的有效答卷少于30份" in paragraphs(report)


def test_no_person_is_named_anywhere(report: AcceptanceReport) -> None:
    assert "人员001" not in str(report.snapshot)


def test_a_pilot_without_any_record_still_has_a_report_with_dashes(db: None) -> None:
    pilot = make_pilot(targets={"standard_coverage": "96%", "satisfaction_rate": "0.9"})
    report = build_report(pilot=pilot, as_of=AS_OF, actor=None)
    said = paragraphs(report)
    assert (
        "标准覆盖率为—（没有适用且需要标准的环节），目标值为96%，无数据，不能判断是否达标。"
        in said
    )
    assert "无数据、不能判断的2项（标准覆盖率、满意率）" in said
    assert "尚未导入案件台账" in said
    tables = [b for b in document_of(report).blocks() if isinstance(b, Table)]
    targets = next(table for table in tables if "目标完成情况" in table.title)
    assert [row[1].text for row in targets.rows] == ["—", "—"]
    assert [row[4].text for row in targets.rows] == ["– 无数据", "– 无数据"]


def test_without_a_problem_the_report_says_so(report: AcceptanceReport) -> None:
    report.snapshot["problems"] = []
    said = paragraphs(report)
    assert "没有发现需要列明的问题" in said
    assert "存在以下" not in said


def test_the_mark_of_demonstration_data_follows_the_pilot(
    full_pilot: Pilot, report: AcceptanceReport
) -> None:
    assert document_of(report).cover.mark == "演示数据"
    assert "不得用于正式验收" in paragraphs(report)
    full_pilot.is_demonstration = False
    full_pilot.save()
    real = build_report(pilot=full_pilot, as_of=AS_OF, actor=None)
    assert document_of(real).cover.mark == ""
    assert "演示数据" not in paragraphs(real)

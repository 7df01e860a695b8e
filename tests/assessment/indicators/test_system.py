from datetime import date
from typing import Any

import pytest

from assessment.indicators.observations import LawFact
from assessment.indicators.system import is_in_force
from assessment.indicators.vocabulary import Applicability, StandardStatus
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    counts,
    opened,
    pilot,
    post,
    standard,
    step,
)


@pytest.mark.parametrize(
    ("changes", "in_force"),
    [
        pytest.param({}, True, id="current"),
        pytest.param({"effective_on": DAY}, True, id="in force from today"),
        pytest.param({"effective_on": date(2022, 1, 1)}, False, id="from tomorrow"),
        pytest.param({"effective_on": None}, False, id="no 实施日期"),
        pytest.param(
            {"status": StandardStatus.UPCOMING}, True, id="即将实施, date came"
        ),
        pytest.param({"status": StandardStatus.TO_BE_DRAFTED}, False, id="待制定"),
        pytest.param({"status": StandardStatus.IN_DRAFTING}, False, id="制定中"),
        pytest.param({"withdrawn_on": DAY}, False, id="withdrawn today"),
        pytest.param({"withdrawn_on": date(2022, 1, 1)}, True, id="withdrawn tomorrow"),
        pytest.param(
            {"status": StandardStatus.WITHDRAWN, "withdrawn_on": date(2022, 1, 1)},
            True,
            id="废止 now, but not yet on that day",
        ),
    ],
)
def test_in_force_is_decided_by_the_dates(
    changes: dict[str, Any], in_force: bool
) -> None:
    assert is_in_force(standard(**changes), DAY) is in_force


def test_coverage_counts_steps_that_need_a_standard_here() -> None:
    facts = pilot(
        standards=(
            standard("FW101"),
            standard("FW102", status=StandardStatus.IN_DRAFTING),
        ),
        laws=(LawFact(1, "TY001", "社会救助暂行办法"),),
        steps=(
            step("FW101"),
            step("FW102", "FW101"),
            step("FW102"),
            step("TY001"),
            step(),
            step("FW101", applicability=Applicability.REFERENCE),
            step("FW101", needs_standard=False, no_standard_reason="内部事务"),
        ),
    )
    breakdown = opened(facts, "standard_coverage")
    assert (breakdown.value.numerator, breakdown.value.denominator) == (2, 5)
    assert [entry.reason for entry in breakdown.shortfall] == [
        "没有现行覆盖标准：FW102（状态为制定中）",
        "没有现行覆盖标准：TY001（法律法规，不计覆盖）",
        "没有覆盖标准",
    ]
    assert [entry.reason for entry in breakdown.exclusions] == [
        "适用性为参考",
        "不需要标准：内部事务",
    ]


def test_coverage_of_a_unit_is_over_the_steps_it_owns() -> None:
    facts = pilot(
        standards=(standard("FW101"),),
        steps=(
            step("FW101", owner_units=(CIVIL_AFFAIRS, JUSTICE)),
            step(owner_units=(JUSTICE,)),
        ),
    )
    assert counts(facts, "standard_coverage", unit=JUSTICE) == (1, 2)
    assert counts(facts, "standard_coverage", unit=CIVIL_AFFAIRS) == (1, 1)


def test_coverage_moves_with_the_day() -> None:
    facts = pilot(standards=(standard("FW101"),), steps=(step("FW101"),))
    assert counts(facts, "standard_coverage", date(2021, 3, 31)) == (0, 1)
    assert counts(facts, "standard_coverage", date(2021, 4, 1)) == (1, 1)


def test_coverage_without_steps_has_no_value() -> None:
    value = opened(pilot(), "standard_coverage").value
    assert (value.numerator, value.denominator, value.value) == (0, 0, None)


def test_completeness_leaves_out_withdrawn_standards() -> None:
    facts = pilot(
        standards=(
            standard("FW101"),
            standard("FW102", status=StandardStatus.TO_BE_DRAFTED, effective_on=None),
            standard("FW103", withdrawn_on=date(2021, 6, 30)),
            standard("FW104", withdrawn_on=date(2022, 6, 30)),
        )
    )
    breakdown = opened(facts, "system_completeness")
    assert (breakdown.value.numerator, breakdown.value.denominator) == (2, 3)
    assert [entry.key for entry in breakdown.exclusions] == ["FW103"]


def test_completeness_tells_of_a_withdrawal_without_a_date() -> None:
    facts = pilot(standards=(standard(status=StandardStatus.WITHDRAWN),))
    breakdown = opened(facts, "system_completeness")
    assert (breakdown.value.numerator, breakdown.value.denominator) == (1, 1)
    assert breakdown.value.note == "1项标准状态为废止但无废止日期"
    assert [entry.key for entry in breakdown.flagged] == ["FW101"]


def test_a_post_is_covered_by_one_standard_in_force() -> None:
    facts = pilot(
        standards=(
            standard("GW101"),
            standard("GW102", effective_on=date(2022, 1, 1)),
        ),
        posts=(post("GW102", "GW101"), post("GW102"), post(), post(unit=JUSTICE)),
    )
    assert counts(facts, "post_coverage") == (1, 4)
    assert counts(facts, "post_coverage", unit=JUSTICE) == (0, 1)
    assert counts(facts, "post_coverage", date(2022, 1, 1)) == (2, 4)


def test_publication_looks_at_service_standards_in_force_that_must_be_public() -> None:
    facts = pilot(
        standards=(
            standard("FW101"),
            standard("FW102", made_public_on=None),
            standard("FW103", made_public_on=date(2022, 1, 1)),
            standard("FW104", must_be_public=False, not_public_reason="涉及隐私"),
            standard("FW105", must_be_public=None),
            standard("FW106", effective_on=date(2022, 1, 1)),
            standard("GL101", subsystem="管理"),
        )
    )
    breakdown = opened(facts, "publication_rate")
    assert (breakdown.value.numerator, breakdown.value.denominator) == (1, 3)
    assert [(entry.key, entry.reason) for entry in breakdown.exclusions] == [
        ("FW104", "不公开：涉及隐私"),
        ("FW105", "未填应公开"),
    ]
    assert counts(facts, "publication_rate", unit=JUSTICE) == (0, 0)

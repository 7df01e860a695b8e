from datetime import date

import pytest

from assessment.indicators.programme import names_higher_standard
from assessment.indicators.vocabulary import StandardLevel
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    DAY,
    JUSTICE,
    counts,
    deliverable,
    opened,
    pilot,
    standard,
    step,
)

COMPLETION = "deliverable_completion"
PROMOTED = "promoted_standards"
KNOWN = {
    known.code: known
    for known in (
        standard("TY101", level=StandardLevel.NATIONAL),
        standard("TY102", level=StandardLevel.SECTOR),
        standard("TY103", level=StandardLevel.PROVINCIAL),
        standard("TY104", level=StandardLevel.MUNICIPAL),
        standard("MZ105", level=StandardLevel.INTERNAL),
    )
}


def test_deliverables_of_phases_that_have_begun() -> None:
    facts = pilot(
        deliverables=(
            deliverable(),
            deliverable(confirmed_on=DAY),
            deliverable(confirmed_on=None),
            deliverable(confirmed_on=date(2022, 1, 1), phase_ends=DAY),
            deliverable(phase_starts=DAY, responsible_units=(JUSTICE,)),
            deliverable(phase_starts=date(2022, 1, 1)),
        )
    )
    breakdown = opened(facts, COMPLETION)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (3, 5)
    assert [entry.reason for entry in breakdown.shortfall] == [
        "已逾期，未确认",
        "未确认",
    ]
    assert counts(facts, COMPLETION, unit=JUSTICE) == (1, 1)
    assert counts(facts, COMPLETION, date(2020, 6, 30)) == (0, 0)


@pytest.mark.parametrize(
    ("text", "higher"),
    [
        ("GB/T 40000—2021", True),
        ("GB 11643—1999", True),
        ("GB/Z 32339—2015", True),
        ("gb/t40000-2021", True),
        ("ＧＢ／Ｔ 40000—2021", True),
        ("《社会救助服务规范》GB/T 40000—2021", True),
        ("国家标准（已立项）", True),
        ("MZ/T 039—2013", True),
        ("SF/T 0024", True),
        ("MZ 012—2021", True),
        ("行业标准", True),
        ("DB32/T 1234—2021", True),
        ("DB 32/T 1234—2021", True),
        ("DB32 1234—2021", True),
        ("江苏省地方标准", True),
        ("省级地方标准", True),
        ("DB3202/T 1088—2024", False),
        ("DB3202 1088—2024", False),
        ("DB320281/T 001—2021", False),
        ("市级地方标准", False),
        ("T/ISC 0048—2024", False),
        ("Q/JY 001—2020", False),
        ("JYSJZ TY 101—2019", False),
        ("TY999", False),
        ("TY 999", False),
        ("", False),
        ("；", False),
        ("T/ISC 0048—2024；GB/T 40000—2021", True),
        ("DB3202/T 1088—2024;TY104", False),
        ("TY101", True),
        ("TY102", True),
        ("TY103", True),
        ("TY104", False),
        ("MZ105", False),
    ],
)
def test_which_names_are_higher_standards(text: str, higher: bool) -> None:
    assert names_higher_standard(text, KNOWN) is higher


@pytest.mark.parametrize(
    ("as_of", "count"),
    [("2021-10-24", 1), ("2021-10-25", 2), ("2021-12-31", 2)],
)
def test_a_dated_promotion_has_not_happened_before_its_day(
    as_of: str, count: int
) -> None:
    facts = pilot(
        standards=(
            standard("FW101", promoted_to="GB/T 2—2022"),
            standard(
                "FW102",
                promoted_to="DB32/T 1—2021",
                promoted_on=date.fromisoformat(as_of).replace(day=25, month=10),
            ),
        ),
    )
    assert opened(facts, PROMOTED, date.fromisoformat(as_of)).value.numerator == count


def test_promoted_standards_are_the_pilots_own_and_counted_per_domain() -> None:
    facts = pilot(
        standards=(
            standard("FW101", promoted_to="DB32/T 1—2021；GB/T 2—2022"),
            standard(
                "FW102", promoted_to="MZ/T 039—2021", responsible_units=(JUSTICE,)
            ),
            standard("GL103", promoted_to="国家标准", subsystem="管理"),
            standard("FW104", promoted_to="DB3202/T 1—2021"),
            standard("FW105"),
            standard("TY106", promoted_to="GB/T 9—2021", level=StandardLevel.GROUP),
        ),
        steps=(
            step("FW101", domain="救助事项"),
            step("FW102", "FW101", domain="救助程序"),
            step("FW101", domain="救助程序"),
        ),
    )
    breakdown = opened(facts, PROMOTED)
    assert (breakdown.value.numerator, breakdown.value.denominator) == (3, 1)
    assert [entry.key for entry in breakdown.numerator] == ["FW101", "FW102", "GL103"]
    assert breakdown.value.note == "救助事项1项、救助程序2项、管理1项"
    assert counts(facts, PROMOTED, unit=JUSTICE) == (1, 1)
    assert counts(facts, PROMOTED, unit=CIVIL_AFFAIRS) == (2, 1)

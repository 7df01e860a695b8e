from fractions import Fraction

import pytest

from assessment.indicators.targets import parse_target

RATE, INDEX, COUNT = "standard_coverage", "satisfaction_index", "promoted_standards"


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        (RATE, "96%", Fraction(96, 100)),
        (RATE, "96.5％", Fraction(965, 1000)),
        (RATE, " 96 % ", Fraction(96, 100)),
        (RATE, "９６％", Fraction(96, 100)),
        (RATE, "0.96", Fraction(96, 100)),
        (RATE, "1", Fraction(1)),
        (RATE, "1%", Fraction(1, 100)),
        (RATE, "100%", Fraction(1)),
        (RATE, "0", Fraction(0)),
        (INDEX, "90", Fraction(90)),
        (INDEX, "90.5%", Fraction(181, 2)),
        (INDEX, "100", Fraction(100)),
        (COUNT, "8", Fraction(8)),
        (COUNT, "0", Fraction(0)),
    ],
)
def test_targets_are_read_exactly(code: str, text: str, value: Fraction) -> None:
    assert parse_target(code, text) == value


@pytest.mark.parametrize(
    ("code", "text", "reason"),
    [
        (RATE, "120%", "标准覆盖率的目标值“120%”超过100%"),
        (RATE, "100.01%", "超过100%"),
        (RATE, "96", "超过1，百分数请带%"),
        (RATE, "-1%", "不是大于等于0的数"),
        (RATE, "九成", "不是大于等于0的数"),
        (RATE, "", "不是大于等于0的数"),
        (RATE, "96%%", "不是大于等于0的数"),
        (RATE, "1e-1", "不是大于等于0的数"),
        (INDEX, "100.5", "超过100"),
        (COUNT, "1.5", "应为整数"),
        (COUNT, "50%", "应为整数"),
        ("coverage", "96%", "没有指标“coverage”"),
    ],
)
def test_other_targets_are_refused_with_a_reason(
    code: str, text: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_target(code, text)

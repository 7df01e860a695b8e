import re
from pathlib import Path

import pytest

from assessment.indicators.registry import INDICATORS, Indicator

PAGE = Path(__file__).parents[3] / "docs" / "indicators.md"
SECTIONS = dict(
    re.findall(
        r"^## (\S+) [^\n]+\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S
    )
)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.code)
def test_every_indicator_is_explained_as_it_is_registered(indicator: Indicator) -> None:
    section = SECTIONS[indicator.code]
    assert f"## {indicator.code} {indicator.name}\n" in PAGE.read_text("utf-8")
    assert indicator.formula_text in section
    assert indicator.source in section
    assert indicator.undefined in section
    for heading in ("含义", "公式", "依据", "没有值的情形", "算例"):
        assert re.search(rf"^\*\*{heading}\*\*.*：\S", section, re.M), heading


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.code)
def test_every_formula_says_what_it_means_and_when_it_has_no_value(
    indicator: Indicator,
) -> None:
    text = indicator.formula.__doc__ or ""
    assert text.startswith(indicator.name)
    assert re.search("Undefined|always defined|As `", text)


def test_no_section_explains_an_indicator_that_is_gone() -> None:
    explained = {title for title in SECTIONS if title.isascii()}
    assert explained == {indicator.code for indicator in INDICATORS}

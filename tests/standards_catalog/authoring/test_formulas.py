r"""LaTeX becomes MathML that a page can hold without harm."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standards_catalog.authoring.text.formulas import (
    _ATTRIBUTES,
    _ELEMENTS,
    FormulaError,
    mathml,
)

MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        (r"\frac{N_1}{N}", "<mfrac>"),
        (r"P\times100\%", "<mo>×</mo>"),
        (r"\text{达标率}", "<mtext>达标率</mtext>"),
        (r"\sum_{i=1}^{n} x_i", "<mo>∑</mo>"),
        (r"a \leq b", "<mo>≤</mo>"),
        (r"\begin{cases}1&x>0\\0&\text{其他}\end{cases}", "<mtable>"),
        (r"\text{<script>alert(1)</script>}", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (r"\text{&lt;b&gt;}", "&lt;b&gt;"),
    ],
)
def test_formulas_become_mathml(latex: str, part: str) -> None:
    assert part in mathml(latex)


def test_a_formula_is_set_apart_or_in_the_line() -> None:
    assert 'display="block"' in mathml("x")
    assert 'display="inline"' in mathml("x", display=False)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{shell}{x}",
    ],
)
def test_commands_that_reach_into_the_page_do_nothing(latex: str) -> None:
    for word in ("href", "style=", "class", "javascript"):
        assert word not in mathml(latex)


@pytest.mark.parametrize("latex", ["", "  ", r"\frac{", "{", r"\begin{cases}"])
def test_what_is_unfinished_is_said_in_chinese(latex: str) -> None:
    with pytest.raises(FormulaError, match="公式"):
        mathml(latex)


@given(
    st.lists(
        st.sampled_from(
            [
                r"\frac",
                r"\text",
                r"\href",
                r"\style",
                r"\sqrt",
                r"\begin{matrix}",
                r"\end{matrix}",
                r"{",
                r"}",
                r"^",
                r"_",
                r"&",
                r"\\",
                r"<",
                r">",
                r"&lt;",
                r"1",
                r"x",
                r"率",
                r"\left(",
                r"\right)",
                r"\mathbb",
                r"\color",
            ]
        )
        | st.characters(exclude_categories=["Cs", "Cc"])
    ).map("".join)
)
def test_whatever_is_typed_only_known_elements_come_out(latex: str) -> None:
    try:
        printed = mathml(latex)
    except FormulaError:
        return
    for element in ET.fromstring(printed).iter():  # noqa: S314
        assert element.tag.removeprefix(MATHML) in _ELEMENTS
        assert set(element.attrib) <= _ATTRIBUTES | {"display"}

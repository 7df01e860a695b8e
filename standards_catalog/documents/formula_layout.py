r"""Formulas for media that draw no MathML: as HTML with real fractions, and as text.

Both start from the cleaned MathML of ``authoring.text.formulas``; a formula that it
cannot read is shown as the LaTeX it was typed in, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from xml.etree import ElementTree as ET

from standards_catalog.authoring.text.formulas import FormulaError, mathml

_OPERATORS = frozenset("=≤≥<>≈≠+−×÷±→∈")
_MINUS = "−"


def formula_html(latex: str) -> str:
    """``latex`` as HTML of spans (classes ``frac``, ``over``, ``root``)."""
    root = _parsed(latex)
    return escape(latex) if root is None else _html(root)


def formula_text(latex: str) -> str:
    r"""``latex`` on one line: ``r = n/N × 100%``; fractions as ``a/b``."""
    root = _parsed(latex)
    return latex if root is None else _text(root).strip()


def _parsed(latex: str) -> ET.Element | None:
    try:
        # Our own converter's output: no entities, no DTD.
        return ET.fromstring(mathml(latex))  # noqa: S314
    except (FormulaError, ET.ParseError):
        return None


def _name(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _leaf(node: ET.Element) -> str:
    text = (node.text or "").strip() or (" " if node.text else "")
    if _name(node) == "mo":
        text = text.replace("-", _MINUS)
        return f" {text} " if text in _OPERATORS else text
    return text


def _html(node: ET.Element) -> str:
    parts = [_html(child) for child in node]
    match _name(node), parts:
        case "mfrac", [above, below]:
            return (
                f'<span class="frac"><span class="above">{above}</span>'
                f'<span class="below">{below}</span></span>'
            )
        case "msub" | "munder", [base, low]:
            return f"{base}<sub>{low}</sub>"
        case "msup" | "mover", [base, high]:
            return f"{base}<sup>{high}</sup>"
        case "msubsup" | "munderover", [base, low, high]:
            return f"{base}<sub>{low}</sub><sup>{high}</sup>"
        case "msqrt", _:
            return f'√<span class="root">{"".join(parts)}</span>'
        case "mroot", [base, degree]:
            return f'<sup>{degree}</sup>√<span class="root">{base}</span>'
        case "mi", []:
            text = escape(_leaf(node))
            return f"<i>{text}</i>" if text.isascii() and len(text) == 1 else text
    return escape(_leaf(node)) + "".join(parts)


def _text(node: ET.Element) -> str:
    parts = [_text(child) for child in node]
    match _name(node), parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msub" | "munder", [base, low]:
            return f"{base}_{_grouped(low)}"
        case "msup" | "mover", [base, high]:
            return f"{base}^{_grouped(high)}"
        case "msubsup" | "munderover", [base, low, high]:
            return f"{base}_{_grouped(low)}^{_grouped(high)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [base, degree]:
            return f"{_grouped(base)}^(1/{degree})"
        case "mtr", _:
            return _row(parts)
    return _leaf(node) + "".join(parts)


def _row(cells: Sequence[str]) -> str:
    return "，".join(cells) + "；"


def _grouped(text: str) -> str:
    """``text`` in brackets where it would otherwise fall apart."""
    plain = text.strip()
    return f"({plain})" if any(mark in plain for mark in " +−×/÷=") else plain

r"""LaTeX formulas as MathML, for pages whose browsers draw it themselves.

The converter passes text through as it is and knows commands that set links and
styles, so its result is built anew from the elements and attributes named here.
"""

from __future__ import annotations

import html
from typing import Final
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element

_NAMESPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS: Final = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "ms",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "merror",
        "mpadded",
        "mphantom",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mtd",
        "menclose",
    ]
)
_ATTRIBUTES: Final = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnlines",
        "columnspacing",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linebreak",
        "linethickness",
        "lspace",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowlines",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "width",
        "depth",
        "voffset",
    ]
)


class FormulaError(ValueError):
    """LaTeX that cannot be converted; the message is Chinese."""


def mathml(latex: str, *, display: bool = True) -> str:
    """``latex`` as a ``<math>`` element, safe to put into a page.

    FormulaError if the converter cannot read it.
    """
    if not latex.strip():
        raise FormulaError("公式没有内容")
    try:
        source = convert_to_element(latex)
    # The converter has no common error class and also fails with plain index and
    # key errors on unfinished input, which is what people type.
    except Exception as error:
        raise FormulaError(f"公式“{latex}”无法识别，请检查LaTeX写法") from error
    root = _clean(source)
    root.set("xmlns", _NAMESPACE.strip("{}"))
    root.set("display", "block" if display else "inline")
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def _clean(source: ET.Element) -> ET.Element:
    name = str(source.tag).removeprefix(_NAMESPACE)
    clean = ET.Element(name if name in _ELEMENTS else "mrow")
    for key, value in source.attrib.items():
        if key in _ATTRIBUTES:
            clean.set(key, value)
    # Symbols come as character references inside the text.
    clean.text = html.unescape(source.text or "")
    clean.extend(_clean(child) for child in source)
    return clean

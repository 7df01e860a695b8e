"""The styles of a standard's Word file: fonts, indents and outline levels."""

from __future__ import annotations

from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_SONG, _HEI = "宋体", "黑体"
_BODY = 21
"""五号, in half points."""


@dataclass(frozen=True, slots=True)
class _Look:
    """``size`` in half points, indents in twips, ``outline`` from 1 or none."""

    font: str = _SONG
    size: int = _BODY
    align: str = "both"
    left: int = 0
    first: int = 0
    before: int = 0
    after: int = 0
    outline: int = 0
    new_page: bool = False
    keep: bool = False


_STYLES = {
    "段": _Look(first=420),
    "无标题条": _Look(),
    "列项1": _Look(left=840, first=-420),
    "列项2": _Look(left=1260, first=-420),
    "列项3": _Look(left=1680, first=-420),
    "附录标题": _Look(_HEI, align="center", after=300, outline=1, new_page=True),
    "术语编号": _Look(_HEI, before=60, keep=True),
    "术语": _Look(_HEI, first=420, keep=True),
    "注": _Look(size=18, left=780, first=-360),
    "示例": _Look(size=18, left=420),
    "公式": _Look(align="center", before=120, after=120),
    "图": _Look(align="center", keep=False),
    "图题": _Look(_HEI, align="center", before=120, after=60),
    "表题": _Look(_HEI, align="center", before=180, after=60, keep=True),
    "表格正文": _Look(size=18, align="center"),
    "要素标题": _Look(
        _HEI, 32, "center", before=60, after=400, outline=1, new_page=True
    ),
    "目次标题": _Look(_HEI, 32, "center", before=60, after=400),
    "正文标题": _Look(_HEI, 32, "center", before=60, after=400),
    "封面分类号": _Look(_HEI, align="left"),
    "封面类别": _Look(_SONG, 52, "center", before=500),
    "封面编号": _Look(_HEI, 28, "right", before=240),
    "封面代替": _Look(align="right", after=900),
    "封面英文名称": _Look(_HEI, 28, "center", after=300),
    "封面稿别": _Look(_SONG, 28, "center", after=3600),
    "封面日期": _Look(_HEI, 28, "left"),
    "封面发布机构": _Look(_SONG, 30, "center", before=200),
    "结束线": _Look(align="center", before=240),
    "Title": _Look(_HEI, 52, "center", before=900, after=300),
    "TOC 1": _Look(align="left"),
    "TOC 2": _Look(align="left", left=420),
    "Header": _Look(_HEI, align="right"),
    "Footer": _Look(size=18, align="right"),
    **{
        f"Heading {level}": _Look(
            _HEI,
            align="left",
            before=160 if level == 1 else 80,
            after=160 if level == 1 else 80,
            outline=level,
            keep=True,
        )
        for level in range(1, 7)
    },
}


def prepare_styles(word: WordDocument) -> dict[str, str]:
    """Write every style and give their ids by name."""
    existing = {style.name: style.style_id for style in word.styles}
    ids = {}
    for position, (name, look) in enumerate(_STYLES.items()):
        ids[name] = existing.get(name) or f"ZS{position}"
        old = word.styles.element.find(f"w:style[@w:styleId='{ids[name]}']", _NS)
        if old is not None:
            word.styles.element.remove(old)
        word.styles.element.append(parse_xml(_style(name, ids[name], look)))
    return ids


_NS = {"w": qn("w:p").partition("}")[0].lstrip("{")}


def _style(name: str, style_id: str, look: _Look) -> str:
    keep = "<w:keepNext/>" if look.keep else ""
    page = "<w:pageBreakBefore/>" if look.new_page else ""
    outline = f'<w:outlineLvl w:val="{look.outline - 1}"/>' if look.outline else ""
    first = "hanging" if look.first < 0 else "firstLine"
    # Word knows its own styles by lower-case names.
    known = name.lower() if name[:3] in ("Hea", "TOC", "Foo") else name
    based = "" if known == name else '<w:uiPriority w:val="9"/>'
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style_id}">'
        f'<w:name w:val="{known}"/>{based}<w:qFormat/><w:pPr>{keep}{page}'
        f'<w:spacing w:before="{look.before}" w:after="{look.after}" w:line="300"'
        ' w:lineRule="auto"/>'
        f'<w:ind w:left="{look.left}" w:{first}="{abs(look.first)}"/>'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr><w:rPr>'
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
        f' w:eastAsia="{look.font}"/><w:sz w:val="{look.size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    )


def empty_document() -> WordDocument:
    """A Word file without a line."""
    return docx.Document()

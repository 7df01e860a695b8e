"""Paragraph styles of a Word document, after GB/T 9704-2012."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

BODY_FONT = "仿宋"
HEADING_FONT = "黑体"
SUBHEADING_FONT = "楷体"
TITLE_FONT = "宋体"
LATIN_FONT = "Times New Roman"
TABLE_TITLE = "表题"
TABLE_TEXT = "表格正文"
NOTE = "表注"
_BLACK = RGBColor(0, 0, 0)
_BODY_SIZE = Pt(15.75)
_BODY_PITCH = Pt(28.99)


_FONT_TABLE = "/word/fontTable.xml"
_FALLBACKS = {
    "仿宋": ("仿宋_GB2312", "FangSong", "Noto Serif CJK SC"),
    "楷体": ("楷体_GB2312", "KaiTi", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "Noto Sans CJK SC"),
    "宋体": ("SimSun", "Noto Serif CJK SC"),
}


def prepare_styles(word: WordDocument) -> None:
    """Set the fonts, sizes and distances of every style the documents use."""
    _name_fallbacks(word)
    normal = _style(word, "Normal")
    _set_font(normal, BODY_FONT, _BODY_SIZE)
    _set_pitch(normal, _BODY_PITCH)
    normal.paragraph_format.first_line_indent = _BODY_SIZE * 2
    normal.paragraph_format.space_after = Pt(0)
    for name, font, size in (
        ("Heading 1", HEADING_FONT, _BODY_SIZE),
        ("Heading 2", SUBHEADING_FONT, _BODY_SIZE),
        ("Heading 3", BODY_FONT, _BODY_SIZE),
    ):
        _prepare_heading(_style(word, name), font, size)
    _prepare_centred(_style(word, "Title"), TITLE_FONT, Pt(26), Pt(40))
    _prepare_centred(_style(word, "Subtitle"), HEADING_FONT, Pt(32), Pt(48))
    _prepare_small(word)
    _prepare_contents(word)


def _name_fallbacks(word: WordDocument) -> None:
    """Tell the reader's program what to take where a font is not installed."""
    part = next(p for p in word.part.package.iter_parts() if p.partname == _FONT_TABLE)
    table = parse_xml(part.blob)
    for font, others in _FALLBACKS.items():
        entry = OxmlElement("w:font", {qn("w:name"): font})
        entry.append(OxmlElement("w:altName", {qn("w:val"): ",".join(others)}))
        table.append(entry)
    part._blob = serialize_part_xml(table)


def _style(word: WordDocument, name: str) -> ParagraphStyle:
    """The paragraph style of that name, made if the template has none."""
    if name in word.styles:
        found = word.styles[name]
    else:
        found = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(found, ParagraphStyle):
        raise TypeError(f"{name} is not a paragraph style")
    return found


def _set_font(style: ParagraphStyle, font: str, size: Length) -> None:
    """Both fonts of a style: Word takes Chinese characters from ``w:eastAsia``."""
    style.font.name = LATIN_FONT
    style.font.size = size
    style.font.color.rgb = _BLACK
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _set_pitch(style: ParagraphStyle, pitch: Length) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = pitch


def _prepare_heading(style: ParagraphStyle, font: str, size: Length) -> None:
    _set_font(style, font, size)
    style.font.bold = style.name == "Heading 3"
    layout = style.paragraph_format
    layout.space_before = Pt(12) if style.name == "Heading 1" else Pt(0)
    layout.space_after = Pt(0)
    layout.keep_with_next = True


def _prepare_centred(
    style: ParagraphStyle, font: str, size: Length, pitch: Length
) -> None:
    _set_font(style, font, size)
    _set_pitch(style, pitch)
    style.font.bold = True
    layout = style.paragraph_format
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout.first_line_indent = Pt(0)
    layout.space_before = layout.space_after = Pt(24)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _prepare_small(word: WordDocument) -> None:
    """Styles of tables, their titles and notes, and of the header and footer."""
    for name, font, size, bold in (
        (TABLE_TITLE, HEADING_FONT, 12, True),
        (TABLE_TEXT, "宋体", 10.5, False),
        (NOTE, "宋体", 10.5, False),
        ("Header", "宋体", 10.5, False),
        ("Footer", "宋体", 14, False),
    ):
        style = _style(word, name)
        _set_font(style, font, Pt(size))
        style.font.bold = bold
        layout = style.paragraph_format
        layout.first_line_indent = Pt(0)
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
        layout.space_before = layout.space_after = Pt(0)
    title = _style(word, TABLE_TITLE).paragraph_format
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.space_before, title.space_after = Pt(12), Pt(6)
    _style(word, NOTE).paragraph_format.space_after = Pt(10)


def _prepare_contents(word: WordDocument) -> None:
    for name, indent in (("TOC 1", 0), ("TOC 2", 24)):
        style = _style(word, name)
        _set_font(style, BODY_FONT, Pt(12))
        _set_pitch(style, Pt(20))
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.left_indent = Pt(indent)

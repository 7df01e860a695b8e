"""修改对照表: what changed between two texts, clause by clause, as Word."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from standards_catalog.comparison.documents import (
    ChangeKind,
    ClauseChange,
    compare_documents,
)
from standards_catalog.comparison.text import Span, SpanKind
from standards_catalog.documents.word import without_clock
from standards_catalog.documents.word_lines import legal
from standards_catalog.drafting.document import StandardText

TITLE = "标准修改对照表"
KINDS = {
    ChangeKind.RENUMBERED: "仅编号变化",
    ChangeKind.CHANGED: "修改",
    ChangeKind.ADDED: "增加",
    ChangeKind.REMOVED: "删除",
}
_COLUMNS = (
    ("序号", 12),
    ("章条编号", 26),
    ("原条文", 97),
    ("修改后条文", 97),
    ("变化", 25),
)
_REMOVED, _ADDED = RGBColor(0xB3, 0x26, 0x1E), RGBColor(0x1E, 0x4F, 0x91)
_CREATED = datetime(2000, 1, 1)


def changes_word(
    old: StandardText, new: StandardText, *, old_label: str = "", new_label: str = ""
) -> bytes:
    """The table of changes from ``old`` to ``new`` as the bytes of a .docx file.

    The labels name the texts; without them their covers do. Removed characters are struck out in red, added ones underlined in blue; clauses
    that stayed as they were are left out. The same texts give the same bytes.
    """
    word = docx.Document()
    _prepare(word)
    _add_title(word, old_label or _named(old), new_label or _named(new))
    changes = [
        change
        for change in compare_documents(old, new)
        if change.kind is not ChangeKind.UNCHANGED or change.moved
    ]
    if changes:
        _add_table(word, changes)
    else:
        word.add_paragraph("两个文本的条文没有区别。")
    stream = io.BytesIO()
    word.save(stream)
    return without_clock(stream.getvalue())


def _prepare(word: WordDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "宋体")
    properties = word.core_properties
    properties.title, properties.author, properties.comments = TITLE, "", ""
    properties.created = properties.modified = _CREATED


def _named(text: StandardText) -> str:
    return f"{text.cover.number} {text.cover.title}".strip()


def _add_title(word: WordDocument, old: str, new: str) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(TITLE)
    run.bold, run.font.size = True, Pt(18)
    for label, name in (("原文本", old), ("修改后文本", new)):
        word.add_paragraph(legal(f"{label}：{name}"))
    legend = word.add_paragraph("标记：")
    _write(legend, [Span(SpanKind.DELETE, "删去的文字", "")], is_old=True)
    legend.add_run("；")
    _write(legend, [Span(SpanKind.INSERT, "", "增加的文字")], is_old=False)


def _add_table(word: WordDocument, changes: Sequence[ClauseChange]) -> None:
    table = word.add_table(1, len(_COLUMNS), "Table Grid")
    table.autofit = False
    for place, (name, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
        place.paragraphs[0].add_run(name).bold = True
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for ordinal, change in enumerate(changes, start=1):
        _add_row(table, ordinal, change)
    for column, (_, width) in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(width)
        for place in column.cells:
            place.width = Mm(width)


def _add_row(table: WordTable, ordinal: int, change: ClauseChange) -> None:
    cells = table.add_row().cells
    cells[0].text = str(ordinal)
    cells[1].text = legal(_numbers(change))
    for place, is_old in ((cells[2], True), (cells[3], False)):
        paragraph = place.paragraphs[0]
        _write(paragraph, change.title, is_old=is_old, is_strong=True)
        if change.title and change.text:
            paragraph.add_run("\n")
        _write(paragraph, change.text, is_old=is_old)
    moved = ["移动"] if change.moved else []
    cells[4].text = "、".join(filter(None, [KINDS.get(change.kind, ""), *moved]))


def _numbers(change: ClauseChange) -> str:
    """``5.1``, or ``5.1→5.2``; elements without a number by their name."""
    names = [c.number or c.title for c in (change.old, change.new) if c is not None]
    return "→".join(dict.fromkeys(names))


def _write(
    paragraph: WordParagraph,
    spans: Iterable[Span],
    *,
    is_old: bool,
    is_strong: bool = False,
) -> None:
    for span in spans:
        text = span.old if is_old else span.new
        if not text:
            continue
        run = paragraph.add_run(legal(text))
        run.bold = is_strong or None
        if span.kind is SpanKind.EQUAL:
            continue
        run.font.color.rgb = _REMOVED if is_old else _ADDED
        run.font.strike = is_old or None
        run.font.underline = None if is_old else True

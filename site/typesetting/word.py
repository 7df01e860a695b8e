"""A document as Word (.docx), with real headings, a contents field and page numbers.

Word's own fonts are named (仿宋, 黑体, 楷体): they are on the machines of an office
and a file cannot bring fonts along. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from typesetting.blocks import (
    Block,
    Chapter,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
)
from typesetting.drawing import to_png
from typesetting.fonts import require_fonts
from typesetting.word_fields import add_bookmark, add_contents, add_page_number
from typesetting.word_styles import NOTE, TABLE_TITLE, prepare_styles
from typesetting.word_tables import add_fact_table, add_table

_PORTRAIT = (Mm(210), Mm(297))
_TEXT, _WIDE_TEXT = Mm(156), Mm(257)
_MARK_COLOUR = RGBColor(0x9A, 0x5B, 0x00)
_ALERT_COLOUR = RGBColor(0xB3, 0x26, 0x1E)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def word_document(document: Document, *, created_at: datetime) -> bytes:
    """The document as the bytes of a .docx file.

    ``created_at`` is written into its properties. Raises MissingFontsError without
    the Chinese fonts that the pictures are drawn with.
    """
    require_fonts()
    word = docx.Document()
    prepare_styles(word)
    _set_properties(word, document, created_at)
    if not document.bare:
        _write_cover(word, document)
        _write_contents(word, document)
    for chapter in document.chapters:
        _write_chapter(word, chapter)
    _furnish_pages(word, document)
    stream = io.BytesIO()
    word.save(stream)
    return _without_clock(stream.getvalue())


def _set_properties(
    word: WordDocument, document: Document, created_at: datetime
) -> None:
    properties = word.core_properties
    properties.title = f"{document.cover.title}{document.cover.subtitle}"
    properties.author = ""
    properties.comments = ""
    properties.keywords = "；".join(document.keywords)
    properties.created = properties.modified = created_at.replace(tzinfo=None)
    properties.language = "zh-CN"


def _write_cover(word: WordDocument, document: Document) -> None:
    cover = document.cover
    _set_portrait(word.sections[0])
    if cover.mark:
        mark = _aligned(word, cover.mark, WD_ALIGN_PARAGRAPH.RIGHT)
        mark.runs[0].font.color.rgb = _MARK_COLOUR
        mark.runs[0].bold = True
    title = word.add_paragraph(cover.title, "Title")
    title.paragraph_format.space_before = Pt(110)
    word.add_paragraph(cover.subtitle, "Subtitle")
    add_fact_table(word, cover.facts)
    for position, line in enumerate(cover.footer):
        paragraph = _aligned(word, line, WD_ALIGN_PARAGRAPH.CENTER)
        paragraph.paragraph_format.space_before = Pt(0 if position else 90)


def _aligned(
    word: WordDocument, line: str, alignment: WD_ALIGN_PARAGRAPH
) -> WordParagraph:
    paragraph = word.add_paragraph(line)
    paragraph.alignment = alignment
    paragraph.paragraph_format.first_line_indent = Pt(0)
    return paragraph


def _write_contents(word: WordDocument, document: Document) -> None:
    _set_portrait(word.add_section(WD_SECTION.NEW_PAGE))
    title = _aligned(word, "目　录", WD_ALIGN_PARAGRAPH.CENTER)
    title.runs[0].bold = True
    add_contents(
        word, [(chapter.title, chapter.anchor) for chapter in document.chapters]
    )
    _set_portrait(word.add_section(WD_SECTION.NEW_PAGE))


def _write_chapter(word: WordDocument, chapter: Chapter) -> None:
    section = word.sections[-1]
    if _is_untouched(word):
        (_set_landscape if chapter.wide else _set_portrait)(section)
    elif chapter.wide or section.orientation == WD_ORIENT.LANDSCAPE:
        section = word.add_section(WD_SECTION.NEW_PAGE)
        (_set_landscape if chapter.wide else _set_portrait)(section)
    elif chapter.new_page:
        word.add_page_break()
    heading = word.add_paragraph(style="Heading 1")
    add_bookmark(heading, chapter.title, chapter.anchor)
    width = _WIDE_TEXT if chapter.wide else _TEXT
    for block in chapter.blocks:
        _write_block(word, block, width)


def _is_untouched(word: WordDocument) -> bool:
    """Whether nothing has been written yet, so that no new page is needed."""
    return not word.paragraphs


def _write_block(word: WordDocument, block: Block, width: Length) -> None:
    if isinstance(block, Heading):
        word.add_paragraph(block.text, f"Heading {block.level}")
    elif isinstance(block, Paragraph):
        _write_paragraph(word, block)
    elif isinstance(block, Picture):
        _write_picture(word, block, width)
    else:
        _write_table(word, block, width)


def _write_paragraph(word: WordDocument, paragraph: Paragraph) -> None:
    written = word.add_paragraph(style=NOTE if paragraph.kind == "note" else "Normal")
    for run in paragraph.runs:
        piece = written.add_run(run.text)
        piece.bold = run.strong or None
        if paragraph.kind == "alert":
            piece.font.color.rgb = _ALERT_COLOUR


def _write_picture(word: WordDocument, picture: Picture, width: Length) -> None:
    holder = word.add_paragraph()
    holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
    holder.paragraph_format.first_line_indent = Pt(0)
    holder.paragraph_format.line_spacing = 1.0
    holder.paragraph_format.keep_with_next = True
    shape = holder.add_run().add_picture(io.BytesIO(to_png(picture.drawing)), width)
    shape._inline.docPr.set("descr", picture.description)
    word.add_paragraph(picture.title, TABLE_TITLE)


def _write_table(word: WordDocument, table: Table, width: Length) -> None:
    title = word.add_paragraph(table.title, TABLE_TITLE)
    if not table.rows:
        word.add_paragraph(table.empty, NOTE)
        return
    title.paragraph_format.keep_with_next = True
    add_table(word, table, width)


def _set_portrait(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = _PORTRAIT
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _set_landscape(section: Section) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = _PORTRAIT
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.left_margin = section.right_margin = Mm(20)


def _furnish_pages(word: WordDocument, document: Document) -> None:
    """Header on every page; page numbers from the first page of the body.

    Sections inherit header and footer from the one before, so only the first header
    and the body's footer are written.
    """
    first = word.sections[0]
    header = first.header.paragraphs[0]
    header.style = word.styles["Header"]
    header.add_run(document.running)
    if document.cover.mark:
        mark = header.add_run(f"　【{document.cover.mark}】")
        mark.bold = True
        mark.font.color.rgb = _MARK_COLOUR
    body = first if document.bare else word.sections[2]
    body.footer.is_linked_to_previous = False
    add_page_number(body)


def _without_clock(content: bytes) -> bytes:
    """The zip rewritten with one fixed time for every part."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stream.getvalue()

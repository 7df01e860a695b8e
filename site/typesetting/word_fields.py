"""Fields of a Word document: contents, page references and page numbers."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.text.paragraph import Paragraph


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _field_mark(paragraph: Paragraph, kind: str, **more: str) -> None:
    run = paragraph.add_run()
    run._r.append(_element("w:fldChar", fldCharType=kind, **more))


def _instruction(paragraph: Paragraph, code: str) -> None:
    instruction = _element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A complex field with ``shown`` as the text until the program works it out."""
    _field_mark(paragraph, "begin")
    _instruction(paragraph, code)
    _field_mark(paragraph, "separate")
    paragraph.add_run(shown)
    _field_mark(paragraph, "end")


def add_bookmark(paragraph: Paragraph, text: str, anchor: str) -> None:
    """``text`` as the bookmark that the contents point at."""
    number = str(zlib.crc32(anchor.encode()) % 1_000_000)
    paragraph._p.append(
        _element("w:bookmarkStart", id=number, name=bookmark_name(anchor))
    )
    paragraph.add_run(text)
    paragraph._p.append(_element("w:bookmarkEnd", id=number))


def bookmark_name(anchor: str) -> str:
    """``anchor`` as a legal bookmark name; Word keeps ``_Toc`` names hidden."""
    return "_Toc_" + anchor.replace("-", "_")


def add_contents(word: WordDocument, entries: Iterable[tuple[str, str]]) -> None:
    """A contents field over heading levels 1 and 2.

    It is filled with the chapters as links, without page numbers, since only the
    program that lays the pages out knows them; ``dirty`` makes Word work the field
    out when the file is opened.
    """
    lines = list(entries)
    for position, (title, anchor) in enumerate(lines):
        paragraph = word.add_paragraph(style="TOC 1")
        if position == 0:
            _field_mark(paragraph, "begin", dirty="true")
            _instruction(paragraph, r'TOC \o "1-2" \h \z \u')
            _field_mark(paragraph, "separate")
        _add_link(paragraph, title, bookmark_name(anchor))
        if position == len(lines) - 1:
            _field_mark(paragraph, "end")


def _add_link(paragraph: Paragraph, text: str, bookmark: str) -> None:
    link = _element("w:hyperlink", anchor=bookmark)
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def add_page_number(section: Section) -> None:
    """“— 1 —” in the footer; the numbering starts with this section."""
    numbering = _element("w:pgNumType", start="1")
    margins = section._sectPr.find(qn("w:pgMar"))
    if margins is None:
        section._sectPr.append(numbering)
    else:
        margins.addnext(numbering)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" —")

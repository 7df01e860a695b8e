"""A standard as Word (.docx) in the layout of GB/T 1.1—2020.

The file shows the text with typed numbers and carries the text itself in a custom
part, so that reading it back (``word_import``) loses nothing that Word cannot show.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from standards_catalog.documents import word_markup as markup
from standards_catalog.documents.cover_words import spaced_title
from standards_catalog.documents.page_html import contents_words
from standards_catalog.documents.word_lines import (
    Element,
    Piece,
    WordLine,
    WordTable,
    legal,
    with_status,
    word_lines,
)
from standards_catalog.documents.word_styles import empty_document, prepare_styles
from standards_catalog.drafting.document import BibliographyItem, StandardText
from standards_catalog.drafting.json_form import to_json
from standards_catalog.numbering.clauses import number_blocks
from standards_catalog.numbering.contents import contents

TEXT_PART = "customXml/zhunsheng.xml"
TEXT_NAMESPACE = "urn:zhunsheng:standard-text:1"
END_LINE = "——————————"
_CREATED = datetime(2000, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1871" w:right="1134"'
    ' w:bottom="1418" w:left="1418" w:header="1100" w:footer="800" w:gutter="0"/>'
)


def standard_word(text: StandardText, *, status: str = "") -> bytes:
    """``text`` as the bytes of a .docx file; the same text gives the same bytes.

    ``status`` (“征求意见稿”) stands on the cover and in the header; it is no part of the
    text and is not read back.
    """
    word = empty_document()
    styles = prepare_styles(word)
    _Writer(word, styles, status).write(text)
    _set_properties(word, text, status)
    _embed(word, text)
    stream = io.BytesIO()
    word.save(stream)
    return without_clock(stream.getvalue())


class _Writer:
    def __init__(
        self, word: WordDocument, styles: markup.Styles, status: str = ""
    ) -> None:
        self.word = word
        self.styles = styles
        self.status = status
        self._bookmarks = 0

    def write(self, text: StandardText) -> None:
        lines = word_lines(text)
        parts = [
            *self.group("cover", with_status(lines.cover, self.status)),
            self._section_end(""),
            *self._contents(text),
            *self._element("foreword", "前言", lines.foreword),
            *self._element("introduction", "引言", lines.introduction),
            self._section_end('<w:pgNumType w:fmt="upperRoman" w:start="1"/>'),
            *self.group("title", [_line("正文标题", text.cover.title)]),
        ]
        is_bibliography_open = False
        for position, elements in enumerate(lines.blocks):
            is_item = isinstance(text.blocks[position], BibliographyItem)
            if is_item and not is_bibliography_open:
                is_bibliography_open = True
                parts += self.group("bibliography", [_line("要素标题", "参考文献")])
            parts += self.group(f"block_{position}", elements)
        parts += self.group("end", [_line("结束线", END_LINE)])
        self._fill(parts)
        self._furnish(text)

    def group(self, name: str, elements: Sequence[Element]) -> Iterator[str]:
        """``elements``; the first paragraph bears the bookmark ``name``."""
        for position, element in enumerate(elements):
            if isinstance(element, WordTable):
                yield markup.table(element, self.styles)
                continue
            bookmark = None
            if position == 0:
                self._bookmarks += 1
                bookmark = (self._bookmarks, markup.PREFIX + name)
            yield markup.paragraph(element, self.styles, bookmark)

    def _element(
        self, name: str, title: str, lines: Sequence[WordLine]
    ) -> Iterator[str]:
        if lines:
            yield from self.group(
                name, [_line("要素标题", spaced_title(title)), *lines]
            )

    def _contents(self, text: StandardText) -> Iterator[str]:
        """目次: a field over two outline levels, filled with the titles.

        Only the program that lays out the pages knows their numbers; ``dirty`` makes
        it work the field out when the file is opened.
        """
        yield from self.group("contents", [_line("目次标题", spaced_title("目次"))])
        entries = contents(text, number_blocks(text))
        titles = [legal(contents_words(entry)).replace("\n", " ") for entry in entries]
        shown = "\n".join(titles)
        code = r'TOC \o "1-2" \h \z \u'
        filled = markup.field(code, "\0", is_dirty=True)
        result = markup.run(shown)
        head, _, tail = filled.partition(
            '<w:r><w:t xml:space="preserve">\0</w:t></w:r>'
        )
        style = self.styles["TOC 1"]
        yield (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{head}{result}{tail}</w:p>'
        )

    def _section_end(self, numbering: str) -> str:
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.styles["结束线"]}"/><w:sectPr>'
            f'<w:type w:val="nextPage"/>{_PAGE}{numbering}</w:sectPr></w:pPr></w:p>'
        )

    def _fill(self, parts: Sequence[str]) -> None:
        body = self.word.element.body
        last = body.sectPr
        for child in parse_xml(markup.body("".join(parts))):
            last.addprevious(child)
        properties = parse_xml(
            markup.body(
                f'<w:sectPr><w:type w:val="nextPage"/>{_PAGE}'
                '<w:pgNumType w:start="1"/></w:sectPr>'
            )
        )[0]
        body.replace(last, properties)

    def _furnish(self, text: StandardText) -> None:
        """The number in the header and the page in the footer, not on the cover."""
        front, main = self.word.sections[1], self.word.sections[2]
        front.header.is_linked_to_previous = False
        shown = text.cover.number or text.cover.title
        mark = f"（{self.status}）" if self.status else ""
        front.header.paragraphs[0].add_run(legal(f"{shown}{mark}"))
        for section in (front, main):
            section.footer.is_linked_to_previous = False
            footer = section.footer.paragraphs[0]._p
            for child in parse_xml(markup.body(markup.field("PAGE", "1"))):
                footer.append(child)


def _line(style: str, text: str) -> WordLine:
    return WordLine(style, (Piece(legal(text)),))


def _set_properties(word: WordDocument, text: StandardText, status: str) -> None:
    properties = word.core_properties
    named = f"{text.cover.number} {text.cover.title} {status}"
    properties.title = legal(" ".join(named.split()))[:255]
    properties.author = properties.comments = ""
    properties.created = properties.modified = _CREATED
    properties.language = "zh-CN"


def _embed(word: WordDocument, text: StandardText) -> None:
    """The text in its JSON form, as a custom part that Word keeps."""
    content = base64.b64encode(to_json(text).encode("utf-8", "surrogatepass")).decode()
    source = f'<?xml version="1.0"?><text xmlns="{TEXT_NAMESPACE}">{content}</text>'
    package = word.part.package
    name = PackURI("/" + TEXT_PART)
    part = Part(name, "application/xml", source.encode(), package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def without_clock(content: bytes) -> bytes:
    """The zip rewritten with one fixed time for every part."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stream.getvalue()

"""A standard's text as the HTML of its printed pages (style: ``standard.css``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from standards_catalog.authoring.text.reading import (
    Item,
    Line,
    Reading,
    TableCell,
    reading_of,
)
from standards_catalog.documents.cover_words import (
    class_words,
    day_words,
    spaced_title,
)
from standards_catalog.documents.formula_layout import formula_html
from standards_catalog.documents.grid import Span, column_shares, placed
from standards_catalog.drafting.document import Cover, StandardText
from standards_catalog.numbering.contents import ContentsEntry, ContentsKind

DEMONSTRATION = "演示数据"
_LONG_CELL = 12
_NUMBER = re.compile(r"[A-Z][A-Z/]*(?: [A-Z]{2})? [0-9][0-9.]*(?:—[0-9]{4})?")
_DEEPEST_IN_CONTENTS = 9
_ROMAN = (ContentsKind.FOREWORD, ContentsKind.INTRODUCTION)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the pages show besides the text: ``status`` stands on the cover
    (“征求意见稿”), ``demonstration`` on every page."""

    demonstration: bool
    status: str = ""

    @property
    def on_every_page(self) -> str:
        return DEMONSTRATION if self.demonstration else ""


@dataclass(frozen=True, slots=True)
class Pages:
    """One standard laid out. ``prefix`` keeps the anchors of several apart."""

    reading: Reading
    marks: Marks
    prefix: str = ""

    def wrapped(self, sections: str) -> str:
        """``sections`` with what the header and foot of their pages show."""
        number = self.reading.cover.number or self.reading.cover.title
        return (
            f'<div class="standard" data-number="{escape(number)}"'
            f' data-mark="{self.marks.on_every_page}">{sections}</div>'
        )

    def cover(self, *, page: str = "cover") -> str:
        """The cover page; ``page`` is ``cover``, in a collection ``inner``."""
        title = escape(self.reading.cover.title)
        return (
            f'<section class="cover {page}">'
            f'<p class="bookmark" data-title="{title}"></p>'
            f"{_cover(self.reading.cover, self.marks)}</section>"
        )

    def contents(self) -> str:
        """目次; the body's page numbers are Arabic, those before it Roman."""
        lines = "".join(self.contents_lines(are_roman=True))
        title = spaced_title("目次")
        return (
            '<section class="contents front-start">'
            f'<p class="element-title">{title}</p>{lines}</section>'
        )

    def contents_lines(
        self, *, are_roman: bool, deepest: int = _DEEPEST_IN_CONTENTS
    ) -> Iterator[str]:
        """The lines of the contents down to level ``deepest``; 1 is chapters only."""
        for line in self.reading.contents:
            entry = line.entry
            if entry.depth > deepest:
                continue
            roman = " roman" if are_roman and entry.kind in _ROMAN else ""
            yield (
                f'<a class="depth-{entry.depth}{roman}" href="#{self._id(line.anchor)}">'
                f"{escape(contents_words(entry))}</a>"
            )

    def front(self) -> str:
        """前言 and 引言, each on a new page."""
        reading = self.reading
        return self._element("foreword", "前言", reading.foreword) + self._element(
            "introduction", "引言", reading.introduction
        )

    def _element(self, anchor: str, title: str, lines: Sequence[Line]) -> str:
        if not lines:
            return ""
        return (
            f'<section class="front"><h2 class="element-title" id="{self._id(anchor)}">'
            f"{spaced_title(title)}</h2>{self._paragraphs(lines)}</section>"
        )

    def body(self) -> str:
        """Everything from chapter 1 to the end line."""
        title = escape(self.reading.cover.title)
        items = "".join(self._item(item) for item in self.reading.items)
        return (
            f'<section class="body"><p class="body-title">{title}</p>{items}'
            '<p class="end">——————————</p></section>'
        )

    def _item(self, item: Item) -> str:
        match item.kind:
            case "clause":
                return self._clause(item)
            case "annex":
                return self._annex(item)
            case "bibliography":
                anchor = self._id("bibliography")
                title = escape(item.label)
                return (
                    f'<h2 class="element-title bibliography" id="{anchor}">{title}</h2>'
                )
            case "term":
                return self._term(item)
            case "table":
                return self._table(item)
            case "figure":
                return self._figure(item)
            case "formula":
                return self._formula(item)
        return self._prose(item)

    def _clause(self, item: Item) -> str:
        anchor, label = self._anchor(item), escape(item.label)
        lines = item.lines
        if item.title:
            title = f"{label}　{self._line(item.title)}"
            if item.depth == 1:
                head = f'<h2 class="chapter" {anchor}>{title}</h2>'
            else:
                level = min(item.depth + 1, 6)
                head = f'<h{level} class="clause" {anchor}>{title}</h{level}>'
        else:
            first = self._line(lines[0]) if lines else ""
            lines = lines[1:]
            head = f'<p class="untitled" {anchor}><span class="label">{label}</span>　{first}</p>'
        return head + self._paragraphs(lines)

    def _annex(self, item: Item) -> str:
        return (
            f'<h2 class="annex" {self._anchor(item)}><span>{escape(item.label)}</span>'
            f"<span>（{escape(item.remark)}）</span>"
            f"<span>{self._line(item.title)}</span></h2>"
        )

    def _term(self, item: Item) -> str:
        english = f"　{escape(item.remark)}" if item.remark else ""
        source = f"[来源：{escape(item.source)}]" if item.source else ""
        return (
            f'<p class="head term" {self._anchor(item)}>{escape(item.label)}</p>'
            f'<p class="term-name">{self._line(item.title)}{english}</p>'
            f"{self._paragraphs(item.lines)}"
            + (f'<p class="text">{source}</p>' if source else "")
        )

    def _prose(self, item: Item) -> str:
        anchor, label = self._anchor(item), escape(item.label)
        text = self._line(item.lines[0]) if item.lines else ""
        match item.kind:
            case "list_item":
                dashed = "" if item.label.endswith(")") else " dashed"
                kind = f"item depth-{min(item.depth, 3)}{dashed}"
                return f'<p class="{kind}" {anchor}><span class="label">{label}</span>{text}</p>'
            case "note":
                tag = f'<span class="tag">{label}：</span>'
                return f'<p class="note" {anchor}>{tag}{text}</p>'
            case "example":
                tag = f'<p class="tag">{label}：</p>'
                return f'<div class="example" {anchor}>{tag}{self._paragraphs(item.lines)}</div>'
            case "normative_reference":
                title = self._line(item.title)
                return (
                    f'<p class="text" {anchor}>{_joined(_prose(item.label), title)}</p>'
                )
            case "bibliography_item":
                title = self._line(item.title)
                line = _joined(label, _prose(item.source), title)
                return f'<p class="text" {anchor}>{line}</p>'
        doubt = " doubt" if item.remark else ""
        return f'<p class="text{doubt}" {anchor}>{text}</p>'

    def _table(self, item: Item) -> str:
        caption = _joined(escape(item.label), self._line(item.title))
        rows = (*item.head, *item.body)
        spans = [[_span(cell) for cell in row] for row in rows]
        shares = column_shares(placed(spans))
        columns = "".join(f'<col style="width:{share:.2f}%">' for share in shares)
        head = "".join(self._row(row, "th") for row in item.head)
        body = "".join(self._row(row, "td") for row in item.body)
        return (
            f'<p class="caption" {self._anchor(item)}>{caption}</p>'
            f"<table><colgroup>{columns}</colgroup>"
            f"<thead>{head}</thead><tbody>{body}</tbody></table>"
        )

    def _row(self, row: Sequence[TableCell], tag: str) -> str:
        cells = []
        for cell in row:
            long = sum(len(segment.text) for segment in cell.line) > _LONG_CELL
            kind = ' class="long"' if long else ""
            spans = f'colspan="{cell.colspan}" rowspan="{cell.rowspan}"'
            cells.append(f"<{tag}{kind} {spans}>{self._line(cell.line)}</{tag}>")
        return f"<tr>{''.join(cells)}</tr>"

    def _figure(self, item: Item) -> str:
        alt = escape(item.source)
        if item.picture:
            shown = f'<img src="{escape(item.picture)}" alt="{alt}">'
        else:
            shown = f'<p class="alt">{alt}</p>'
        caption = _joined(escape(item.label), self._line(item.title))
        return f"<figure {self._anchor(item)}>{shown}<figcaption>{caption}</figcaption></figure>"

    def _formula(self, item: Item) -> str:
        number = f'<span class="formula-number">{escape(item.label)}</span>'
        drawn = formula_html(item.source)
        return f'<p class="formula" {self._anchor(item)}>{drawn}{number}</p>'

    def _paragraphs(self, lines: Sequence[Line]) -> str:
        return "".join(f'<p class="text">{self._line(line)}</p>' for line in lines)

    def _line(self, line: Line) -> str:
        return "".join(
            f'<a href="#{self._id(f"c-{segment.target}")}">{_prose(segment.text)}</a>'
            if segment.target
            else _prose(segment.text)
            for segment in line
        )

    def _anchor(self, item: Item) -> str:
        return f'id="{self._id(f"c-{item.block_id}")}"'

    def _id(self, anchor: str) -> str:
        return escape(f"{self.prefix}{anchor}")


def _prose(text: str) -> str:
    """``text`` escaped; numbers such as GB/T 1.1—2020 do not break at a line's end."""
    return _NUMBER.sub(r'<span class="whole">\g<0></span>', escape(text))


def _joined(*parts: str) -> str:
    return "　".join(filter(None, parts))


def _span(cell: TableCell) -> Span:
    text = "".join(segment.text for segment in cell.line)
    return Span(text, cell.colspan, cell.rowspan)


def contents_words(entry: ContentsEntry) -> str:
    """A line of the contents with the spaces of print."""
    return _joined(f"{entry.label}{entry.remark}", entry.title)


def _cover(cover: Cover, marks: Marks) -> str:
    codes = "".join(
        f"<div>{escape(word)}</div>"
        for word in (f"ICS {cover.ics}" if cover.ics else "", _ccs(cover.ccs))
        if word
    )
    replaces = "、".join(cover.replaces)
    mark = (
        f'<p class="demonstration">{DEMONSTRATION}</p>' if marks.demonstration else ""
    )
    return (
        f'<div class="codes">{codes}</div>{mark}'
        f'<p class="class">{class_words(cover.number)}</p>'
        f'<div class="number">{escape(cover.number)}'
        + (f'<p class="replaces">代替 {escape(replaces)}</p>' if replaces else "")
        + '</div><div class="rule top"></div><div class="titles">'
        f'<p class="title">{escape(cover.title)}</p>'
        f'<p class="english">{escape(cover.english_title)}</p>'
        + (f'<p class="status">（{escape(marks.status)}）</p>' if marks.status else "")
        + "</div>"
        + _cover_foot(cover)
    )


def _ccs(ccs: str) -> str:
    return f"CCS {ccs}" if ccs else ""


def _cover_foot(cover: Cover) -> str:
    issuers = "".join(f"<div>{escape(body)}</div>" for body in cover.issuing_bodies)
    verb = '<span class="verb">发布</span>' if issuers else ""
    if len(cover.issuing_bodies) == 1:
        issuers = f"<div>{escape(cover.issuing_bodies[0])}{verb}</div>"
    else:
        issuers += f"<div>{verb}</div>"
    return (
        f'<p class="dates">{day_words(cover.published_on)} 发布'
        f'<span class="effective">{day_words(cover.effective_on)} 实施</span></p>'
        f'<div class="rule bottom"></div><div class="issuer">{issuers}</div>'
    )


def pages_of(
    text: StandardText,
    marks: Marks,
    *,
    pictures: Mapping[str, str] | None = None,
    prefix: str = "",
) -> Pages:
    """``text`` laid out; ``pictures`` maps keys of pictures to ``data:`` addresses."""
    return Pages(reading_of(text, pictures), marks, prefix)


def whole_page(title: str, body: str) -> str:
    """A complete HTML document."""
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{body}</body></html>"
    )


def standard_html(text: StandardText, marks: Marks, pictures: Mapping[str, str]) -> str:
    """The whole standard as one HTML document to be printed."""
    pages = pages_of(text, marks, pictures=pictures)
    body = pages.cover() + pages.contents() + pages.front() + pages.body()
    title = f"{text.cover.number} {text.cover.title}".strip()
    return whole_page(title, pages.wrapped(body))

"""A document as HTML: the source of the PDF and the body of the preview page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from typesetting.blocks import (
    Block,
    Cell,
    Chapter,
    Cover,
    Document,
    Heading,
    Paragraph,
    Picture,
    Run,
    Table,
)
from typesetting.drawing import to_svg

Linker = Callable[[str], str]
"""From a reference of a run or cell to the address it links to; "" is no link."""


# Tables of at most so many rows, none with a long text, are not torn apart.
_SHORT_ROWS, _SHORT_TEXT = 8, 60
# A number like GB/T 1.1—2020 must not be broken, nor its space stretched in a full line.
_NUMBER = re.compile(r"\b[A-Z]{2}[A-Z0-9]*/[TZ] [0-9][0-9.]*(?:—[0-9]{4})?")


def no_links(reference: str) -> str:
    """The linker of paper."""
    return ""


def document_html(document: Document) -> str:
    """The whole document as one HTML page, for printing."""
    body = "".join(chapter_html(chapter) for chapter in document.chapters)
    mark = f'<span class="mark">{escape(document.cover.mark)}</span>'
    front = ""
    if not document.bare:
        front = cover_html(document.cover) + contents_html(document.chapters)
    return (
        '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8">'
        f"<title>{escape(document.cover.title)}</title></head><body>"
        f'<div class="running">{mark}{escape(document.running)}</div>'
        f"{front}"
        f'<main class="report">{body}</main></body></html>'
    )


def cover_html(cover: Cover) -> str:
    """The cover: mark, title, subtitle, a list of facts and the footer lines."""
    mark = f'<p class="cover-mark">{escape(cover.mark)}</p>' if cover.mark else ""
    facts = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>"
        for label, value in cover.facts
    )
    footer = "".join(f"<p>{escape(line)}</p>" for line in cover.footer)
    return (
        f'<section class="cover">{mark}<p class="cover-title">{escape(cover.title)}</p>'
        f'<p class="cover-subtitle">{escape(cover.subtitle)}</p>'
        f'<table class="cover-facts">{facts}</table>'
        f'<div class="cover-footer">{footer}</div></section>'
    )


def contents_html(chapters: Iterable[Chapter]) -> str:
    """The table of contents; the style sheet fills in the page numbers."""
    entries = "".join(_contents_entries(chapter) for chapter in chapters)
    return f'<nav class="contents"><p class="contents-title">目　录</p>{entries}</nav>'


def _contents_entries(chapter: Chapter) -> str:
    lines = [f'<a class="entry-1" href="#{chapter.anchor}">{escape(chapter.title)}</a>']
    for position, block in enumerate(chapter.blocks):
        if isinstance(block, Heading) and block.level == 2:
            anchor = heading_anchor(chapter, position)
            lines.append(
                f'<a class="entry-2" href="#{anchor}">{escape(block.text)}</a>'
            )
    return "".join(lines)


def heading_anchor(chapter: Chapter, position: int) -> str:
    """The id of the heading that is the ``position``-th block of ``chapter``."""
    return f"{chapter.anchor}-{position}"


def chapter_html(chapter: Chapter, link: Linker = no_links, top: int = 1) -> str:
    """One chapter with its heading; ``link`` turns references into addresses.

    ``top`` is the heading level of the chapter: 1 on paper, 2 on a page that has a
    heading of its own.
    """
    kinds = ["chapter"]
    if chapter.wide:
        kinds.append("wide")
    elif chapter.new_page:
        kinds.append("new-page")
    blocks = "".join(
        block_html(block, link, heading_anchor(chapter, position), top)
        for position, block in enumerate(chapter.blocks)
    )
    return (
        f'<section class="{" ".join(kinds)}">'
        f'<h{top} id="{chapter.anchor}">{escape(chapter.title)}</h{top}>'
        f"{blocks}</section>"
    )


def block_html(
    block: Block, link: Linker = no_links, anchor: str = "", top: int = 1
) -> str:
    """One block; ``anchor`` is the id given to a heading below level ``top``."""
    if isinstance(block, Heading):
        level = block.level + top - 1
        return f'<h{level} id="{anchor}">{escape(block.text)}</h{level}>'
    if isinstance(block, Paragraph):
        runs = "".join(_run_html(run, link) for run in block.runs)
        return f'<p class="{block.kind}">{runs}</p>'
    if isinstance(block, Picture):
        return (
            f"<figure>{to_svg(block.drawing, block.description)}"
            f"<figcaption>{escape(block.title)}</figcaption></figure>"
        )
    return _table_html(block, link)


def _run_html(run: Run, link: Linker) -> str:
    content = _linked(run.text, run.reference, link)
    content = _NUMBER.sub(r'<span class="number">\g<0></span>', content)
    if run.text.startswith("（"):
        content = f"<wbr>{content}"
    return f"<strong>{content}</strong>" if run.strong else content


def _linked(text: str, reference: str, link: Linker) -> str:
    address = link(reference) if reference else ""
    # A line may end between a figure and what stands in parentheses behind it.
    shown = escape(text).replace("%（", "%<wbr>（")
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown


def _table_html(table: Table, link: Linker) -> str:
    caption = f'<p class="caption">{escape(table.title)}</p>'
    if not table.rows:
        return f'{caption}<p class="note empty">{escape(table.empty)}</p>'
    keep = " whole" if _is_short(table) else ""
    widths = "".join(f'<col style="width:{share:.4g}%">' for share in table.shares())
    titles = "".join(f"<th>{escape(column.title)}</th>" for column in table.columns)
    rows = "".join(_row_html(table, row, link) for row in table.rows)
    size = ' class="small"' if table.small else ""
    return (
        f'<div class="table-block{keep}">{caption}'
        # Read on a screen, a wide table scrolls; the arrow keys need it focused.
        f'<div class="table-frame" tabindex="0" role="region" '
        f'aria-label="{escape(table.title)}">'
        f"<table{size}><colgroup>{widths}</colgroup>"
        f"<thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _is_short(table: Table) -> bool:
    longest = max(len(cell.text) for cells in table.rows for cell in cells)
    return len(table.rows) <= _SHORT_ROWS and longest <= _SHORT_TEXT


def _row_html(table: Table, cells: tuple[Cell, ...], link: Linker) -> str:
    drawn = []
    for column, cell in zip(table.columns, cells, strict=True):
        kinds = [column.align] + ([cell.tone] if cell.tone else [])
        content = _linked(cell.text, cell.reference, link)
        if cell.strong:
            content = f"<strong>{content}</strong>"
        drawn.append(f'<td class="{" ".join(kinds)}">{content}</td>')
    return f"<tr>{''.join(drawn)}</tr>"

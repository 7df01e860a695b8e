"""Write a standard's text in its portable form (docs/standard-text.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from standards_catalog.drafting import text_form as form
from standards_catalog.drafting.document import (
    Annex,
    BibliographyItem,
    Block,
    Cell,
    Clause,
    Cover,
    Example,
    Figure,
    Formula,
    ListItem,
    NormativeReference,
    Note,
    Paragraph,
    StandardText,
    Table,
    Term,
)


class UnwritableTextError(ValueError):
    """A text that its portable form cannot hold; the message is a Chinese line."""


def write_text(text: StandardText) -> str:
    """``text`` in its portable form; ``text_reader.read_text`` gives it back exactly.

    UnwritableTextError if an id or a rule's code is empty or holds a space or one of
    ``{ } = # |``, or if a level or a span is below 1.
    """
    lines = [form.FENCE, *_header(text.cover), form.FENCE]
    for name, paragraphs in (
        (form.FOREWORD, text.foreword),
        (form.INTRODUCTION, text.introduction),
    ):
        if paragraphs:
            lines += ["", name, *_spaced(paragraphs)]
    lines += ["", form.BODY]
    previous: Block | None = None
    for block in text.blocks:
        # Items of a list, references and the like stand together.
        if type(block) is not type(previous) or not isinstance(
            block, ListItem | NormativeReference | BibliographyItem
        ):
            lines.append("")
        lines += _block(block)
        previous = block
    return "\n".join(lines) + "\n"


def _header(cover: Cover) -> Iterator[str]:
    yield f"format = {_toml(form.FORMAT)}"
    yield f"title = {_toml(cover.title)}"
    yield f"english_title = {_toml(cover.english_title)}"
    yield f"number = {_toml(cover.number)}"
    yield f"replaces = [{', '.join(map(_toml, cover.replaces))}]"
    yield f"ics = {_toml(cover.ics)}"
    yield f"ccs = {_toml(cover.ccs)}"
    yield from _date("published_on", cover.published_on)
    yield from _date("effective_on", cover.effective_on)
    yield f"issuing_bodies = [{', '.join(map(_toml, cover.issuing_bodies))}]"


def _date(name: str, day: date | None) -> Iterator[str]:
    if day is not None:
        yield f"{name} = {day.isoformat()}"


def _toml(text: str) -> str:
    """A basic string of TOML, which differs from JSON's in one character."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UnwritableTextError(f"封面“{text!a}”：含有无效字符")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _spaced(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield ""
        yield form.escaped_line(paragraph)


def _head(mark: str, block: Block, text: str = "", *marks: str) -> str:
    inside = " ".join([f"#{_token(block.id, block)}", *filter(None, marks)])
    return f"{mark} {{{inside}}}" + (f" {form.escaped(text)}" if text else "")


def _token(text: str, block: Block) -> str:
    if not form.TOKEN.fullmatch(text):
        raise UnwritableTextError(
            f"编号为“{block.id}”的内容：“{text}”不能为空，也不能含空格和{{}}=#|"
        )
    return text


def _rule(block: Clause | Paragraph | ListItem) -> str:
    if not block.measurable:
        return ""
    return f"{form.RULE}={_token(block.measurable, block)}"


def _field(name: str, text: str) -> list[str]:
    return [f"{form.INDENT}{name}：{form.escaped(text)}"] if text else []


def _at_least_one(count: int, block: Block) -> int:
    if count < 1:
        raise UnwritableTextError(f"编号为“{block.id}”的内容：“{count}”应不小于1")
    return count


def _block(block: Block) -> list[str]:
    match block:
        case Clause():
            mark = form.CLAUSE * _at_least_one(block.level, block)
            head = _head(mark, block, block.title, _rule(block))
            return [head, *_spaced(block.paragraphs)]
        case Annex():
            kind = form.NORMATIVE if block.normative else form.INFORMATIVE
            return [_head(form.ANNEX, block, block.title, kind)]
        case Paragraph():
            head = _head(form.PARAGRAPH, block, block.text, _rule(block))
            return [head, *_field(form.DOUBT, block.doubt)]
        case ListItem():
            sign = form.LETTERED if block.ordered else form.DASHED
            mark = sign * _at_least_one(block.level, block)
            return [_head(mark, block, block.text, _rule(block))]
        case Note():
            return [_head(form.NOTE, block, block.text)]
        case Example():
            return [_head(form.EXAMPLE, block), *_spaced(block.paragraphs)]
        case Table():
            return _table(block)
    return _fielded(block)


def _fielded(block: Block) -> list[str]:
    match block:
        case Figure():
            return [
                _head(form.FIGURE, block, block.reference),
                *_field(form.CAPTION, block.caption),
                *_field(form.ALT, block.alt),
            ]
        case Formula():
            numbered = "" if block.numbered else form.UNNUMBERED
            lines = [form.INDENT + form.escaped(x) for x in block.latex.split("\n")]
            return [_head(form.FORMULA, block, "", numbered), *lines]
        case Term():
            return [
                _head(form.TERM, block, block.name),
                *_field(form.ENGLISH, block.english),
                *_field(form.DEFINITION, block.definition),
                *_field(form.SOURCE, block.source),
            ]
        case NormativeReference():
            dated = "" if block.dated else form.UNDATED
            head = _head(form.REFERENCE, block, block.number, dated)
            return [head, *_field(form.TITLE, block.title)]
        case BibliographyItem():
            head = _head(form.BIBLIOGRAPHY, block, block.number)
            return [head, *_field(form.TITLE, block.title)]
    raise TypeError(type(block).__name__)


def _table(table: Table) -> list[str]:
    header_rows = ""
    if table.header_rows != 1:
        header_rows = f"{form.HEADER_ROWS}={table.header_rows}"
    rows = (
        " ".join(["|", *(f"{_cell(c, table)} |" for c in row)]) for row in table.rows
    )
    return [
        _head(form.TABLE, table, table.title, header_rows),
        *(form.INDENT + row for row in rows),
    ]


def _cell(cell: Cell, table: Table) -> str:
    spans = []
    if _at_least_one(cell.colspan, table) > 1:
        spans.append(f"列={cell.colspan}")
    if _at_least_one(cell.rowspan, table) > 1:
        spans.append(f"行={cell.rowspan}")
    text = form.escaped_cell(cell.text)
    return f"{{{' '.join(spans)}}} {text}".rstrip(" ") if spans else text

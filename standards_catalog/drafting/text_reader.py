"""Read a standard's text from its portable form (docs/standard-text.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from standards_catalog.drafting import text_form as form
from standards_catalog.drafting.block_reader import (
    BadBlockError,
    RawBlock,
    read_block,
    read_marks,
)
from standards_catalog.drafting.document import Block, Cover, StandardText

_STRINGS = ("title", "english_title", "number", "ics", "ccs")
_LISTS = ("replaces", "issuing_bodies")
_DATES = ("published_on", "effective_on")


class TextFormError(ValueError):
    """A file that is not a standard's text; ``problems`` are Chinese lines that
    begin with the number of the line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_text(source: str, new_id: Callable[[], str] | None = None) -> StandardText:
    """The text that ``text_writer.write_text`` wrote, or that somebody typed.

    ``new_id`` makes the ids of blocks that have none, which are otherwise an error: a
    text that is edited by hand is given ids once and then written again with them.
    TextFormError with every problem found.
    """
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    header, first = _split_header(lines)
    reading = _Reading(new_id)
    for number, line in enumerate(lines[first:], start=first + 1):
        reading.line(number, line)
    blocks = tuple(reading.blocks())
    cover = _cover(header, reading.problems)
    if reading.problems:
        raise TextFormError([reason for _, reason in sorted(reading.problems)])
    return StandardText(
        cover, tuple(reading.foreword), tuple(reading.introduction), blocks
    )


@dataclass(slots=True)
class _Reading:
    """What has been read of the lines below the header."""

    new_id: Callable[[], str] | None
    foreword: list[str] = field(default_factory=list)
    introduction: list[str] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    _raw: list[RawBlock] = field(default_factory=list)
    _section: str = ""

    def line(self, number: int, line: str) -> None:
        """Take one line; a line that does not fit becomes a problem."""
        try:
            self._take(number, line)
        except (ValueError, OverflowError) as error:
            reason = str(error) if isinstance(error, BadBlockError) else "无效的转义"
            self._refuse(number, reason)

    def _take(self, number: int, line: str) -> None:
        if not line.strip(" "):
            return
        if line.rstrip() in (form.FOREWORD, form.INTRODUCTION, form.BODY):
            self._section = line.rstrip()
        elif self._section == form.BODY:
            self._take_body(number, line)
        elif self._section:
            front = self._section == form.FOREWORD
            (self.foreword if front else self.introduction).append(form.unescaped(line))
        else:
            raise BadBlockError(f"“{line}”之前应有“{form.FOREWORD}”或“{form.BODY}”")

    def _take_body(self, number: int, line: str) -> None:
        head = form.HEAD.fullmatch(line)
        if head:
            self._raw.append(self._head(number, head))
        elif not self._raw:
            raise BadBlockError(f"正文的第一行“{line}”应为章的标题，以“#”开头")
        elif line.startswith(form.INDENT):
            self._take_indented(line)
        else:
            self._raw[-1].lines.append(line)

    def _take_indented(self, line: str) -> None:
        name = form.FIELD.fullmatch(line)
        # A formula may contain anything, even what looks like a field.
        if name and self._raw[-1].mark != form.FORMULA:
            self._raw[-1].fields[name["name"]] = name["text"]
        else:
            self._raw[-1].indented.append(line.removeprefix(form.INDENT))

    def _head(self, number: int, head: re.Match[str]) -> RawBlock:
        block_id = head["id"] or (self.new_id() if self.new_id else "")
        if not block_id:
            self._refuse(number, "缺少编号“{#…}”")
        return RawBlock(
            line=number,
            mark=head["sign"] or head["word"],
            id=block_id,
            text=head["text"] or "",
            marks=read_marks(head["marks"] or ""),
        )

    def blocks(self) -> list[Block]:
        """The blocks that could be read; the others become problems."""
        blocks = []
        for raw in self._raw:
            try:
                blocks.append(read_block(raw))
            except BadBlockError as error:
                self._refuse(raw.line, str(error))
        return blocks

    def _refuse(self, number: int, reason: str) -> None:
        self.problems.append((number, f"第{number}行：{reason}"))


def _split_header(lines: list[str]) -> tuple[str, int]:
    """The TOML between the two fences, and the index of the line after it."""
    if lines[0].rstrip() != form.FENCE:
        raise TextFormError([f"第1行：应以“{form.FENCE}”开头"])
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == form.FENCE:
            return "\n".join(lines[1:index]), index + 1
    raise TextFormError([f"第1行：封面信息没有以“{form.FENCE}”结束"])


def _cover(header: str, problems: list[tuple[int, str]]) -> Cover:
    def refuse(reason: str) -> None:
        problems.append((1, f"第1行：封面信息{reason}"))

    try:
        values: Mapping[str, object] = tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        refuse(f"不是有效的TOML：{error}")
        return Cover()
    if values.get("format") != form.FORMAT:
        refuse(f"的format应为“{form.FORMAT}”")
    for name in values:
        if name not in ("format", *_STRINGS, *_LISTS, *_DATES):
            refuse(f"有未知的项“{name}”")
    members = _of_type(values, _STRINGS, _is_string, refuse)
    members |= _of_type(values, _DATES, _is_date, refuse)
    for name, each in _of_type(values, _LISTS, _is_list, refuse).items():
        members[name] = tuple(each)
    return Cover(**members)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_date(value: object) -> bool:
    return type(value) is date


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _of_type(
    values: Mapping[str, object],
    names: tuple[str, ...],
    fits: Callable[[object], bool],
    refuse: Callable[[str], None],
) -> dict[str, Any]:
    found = {}
    for name in names:
        if name in values and fits(values[name]):
            found[name] = values[name]
        elif name in values:
            refuse(f"的“{name}”的值“{values[name]}”类型不对")
    return found

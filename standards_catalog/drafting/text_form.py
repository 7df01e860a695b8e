r"""The marks of the portable text form of a standard (docs/standard-text.md).

One escape serves everywhere: ``\u{HEX}`` is the character with that code, ``\u{}`` is
nothing at all. Everything else stands for itself.
"""

from __future__ import annotations

import re

FORMAT = "zhunsheng-standard-text 1"
FENCE = "+++"
FOREWORD, INTRODUCTION, BODY = "[前言]", "[引言]", "[正文]"
INDENT = "    "

CLAUSE, DASHED, LETTERED = "#", "-", "+"
PARAGRAPH, ANNEX, TABLE, FIGURE, FORMULA = "段", "附录", "表", "图", "式"
NOTE, EXAMPLE, TERM, REFERENCE, BIBLIOGRAPHY = "注", "示例", "术语", "引用", "文献"
WORDS = (
    PARAGRAPH,
    ANNEX,
    TABLE,
    FIGURE,
    FORMULA,
    NOTE,
    EXAMPLE,
    TERM,
    REFERENCE,
    BIBLIOGRAPHY,
)

ENGLISH, DEFINITION, SOURCE = "英文", "定义", "来源"
CAPTION, ALT, TITLE, DOUBT = "图题", "替代文字", "名称", "待核"
FIELDS = (ENGLISH, DEFINITION, SOURCE, CAPTION, ALT, TITLE, DOUBT)

RULE, HEADER_ROWS = "规则", "表头行"
NORMATIVE, INFORMATIVE = "规范性", "资料性"
UNDATED, UNNUMBERED = "不注日期", "不编号"

_MARKS = r"\{(?:#(?P<id>[^\s{}]+))?(?P<marks>[^{}]*)\}"
# A word needs its braces, or else prose could begin with it.
HEAD = re.compile(
    rf"(?:(?P<sign>#+|-+|\++)|(?P<word>{'|'.join(WORDS)})(?= \{{))"
    rf"(?: {_MARKS})?(?: (?P<text>.*))?"
)
SPAN = re.compile(r"\{(?:列=(?P<columns>\d+))? ?(?:行=(?P<rows>\d+))?\} ?")
TOKEN = re.compile(r"[^\s{}=#|\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")
"""What an id or a rule's code may be: it stands in braces, where spaces separate."""
FIELD = re.compile(f"{INDENT}(?P<name>{'|'.join(FIELDS)})：(?P<text>.*)")

_ESCAPE = re.compile(r"\\u\{([0-9a-f]{0,6})\}")
_LITERAL_ESCAPE = re.compile(r"\\(?=u\{)")
# What a line must not contain: control characters and whatever an editor may take
# for the end of a line.
_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
)
_EDGE_SPACE = re.compile(r"^\s|\s$")
_READS_AS_MARK = re.compile(rf"[\[#+-]|(?:{'|'.join(WORDS)}) \{{")


def code(character: str) -> str:
    """The escape that stands for ``character``."""
    return rf"\u{{{ord(character):x}}}"


def escaped(text: str) -> str:
    r"""``text`` on one line; :func:`unescaped` gives it back exactly."""
    if not text:
        return r"\u{}"
    text = _LITERAL_ESCAPE.sub(lambda _: code("\\"), text)
    text = _UNWRITABLE.sub(lambda found: code(found[0]), text)
    return _EDGE_SPACE.sub(lambda found: code(found[0]), text)


def escaped_line(text: str) -> str:
    """``text`` as a line of its own, which must not read as the mark of a block."""
    line = escaped(text)
    return code(line[0]) + line[1:] if _READS_AS_MARK.match(line) else line


def escaped_cell(text: str) -> str:
    """``text`` as the cell of a table's row."""
    if not text:
        return ""
    line = escaped(text).replace("|", code("|"))
    return code("{") + line[1:] if line.startswith("{") else line


def unescaped(text: str) -> str:
    """The text that was escaped. ValueError for a code that is no character."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", text)

"""The kinds of cells: from the text of a cell to a value, and back.

``parse`` takes the cleaned, non-empty text and raises ``ValueError`` with a Chinese
reason; ``write`` gives the canonical text of the export. ``parse(write(v)) == v``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

FIRST_YEAR, LAST_YEAR = 1949, 2100
MAX_COUNT = 2_000_000_000
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)",
    re.ASCII,
)
_CLOCK = re.compile(r"[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?")
_MIDNIGHT = re.compile(r"[ T]*0{1,2}:00(?::00(?:\.0+)?)?")
_PLAIN_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DASHES = "-‐‑‒–—―−－~"
_STANDARD_NUMBER = re.compile(rf"(.*\d)\s*[{re.escape(_DASHES)}]{{1,2}}\s*(\d{{4}})")


class DoubtfulValueError(Exception):
    """The cell is accepted as ``value``, but its reason is worth a warning."""

    def __init__(self, value: Any, reason: str) -> None:
        super().__init__(reason)
        self.value = value


@dataclass(frozen=True)
class Kind:
    """How a column's cells are read and written; ``empty`` is the empty cell."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any
    max_length: int | None = None
    is_identifying: bool = False
    """Whether a personal identifier may stand here (it is hashed when loaded)."""


def clean(text: str) -> str:
    """``text`` as it is kept: trimmed, with plain line ends.

    Raises ``ValueError`` for control characters, which PostgreSQL and Excel refuse.
    """
    if text.isascii() and text.isalnum():
        return text
    # Word's soft line break arrives as a vertical tab.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    text = text.strip().strip(INVISIBLE).strip()
    if _CONTROL.search(text):
        raise ValueError("含有不可见的控制字符")
    return text


def narrow(text: str) -> str:
    """Full-width letters, digits and signs made plain, all spaces removed."""
    if text.isascii() and " " not in text:
        return text
    return "".join(unicodedata.normalize("NFKC", text).split())


def _fitting(text: str, max_length: int | None) -> str:
    if max_length is not None and len(text) > max_length:
        raise ValueError(f"超过{max_length}字")
    return text


def _same(value: str) -> str:
    return value


def text_kind(max_length: int | None = None) -> Kind:
    """Free text, kept as written (Chinese punctuation and full-width text too)."""
    return Kind(lambda text: _fitting(text, max_length), _same, "", max_length)


def plain_name(text: str) -> str:
    """A name as rows of other tables may repeat it: digits plain, spaces single."""
    return " ".join(text.translate(_DIGITS).split())


def name_kind(max_length: int) -> Kind:
    """A name that other rows repeat: 岗位, 事项, 阶段 and the like must meet."""
    return Kind(
        lambda text: _fitting(plain_name(text), max_length), _same, "", max_length
    )


def code_kind(max_length: int) -> Kind:
    """An identifier: normalised, so that full-width digits meet plain ones."""
    return Kind(lambda text: _fitting(narrow(text), max_length), _same, "", max_length)


def split_values(text: str) -> tuple[str, ...]:
    """The values of a cell separated by ``;`` or ``；``, each once, in order."""
    parts = (part.strip() for part in re.split("[;；]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def join_values(values: tuple[str, ...]) -> str:
    """The inverse of :func:`split_values`."""
    return ";".join(values)


def codes_kind(max_length: int) -> Kind:
    """Several identifiers."""

    def parse(text: str) -> tuple[str, ...]:
        codes = (_fitting(narrow(part), max_length) for part in split_values(text))
        return tuple(dict.fromkeys(codes))

    return Kind(parse, join_values, ())


def names_kind(max_length: int) -> Kind:
    """Several names, as in :func:`name_kind`."""

    def parse(text: str) -> tuple[str, ...]:
        names = (_fitting(plain_name(part), max_length) for part in split_values(text))
        return tuple(dict.fromkeys(names))

    return Kind(parse, join_values, ())


def choice_kind(*words: str) -> Kind:
    """One word of a closed list."""

    def parse(text: str) -> str:
        word = narrow(text)
        if word not in words:
            raise ValueError(f"应为{'/'.join(words)}之一")
        return word

    return Kind(parse, _same, "", max(map(len, words)))


def _parse_yes_no(text: str) -> bool:
    word = narrow(text)
    if word not in ("是", "否"):
        raise ValueError("应为是或否")
    return word == "是"


def _write_yes_no(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _calendar_date(match: re.Match[str]) -> date:
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        day = date(*parts)
    except ValueError:
        raise ValueError("没有这一天") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份不在{FIRST_YEAR}—{LAST_YEAR}之间")
    return day


def _dated(text: str) -> tuple[date, str]:
    """The date ``text`` starts with, and what follows it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"\s*([-/年月日])\s*", r"\1", plain)
    match = _DATE.match(plain)
    if match is None:
        raise ValueError("不是日期（应如 2021-04-01）")
    return _calendar_date(match), plain[match.end() :]


def parse_date(text: str) -> date:
    """``2021-04-01``, ``2021/4/1`` or ``2021年4月1日``.

    A midnight that a spreadsheet appended is dropped; any other time is an error.
    """
    day, rest = _dated(text)
    if rest and not _MIDNIGHT.fullmatch(rest):
        raise ValueError("应只写日期（应如 2021-04-01）")
    return day


def parse_time(text: str) -> datetime:
    """A date, optionally with ``09:30`` or ``09:30:00``: naive Asia/Shanghai time."""
    if _PLAIN_TIME.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    day, rest = _dated(text)
    if not rest:
        return datetime(day.year, day.month, day.day)
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        raise ValueError("不是时间（应如 2021-04-01 09:30）")
    hour, minute, second = (int(part or 0) for part in clock.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("没有这一时刻")
    return datetime(day.year, day.month, day.day, hour, minute, second)


def write_date(day: date | None) -> str:
    """``2021-04-01``."""
    return "" if day is None else day.isoformat()


def write_time(moment: datetime | None) -> str:
    """``2021-04-01 09:30``, with seconds only where there are any."""
    if moment is None:
        return ""
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")


def number_kind(digits: int, places: int) -> Kind:
    """A decimal ≥ 0 that fits ``digits`` digits, ``places`` after the point."""

    def parse(text: str) -> Decimal:
        plain = narrow(text)
        if not _NUMBER.fullmatch(plain):
            raise ValueError("应为不小于0的数")
        whole, _, fraction = plain.partition(".")
        if len(fraction.rstrip("0")) > places:
            raise ValueError(f"小数超过{places}位")
        if len(whole.lstrip("0")) > digits - places:
            raise ValueError("数值过大")
        return Decimal(plain)

    return Kind(parse, write_number, None)


def write_number(value: Decimal | None) -> str:
    """Plain notation without trailing zeros: a database may add them."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limit_kind(digits: int, places: int) -> Kind:
    """A limit; ``CONFIG…`` or 未配置 says in words that there is none yet."""
    number = number_kind(digits, places)

    def parse(text: str) -> Decimal:
        plain = narrow(text)
        if plain.upper().startswith("CONFIG") or plain.startswith("未配置"):
            raise DoubtfulValueError(None, "没有数值，按未配置处理")
        value: Decimal = number.parse(text)
        return value

    return Kind(parse, write_number, None)


def _parse_count(text: str) -> int:
    plain = narrow(text)
    if not (plain.isascii() and plain.isdigit()) or int(plain[:12]) > MAX_COUNT:
        raise ValueError("应为不小于0的整数")
    return int(plain)


def _write_count(value: int | None) -> str:
    return "" if value is None else str(value)


def _parse_score(text: str) -> int:
    plain = narrow(text)
    if plain not in ("1", "2", "3", "4", "5"):
        raise ValueError("应为1—5的整数")
    return int(plain)


def _parse_question_number(text: str) -> int:
    plain = narrow(text).upper().removeprefix("Q")
    if not re.fullmatch(r"[1-9]\d{0,2}", plain, re.ASCII):
        raise ValueError("应为1—999的题号（如 1 或 Q1）")
    return int(plain)


def _parse_standard_number(text: str) -> str:
    """A standard's number printed with the one-em dash (GB/T 1.1—2020).

    ``-`` and full-width forms are accepted; what is no number stays as written.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    match = _STANDARD_NUMBER.fullmatch(plain)
    return f"{match[1]}—{match[2]}" if match else text


def standard_number_kind(max_length: int) -> Kind:
    """The number of one standard."""
    return Kind(
        lambda text: _fitting(_parse_standard_number(text), max_length),
        _same,
        "",
        max_length,
    )


def standard_numbers_kind(max_length: int) -> Kind:
    """The numbers of several standards, kept in one text joined by ``;``."""

    def parse(text: str) -> str:
        numbers = tuple(_parse_standard_number(part) for part in split_values(text))
        return _fitting(join_values(numbers), max_length)

    return Kind(parse, _same, "", max_length)


DATE = Kind(parse_date, write_date, None)
TIME = Kind(parse_time, write_time, None)
YES_NO = Kind(_parse_yes_no, _write_yes_no, None)
COUNT = Kind(_parse_count, _write_count, None)
SCORE = Kind(_parse_score, _write_count, None)
QUESTION_NUMBER = Kind(_parse_question_number, _write_count, None)
# Names are looked up in the units of the package once all of them are known.
UNIT = Kind(_same, _same, "", 100)
UNITS = Kind(split_values, join_values, ())
# A receiving department need not be a unit of the pilot; where it is, it is named so.
DEPARTMENT = Kind(lambda text: join_values(split_values(text)), _same, "")
APPLICANT = Kind(
    lambda text: _fitting(narrow(text), 200), _same, "", 200, is_identifying=True
)

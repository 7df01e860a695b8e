"""What a standard's number consists of, and how its written form is cleaned."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

EARLIEST_YEAR, LATEST_YEAR = 1950, 2099
YEAR_DASH = "—"

_DASHES = re.compile(r"[‐-―−﹘﹣ー-]+")
_CHINESE_ONE_FOR_DASH = re.compile(r"(?<=\d)一(?=\d{4}$)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_PARTED_SERIAL = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class NumberKind(StrEnum):
    """The family a number belongs to."""

    NATIONAL = "national"
    SECTOR = "sector"
    LOCAL = "local"
    GROUP = "group"
    ENTERPRISE = "enterprise"
    INTERNAL = "internal"
    INTERNATIONAL = "international"


class NumberLevel(StrEnum):
    """标准级别 in the words of the pilot package, plus 国际标准, which it lacks."""

    NATIONAL = "国家标准"
    SECTOR = "行业标准"
    PROVINCIAL = "省级地方标准"
    MUNICIPAL = "市级地方标准"
    GROUP = "团体标准"
    ENTERPRISE = "企业标准"
    INTERNAL = "内部标准"
    INTERNATIONAL = "国际标准"


class NumberNature(StrEnum):
    """标准性质 as the code states it."""

    MANDATORY = "强制性"
    RECOMMENDED = "推荐性"
    GUIDANCE = "指导性技术文件"


class NumberError(ValueError):
    """A number that is refused; the message is one Chinese line with the value."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(f"标准编号“{value}”：{reason}")
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StandardNumber:
    """A standard's number, taken apart.

    ``prefix`` is the code as printed (``GB/T``, ``DB32/T``, ``T/ISC``, ``JYSJZ TY``),
    ``serial`` the digits as written (leading zeros belong to the number: ``039``),
    ``parts`` the part numbers after it, ``year`` None for an undated number,
    ``subsystem`` the letters of an internal number, ``printed`` the form to show:
    the year after a one-em dash, or after a colon for ISO and IEC.
    """

    kind: NumberKind
    level: NumberLevel
    nature: NumberNature | None
    prefix: str
    serial: str
    parts: tuple[int, ...]
    year: int | None
    printed: str
    subsystem: str = ""

    @property
    def undated(self) -> str:
        """The number without its year: what all editions of a standard share."""
        if self.year is None:
            return self.printed
        return self.printed[: -len(f"{YEAR_DASH}{self.year}")]


def normalised(text: str) -> str:
    """``text`` in half width and upper case, any dash as ``-``, single spaces."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    plain = _DASHES.sub("-", " ".join(plain.split()).upper())
    return re.sub(r" ?([-/:]) ?", r"\1", _CHINESE_ONE_FOR_DASH.sub("-", plain))


def read_serial(value: str, text: str) -> tuple[str, tuple[int, ...]]:
    """Serial and part numbers of ``24421.2``; ``value`` is the number shown if bad."""
    if not text:
        raise NumberError(value, "缺少顺序号")
    if not _PARTED_SERIAL.fullmatch(text):
        raise NumberError(value, f"顺序号“{text}”应为数字，部分的编号用“.”隔开")
    serial, *parts = text.split(".")
    if not int(serial) or not all(map(int, parts)):
        raise NumberError(value, f"顺序号“{text}”从1开始")
    return serial, tuple(map(int, parts))


def read_year(value: str, text: str | None, *, may_lack: bool) -> int | None:
    """The year of a number, None where it is lacking and may be."""
    if text is None:
        if may_lack:
            return None
        raise NumberError(value, "缺少年份，应在顺序号后写“—”和4位年份")
    if not re.fullmatch("[0-9]{4}", text):
        raise NumberError(value, f"年份“{text}”应为4位数字")
    if not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise NumberError(value, f"年份“{text}”不在{EARLIEST_YEAR}至{LATEST_YEAR}之间")
    return int(text)

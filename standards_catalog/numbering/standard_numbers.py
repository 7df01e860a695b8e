"""Numbers of standards of every kind: read, checked, printed, ordered and assigned.

Formats: national ``GB/T 24421.2—2023``, sector ``MZ/T 039—2013``, local
``DB32/T 1234—2021``, group ``T/ISC 0048—2024``, enterprise ``Q/ABC 001—2020``,
international ``ISO 9001:2015`` and the office's own ``JYSJZ TY 101—2019``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.number_parts import (
    YEAR_DASH,
    NumberError,
    NumberKind,
    NumberLevel,
    NumberNature,
    StandardNumber,
    normalised,
    read_serial,
    read_year,
)

__all__ = [
    "InternalPattern",
    "NumberError",
    "NumberKind",
    "NumberLevel",
    "NumberNature",
    "StandardNumber",
    "check_internal_number",
    "citation_order",
    "next_free_number",
    "parse_number",
]

PROVINCE_CODES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
"""The first two digits of a region's code (GB/T 2260)."""


@dataclass(frozen=True, slots=True)
class _Family:
    kind: NumberKind
    level: NumberLevel
    head: re.Pattern[str]


# The order matters: GB and ISO would also read as the letters of a sector.
_FAMILIES = (
    _Family(
        NumberKind.NATIONAL,
        NumberLevel.NATIONAL,
        re.compile(r"GB[ZJ]?(?:/[TZ])?(?![A-Z])"),
    ),
    _Family(
        NumberKind.LOCAL,
        NumberLevel.PROVINCIAL,
        re.compile(r"DB ?(?P<region>[0-9]+)(?P<suffix>/[TZ])?(?=[ 0-9-]|$)(?![A-Z])"),
    ),
    _Family(
        NumberKind.GROUP,
        NumberLevel.GROUP,
        re.compile(r"T/(?:[A-Z0-9]{2,12}(?= )|[A-Z]{2,12})"),
    ),
    _Family(
        NumberKind.ENTERPRISE,
        NumberLevel.ENTERPRISE,
        re.compile(r"Q/(?:[A-Z0-9]{2,12}(?= )|[A-Z]{2,12})"),
    ),
    _Family(
        NumberKind.INTERNATIONAL,
        NumberLevel.INTERNATIONAL,
        re.compile(r"(?:ISO|IEC)(?:/[A-Z]+)*"),
    ),
    _Family(
        NumberKind.SECTOR,
        NumberLevel.SECTOR,
        re.compile(r"(?!DB)[A-Z]{2,3}(?:/[TZ])?(?![A-Z/])"),
    ),
)
_TAIL = re.compile(r" ?(?P<serial>[^-]*)(?:-(?P<year>.*))?")
_INTERNATIONAL_TAIL = re.compile(r" ?(?P<serial>[\d-]*)(?::(?P<year>.*))?")
_DOUBLE_NUMBER = re.compile(r".*\d/(?:ISO|IEC).*")
_KINDS_IN_ORDER_OF_CITATION = (
    NumberKind.NATIONAL,
    NumberKind.SECTOR,
    NumberKind.LOCAL,
    NumberKind.GROUP,
    NumberKind.ENTERPRISE,
    NumberKind.INTERNAL,
    NumberKind.INTERNATIONAL,
)


def parse_number(
    text: str, internal: InternalPattern | None = None, *, undated: bool = False
) -> StandardNumber:
    """The number written in ``text``.

    ``-``, ``–``, ``－`` and full-width characters are accepted, ``—`` is printed.
    ``internal`` is the office's own pattern, tried first; ``undated`` also accepts a
    number without a year, as an undated reference has it. NumberError, with a reason
    in Chinese, for everything else.
    """
    if internal and internal.claims(text):
        return internal.parse(text, undated=undated)
    plain = normalised(text)
    if not plain:
        raise NumberError(text, "没有填写")
    if _DOUBLE_NUMBER.fullmatch(plain) and not plain.startswith(("ISO", "IEC")):
        raise NumberError(text, "采用国际标准的双编号请只填国家标准编号")
    for family in _FAMILIES:
        head = family.head.match(plain)
        if head:
            return _formal_number(text, family, head, undated=undated)
    raise NumberError(text, _unknown_code(plain, internal))


def _unknown_code(plain: str, internal: InternalPattern | None) -> str:
    if plain.startswith("DB"):
        return "地方标准的代号应为DB加行政区划代码，如DB32/T、DB3202/T"
    forms = "GB、GB/T、GB/Z、行业代号、DB32/T、T/团体代号、Q/企业代号"
    own = f"，内部标准应为“{internal.example}”的形式" if internal else ""
    return f"无法识别标准代号，应为{forms}之一{own}"


def _formal_number(
    text: str, family: _Family, head: re.Match[str], *, undated: bool
) -> StandardNumber:
    international = family.kind is NumberKind.INTERNATIONAL
    rest = head.string[head.end() :]
    tail = (_INTERNATIONAL_TAIL if international else _TAIL).fullmatch(rest)
    if not tail:
        raise NumberError(text, "顺序号和年份应写成“ISO 9001:2015”的形式")
    number = tail["serial"].replace("-", ".") if international else tail["serial"]
    serial, parts = read_serial(text, number.strip())
    year = read_year(text, tail["year"], may_lack=undated)
    prefix = head[0].replace(" ", "")
    printed = f"{prefix} {tail['serial'].strip()}"
    if year is not None:
        printed += f":{year}" if international else f"{YEAR_DASH}{year}"
    return StandardNumber(
        kind=family.kind,
        level=_local_level(text, head)
        if "region" in head.re.groupindex
        else family.level,
        nature=_nature(family.kind, prefix),
        prefix=prefix,
        serial=serial,
        parts=parts,
        year=year,
        printed=printed,
    )


def _local_level(text: str, head: re.Match[str]) -> NumberLevel:
    """Two digits are a province; four a city with districts, six a district of a
    municipality (its guidance documents): both below the province."""
    region = head["region"]
    if len(region) not in (2, 4, 6):
        raise NumberError(text, f"DB后的行政区划代码“{region}”应为2、4或6位数字")
    if not PROVINCE_CODES.fullmatch(region[:2]):
        raise NumberError(text, f"“{region[:2]}”不是省级行政区划代码")
    return NumberLevel.PROVINCIAL if len(region) == 2 else NumberLevel.MUNICIPAL


def _nature(kind: NumberKind, prefix: str) -> NumberNature | None:
    if kind not in (NumberKind.NATIONAL, NumberKind.SECTOR, NumberKind.LOCAL):
        return None
    if prefix.endswith("/T"):
        return NumberNature.RECOMMENDED
    if prefix.endswith("/Z"):
        return NumberNature.GUIDANCE
    return NumberNature.MANDATORY


def check_internal_number(text: str, pattern: InternalPattern) -> StandardNumber:
    """The number of a standard that the office itself issues.

    NumberError for whatever does not follow ``pattern``, and in particular for
    what looks like a national, local, sector, group or enterprise standard: an office
    below a city with districts has no right to number these (标准化法第十三条).
    """
    if pattern.claims(text):
        return pattern.parse(text)
    plain = normalised(text).replace(" ", "")
    if plain.startswith(("GB", "DB")):
        raise NumberError(
            text,
            "县级单位不能使用国家标准或地方标准的代号（标准化法第十三条），"
            f"内部标准应为“{pattern.example}”的形式",
        )
    for family in _FAMILIES:
        if family.head.match(plain):
            raise NumberError(
                text,
                f"这是{family.level}的代号，内部标准应为“{pattern.example}”的形式",
            )
    return pattern.parse(text)


def citation_order(
    number: StandardNumber,
) -> tuple[int, str, int, tuple[int, ...], int]:
    """Sort key for the list of normative references.

    国家标准, 行业标准, 地方标准, 团体标准, then the enterprise's and the office's own, then
    ISO and IEC; national and international standards by serial, the others by code and
    serial (GB/T 1.1—2020, 8.6).
    """
    by_serial = number.kind in (NumberKind.NATIONAL, NumberKind.INTERNATIONAL)
    return (
        _KINDS_IN_ORDER_OF_CITATION.index(number.kind),
        "" if by_serial else number.prefix,
        int(number.serial),
        number.parts,
        number.year or 0,
    )


def next_free_number(
    existing: Iterable[str],
    pattern: InternalPattern,
    subsystem_letters: str,
    year: int,
    *,
    series: int | None = None,
) -> StandardNumber:
    """The number after the highest one used under ``subsystem_letters``.

    A serial is an identity: it stays with its standard through all editions and is not
    used again after withdrawal, so gaps are not filled and years do not matter.
    ``existing`` may hold numbers of any kind. ``series`` is the first digit, which
    stands for a child subsystem (``TY 2xx``). NumberError if the series is full.
    """
    if subsystem_letters not in pattern.subsystem_letters:
        raise NumberError(subsystem_letters, "不是本试点的分体系代号")
    step = 10 ** (pattern.width - 1)
    low = step * (1 if series is None else series)
    high = step * (10 if series is None else series + 1)
    used = [
        int(number.serial)
        for number in _numbers_of(existing, pattern)
        if number.subsystem == subsystem_letters
    ]
    serial = max((s for s in used if low <= s < high), default=low) + 1
    if serial >= high:
        raise NumberError(
            pattern.printed(subsystem_letters, str(high - 1), (), year),
            "该分体系的顺序号已用完，请增加顺序号的位数",
        )
    printed = pattern.printed(subsystem_letters, str(serial), (), year)
    return pattern.parse(printed)


def _numbers_of(
    existing: Iterable[str], pattern: InternalPattern
) -> Iterable[StandardNumber]:
    for text in existing:
        if not pattern.claims(text):
            continue
        try:
            yield pattern.parse(text, undated=True)
        except NumberError:
            # A number that does not follow the pattern cannot collide with one.
            continue

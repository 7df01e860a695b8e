"""How an office numbers the standards it makes for itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from standards_catalog.numbering.number_parts import (
    YEAR_DASH,
    NumberError,
    NumberKind,
    NumberLevel,
    StandardNumber,
    normalised,
    read_serial,
    read_year,
)

SUBSYSTEM_LETTERS = ("TY", "FW", "GL", "GW")
"""通用基础, 服务提供, 管理, 岗位工作."""

_PREFIX = re.compile(r"[A-Z]{3,10}")
_TAKEN_PREFIX = re.compile(r"(?:GB|DB|ISO|IEC).*")
_SEPARATORS = ("", " ", "-", ".", "/")
_WIDEST_SERIAL = 6


@dataclass(frozen=True, slots=True)
class InternalPattern:
    """The pattern ``JYSJZ TY 101—2019`` with its parts as settings.

    ``prefix`` names the office, ``subsystem_letters`` the subsystems, ``width`` is the
    number of digits of the serial, ``separator`` stands between prefix and letters,
    ``serial_separator`` between letters and serial. NumberError if the pattern could
    be taken for the number of a national, local or sector standard: a county-level
    office must not issue these (标准化法第十三条).
    """

    prefix: str = "JYSJZ"
    separator: str = " "
    serial_separator: str = " "
    width: int = 3
    subsystem_letters: tuple[str, ...] = SUBSYSTEM_LETTERS

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise NumberError(self.prefix, "内部标准的代号应为3至10个大写拉丁字母")
        if _TAKEN_PREFIX.fullmatch(self.prefix):
            raise NumberError(
                self.prefix, "内部标准的代号不能以GB、DB、ISO或IEC开头，以免与之混淆"
            )
        if not {self.separator, self.serial_separator} <= set(_SEPARATORS):
            raise NumberError(self.prefix, "间隔符应为空格、“-”、“.”、“/”或不设间隔")
        if not 1 <= self.width <= _WIDEST_SERIAL:
            raise NumberError(
                self.prefix, f"顺序号的位数“{self.width}”应在1至{_WIDEST_SERIAL}之间"
            )
        if not self.subsystem_letters or not all(
            re.fullmatch("[A-Z]{1,4}", letters) for letters in self.subsystem_letters
        ):
            raise NumberError(self.prefix, "分体系代号应为1至4个大写拉丁字母")

    @property
    def example(self) -> str:
        """A number of this pattern, to show in messages."""
        return self.printed(self.subsystem_letters[0], "1".zfill(self.width), (), 2021)

    def printed(
        self, letters: str, serial: str, parts: tuple[int, ...], year: int | None
    ) -> str:
        """The number made of these parts."""
        number = f"{self.prefix}{self.separator}{letters}{self.serial_separator}"
        number += ".".join([serial, *map(str, parts)])
        return number if year is None else f"{number}{YEAR_DASH}{year}"

    def claims(self, text: str) -> bool:
        """Whether ``text`` begins with this pattern's prefix."""
        return normalised(text).startswith(self.prefix)

    def parse(self, text: str, *, undated: bool = False) -> StandardNumber:
        """The number in ``text``; other spaces than the pattern's are accepted.

        NumberError if it does not follow the pattern or, unless ``undated``, has no
        year.
        """
        rest = normalised(text).removeprefix(self.prefix)
        found = re.fullmatch(
            r"[ ./-]?(?P<letters>[A-Z]*)[ ./-]?(?P<serial>[\d.]*)(?:-(?P<year>.*))?",
            rest,
        )
        if not self.claims(text) or not found:
            raise NumberError(text, f"应为“{self.example}”的形式")
        if found["letters"] not in self.subsystem_letters:
            known = "、".join(self.subsystem_letters)
            raise NumberError(text, f"分体系代号“{found['letters']}”应为{known}之一")
        serial, parts = read_serial(text, found["serial"])
        if len(serial) != self.width:
            raise NumberError(text, f"顺序号“{serial}”应为{self.width}位数字")
        year = read_year(text, found["year"], may_lack=undated)
        letters = found["letters"]
        return StandardNumber(
            kind=NumberKind.INTERNAL,
            level=NumberLevel.INTERNAL,
            nature=None,
            prefix=f"{self.prefix}{self.separator}{letters}",
            serial=serial,
            parts=parts,
            year=year,
            printed=self.printed(letters, serial, parts, year),
            subsystem=letters,
        )

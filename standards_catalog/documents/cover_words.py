"""The fixed words of a cover (GB/T 1.1—2020, 8.1)."""

from __future__ import annotations

import re
from datetime import date

from standards_catalog.numbering.standard_numbers import (
    NumberError,
    NumberLevel,
    parse_number,
)

_CLASSES = {
    NumberLevel.NATIONAL: "中华人民共和国国家标准",
    NumberLevel.SECTOR: "中华人民共和国行业标准",
    NumberLevel.PROVINCIAL: "地方标准",
    NumberLevel.MUNICIPAL: "地方标准",
    NumberLevel.GROUP: "团体标准",
    NumberLevel.ENTERPRISE: "企业标准",
}
_INTERNAL = "试点内部标准"


def class_words(number: str) -> str:
    """层次/类别字样 by the number; the office's own standards are 试点内部标准."""
    # Two or three capitals and digits are a sector; longer letters are the office's.
    try:
        level = parse_number(number).level
    except NumberError:
        return _INTERNAL
    return _CLASSES.get(level, _INTERNAL)


def day_words(day: date | None) -> str:
    """``2021-04-01``, or the blanks that a draft's cover shows."""
    return day.isoformat() if day else "XXXX-XX-XX"


def spaced_title(title: str) -> str:
    """``前言`` as ``前　　言``: titles of two characters are spread."""
    return "　　".join(title) if re.fullmatch(r"[一-龥]{2}", title) else title

"""The cover of a Word file, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from standards_catalog.documents.cover_words import class_words
from standards_catalog.drafting.document import Cover

_GAP = re.compile(r"[\s　]+")
_NUMBER = re.compile(
    r"[A-Z]{1,8}(?:/[A-Z]+)?(?: [A-Z]{1,4})? ?[0-9][0-9.]*[—-][0-9]{4}$"
)
_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[X×x]{4}-[X×x]{2}-[X×x]{2}) ?(发布|实施)"
)
_ISSUER = re.compile(r"(.+?)[ 　]*发布$")
_CLASS = re.compile(r".{0,12}标准$")


def read_cover_lines(lines: Sequence[tuple[str, str]]) -> tuple[Cover, list[str]]:
    """The cover that ``(style, text)`` lines make, and the lines it has no place for."""
    found: dict[str, str] = {}
    bodies: list[str] = []
    unread: list[str] = []
    for style, text in lines:
        line = _GAP.sub(" ", text).strip()
        items = _items(style, line, found)
        if style == "封面发布机构" or items.pop("body", ""):
            matched = _ISSUER.match(line)
            bodies.append(matched[1] if matched else line)
        elif items:
            found |= items
        else:
            unread.append(text)
    return _cover(found, bodies), unread


def _items(style: str, line: str, found: dict[str, str]) -> dict[str, str]:
    """What one line says, by the field of the cover; empty if nothing is known."""
    if line.startswith(("ICS", "CCS")):
        return {line[:3].lower(): line[3:].strip()}
    if days := _DAY.findall(line):
        return {word: day for day, word in days}
    if line.startswith("代替"):
        return {"replaces": line.removeprefix("代替").strip()}
    if style == "封面编号" or _NUMBER.match(line):
        return {"number": line}
    if _ISSUER.match(line):
        return {"body": line}
    if style == "封面类别" or line == class_words(found.get("number", "")):
        return {"class": line}
    if style.casefold() == "title":
        return {"title": line}
    if style == "封面英文名称" or (line.isascii() and "english" not in found):
        return {"english": line}
    if "title" not in found and not _CLASS.match(line):
        return {"title": line}
    return {"class": line} if "class" not in found and _CLASS.match(line) else {}


def _cover(found: dict[str, str], bodies: Sequence[str]) -> Cover:
    return Cover(
        title=found.get("title", ""),
        english_title=found.get("english", ""),
        number=found.get("number", ""),
        replaces=tuple(filter(None, found.get("replaces", "").split("、"))),
        ics=found.get("ics", ""),
        ccs=found.get("ccs", ""),
        published_on=_day(found.get("发布", "")),
        effective_on=_day(found.get("实施", "")),
        issuing_bodies=tuple(bodies),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

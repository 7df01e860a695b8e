"""Standards cited in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from standards_catalog.drafting.checks.draft import Draft, Passage
from standards_catalog.numbering.standard_numbers import (
    InternalPattern,
    NumberError,
    NumberKind,
    StandardNumber,
    parse_number,
)

_SERIAL = r"\s?\d+(?:\.\d+)*"
_YEAR = r"(?:\s?[-–—－]+\s?\d{4}(?!\d))?"
_FORMAL = re.compile(
    r"(?<![A-Za-z0-9/])(?:"
    rf"(?:ISO|IEC)(?:/[A-Z]+)*\s?\d+(?:-\d+)*(?:[:：]\d{{4}}(?!\d))?"
    rf"|T/[A-Z]{{2,12}}{_SERIAL}{_YEAR}|Q/[A-Z]{{2,12}}{_SERIAL}{_YEAR}"
    rf"|DB\s?\d{{2,6}}(?:/[TZ]|(?=\s)){_SERIAL}{_YEAR}"
    rf"|[A-Z]{{2,3}}(?:/[TZ])?{_SERIAL}{_YEAR}"
    r")"
)
_LOCUS = re.compile(
    r"(?:\s*《[^》]*》)?\s*(?:中的|中|的|，|,|（|\()?\s*"
    r"(?P<locus>第\s?\d+\s?章|附录\s?[A-Z](?![A-Za-z])|[表图式]\s?[A-Z]?\.?\d+"
    r"|(?:[A-Z]\.)?\d+(?:\.\d+)+(?![\d%‰]))"
)
_ALL_PARTS = re.compile(r"\s*[（(]所有部分[）)]")
# The code of an office before the letters of a subsystem: “JYSJZ ”, “ABCD-”.
_PREFIXED = re.compile(r"(?<![A-Za-z])[A-Z]{4,10}[ .-]$")
_SEE_ALSO = re.compile(r"参见\s*$")


@dataclass(frozen=True, slots=True)
class Citation:
    """A standard's number in a passage. ``locus`` is the clause, annex, table or figure
    of it that is meant, or empty; ``end`` is where number and locus end.
    ``informative``: introduced by “参见”; ``all_parts``: followed by “（所有部分）”."""

    number: StandardNumber
    passage: Passage
    start: int
    end: int
    locus: str
    informative: bool
    all_parts: bool


def citations(draft: Draft) -> Iterator[Citation]:
    """Every citation of ``draft`` in reading order, its own number left out."""
    own = own_number(draft)
    for passage in draft.passages:
        for citation in _in_passage(passage, draft.internal):
            if own is None or citation.number.undated != own.undated:
                yield citation


def own_number(draft: Draft) -> StandardNumber | None:
    """The number on the draft's cover, if it has one that can be read."""
    try:
        return parse_number(draft.text.cover.number, draft.internal, undated=True)
    except NumberError:
        return None


def _in_passage(
    passage: Passage, internal: InternalPattern | None
) -> Iterator[Citation]:
    text = passage.text
    for match in _matches(text, internal):
        number = _number(match[0], internal)
        if number is None:
            continue
        all_parts = _ALL_PARTS.match(text, match.end())
        locus = _LOCUS.match(text, match.end())
        yield Citation(
            number,
            passage,
            match.start(),
            locus.end() if locus else match.end(),
            locus["locus"] if locus else "",
            bool(_SEE_ALSO.search(text[: match.start()])),
            bool(all_parts),
        )


def _matches(text: str, internal: InternalPattern | None) -> list[re.Match[str]]:
    """What looks like a number, in reading order and without overlaps.

    The end of an own number (``FW 302—2020`` of ``JYSJZ FW 302—2020``) also looks like
    the number of a sector, and so does that of another office's.
    """
    own = list(_internal_form(internal).finditer(text)) if internal else []
    formal = [
        match
        for match in _FORMAL.finditer(text)
        if not any(each.start() < match.end() <= each.end() for each in own)
        and not _PREFIXED.search(text, max(0, match.start() - 11), match.start())
    ]
    return sorted([*own, *formal], key=lambda match: match.start())


def _internal_form(internal: InternalPattern) -> re.Pattern[str]:
    letters = "|".join(internal.subsystem_letters)
    return re.compile(
        rf"(?<![A-Za-z]){internal.prefix}[ ./-]?(?:{letters})[ ./-]?"
        rf"\d{{{internal.width}}}(?:\.\d+)*{_YEAR}"
    )


def _number(text: str, internal: InternalPattern | None) -> StandardNumber | None:
    try:
        number = parse_number(text, internal, undated=True)
    except NumberError:
        return None
    # Two capitals and a figure may be anything (“PM 2.5”), unless a year follows.
    if number.kind is NumberKind.SECTOR and "/" not in text and number.year is None:
        return None
    return number

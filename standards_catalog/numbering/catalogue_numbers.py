"""What a number must satisfy to stand in the catalogue of a pilot."""

from __future__ import annotations

from collections.abc import Iterable

from standards_catalog.numbering.internal_pattern import InternalPattern
from standards_catalog.numbering.number_parts import (
    NumberError,
    NumberLevel,
    StandardNumber,
    normalised,
)
from standards_catalog.numbering.standard_numbers import (
    check_internal_number,
    parse_number,
)


def catalogue_number(
    text: str, level: str, internal: InternalPattern
) -> StandardNumber:
    """The number ``text`` of a standard of ``level`` (标准级别 of the pilot package).

    NumberError, saying what to do, if it is not a number, or the number of another
    level: a county-level office numbers own standards by ``internal`` and by nothing
    that could be taken for a national, sector or local standard (标准化法第十三条).
    """
    if level == NumberLevel.INTERNAL:
        return check_internal_number(text, internal)
    number = parse_number(text, internal)
    if number.level is NumberLevel.INTERNATIONAL:
        raise NumberError(
            text, "国际标准不单独列入体系；已被采用的，请填采用它的国家标准编号"
        )
    if number.level != level:
        raise NumberError(
            text,
            f"这是{number.level}的编号，而标准级别是“{level}”，请改正编号或级别",
        )
    return number


def same_number(text: str, others: Iterable[tuple[str, str]]) -> str:
    """Whose number ``text`` is already; empty if nobody's.

    ``others`` are pairs of a number and of who has it. Dashes, spaces and full-width
    characters make no difference.
    """
    wanted = _key(text)
    return next((owner for number, owner in others if _key(number) == wanted), "")


def same_identity(
    number: StandardNumber, others: Iterable[tuple[str, str]], internal: InternalPattern
) -> str:
    """Which other standard has the serial of an own ``number`` in any year.

    A serial is an identity: it stays with its standard through all editions.
    """
    if number.level is not NumberLevel.INTERNAL:
        return ""
    for text, owner in others:
        if not internal.claims(text):
            continue
        try:
            other = internal.parse(text, undated=True)
        except NumberError:
            continue  # Not of the pattern, so it cannot be the same serial.
        if other.undated == number.undated:
            return owner
    return ""


def _key(text: str) -> str:
    return normalised(text).replace(" ", "")

"""Which edition and which law of a pilot took the place of which."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from standards_catalog.models import LegalInstrument, Pilot, StandardEdition
from standards_catalog.numbering.number_parts import normalised

_SEPARATORS = re.compile("[、，,;；]")


@dataclass(frozen=True, slots=True)
class EditionSuccessions:
    """The editions of a pilot by key, and what replaced each.

    ``successors`` leads from edition to edition of the catalogue; ``free`` holds the
    number of what is not in it.
    """

    editions: Mapping[int, StandardEdition]
    successors: Mapping[int, int]
    free: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LawSuccessions:
    """The laws of a pilot by key, and what replaced each, as for editions."""

    laws: Mapping[int, LegalInstrument]
    successors: Mapping[int, int]
    free: Mapping[int, str]


def edition_successions(pilot: Pilot) -> EditionSuccessions:
    """What replaced each edition: as the office stated, else as a later edition says
    of itself (代替标准), else the next edition of the same standard. One query."""
    rows = StandardEdition.objects.filter(standard__pilot=pilot)
    rows = rows.select_related("standard").defer("text")
    editions = {edition.pk: edition for edition in rows}
    by_number = {
        number_key(edition.number): pk
        for pk, edition in editions.items()
        if edition.number
    }
    stated = _named_by_others(editions.values())
    following = _following(editions.values())
    successors: dict[int, int] = {}
    free: dict[int, str] = {}
    for pk, edition in editions.items():
        given = number_key(edition.successor_number)
        target = (
            edition.successor_id
            or by_number.get(given)
            or (None if given else stated.get(number_key(edition.number)))
            or (None if given else following.get(pk))
        )
        if target is not None and target != pk:
            successors[pk] = target
        elif given:
            free[pk] = edition.successor_number
    return EditionSuccessions(editions, successors, free)


def number_key(number: str) -> str:
    """A number without what people write differently: dashes, spaces, full width."""
    return normalised(number).replace(" ", "")


def _named_by_others(editions: Iterable[StandardEdition]) -> dict[str, int]:
    """Editions by the numbers that they say they replace."""
    return {
        number_key(number): edition.pk
        for edition in editions
        for number in _SEPARATORS.split(edition.replaces)
        if number.strip()
    }


def _following(editions: Iterable[StandardEdition]) -> dict[int, int]:
    """From each edition to the next of its standard by 实施日期."""
    dated = sorted(
        (edition for edition in editions if edition.effective_on is not None),
        key=lambda edition: (edition.standard_id, edition.effective_on, edition.pk),
    )
    return {
        before.pk: after.pk
        for before, after in itertools.pairwise(dated)
        if before.standard_id == after.standard_id
    }


def law_successions(pilot: Pilot) -> LawSuccessions:
    """What replaced each law, as the office stated. One query."""
    laws = {law.pk: law for law in LegalInstrument.objects.filter(pilot=pilot)}
    by_title = {law.title: pk for pk, law in laws.items()}
    successors: dict[int, int] = {}
    free: dict[int, str] = {}
    for pk, law in laws.items():
        target = law.successor_id or by_title.get(law.successor_title)
        if target is not None and target != pk:
            successors[pk] = target
        elif law.successor_title:
            free[pk] = law.successor_title
    return LawSuccessions(laws, successors, free)


def standing_on(item: StandardEdition | LegalInstrument, day: date) -> str:
    """现行, 未实施 or 废止, whatever is stored of today."""
    if item.abolished_on is not None and item.abolished_on <= day:
        return "废止"
    return "现行" if item.is_in_force_on(day) else "未实施"

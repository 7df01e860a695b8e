"""The line of an entry: what it replaced, itself, and what replaced it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from standards_catalog.models import LegalInstrument, Standard, StandardEdition
from standards_catalog.validity.chains import followed, heads_of
from standards_catalog.validity.successions import (
    EditionSuccessions,
    LawSuccessions,
    edition_successions,
    law_successions,
    standing_on,
)

_BEFORE, _ITSELF, _AFTER = "前身", "本项", "代替者"
_FREE = "（未列入体系）"


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One entry of the line as it stands on a day.

    ``number`` is the standard's number or the law's 文号; what is not in the catalogue
    has a number and nothing else.
    """

    part: str
    number: str
    title: str
    effective_on: date | None
    abolished_on: date | None
    standing: str
    url: str


def standard_lineage(standard: Standard, day: date) -> tuple[LineageRow, ...]:
    """The line of all editions of ``standard``, the oldest first. One query."""
    known = edition_successions(standard.pilot)
    own = [pk for pk, e in known.editions.items() if e.standard_id == standard.pk]
    before = [key for pk in own for key in heads_of(pk, known.successors)]
    after = [key for pk in own for key in followed(pk, known.successors)]
    keys = _parted(before, own, after)
    rows = [_edition_row(known, key, part, day) for key, part in keys.items()]
    return (*rows, *_free_rows(known.free, keys))


def law_lineage(law: LegalInstrument, day: date) -> tuple[LineageRow, ...]:
    """The line of ``law``, the oldest first. One query."""
    known = law_successions(law.pilot)
    keys = _parted(
        heads_of(law.pk, known.successors),
        [law.pk],
        followed(law.pk, known.successors),
    )
    rows = [_law_row(known, key, part, day) for key, part in keys.items()]
    return (*rows, *_free_rows(known.free, keys))


def _parted(
    before: Iterable[int], own: Iterable[int], after: Iterable[int]
) -> dict[int, str]:
    """Keys with the part they play, each once; an own edition is never another's."""
    itself = list(own)
    keys = {key: _BEFORE for key in before if key not in itself}
    keys |= dict.fromkeys(itself, _ITSELF)
    return keys | {key: _AFTER for key in after if key not in keys}


def _edition_row(
    known: EditionSuccessions, key: int, part: str, day: date
) -> LineageRow:
    edition: StandardEdition = known.editions[key]
    return LineageRow(
        part,
        edition.number,
        edition.standard.title,
        edition.effective_on,
        edition.abolished_on,
        standing_on(edition, day),
        reverse("standards_catalog:detail", args=[edition.standard_id]),
    )


def _law_row(known: LawSuccessions, key: int, part: str, day: date) -> LineageRow:
    law: LegalInstrument = known.laws[key]
    return LineageRow(
        part,
        law.document_number,
        law.title,
        law.effective_on,
        law.abolished_on,
        standing_on(law, day),
        reverse("standards_catalog:law", args=[law.pk]),
    )


def _free_rows(free: Mapping[int, str], keys: Iterable[int]) -> Iterable[LineageRow]:
    for key in keys:
        if key in free:
            yield LineageRow(_AFTER, free[key], _FREE, None, None, "", "")

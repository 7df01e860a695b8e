"""Which standards and editions are open to the public, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from standards_catalog.models import Standard, StandardEdition
from standards_catalog.selectors import Standing, with_standing

UPCOMING = "即将实施"
"""What the public calls a published standard that is not yet in force."""

_SHOWN = (Standing.IN_FORCE, Standing.NOT_YET, Standing.ABOLISHED)
_BETWEEN_NUMBERS = re.compile(r"[、，,；;\n]+")


def open_standards(day: date, today: date | None = None) -> QuerySet[Any]:
    """Standards everybody may read ``today``, with their standing on ``day``.

    应公开=是, the edition of the day is open today (公开日期), and on the day it was in
    force, or published and still to come, or abolished and marked so. ``today`` is the
    day if it is not given.
    """
    standards = with_standing(Standard.objects.filter(must_publish=True), day)
    return standards.filter(
        ~Q(standing=Standing.NOT_YET) | Q(edition_published_on__lte=day),
        edition_opened_on__lte=today or day,
        standing__in=_SHOWN,
    )


def open_editions(today: date) -> QuerySet[StandardEdition]:
    """Editions everybody may read on ``today``."""
    return StandardEdition.objects.filter(
        standard__must_publish=True, opened_on__lte=today
    ).exclude(standard__status__in=Standard.UNPUBLISHED)


def public_word(standing: str) -> str:
    """The standing in the public's words: 现行, 即将实施 or 废止."""
    return UPCOMING if standing == Standing.NOT_YET else str(standing)


def standing_of(edition: StandardEdition, day: date) -> Standing:
    """How one edition stands on ``day``."""
    if edition.abolished_on is not None and edition.abolished_on <= day:
        return Standing.ABOLISHED
    return Standing.IN_FORCE if edition.is_in_force_on(day) else Standing.NOT_YET


def edition_of_the_day(
    editions: Iterable[StandardEdition], day: date
) -> StandardEdition | None:
    """The edition in force on ``day``, else the next to come, else the last.

    The same choice as ``selectors.with_standing`` makes in the database.
    """
    turns = {Standing.IN_FORCE: 0, Standing.NOT_YET: 1, Standing.ABOLISHED: 2}

    def place(edition: StandardEdition) -> tuple[int, int, int]:
        begins = edition.effective_on.toordinal() if edition.effective_on else 0
        return turns[standing_of(edition, day)], -begins, -edition.pk

    return min(editions, key=place, default=None)


@dataclass(frozen=True, slots=True)
class Successor:
    """What took the place of an edition; ``edition`` is None unless it can be read."""

    number: str
    edition: StandardEdition | None = None


def successor_of(edition: StandardEdition, today: date) -> Successor | None:
    """What took the place of ``edition``: as recorded, else whatever open edition of
    the pilot says that it replaces it."""
    can_be_read = open_editions(today).select_related("standard__pilot")
    if edition.successor_id is not None:
        found = can_be_read.filter(pk=edition.successor_id).first()
        return Successor(edition.replaced_by, found)
    if edition.successor_number:
        return Successor(edition.successor_number)
    if not edition.number:
        return None
    naming = can_be_read.filter(
        standard__pilot=edition.standard.pilot_id, replaces__contains=edition.number
    ).exclude(pk=edition.pk)
    for other in naming:
        if edition.number in map(str.strip, _BETWEEN_NUMBERS.split(other.replaces)):
            return Successor(str(other), other)
    return None


def newly_opened(today: date, pilot_code: str = "") -> QuerySet[StandardEdition]:
    """Open editions, the one opened last first; of one pilot or of all."""
    editions = open_editions(today).select_related("standard__pilot")
    if pilot_code:
        editions = editions.filter(standard__pilot__code=pilot_code)
    return editions.defer("text").order_by("-opened_on", "-pk")

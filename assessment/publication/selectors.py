"""Service standards in force and how far they are open to the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import Unit, User
from assessment.publication.models import PublicationReport
from standards_catalog.models import Pilot, Standard, StandardEdition, Subsystem
from standards_catalog.portal.selectors import edition_of_the_day
from standards_catalog.selectors import Standing, with_standing

SETTING = "publication_days"
DEFAULT_DAYS = 30
"""Days after 实施日期 within which a standard is to be public, unless the office says
otherwise."""


class PublicationState(StrEnum):
    """Where a service standard in force stands on a day."""

    OPEN = "已公开"
    WAITING = "待公开"
    LATE = "逾期"
    CLOSED = "不公开"
    UNKNOWN = "未填"


def days_allowed(pilot: Pilot) -> int:
    """Days from 实施日期 to the publication due, as the office set them."""
    stored = pilot.extra.get(SETTING)
    return stored if isinstance(stored, int) and stored >= 0 else DEFAULT_DAYS


def service_standards(pilot: Pilot, day: date) -> QuerySet[Any]:
    """服务提供 standards in force on ``day``, with ``publication`` (a
    :class:`PublicationState` value) and ``has_report``, a report that waits.

    The same standards, and the same 公开日期, as ``publication_rate`` counts: that of
    the edition in force.
    """
    standards = Standard.objects.filter(
        pilot=pilot, subsystem=Subsystem.SERVICE_PROVISION
    )
    in_force = with_standing(standards, day).filter(standing=Standing.IN_FORCE)
    due_before = day - timedelta(days=days_allowed(pilot))
    states = PublicationState
    state = Case(
        When(must_publish=False, then=Value(states.CLOSED.value)),
        When(must_publish=None, then=Value(states.UNKNOWN.value)),
        When(edition_opened_on__lte=day, then=Value(states.OPEN.value)),
        When(edition_effective_on__lt=due_before, then=Value(states.LATE.value)),
        default=Value(states.WAITING.value),
        output_field=CharField(),
    )
    waiting = PublicationReport.objects.filter(
        edition__standard=OuterRef("pk"), state=PublicationReport.State.WAITING
    )
    return in_force.annotate(publication=state, has_report=Exists(waiting))


def for_user(standards: QuerySet[Any], user: User) -> QuerySet[Any]:
    """The standards whose publication ``user`` follows: a unit those it answers for."""
    return of_unit(standards, user.unit) if user.is_unit_bound else standards


def of_unit(standards: QuerySet[Any], unit: Unit | None) -> QuerySet[Any]:
    """The standards ``unit`` answers for, or all of them."""
    if unit is None:
        return standards
    links = Standard.responsible_units.through.objects.filter(
        standard=OuterRef("pk"), unit=unit
    )
    return standards.filter(Exists(links))


def without_reason() -> Q:
    """Not to be public, and nobody wrote why."""
    return Q(must_publish=False, unpublished_reason="")


def edition_in_force(standard: Standard, day: date) -> StandardEdition | None:
    """The edition whose publication is meant on ``day``."""
    return edition_of_the_day(standard.editions.defer("text"), day)


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """How many standards of a unit stand how; a standard of two units counts in both."""

    unit: Unit
    counts: dict[str, int]

    @property
    def in_order(self) -> list[tuple[str, int]]:
        """The counts in the order of :class:`PublicationState`."""
        return [(state.value, self.counts[state.value]) for state in PublicationState]


def counts_by_unit(
    standards: Iterable[Any], units: Iterable[Unit]
) -> tuple[UnitCounts, ...]:
    """The counts of each of ``units`` that has any; ``standards`` have their
    ``responsible_units`` prefetched."""
    found: dict[int, dict[str, int]] = {}
    for standard in standards:
        for unit in standard.responsible_units.all():
            counts = found.setdefault(
                unit.pk, dict.fromkeys((s.value for s in PublicationState), 0)
            )
            counts[standard.publication] += 1
    return tuple(UnitCounts(unit, found[unit.pk]) for unit in units if unit.pk in found)


def late_count(pilot: Pilot, day: date, unit: Unit | None = None) -> int:
    """Service standards that should be public by ``day`` and are not."""
    late = service_standards(pilot, day).filter(publication=PublicationState.LATE)
    return of_unit(late, unit).count()


def waiting_reports(pilot: Pilot) -> int:
    """Reports of units that the office has not looked at yet."""
    return PublicationReport.objects.filter(
        edition__standard__pilot=pilot, state=PublicationReport.State.WAITING
    ).count()

"""Deliverables as facts of the engine."""

from __future__ import annotations

from assessment.indicators.observations import DeliverableFact
from assessment.programme.models import Deliverable
from standards_catalog.models import Pilot
from standards_catalog.relations import unit_names_by_record


def deliverable_facts(pilot: Pilot) -> tuple[DeliverableFact, ...]:
    """The deliverables of ``pilot`` in file order. Two queries."""
    units = unit_names_by_record(
        Deliverable.responsible_units.through, "deliverable_id", pilot
    )
    rows = Deliverable.objects.filter(pilot=pilot).select_related("phase")
    return tuple(
        DeliverableFact(
            record_id=row.pk,
            phase=row.phase.name,
            phase_starts=row.phase.starts_on,
            phase_ends=row.phase.ends_on,
            sequence=row.number,
            title=row.title,
            responsible_units=units.get(row.pk, ()),
            confirmed_on=row.confirmed_on,
        )
        for row in rows
    )

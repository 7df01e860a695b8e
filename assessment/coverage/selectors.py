"""Work steps as facts of the indicator engine."""

from __future__ import annotations

from collections import defaultdict

from assessment.coverage.models import StepCoverage, WorkStep
from assessment.indicators.observations import StepFact
from assessment.indicators.vocabulary import Applicability
from standards_catalog.models import Pilot
from standards_catalog.relations import unit_names_by_record


def step_facts(pilot: Pilot) -> tuple[StepFact, ...]:
    """All steps of ``pilot`` in file order, every version, with owners and covering
    codes.

    Three queries. A law among the covering codes is handed on: the formula knows
    that laws do not cover.
    """
    owners = unit_names_by_record(WorkStep.owner_units.through, "workstep_id", pilot)
    covering: dict[int, list[str]] = defaultdict(list)
    links = StepCoverage.objects.filter(step__pilot=pilot).order_by("position", "pk")
    for step_id, standard, law in links.values_list(
        "step_id", "standard__code", "law__code"
    ):
        covering[step_id].append(standard or law)
    return tuple(
        StepFact(
            record_id=step.pk,
            domain=step.domain,
            item=step.item,
            step=step.name,
            needs_standard=step.needs_standard,
            applicability=Applicability(step.applicability),
            owner_units=owners.get(step.pk, ()),
            no_standard_reason=step.no_standard_reason,
            covering_standards=tuple(covering.get(step.pk, ())),
            starts_on=step.starts_on,
            ends_on=step.ends_on,
            reason_accepted_by=step.reason_accepted_by,
            reason_accepted_on=step.reason_accepted_on,
        )
        for step in WorkStep.objects.filter(pilot=pilot)
    )

"""Findings as facts of the engine."""

from __future__ import annotations

from assessment.indicators.observations import FindingFact
from assessment.indicators.vocabulary import Verdict
from assessment.rectification.models import Finding
from standards_catalog.models import Pilot


def finding_facts(pilot: Pilot) -> tuple[FindingFact, ...]:
    """The findings of ``pilot`` in file order. One query."""
    return tuple(
        FindingFact(
            record_id=finding.pk,
            number=finding.code,
            unit=finding.unit.name,
            statement=finding.fact,
            raised_on=finding.raised_on,
            fixer_post=finding.fixer_post,
            verifier_post=finding.verifier_post,
            verified_on=finding.verified_on,
            verdict=Verdict(finding.verdict) if finding.verdict else None,
            closed_on=finding.closed_on,
        )
        for finding in Finding.objects.filter(pilot=pilot).select_related("unit")
    )

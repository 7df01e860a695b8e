"""Self-evaluations as facts of the engine."""

from __future__ import annotations

from assessment.indicators.observations import SelfEvaluationFact
from assessment.indicators.vocabulary import Judgement
from assessment.self_evaluation.models import SelfEvaluation
from standards_catalog.models import Pilot


def self_evaluation_facts(pilot: Pilot) -> tuple[SelfEvaluationFact, ...]:
    """All self-evaluation rows of ``pilot``, drafts included. One query."""
    rows = SelfEvaluation.objects.filter(pilot=pilot).values_list(
        "pk",
        "unit__name",
        "standard__code",
        "law__code",
        "clause",
        "judgement",
        "evaluated_on",
        "explanation",
        "submitted_on",
    )
    return tuple(
        SelfEvaluationFact(
            record_id=pk,
            unit=unit,
            standard=standard or law or "",
            clause=clause,
            judgement=Judgement(judgement),
            rated_on=rated_on,
            remark=remark,
            submitted_on=submitted_on,
        )
        for pk, unit, standard, law, clause, judgement, rated_on, remark, submitted_on in rows
    )

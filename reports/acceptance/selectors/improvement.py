"""Snapshot rows of self-evaluation and rectification."""

from __future__ import annotations

from collections import Counter

from assessment.rectification.models import Finding
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, day_text, value_row


def self_evaluation_rows(inputs: Inputs) -> Row:
    """What the units judged of themselves, and who has not handed it in."""
    conformity = inputs.opened("clause_conformity")
    judgements = Counter(
        row.judgement.value
        for row in inputs.facts.self_evaluations
        if row.submitted_on is not None
        and max(row.submitted_on, row.rated_on) <= inputs.as_of
    )
    return {
        "submission": value_row(inputs.values["self_evaluation_submission"]),
        "conformity": value_row(conformity.value),
        "judgements": [
            {"name": name, "count": judgements[name]}
            for name in ("符合", "部分符合", "不符合", "不适用")
        ],
        "units": inputs.unit_rows("self_evaluation_submission", "clause_conformity"),
        "not_submitted": [
            {"unit": entry.key, "reason": entry.reason}
            for entry in inputs.opened("self_evaluation_submission").shortfall
        ],
    }


def rectification_rows(inputs: Inputs) -> Row:
    """The findings by source and severity, and the open ones with their delay."""
    opened = inputs.opened("rectification_closure")
    findings = Finding.objects.filter(pilot=inputs.pilot).select_related("unit")
    stored = findings.in_bulk()
    closed = {entry.record_id for entry in opened.numerator}
    raised = [stored[entry.record_id] for entry in opened.denominator]
    return {
        "value": value_row(opened.value),
        "sources": _grouped([f.source for f in raised], raised, closed),
        "severities": _grouped([f.severity for f in raised], raised, closed),
        "units": [
            row
            for row in inputs.unit_rows("rectification_closure")
            if row["rectification_closure"]["denominator"]
        ],
        "open": [
            _open_row(inputs, stored[entry.record_id], entry.reason)
            for entry in opened.shortfall
        ],
    }


def _grouped(names: list[str], raised: list[Finding], closed: set[int]) -> list[Row]:
    totals = Counter(names)
    done: Counter[str] = Counter()
    for name, finding in zip(names, raised, strict=True):
        done[name] += finding.pk in closed
    return [
        {"name": name, "raised": total, "closed": done[name]}
        for name, total in totals.items()
    ]


def _open_row(inputs: Inputs, finding: Finding, reason: str) -> Row:
    """``overdue_days`` is 0 while the deadline has not passed."""
    return {
        "code": finding.code,
        "unit": finding.unit.name,
        "fact": finding.fact,
        "severity": finding.severity,
        "raised_on": day_text(finding.raised_on),
        "due_on": day_text(finding.due_on),
        "reason": reason,
        "overdue_days": max((inputs.as_of - finding.due_on).days, 0),
    }

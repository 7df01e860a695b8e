"""Snapshot rows of training: by unit and by training, without any person's name."""

from __future__ import annotations

from collections import Counter

from assessment.indicators.snapshot import Snapshot
from assessment.indicators.training import (
    best_scores,
    exemptions,
    roster_by_unit,
    trainings_due,
    trainings_held,
)
from assessment.training.models import Training
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, day_text, value_row


def training_rows(inputs: Inputs) -> Row:
    """Who owed what and came: pilot, units, and each training held by the day."""
    return {
        "participation": value_row(inputs.values["training_participation"]),
        "passing": value_row(inputs.values["training_pass_rate"]),
        "left_out": _left_out(inputs),
        "units": inputs.unit_rows("training_participation", "training_pass_rate"),
        "trainings": _training_rows(inputs),
    }


def _left_out(inputs: Inputs) -> list[Row]:
    reasons = Counter(
        entry.reason for entry in inputs.opened("training_participation").exclusions
    )
    return [{"reason": reason, "count": count} for reason, count in reasons.items()]


def _training_rows(inputs: Inputs) -> list[Row]:
    snapshot = Snapshot(inputs.facts, inputs.as_of)
    counts = _attendance(snapshot)
    stored = Training.objects.filter(pilot=inputs.pilot).in_bulk(field_name="pk")
    rows = []
    for number, training in trainings_held(snapshot).items():
        record = stored[training.record_id]
        rows.append(
            {
                "code": number,
                "topic": training.topic,
                "held_on": day_text(training.held_on),
                "method": record.method,
                "scope": list(training.scope),
                **counts[number],
            }
        )
    return rows


def _attendance(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Training → due (应训), exempt, attended and missing people on the roster.

    应训 are the people in its scope; attended and missing are counted among those
    who are not exempt, so due = exempt + attended + missing.
    """
    counts = {
        number: dict.fromkeys(("due", "exempt", "attended", "missing"), 0)
        for number in trainings_held(snapshot)
    }
    excused = exemptions(snapshot)
    attended = best_scores(snapshot)
    for person in roster_by_unit(snapshot).get(None, ()):
        own = attended.get(person.staff_number, {})
        for number in snapshot.derive(trainings_due, person.post):
            outcome = "attended" if number in own else "missing"
            if (number, person.staff_number) in excused:
                outcome = "exempt"
            counts[number]["due"] += 1
            counts[number][outcome] += 1
    return counts

"""The snapshot: everything an acceptance report prints, exact and canonical."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from assessment.indicators.registry import INDICATORS_BY_CODE
from reports.acceptance.problems import find_problems
from reports.acceptance.selectors.catalogue import coverage_rows, system_rows
from reports.acceptance.selectors.evidence import evidence_rows
from reports.acceptance.selectors.implementation import (
    implementation_rows,
    timeliness_rows,
)
from reports.acceptance.selectors.improvement import (
    rectification_rows,
    self_evaluation_rows,
)
from reports.acceptance.selectors.inputs import Inputs, read_inputs
from reports.acceptance.selectors.programme import (
    note_rows,
    organisation_rows,
    programme_rows,
)
from reports.acceptance.selectors.satisfaction import satisfaction_rows
from reports.acceptance.selectors.training import training_rows
from reports.acceptance.stored_values import Row, day_text, value_row
from standards_catalog.models import Pilot

SCHEMA = 1

_PARTS: dict[str, Callable[[Inputs], Any]] = {
    "organisation": organisation_rows,
    "programme": programme_rows,
    "system": system_rows,
    "coverage": coverage_rows,
    "implementation": implementation_rows,
    "training": training_rows,
    "satisfaction": satisfaction_rows,
    "timeliness": timeliness_rows,
    "self_evaluation": self_evaluation_rows,
    "rectification": rectification_rows,
    "evidence": evidence_rows,
    "notes": note_rows,
}


def take_snapshot(pilot: Pilot, as_of: date) -> dict[str, Any]:
    """Everything the report of ``pilot`` as of ``as_of`` prints, as JSON values.

    Numbers are exact: counts as integers, rates and indices as the text of a
    fraction; nothing is rounded here. No person is named.
    """
    inputs = read_inputs(pilot, as_of)
    snapshot: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "pilot": _pilot_row(inputs),
        "indicators": [_formula_row(inputs, code) for code in inputs.values],
    }
    snapshot |= {name: read(inputs) for name, read in _PARTS.items()}
    snapshot["problems"] = find_problems(snapshot)
    return snapshot


def canonical_json(snapshot: dict[str, Any]) -> bytes:
    """The snapshot as UTF-8 JSON with sorted keys and no spaces."""
    text = json.dumps(
        snapshot,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return text.encode()


def digest_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(snapshot)).hexdigest()


def _pilot_row(inputs: Inputs) -> Row:
    pilot = inputs.pilot
    settings = inputs.facts.settings
    return {
        "code": pilot.code,
        "name": pilot.name,
        "document": pilot.document,
        "starts_on": day_text(pilot.starts_on),
        "ends_on": day_text(pilot.ends_on),
        "is_demonstration": pilot.is_demonstration,
        "satisfaction_counts_fair": settings.satisfaction_counts_fair,
        "implementation_scope": settings.implementation_scope.value,
        "minimum_answers_per_unit": settings.minimum_answers_per_unit,
    }


def _formula_row(inputs: Inputs, code: str) -> Row:
    """A line of the calculation sheet: the value and where its formula comes from."""
    indicator = INDICATORS_BY_CODE[code]
    return {
        **value_row(inputs.values[code]),
        "formula": indicator.formula_text,
        "source": indicator.source,
        "undefined": indicator.undefined,
    }

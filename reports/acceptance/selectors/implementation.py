"""Snapshot rows of implementation, publication and the time limits of cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assessment.implementation.models import MeasurableRule
from assessment.indicators import engine
from assessment.indicators.cases import time_limit_of
from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import RuleFact
from assessment.indicators.vocabulary import (
    APPLICANT_FEEDBACK_RULE,
    TRANSFER_RULE,
    WINDOW_FEEDBACK_RULE,
)
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, value_row

TIMELINESS = {
    TRANSFER_RULE: "transfer_timeliness",
    APPLICANT_FEEDBACK_RULE: "applicant_feedback_timeliness",
    WINDOW_FEEDBACK_RULE: "window_feedback_timeliness",
}
_ITEMS = "SELECT DISTINCT item FROM read_parquet($parts) ORDER BY item"
_CASES = """
SELECT count(*) FROM read_parquet($parts)
WHERE CAST(accepted_at AS DATE) <= $as_of::DATE
"""


def implementation_rows(inputs: Inputs) -> Row:
    """Implementation and publication, with what is not yet done."""
    implemented = inputs.opened("implementation_rate")
    published = inputs.opened("publication_rate")
    return {
        "value": value_row(implemented.value),
        "units": inputs.unit_rows("implementation_rate", "publication_rate"),
        "not_implemented": [
            {"code": entry.key, "title": entry.label, "reason": entry.reason}
            for entry in implemented.shortfall
        ],
        "records": _record_counts(inputs),
        "publication": value_row(published.value),
        "not_public": [
            {"code": entry.key, "title": entry.label, "reason": entry.reason}
            for entry in published.shortfall
        ],
        "kept_private": [
            {"code": entry.key, "title": entry.label, "reason": entry.reason}
            for entry in published.exclusions
        ],
    }


def _record_counts(inputs: Inputs) -> list[Row]:
    """How many records of each kind were made by the day, and how many verified."""
    made: Counter[str] = Counter()
    verified: Counter[str] = Counter()
    for record in inputs.facts.implementation_records:
        if record.dated <= inputs.as_of:
            made[record.type] += 1
            done = record.verified_on is not None and record.verified_on <= inputs.as_of
            verified[record.type] += done
    return [
        {"kind": kind, "made": made[kind], "verified": verified[kind]}
        for kind in ("宣贯", "执行", "检查", "记录")
    ]


def timeliness_rows(inputs: Inputs) -> Row:
    """The cases judged by R01 to R03, by unit and by item, and repeated grants."""
    codes = tuple(TIMELINESS.values())
    units = [row for row in inputs.unit_rows(*codes) if _has_cases(row, codes)]
    return {
        "cases": _count_cases(inputs),
        "rules": [_rule_row(inputs, rule, code) for rule, code in TIMELINESS.items()],
        "units": units,
        "items": _item_rows(inputs),
        "duplicates": value_row(inputs.values["duplicate_assistance"]),
        "duplicate_units": [
            {"unit": unit, "count": values["duplicate_assistance"].numerator}
            for unit, values in inputs.by_unit.items()
            if values["duplicate_assistance"].numerator
        ],
        "unconfigured_rules": [
            rule.rule_number for rule in inputs.facts.rules if rule.limit is None
        ],
        "all_rules": len(inputs.facts.rules),
    }


def _has_cases(row: Row, codes: tuple[str, ...]) -> bool:
    return any(row[code]["denominator"] for code in codes)


def _count_cases(inputs: Inputs) -> int | None:
    """Cases accepted by the day; ``None`` where no ledger was imported."""
    ledger = inputs.facts.ledger
    if ledger is None:
        return None
    return sum(
        int(str(count)) for (count,) in ledger.query(_CASES, {"as_of": inputs.as_of})
    )


def _rule_row(inputs: Inputs, rule_number: str, code: str) -> Row:
    rule = next((r for r in inputs.facts.rules if r.rule_number == rule_number), None)
    limit = time_limit_of(rule) if rule else None
    stored = MeasurableRule.objects.filter(pilot=inputs.pilot, code=rule_number).first()
    return {
        "rule": rule_number,
        "clause": stored.clause_text if stored else "",
        "limit": f"{limit.limit}{limit.unit}" if limit else "未配置",
        "value": value_row(inputs.values[code]),
    }


def _item_rows(inputs: Inputs) -> list[Row]:
    """The same indicators for each 事项: the rules narrowed to that item."""
    ledger = inputs.facts.ledger
    if ledger is None:
        return []
    rows = []
    for (item,) in ledger.query(_ITEMS, {}):
        row: Row = {"item": str(item)}
        for rule_number, code in TIMELINESS.items():
            row[code] = value_row(_of_item(inputs, rule_number, code, str(item)))
        if _has_cases(row, tuple(TIMELINESS.values())):
            rows.append(row)
    return rows


def _of_item(inputs: Inputs, rule_number: str, code: str, item: str) -> IndicatorValue:
    """The indicator over the cases of one item; a rule of other items yields none."""
    rules = tuple(_narrowed(rule, item) for rule in inputs.facts.rules)
    kept = tuple(
        rule for rule in rules if rule is not None and rule.rule_number == rule_number
    )
    facts = replace(inputs.facts, rules=kept)
    return engine.open_indicator(facts, code, inputs.as_of).value


def _narrowed(rule: RuleFact, item: str) -> RuleFact | None:
    if rule.items and item not in rule.items:
        return None
    return replace(rule, items=(item,))

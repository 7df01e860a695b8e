"""Snapshot rows of the standards system and of what it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from assessment.indicators import engine
from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import StepFact
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import codes_in_force, steps_in_use
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, day_text, value_row
from standards_catalog.facts import CatalogueRow
from standards_catalog.models import LegalInstrument, Section, Standard, Subsystem


def system_rows(inputs: Inputs) -> Row:
    """The standards system: counts by level and section, the detail table, the laws.

    应有 are the standards listed and not 废止 on the day, 现有 those in force: the
    lists behind ``system_completeness`` (GB/T 13016—2018, 统计表).
    """
    opened = inputs.opened("system_completeness")
    listed = {entry.record_id for entry in opened.denominator}
    in_force = {entry.record_id for entry in opened.numerator}
    return {
        "completeness": value_row(opened.value),
        "subsystems": [
            {"name": subsystem, "value": value_row(_completeness(inputs, subsystem))}
            for subsystem in Subsystem.values
        ],
        "levels": _level_rows(inputs, listed, in_force),
        "sections": _section_rows(inputs, listed, in_force),
        "standards": [_standard_row(inputs, row) for row in inputs.catalogue],
        "laws": _law_rows(inputs),
        "promoted": [
            {"code": entry.key, "title": entry.label, "reason": entry.reason}
            for entry in inputs.opened("promoted_standards").numerator
        ],
    }


def _completeness(inputs: Inputs, subsystem: str) -> IndicatorValue:
    chosen = tuple(s for s in inputs.facts.standards if s.subsystem == subsystem)
    facts = replace(inputs.facts, standards=chosen)
    return engine.open_indicator(facts, "system_completeness", inputs.as_of).value


def _level_rows(inputs: Inputs, listed: set[int], in_force: set[int]) -> list[Row]:
    """应有 and 现有 of every level in every subsystem, levels in the order of rank."""
    owed: Counter[tuple[str, str]] = Counter()
    present: Counter[tuple[str, str]] = Counter()
    for row in inputs.catalogue:
        place = (row.standard.level, row.standard.subsystem)
        owed[place] += row.standard.pk in listed
        present[place] += row.standard.pk in in_force
    return [
        {
            "level": level,
            "subsystems": [
                {
                    "name": name,
                    "listed": owed[level, name],
                    "in_force": present[level, name],
                }
                for name in Subsystem.values
            ],
        }
        for level in Standard.Level.values
    ]


def _section_rows(inputs: Inputs, listed: set[int], in_force: set[int]) -> list[Row]:
    owed: Counter[int | None] = Counter()
    present: Counter[int | None] = Counter()
    for row in inputs.catalogue:
        owed[row.standard.section_id] += row.standard.pk in listed
        present[row.standard.section_id] += row.standard.pk in in_force
    laws = LegalInstrument.objects.filter(pilot=inputs.pilot).values_list(
        "code", flat=True
    )
    sections = Section.objects.filter(pilot=inputs.pilot).select_related("parent")
    return [
        {
            "subsystem": section.subsystem,
            "code": section.code,
            "title": section.title,
            "parent": section.parent.code if section.parent else "",
            "listed": owed[section.pk],
            "in_force": present[section.pk],
            "laws": sum(code.startswith(section.code) for code in laws),
        }
        for section in sections
    ]


def _standard_row(inputs: Inputs, row: CatalogueRow) -> Row:
    """A line of the detail table (明细表) of GB/T 13016."""
    standard, edition = row.standard, row.edition
    return {
        "code": standard.code,
        "subsystem": standard.subsystem,
        "section": standard.section.title if standard.section else "",
        "title": standard.title,
        "number": edition.number if edition else "",
        "level": standard.level,
        "status": standard.status,
        "is_in_force": row.is_in_force_on(inputs.as_of),
        "effective_on": day_text(edition.effective_on if edition else None),
        "abolished_on": day_text(edition.abolished_on if edition else None),
        "units": list(row.responsible_units),
    }


def _law_rows(inputs: Inputs) -> list[Row]:
    return [
        {
            "code": law.code,
            "title": law.title,
            "document_number": law.document_number,
            "issuer": law.issuer,
            "effective_on": day_text(law.effective_on),
            "abolished_on": day_text(law.abolished_on),
        }
        for law in LegalInstrument.objects.filter(pilot=inputs.pilot)
    ]


def coverage_rows(inputs: Inputs) -> Row:
    """Coverage of the work steps, by domain and subsystem, with the gap list."""
    opened = inputs.opened("standard_coverage")
    steps = {step.record_id: step for step in inputs.facts.steps}
    counted = [steps[entry.record_id] for entry in opened.denominator]
    return {
        "value": value_row(opened.value),
        "domains": [
            {"name": domain, "value": value_row(_domain_coverage(inputs, domain))}
            for domain in _domains(inputs)
        ],
        "subsystems": _supporting_subsystems(inputs, counted),
        "gaps": [
            _gap_row(steps[entry.record_id], entry.reason) for entry in opened.shortfall
        ],
        "left_out": _left_out(entry.reason for entry in opened.exclusions),
    }


def _domains(inputs: Inputs) -> Iterable[str]:
    steps = steps_in_use(Snapshot(inputs.facts, inputs.as_of))
    return dict.fromkeys(step.domain for step in steps)


def _domain_coverage(inputs: Inputs, domain: str) -> IndicatorValue:
    chosen = tuple(step for step in inputs.facts.steps if step.domain == domain)
    facts = replace(inputs.facts, steps=chosen)
    return engine.open_indicator(facts, "standard_coverage", inputs.as_of).value


def _supporting_subsystems(inputs: Inputs, counted: list[StepFact]) -> list[Row]:
    """How many of the counted steps each subsystem has a standard in force for."""
    in_force = codes_in_force(Snapshot(inputs.facts, inputs.as_of))
    home = {standard.code: standard.subsystem for standard in inputs.facts.standards}
    covered: Counter[str] = Counter()
    for step in counted:
        codes = [code for code in step.covering_standards if code in in_force]
        covered.update({home[code] for code in codes})
    return [
        {"name": name, "covered": covered[name], "steps": len(counted)}
        for name in Subsystem.values
    ]


def _gap_row(step: StepFact, reason: str) -> Row:
    return {
        "domain": step.domain,
        "item": step.item,
        "step": step.step,
        "units": list(step.owner_units),
        "reason": reason,
    }


def _left_out(reasons: Iterable[str]) -> list[Row]:
    """Why steps do not count, with how many: the reason without its details."""
    kinds = Counter(reason.split("：")[0] for reason in reasons)
    return [{"reason": kind, "count": count} for kind, count in kinds.items()]

"""A pilot's rows as the facts the indicator engine works on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from assessment.coverage.selectors import step_facts
from assessment.implementation.selectors import (
    case_ledger,
    implementation_facts,
    rule_facts,
    work_calendar,
)
from assessment.indicators.observations import (
    LawFact,
    PilotFacts,
    PilotSettings,
    StandardFact,
    Target,
    UnitFact,
)
from assessment.indicators.targets import parse_target
from assessment.indicators.vocabulary import (
    ImplementationScope,
    StandardLevel,
    StandardStatus,
)
from assessment.programme.selectors import deliverable_facts
from assessment.rectification.selectors import finding_facts
from assessment.satisfaction.selectors import answer_sheet_facts, survey_facts
from assessment.self_evaluation.selectors import self_evaluation_facts
from assessment.training.selectors import (
    exemption_facts,
    post_facts,
    sign_in_facts,
    staff_facts,
    training_facts,
)
from standards_catalog.facts import CatalogueRow, catalogue_rows
from standards_catalog.models import LegalInstrument, Pilot, PilotMembership

_TABLES: dict[str, Callable[[Pilot], Any]] = {
    "standards": lambda pilot: tuple(map(_standard_fact, catalogue_rows(pilot))),
    "laws": lambda pilot: _law_facts(pilot),
    "steps": step_facts,
    "posts": post_facts,
    "deliverables": deliverable_facts,
    "staff": staff_facts,
    "trainings": training_facts,
    "sign_ins": sign_in_facts,
    "exemptions": exemption_facts,
    "implementation_records": implementation_facts,
    "self_evaluations": self_evaluation_facts,
    "findings": finding_facts,
    "rules": rule_facts,
    "calendar": work_calendar,
    "ledger": case_ledger,
}
_SURVEYS = ("surveys", "answer_sheets")


def pilot_facts(pilot: Pilot, only: Iterable[str] | None = None) -> PilotFacts:
    """Everything the engine may know about ``pilot``, in some twenty-five queries
    whatever its size.

    ``only`` names the tables to load, as :attr:`Indicator.needs` does; the others stay
    empty. Units, targets and settings are always there.
    """
    wanted = {*_TABLES, *_SURVEYS} if only is None else set(only)
    if unknown := wanted - {*_TABLES, *_SURVEYS}:
        raise KeyError(f"no such table of facts: {', '.join(sorted(unknown))}")
    tables: dict[str, Any] = {
        name: load(pilot) for name, load in _TABLES.items() if name in wanted
    }
    if wanted.intersection(_SURVEYS):
        surveys = survey_facts(pilot)
        tables["surveys"] = surveys
        tables["answer_sheets"] = tuple(answer_sheet_facts(pilot, surveys))
    return PilotFacts(
        code=pilot.code,
        name=pilot.name,
        units=_unit_facts(pilot),
        targets=pilot_targets(pilot),
        settings=pilot_settings(pilot),
        **tables,
    )


def pilot_targets(pilot: Pilot) -> dict[str, Target]:
    """The pilot's targets by indicator code, parsed exactly."""
    return {
        code: Target(text, parse_target(code, text))
        for code, text in pilot.targets.items()
    }


def pilot_settings(pilot: Pilot) -> PilotSettings:
    """The pilot's settings with the defaults of ``pilot.toml``."""
    known = PilotSettings()
    stored = pilot.settings
    scope = stored.get("implementation_scope", known.implementation_scope.value)
    return PilotSettings(
        satisfaction_counts_fair=stored.get(
            "satisfaction_counts_fair", known.satisfaction_counts_fair
        ),
        implementation_scope=ImplementationScope(scope),
        minimum_answers_per_unit=stored.get(
            "minimum_answers_per_unit", known.minimum_answers_per_unit
        ),
    )


def _unit_facts(pilot: Pilot) -> tuple[UnitFact, ...]:
    members = PilotMembership.objects.filter(pilot=pilot).values_list(
        "unit_id",
        "unit__name",
        "unit__starts_on",
        "unit__ends_on",
        "unit__successor__name",
    )
    return tuple(
        UnitFact(pk, name, starts_on, ends_on, successor or "")
        for pk, name, starts_on, ends_on, successor in members
    )


def _law_facts(pilot: Pilot) -> tuple[LawFact, ...]:
    rows = LegalInstrument.objects.filter(pilot=pilot).values_list(
        "pk", "code", "title"
    )
    return tuple(LawFact(*row) for row in rows)


def _standard_fact(row: CatalogueRow) -> StandardFact:
    standard, edition = row.standard, row.edition
    return StandardFact(
        record_id=standard.pk,
        code=standard.code,
        title=standard.title,
        subsystem=standard.subsystem,
        level=StandardLevel(standard.level),
        status=StandardStatus(standard.status),
        effective_on=edition.effective_on if edition else None,
        withdrawn_on=edition.abolished_on if edition else None,
        promoted_to=standard.promoted_to,
        promoted_on=standard.promoted_on,
        responsible_units=row.responsible_units,
        applicable_units=row.applicable_units,
        must_be_public=standard.must_publish,
        not_public_reason=standard.unpublished_reason,
        made_public_on=edition.opened_on if edition else None,
        earlier_periods=tuple(
            (earlier.effective_on, earlier.abolished_on)
            for earlier in row.earlier_editions
        ),
        earlier_openings=tuple(earlier.opened_on for earlier in row.earlier_editions),
    )

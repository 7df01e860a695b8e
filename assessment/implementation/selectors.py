"""Implementation records, rules, calendar and ledger as facts of the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from assessment.implementation.models import (
    ImplementationRecord,
    LedgerPart,
    MeasurableRule,
    WorkCalendarDay,
)
from assessment.indicators.ledger import CaseLedger
from assessment.indicators.observations import ImplementationFact, RuleFact
from assessment.indicators.vocabulary import (
    DayKind,
    ImplementationKind,
    LimitUnit,
)
from assessment.indicators.working_days import WorkCalendar
from standards_catalog.models import Pilot


def implementation_facts(pilot: Pilot) -> tuple[ImplementationFact, ...]:
    """What the units of ``pilot`` have filed, in file order. One query.

    A draft or a returned record is no fact yet.
    """
    rows = (
        ImplementationRecord.objects.filed()
        .filter(pilot=pilot)
        .values_list(
            "pk",
            "unit__name",
            "standard__code",
            "law__code",
            "done_on",
            "kind",
            "verified_on",
        )
    )
    return tuple(
        ImplementationFact(
            record_id=pk,
            unit=unit,
            standard=standard or law or "",
            dated=done_on,
            type=ImplementationKind(kind),
            verified_on=verified_on,
        )
        for pk, unit, standard, law, done_on, kind, verified_on in rows
    )


def rule_facts(pilot: Pilot) -> tuple[RuleFact, ...]:
    """The measurable rules of ``pilot``. One query."""
    return tuple(
        RuleFact(
            record_id=rule.pk,
            rule_number=rule.code,
            limit=rule.limit,
            limit_unit=LimitUnit(rule.limit_unit),
            items=tuple(rule.applicable_items),
        )
        for rule in MeasurableRule.objects.filter(pilot=pilot)
    )


def work_calendar(pilot: Pilot) -> WorkCalendar:
    """The built-in working calendar with this pilot's own days. One query."""
    overrides: dict[date, DayKind] = {
        day: DayKind(kind)
        for day, kind in WorkCalendarDay.objects.filter(pilot=pilot).values_list(
            "day", "kind"
        )
    }
    return WorkCalendar(overrides)


def ledger_path(pilot_code: str, digest: str) -> Path:
    """Where the Parquet part with this digest lies under the data folder."""
    root: Path = settings.DATA_ROOT
    return root / "ledger" / pilot_code / f"{digest}.parquet"


def case_ledger(pilot: Pilot) -> CaseLedger | None:
    """The case ledger over the pilot's parts, or ``None`` when it has none."""
    digests = LedgerPart.objects.filter(pilot=pilot).values_list("digest", flat=True)
    parts = tuple(ledger_path(pilot.code, digest) for digest in digests)
    return CaseLedger(parts) if parts else None

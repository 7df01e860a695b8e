"""What a record still lacks before it can be filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.implementation.choosing import (
    applies_to,
    clause_choices,
    edition_on,
)
from assessment.implementation.models import ImplementationRecord
from standards_catalog.models import StandardEdition

_PUBLICITY = ImplementationRecord.Kind.PUBLICITY


@dataclass(frozen=True, slots=True)
class Readiness:
    """``errors`` stand in the way of filing; ``warnings`` want a second look.

    Each is one Chinese line that says what to do.
    """

    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing at all is missing."""
        return not (self.errors or self.warnings)


def readiness_of(record: ImplementationRecord, today: date) -> Readiness:
    """What ``record`` lacks on ``today``. A handful of queries."""
    standard = record.standard
    errors: list[str] = []
    warnings: list[str] = []
    if record.done_on > today:
        errors.append(
            f"日期 {record.done_on.isoformat()} 还没有到；只能填报已经做了的事。"
        )
    if not record.unit.is_active_on(record.done_on):
        errors.append(f"{record.unit}在 {record.done_on.isoformat()} 不在启用期内。")
    if standard is not None:
        if not applies_to(standard, record.unit):
            errors.append(f"{standard.code} 不适用于本单位，请改选适用的标准。")
        edition = edition_on(standard, record.done_on)
        _check_edition(record, edition, errors, warnings)
        _check_clauses(record, edition, errors)
    if not record.clauses and not record.description.strip():
        errors.append("请至少选择一条条款，或写明做了什么。")
    elif not record.description.strip():
        warnings.append("没有写说明：核实的人只能从佐证材料看出做了什么。")
    if not record.evidence.all():
        warnings.append("没有佐证材料：核实时可能被退回。")
    if record.returned_on is not None:
        warnings.append(f"退回的意见是“{record.returned_note}”，请确认已经照办。")
    if _has_double(record):
        warnings.append(
            "本单位已经填报过同一标准、同一日期、同一类型和条款的记录，请核对是否重复。"
        )
    return Readiness(tuple(errors), tuple(warnings))


def _check_edition(
    record: ImplementationRecord,
    edition: StandardEdition | None,
    errors: list[str],
    warnings: list[str],
) -> None:
    if edition is not None:
        return
    day = record.done_on.isoformat()
    if record.kind == _PUBLICITY:
        warnings.append(f"标准在 {day} 还没有实施或已经废止；实施前的宣贯可以填报。")
    else:
        errors.append(
            f"标准在 {day} 不是现行标准，不能填报{record.kind}；请核对日期和标准。"
        )


def _check_clauses(
    record: ImplementationRecord, edition: StandardEdition | None, errors: list[str]
) -> None:
    known = {choice.number for choice in clause_choices(edition)}
    unknown = [clause for clause in record.clauses if clause not in known]
    if known and unknown:
        errors.append(
            f"{edition} 中没有条款 {'、'.join(unknown)}；请从左边的条款中重新选择。"
        )


def _has_double(record: ImplementationRecord) -> bool:
    same = ImplementationRecord.objects.filed().filter(
        pilot=record.pilot_id,
        unit=record.unit_id,
        standard=record.standard_id,
        law=record.law_id,
        done_on=record.done_on,
        kind=record.kind,
        clause=record.clause,
    )
    return same.exclude(pk=record.pk).exists()

"""Checks: ordered, recorded, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.evidence.services import attach_each, remove_evidence
from assessment.implementation.models import CLAUSE_SEPARATOR, ImplementationRecord
from assessment.rectification.models import Finding
from assessment.supervision.models import Inspection
from assessment.supervision.services.draws import DrawRefusedError
from assessment.supervision.services.notices import tell_result, tell_units
from assessment.supervision.services.numbering import next_code, next_position
from standards_catalog.models import Pilot, Standard

_POST = 100
BETWEEN_CLAUSES = re.compile("[、,，;；]")
DAYS_TO_MEND = timedelta(days=30)
"""期限 of a finding for which none was set."""
# What of a finding shows that somebody has begun to work on it.
_ACTED_ON = ("cause", "action", "fixer_post", "completed_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Order:
    """A 专项检查 that the office orders, without a draw."""

    unit: Unit
    standard: Standard
    reason: str
    assigned_to: str
    notice_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found. ``finding_due_on`` is the 期限 of the finding that a check
    which did not conform opens; ``is_counted`` makes a verified 实施记录 of a passed
    one."""

    checked_on: date
    clause: str
    methods: list[str]
    result: str
    facts: str
    inspector_post: str
    sample_size: int | None = None
    conforming_count: int | None = None
    is_counted: bool = False
    severity: str = Finding.Severity.MINOR
    finding_due_on: date | None = None

    @property
    def conforms(self) -> bool:
        """Whether nothing has to be put right."""
        return self.result == Inspection.Result.CONFORMS


@transaction.atomic
def order_inspection(
    *, pilot: Pilot, order: Order, actor: User, address: str
) -> Inspection:
    """Add a check by hand, marked as 专项检查, and tell the unit if it is time."""
    check = Inspection.objects.create(
        pilot=pilot,
        position=next_position(Inspection, pilot),
        code=next_code(Inspection, pilot, "JC"),
        unit=order.unit,
        standard=order.standard,
        reason=order.reason,
        assigned_to=order.assigned_to,
        assigned_on=timezone.localdate(),
        notice_on=order.notice_on,
        due_on=order.due_on,
    )
    _record(check, "下达专项检查", {"事由": order.reason}, actor, address)
    tell_units(pilot=pilot, day=timezone.localdate())
    pilot.mark_changed()
    return check


@transaction.atomic
def record_inspection(
    *, check: Inspection, outcome: Outcome, actor: User, address: str
) -> Inspection:
    """Put down what a check found; open a finding or file a record that follows.

    :class:`DrawRefusedError` if it is recorded already or was cancelled.
    """
    check = _locked(check)
    if check.is_recorded:
        raise DrawRefusedError("这项检查已经登记了结果")
    _require_standing(check)
    for name in (
        "checked_on",
        "clause",
        "methods",
        "result",
        "facts",
        "inspector_post",
        "sample_size",
        "conforming_count",
    ):
        setattr(check, name, getattr(outcome, name))
    check.is_counted = outcome.conforms and outcome.is_counted
    check.finding = None if outcome.conforms else _open_finding(check, outcome)
    check.save()
    if check.is_counted:
        _file_record(check)
    detail = {
        "结果": check.result,
        "检查日期": outcome.checked_on.isoformat(),
        "不符合项": check.finding.code if check.finding else "",
        "计入实施记录": "是" if check.is_counted else "否",
    }
    _record(check, "登记检查结果", detail, actor, address)
    tell_result(check)
    check.pilot.mark_changed()
    return check


def _open_finding(check: Inspection, outcome: Outcome) -> Finding:
    return Finding.objects.create(
        pilot=check.pilot,
        position=next_position(Finding, check.pilot),
        code=next_code(Finding, check.pilot, "ZG"),
        source=Finding.Source.INSPECTION,
        unit=check.unit,
        standard=check.standard,
        law=check.law,
        clause=outcome.clause,
        fact=outcome.facts,
        severity=outcome.severity,
        raised_on=outcome.checked_on,
        due_on=outcome.finding_due_on or outcome.checked_on + DAYS_TO_MEND,
    )


def _file_record(check: Inspection) -> None:
    ImplementationRecord.objects.create(
        position=next_position(ImplementationRecord, check.pilot),
        description=f"监督检查 {check.code}：{check.facts or check.result}",
        filed_on=check.checked_on,
        verified_on=check.checked_on,
        filer_post=check.inspector_post[:_POST],
        verifier_post="标准化办公室",
        **_record_key(check),
    )


def _record_key(check: Inspection) -> dict[str, Any]:
    """What tells the 实施记录 of a check from all others."""
    return {
        "pilot": check.pilot,
        "unit": check.unit,
        "standard": check.standard,
        "law": check.law,
        "done_on": check.checked_on,
        "kind": ImplementationRecord.Kind.INSPECTION,
        "clause": CLAUSE_SEPARATOR.join(BETWEEN_CLAUSES.split(check.clause)),
    }


@transaction.atomic
def withdraw_record(
    *, check: Inspection, reason: str, actor: User, address: str
) -> Inspection:
    """Take back a result that was put down wrongly, with what followed from it.

    Refused once somebody has begun to work on its finding. The files stay: they show
    what was seen, whatever was wrongly made of it.
    """
    check = _locked(check)
    if not check.is_recorded:
        raise DrawRefusedError("这项检查还没有登记结果")
    finding = check.finding
    if finding is not None and any(getattr(finding, name) for name in _ACTED_ON):
        raise DrawRefusedError(
            f"不符合项 {finding.code} 已经开始整改，不能撤回检查结果"
        )
    _record(
        check,
        "撤回检查结果",
        {
            "理由": reason.strip(),
            "原结果": check.result,
            "原检查情况": check.facts,
            "不符合项": finding.code if finding else "",
        },
        actor,
        address,
    )
    if check.is_counted:
        _filed_record_of(check).delete()
    for name, value in _BLANK.items():
        setattr(check, name, value)
    check.methods = []
    check.save()
    if finding is not None:
        finding.delete()
    check.pilot.mark_changed()
    return check


_BLANK: dict[str, Any] = {
    "checked_on": None,
    "clause": "",
    "result": "",
    "facts": "",
    "inspector_post": "",
    "sample_size": None,
    "conforming_count": None,
    "is_counted": False,
    "finding": None,
}


def _filed_record_of(check: Inspection) -> Any:
    filed = ImplementationRecord.objects.filter(
        description__startswith=f"监督检查 {check.code}：", **_record_key(check)
    )
    return filed


@transaction.atomic
def remove_inspection(*, check: Inspection, actor: User, address: str) -> None:
    """Take back a 专项检查 that was ordered and not carried out, with its files."""
    check = _locked(check)
    if check.draw_id is not None:
        raise DrawRefusedError("抽取产生的检查不能删除；整次抽查可以在登记结果前作废")
    if check.is_recorded:
        raise DrawRefusedError("已经登记结果的检查不能删除；登记有误的先撤回结果")
    files = list(check.evidence.all())
    detail = {"事由": check.reason, "佐证材料": len(files)}
    _record(check, "取消专项检查", detail, actor, address)
    remove_evidence(files=files, actor=actor, address=address)
    check.delete()
    check.pilot.mark_changed()


def add_files(
    *, check: Inspection, uploads: Iterable[File[bytes]], actor: User, address: str
) -> tuple[str, ...]:
    """Keep files with a check; one Chinese line for each that was not taken."""

    def standing() -> Inspection:
        found = _locked(check)
        _require_standing(found)
        return found

    return attach_each(to=standing, uploads=uploads, actor=actor, address=address)


@transaction.atomic
def remove_file(
    *, check: Inspection, evidence_id: int, actor: User, address: str
) -> None:
    """Take a file off a check; nothing happens for one that is not there."""
    files = _locked(check).evidence.filter(pk=evidence_id)
    remove_evidence(files=files, actor=actor, address=address)


def _require_standing(check: Inspection) -> None:
    if check.is_cancelled:
        raise DrawRefusedError("所属的抽查已经作废，这项检查已取消")


def _locked(check: Inspection) -> Inspection:
    # Nullable relations cannot be locked along on PostgreSQL; they follow by reading.
    return (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("pilot", "unit", "standard", "law", "finding", "draw")
        .get(pk=check.pk)
    )


def _record(
    check: Inspection, action: str, detail: dict[str, Any], actor: User, address: str
) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=check.audit_label,
        detail=detail,
        address=address,
    )

"""Two units with one record of every kind each, told apart by a planted needle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from accounts.services import record_event
from assessment.implementation.models import LedgerPart, WorkCalendarDay
from assessment.implementation.selectors import ledger_path
from assessment.indicators.ledger import CaseRow, write_part
from assessment.packages.models import PackageImport
from reports.acceptance.models import AcceptanceReport
from reports.acceptance.services import build_report
from standards_catalog.authoring.selectors import draft_text
from standards_catalog.authoring.services import open_draft, replace_text
from standards_catalog.models import (
    Pilot,
    PilotNote,
    Standard,
    StandardEdition,
)
from tests.evidence_records import make_evidence, make_filing_records
from tests.factories import (
    AS_OF,
    Cast,
    make_deliverable,
    make_finding,
    make_standard,
    make_unit,
)
from tests.gap_records import make_gap
from tests.procedure_records import (
    make_invitation,
    make_open_review,
    make_project_records,
    make_shared_round,
)
from tests.records import (
    make_entry,
    make_exemption,
    make_law,
    make_measure,
    make_post,
    make_record,
    make_rule,
    make_sheet,
    make_sign_in,
    make_staff,
    make_step,
    make_survey,
    make_task,
    make_training,
)
from tests.supervision_records import candidates_of, make_drawn, make_recorded
from tests.tracking_records import make_tracking_records

# Stands in the texts of a self-evaluation that has not been submitted, and of an
# implementation record that has not been filed.
DRAFT = "未交稿"
# Found in every text of one unit's records and nowhere else. HALF finds them when it
# is searched for, and is not a needle itself when the page repeats what was asked.
OWN_NEEDLE = "甲方内情7391"
OTHER_NEEDLE = "乙方内情8264"
HALF = {OWN_NEEDLE: "内情7391", OTHER_NEEDLE: "内情8264"}


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast, and the records: of the own unit, the other unit, the whole pilot."""

    cast: Cast
    own: dict[str, Any]
    other: dict[str, Any]
    shared: dict[str, Any]


def make_scene(cast: Cast) -> Scene:
    """Every kind of record that a page may be asked for."""
    shared = _shared_records(cast)
    own = _unit_records(cast.pilot, cast.own_unit, OWN_NEEDLE, shared)
    other = _unit_records(cast.pilot, cast.other_unit, OTHER_NEEDLE, shared)
    for records, unit, needle in (
        (own, cast.own_unit, OWN_NEEDLE),
        (other, cast.other_unit, OTHER_NEEDLE),
    ):
        records |= make_project_records(cast.pilot, unit, needle, cast.office)
        records |= make_filing_records(
            records["record"], f"{needle}{DRAFT}", needle, cast.office
        )
        make_evidence(records["inspection"], cast.office, title=needle)
        records |= make_tracking_records(cast.pilot, unit, needle, cast.office)
        records["invitation"] = make_invitation(shared["public_round"], unit, needle)
    own["case"], other["case"] = _plant_cases(
        cast.pilot, cast.own_unit, cast.other_unit
    )
    # A report freezes what is there, so it comes last.
    shared["report"] = _report(cast)
    return Scene(cast, own, other, shared)


def _shared_records(cast: Cast) -> dict[str, Any]:
    pilot, units = cast.pilot, (cast.own_unit, cast.other_unit)
    standard = make_standard(pilot, must_publish=True)
    StandardEdition.objects.filter(standard=standard).update(opened_on=date(2021, 4, 2))
    deliverable = make_deliverable(pilot)
    deliverable.responsible_units.set(units)
    task = make_task(pilot, *units)
    task.standards.set([standard])
    step = make_step(pilot, cast.other_unit, standard)
    weak = {"kind": "低", "rule": "低-无限值", "step": step, "standard": standard}
    gap = make_gap(pilot, *units, **weak)
    uncovered = make_step(pilot, cast.other_unit)
    PilotNote.objects.create(pilot=pilot, number="1", content="测试疑点")
    WorkCalendarDay.objects.create(
        pilot=pilot, day=date(2021, 10, 8), kind=WorkCalendarDay.Kind.HOLIDAY
    )
    record_event(actor=cast.office, action="导入", object_label="测试试点包")
    lead = make_unit(name="测试牵头单位")
    review, document = make_open_review(pilot, lead, cast.office, cast.expert)
    return {
        "public_round": make_shared_round(pilot, lead, cast.office),
        "review": review,
        "review_document": document,
        "standard": standard,
        "law": make_law(pilot),
        "step": step,
        "gap": gap,
        "missing": make_gap(pilot, step=uncovered),
        "rule": make_rule(pilot, code="R01", standard=standard),
        "training": make_training(pilot, standard),
        "missed_training": make_training(pilot, standard),
        "survey": make_survey(pilot),
        "deliverable": deliverable,
        "draw": make_drawn(pilot, candidates_of(*units, standards=(standard,))),
        "task": task,
        "import": _import(cast),
    }


def _import(cast: Cast) -> PackageImport:
    return PackageImport.objects.create(
        pilot_code=cast.pilot.code,
        pilot_name=cast.pilot.name,
        source_name="test.zip",
        digest="0" * 64,
        imported_at=timezone.now(),
        imported_by=cast.office,
        journal=b"",
    )


def _report(cast: Cast) -> AcceptanceReport:
    cast.pilot.mark_changed()
    return build_report(pilot=cast.pilot, as_of=AS_OF, actor=cast.office)


def _unit_records(
    pilot: Pilot, unit: Unit, needle: str, shared: dict[str, Any]
) -> dict[str, Any]:
    standard, extra = shared["standard"], {"extra": {"备注": needle}}
    staff = make_staff(
        pilot, unit, number=needle, name=needle, post_title=needle, **extra
    )
    missing = make_staff(pilot, unit, number=f"{needle}-2", name=needle)
    make_exemption(shared["missed_training"], missing)
    shared["missed_training"].exemptions.filter(staff=missing).update(
        reason=needle, approver_post=needle
    )
    return {
        "staff_member": staff,
        "post": make_post(pilot, unit, standard, title=needle, **extra),
        "sign_in": make_sign_in(shared["training"], staff, **extra),
        "record": _implementation(pilot, unit, needle, standard),
        "measure": (measure := _measure(unit, needle, standard)),
        "duty": measure.duties.get(),
        "sheet": _sheets(shared["survey"], unit, needle),
        "entry": _entry(pilot, unit, needle, standard, date(2021, 10, 15)),
        "draft": _entry(pilot, unit, needle, standard, None),
        "finding": _finding(pilot, unit, needle, standard),
        "inspection": _inspection(pilot, unit, needle, standard),
        "drafted": _drafted(pilot, unit, needle),
    }


def _drafted(pilot: Pilot, unit: Unit, needle: str) -> Standard:
    """A standard whose draft only its responsible unit and the office may read."""
    standard = make_standard(pilot, None, status=Standard.Status.DRAFTING)
    standard.responsible_units.set([unit])
    page = open_draft(standard=standard, actor=None)
    text = draft_text(page)
    replace_text(
        page=page, text=replace(text, introduction=(needle,)), actor=None, note=""
    )
    return standard


def _measure(unit: Unit, needle: str, standard: Standard) -> Any:
    """A measure of one unit, which had done its part."""
    measure = make_measure(standard, unit, content=needle, responsible_post=needle)
    measure.duties.update(done_on=date(2021, 5, 20), note=needle, reporter_post=needle)
    return measure


def _implementation(pilot: Pilot, unit: Unit, needle: str, standard: Standard) -> Any:
    return make_record(
        pilot,
        unit,
        standard,
        description=needle,
        clause=needle,
        extra={"备注": needle},
    )


def _sheets(survey: Any, unit: Unit, needle: str) -> Any:
    words = {"comment": needle, "item": needle, "extra": {"备注": needle}}
    make_sheet(
        survey, unit, 1, 1, code=f"{needle}-2", is_valid=False, invalid_reason=needle
    )
    return make_sheet(survey, unit, 4, 5, code=needle, **words)


def _entry(
    pilot: Pilot,
    unit: Unit,
    needle: str,
    standard: Standard,
    submitted_on: date | None,
) -> Any:
    words = needle if submitted_on else f"{needle}{DRAFT}"
    return make_entry(
        pilot,
        unit,
        standard,
        clause=words,
        explanation=words,
        judgement="不适用",
        submitted_on=submitted_on,
        extra={"备注": words},
    )


def _finding(pilot: Pilot, unit: Unit, needle: str, standard: Standard) -> Any:
    return make_finding(
        pilot,
        unit,
        code=needle,
        fact=needle,
        cause=needle,
        action=needle,
        clause=needle,
        fixer_post=needle,
        verifier_post=needle,
        standard=standard,
        extra={"备注": needle},
    )


def _inspection(pilot: Pilot, unit: Unit, needle: str, standard: Standard) -> Any:
    found = make_finding(pilot, unit, code=f"{needle}-3", fact=needle)
    words = ("code", "reason", "clause", "facts", "assigned_to", "inspector_post")
    return make_recorded(
        pilot,
        unit,
        standard,
        **dict.fromkeys(words, needle),
        result="不符合",
        finding=found,
        extra={"备注": needle},
    )


@dataclass(frozen=True, slots=True)
class PlantedCase:
    """A case of the ledger; its position is its key in addresses."""

    pk: int


def _plant_cases(pilot: Pilot, own: Unit, other: Unit) -> tuple[PlantedCase, ...]:
    """A late case of each unit; a second file has the own unit's alone."""
    rows = [_case(1, own, OWN_NEEDLE), _case(2, other, OTHER_NEEDLE)]
    write_part(rows, _part(pilot, "both"))
    write_part(rows[:1], _part(pilot, "own-only"))
    LedgerPart.objects.create(
        pilot=pilot, digest="both", case_count=2, imported_at=timezone.now()
    )
    return tuple(PlantedCase(row.position) for row in rows)


def _part(pilot: Pilot, digest: str) -> Path:
    path = ledger_path(pilot.code, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _case(position: int, unit: Unit, needle: str) -> CaseRow:
    return CaseRow(
        position=position,
        case_number=needle,
        unit=unit.name,
        item=needle,
        channel="窗口",
        accepted_at=datetime(2021, 5, 10, 9),
        transferred_at=datetime(2021, 6, 10, 9),
        receiving_department=unit.name,
        closed_at=datetime(2021, 9, 10, 9),
        result="不予批准",
        refusal_reason=needle,
        applicant_key=needle,
    )

"""Checks: recorded with what follows, taken back, kept to their unit."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEvent
from assessment.implementation.models import ImplementationRecord, RecordState
from assessment.rectification.models import Finding
from assessment.services import indicator_values
from assessment.supervision.models import Inspection
from assessment.supervision.selectors import (
    expected_inspections,
    inspections_of,
    overdue_inspections,
    summaries,
)
from assessment.supervision.services.draws import DrawRefusedError
from assessment.supervision.services.inspections import (
    Order,
    Outcome,
    order_inspection,
    record_inspection,
    remove_inspection,
    withdraw_record,
)
from assessment.supervision.standing import Standing, standing_of, with_standing
from standards_catalog.models import Standard
from standards_catalog.procedure.models import Notice
from tests.factories import Cast, make_finding, make_standard
from tests.supervision_records import (
    candidates_of,
    make_drawn,
    make_inspection,
    make_recorded,
)

DAY = date(2021, 9, 20)


@pytest.fixture
def standard(cast: Cast) -> Standard:
    return make_standard(cast.pilot)


@pytest.fixture
def check(cast: Cast, standard: Standard) -> Inspection:
    return make_inspection(cast.pilot, cast.own_unit, standard)


def act(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.office, "address": "127.0.0.1"}


def outcome(**fields: Any) -> Outcome:
    found: dict[str, Any] = {
        "checked_on": DAY,
        "clause": "5.2",
        "methods": ["查资料", "抽件"],
        "result": "符合",
        "facts": "台账齐全",
        "inspector_post": "办公室检查岗",
        "sample_size": 10,
        "conforming_count": 10,
    }
    return Outcome(**{**found, **fields})


FAILED = {
    "result": "不符合",
    "facts": "10 件中 4 件没有签收",
    "conforming_count": 6,
    "severity": "严重",
    "finding_due_on": date(2021, 10, 5),
}


@pytest.mark.parametrize("result", ["部分符合", "不符合"])
def test_a_check_that_does_not_conform_opens_a_finding(
    cast: Cast, check: Inspection, result: str
) -> None:
    done = record_inspection(
        check=check, outcome=outcome(**{**FAILED, "result": result}), **act(cast)
    )
    finding = Finding.objects.get()
    assert done.finding == finding
    assert finding.code == f"ZG{timezone.localdate().year}-001"
    assert (finding.source, finding.unit) == ("检查", cast.own_unit)
    assert (finding.standard, finding.clause) == (check.standard, "5.2")
    assert (finding.fact, finding.severity) == ("10 件中 4 件没有签收", "严重")
    assert (finding.raised_on, finding.due_on) == (DAY, date(2021, 10, 5))
    notice = Notice.objects.get(recipient=cast.liaison)
    assert notice.text.endswith("，须整改，期限 2021-10-05")
    assert not Notice.objects.filter(recipient=cast.other_liaison).exists()


def test_a_passed_check_opens_nothing_and_proves_nothing_unasked(
    cast: Cast, check: Inspection
) -> None:
    record_inspection(check=check, outcome=outcome(), **act(cast))
    assert not Finding.objects.exists()
    assert not ImplementationRecord.objects.exists()


def test_a_passed_check_counts_for_the_implementation_rate_where_the_office_says_so(
    cast: Cast, check: Inspection
) -> None:
    def implemented() -> int:
        values = indicator_values(cast.pilot, date(2021, 12, 31), cast.own_unit.name)
        return next(v for v in values if v.code == "implementation_rate").numerator

    assert implemented() == 0
    told = outcome(is_counted=True, clause="5.2、5.3")
    record_inspection(check=check, outcome=told, **act(cast))
    record = ImplementationRecord.objects.get()
    assert (record.kind, record.unit) == ("检查", cast.own_unit)
    assert record.clauses == ("5.2", "5.3")
    assert record.state is RecordState.VERIFIED
    assert (record.done_on, record.verified_on) == (DAY, DAY)
    cast.pilot.refresh_from_db()
    assert implemented() == 1


def test_a_failed_check_is_never_counted(cast: Cast, check: Inspection) -> None:
    told = outcome(**FAILED, is_counted=True)
    assert record_inspection(check=check, outcome=told, **act(cast)).is_counted is False
    assert not ImplementationRecord.objects.exists()


def test_a_result_is_recorded_once(cast: Cast, check: Inspection) -> None:
    record_inspection(check=check, outcome=outcome(), **act(cast))
    with pytest.raises(DrawRefusedError, match="已经登记了结果"):
        record_inspection(check=check, outcome=outcome(**FAILED), **act(cast))
    assert not Finding.objects.exists()


@pytest.mark.parametrize("fields", [FAILED, {"is_counted": True}])
def test_a_result_is_taken_back_with_what_followed(
    cast: Cast, check: Inspection, fields: dict[str, Any]
) -> None:
    record_inspection(check=check, outcome=outcome(**fields), **act(cast))
    withdraw_record(check=check, reason="录错了单位", **act(cast))
    check.refresh_from_db()
    assert not check.is_recorded
    assert (check.result, check.facts, check.methods) == ("", "", [])
    assert not Finding.objects.exists()
    assert not ImplementationRecord.objects.exists()
    kept = AuditEvent.objects.get(action="撤回检查结果").detail
    assert kept["理由"] == "录错了单位"
    assert kept["原结果"] == fields.get("result", "符合")


def test_a_result_whose_finding_is_being_worked_on_stays(
    cast: Cast, check: Inspection
) -> None:
    record_inspection(check=check, outcome=outcome(**FAILED), **act(cast))
    Finding.objects.update(cause="交接不到位")
    with pytest.raises(DrawRefusedError, match="已经开始整改"):
        withdraw_record(check=check, reason="录错了", **act(cast))
    assert Finding.objects.exists()


def test_a_check_of_a_void_draw_is_cancelled(cast: Cast, standard: Standard) -> None:
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_drawn(cast.pilot, units, voided_at=timezone.now(), void_reason="试")
    check = make_inspection(cast.pilot, cast.own_unit, standard, draw=draw)
    assert standing_of(check, DAY) is Standing.CANCELLED
    with pytest.raises(DrawRefusedError, match="已取消"):
        record_inspection(check=check, outcome=outcome(), **act(cast))


def test_a_check_ordered_by_hand_is_marked_and_can_be_taken_back(
    cast: Cast, standard: Standard
) -> None:
    today = timezone.localdate()
    order = Order(cast.own_unit, standard, "投诉复查", "", today, today)
    check = order_inspection(pilot=cast.pilot, order=order, **act(cast))
    assert (check.kind, check.reason) == ("专项检查", "投诉复查")
    assert Notice.objects.filter(recipient=cast.liaison).count() == 1
    remove_inspection(check=check, **act(cast))
    assert not Inspection.objects.exists()


def test_drawn_and_recorded_checks_cannot_be_removed(
    cast: Cast, standard: Standard
) -> None:
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_drawn(cast.pilot, units)
    given = make_inspection(cast.pilot, cast.own_unit, standard, draw=draw)
    recorded = make_recorded(cast.pilot, cast.own_unit, standard)
    for check, reason in ((given, "抽取产生的"), (recorded, "先撤回结果")):
        with pytest.raises(DrawRefusedError, match=reason):
            remove_inspection(check=check, **act(cast))


STANDINGS = [
    ({}, "2021-09-30", "待检查"),
    ({}, "2021-10-01", "逾期未检查"),
    ({"checked_on": DAY, "result": "部分符合"}, "2021-09-19", "待检查"),
    ({"checked_on": DAY, "result": "部分符合"}, "2021-09-20", "部分符合"),
    ({"checked_on": date(2021, 10, 5), "result": "符合"}, "2021-10-04", "逾期未检查"),
    ({"checked_on": date(2021, 10, 5), "result": "符合"}, "2021-10-05", "符合"),
]


@pytest.mark.parametrize(("fields", "day", "standing"), STANDINGS)
def test_the_standing_is_that_of_the_day(
    cast: Cast, standard: Standard, fields: dict[str, Any], day: str, standing: str
) -> None:
    check = make_inspection(cast.pilot, cast.own_unit, standard, **fields)
    on = date.fromisoformat(day)
    assert standing_of(check, on) == standing
    assert with_standing(Inspection.objects.all(), on).get().standing == standing
    is_late = overdue_inspections(cast.pilot, on).exists()
    assert is_late is (standing == "逾期未检查")


def test_a_unit_waits_for_checks_that_it_was_told_about(
    cast: Cast, standard: Standard
) -> None:
    later = {"notice_on": date(2021, 9, 10)}
    make_inspection(cast.pilot, cast.own_unit, standard, **later)
    make_inspection(cast.pilot, cast.other_unit, standard)

    def expected(day: date) -> int:
        return expected_inspections(cast.own_unit, cast.pilot, day).count()

    assert [expected(date(2021, 9, 9)), expected(date(2021, 9, 10))] == [0, 1]


def test_the_summary_counts_what_had_happened(cast: Cast, standard: Standard) -> None:
    pilot = cast.pilot
    others = [make_standard(pilot) for _ in range(2)]
    draw = make_drawn(pilot, candidates_of(cast.own_unit, standards=(standard,)))
    finding = make_finding(pilot, cast.own_unit, closed_on=date(2021, 10, 8))
    sample = {"draw": draw, "sample_size": 10}
    make_recorded(pilot, cast.own_unit, standard, **sample, conforming_count=10)
    make_recorded(
        pilot,
        cast.own_unit,
        others[0],
        **sample,
        conforming_count=6,
        result="不符合",
        finding=finding,
    )
    make_inspection(pilot, cast.other_unit, others[1], draw=draw)
    checks = list(inspections_of(draw))

    def line(day: date, place: int = -1) -> tuple[Any, ...]:
        one = summaries(checks, day)[place]
        return (one.assigned, one.checked, one.conforming, one.failing, one.overdue)

    assert line(date(2021, 9, 19)) == (3, 0, 0, 0, 0)
    assert line(date(2021, 10, 1)) == (3, 2, 1, 1, 1)
    assert line(date(2021, 10, 1), 0) == (2, 2, 1, 1, 0)
    total = summaries(checks, date(2021, 10, 8))[-1]
    assert total.label == "合计"
    assert total.conforming_rate == Fraction(1, 2)
    assert (total.sampled, total.sampled_conforming) == (20, 16)
    assert (total.findings, total.closed) == (1, 1)
    assert summaries(checks, date(2021, 10, 7))[-1].closed == 0
    assert summaries([], DAY)[-1].conforming_rate is None


def test_the_daily_command_tells_units_and_office_once(
    cast: Cast, standard: Standard, capsys: pytest.CaptureFixture[str]
) -> None:
    make_inspection(cast.pilot, cast.own_unit, standard)
    make_recorded(cast.pilot, cast.other_unit, standard)
    for wanted in ("通知单位 1 条，逾期未检查 1 项", "通知单位 0 条，逾期未检查 1 项"):
        call_command("remind_inspections", pilot=cast.pilot.code)
        assert wanted in capsys.readouterr().out
    assert Notice.objects.filter(recipient=cast.office).count() == 1
    assert not Notice.objects.filter(recipient=cast.other_liaison).exists()


def test_a_unit_sees_its_own_checks_from_the_notice_day_on(
    cast: Cast, standard: Standard
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    own = make_inspection(cast.pilot, cast.own_unit, standard)
    hidden = make_inspection(cast.pilot, cast.own_unit, standard, notice_on=tomorrow)
    make_inspection(cast.pilot, cast.other_unit, standard)
    assert list(Inspection.objects.for_user(cast.liaison)) == [own]
    assert hidden in Inspection.objects.for_user(cast.office)
    assert not Inspection.objects.for_user(cast.expert).exists()

"""Steps corrected, changed from a day on, ended and restored: what each day says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from accounts.models import AuditEvent
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.coverage.reasons import accept_reason
from assessment.coverage.removing import (
    StepInUseError,
    holdings_of_step,
    remove_step,
)
from assessment.coverage.services import (
    add_step,
    change_step,
    correct_step,
    restore_step,
    retire_step,
)
from assessment.coverage.versions import StepRefusedError, history, versions_of
from assessment.coverage.writing import Change
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import standard_coverage
from assessment.selectors import pilot_facts
from assessment.services import indicator_value
from tests.factories import AS_OF, Cast, make_standard
from tests.records import make_law, make_step

DAY = date(2021, 7, 1)
BEFORE = date(2021, 6, 30)


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.office, "address": "127.0.0.1"}


def change(step: WorkStep, **values: Any) -> Change:
    return Change(step, values)


def changed_from(cast: Cast, step: WorkStep, day: date, **values: Any) -> WorkStep:
    return change_step(step=step, change=change(step, **values), day=day, **by(cast))


def periods(step: WorkStep) -> list[tuple[str, str | None, str | None]]:
    step.refresh_from_db()
    return [
        (
            version.name,
            version.starts_on.isoformat() if version.starts_on else None,
            version.ends_on.isoformat() if version.ends_on else None,
        )
        for version in versions_of(step)
    ]


def coverage(cast: Cast, day: date) -> tuple[int, int]:
    value = indicator_value(cast.pilot, "standard_coverage", day)
    return value.numerator, value.denominator


def covered(cast: Cast, **fields: Any) -> WorkStep:
    standard = make_standard(cast.pilot, date(2021, 1, 1))
    return make_step(cast.pilot, cast.own_unit, standard, **fields)


@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        ({"needs_standard": False, "no_standard_reason": "由上级办理"}, (1, 2), (0, 1)),
        ({"applicability": "参考"}, (1, 2), (0, 1)),
        ({"name": "受理登记"}, (1, 2), (1, 2)),
    ],
)
def test_a_change_counts_from_its_day_and_leaves_the_days_before(
    cast: Cast,
    values: Mapping[str, Any],
    before: tuple[int, int],
    after: tuple[int, int],
) -> None:
    step = covered(cast, name="受理")
    make_step(cast.pilot, cast.own_unit, name="审核")
    changed_from(cast, step, DAY, **values)
    assert coverage(cast, BEFORE) == before
    assert coverage(cast, DAY) == after


def test_a_correction_changes_the_past_too(cast: Cast) -> None:
    step = covered(cast)
    make_step(cast.pilot, cast.own_unit)
    values = {"needs_standard": False, "no_standard_reason": "由上级办理"}
    correct_step(step=step, change=change(step, **values), **by(cast))
    assert coverage(cast, BEFORE) == coverage(cast, AS_OF) == (0, 1)


def test_the_new_version_has_the_code_the_owners_and_the_covering_standards(
    cast: Cast,
) -> None:
    step = covered(cast, name="受理")
    StepCoverage.objects.create(step=step, law=make_law(cast.pilot), position=2)
    new = changed_from(cast, step, DAY, time_limit="3个工作日")
    step.refresh_from_db()
    assert new.code == step.code == "H0001"
    assert list(new.owner_units.all()) == [cast.own_unit]
    assert [str(link).split(" ← ")[1] for link in new.coverage.all()] == [
        str(link).split(" ← ")[1] for link in step.coverage.all()
    ]
    assert periods(step) == [("受理", None, "2021-07-01"), ("受理", "2021-07-01", None)]
    told = [version.what_changed for version in history(versions_of(new))]
    assert told == ["首个版本", "办理时限：— → 3个工作日"]


def test_changing_a_version_that_was_followed_keeps_the_chain(cast: Cast) -> None:
    step = covered(cast, name="甲")
    changed_from(cast, step, DAY, name="丙")
    step.refresh_from_db()
    changed_from(cast, step, date(2021, 3, 1), name="乙")
    assert periods(step) == [
        ("甲", None, "2021-03-01"),
        ("乙", "2021-03-01", "2021-07-01"),
        ("丙", "2021-07-01", None),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 3, 1), "请改用“更正”"),
        (date(2021, 2, 1), "变更日期应在其间"),
        (date(2021, 9, 1), "变更日期应在其间"),
    ],
)
def test_the_day_of_a_change_is_within_the_version(
    cast: Cast, day: date, said: str
) -> None:
    step = covered(cast, starts_on=date(2021, 3, 1), ends_on=date(2021, 9, 1))
    with pytest.raises(StepRefusedError, match=said) as refused:
        changed_from(cast, step, day, name="别的")
    assert refused.value.field == "day"
    assert WorkStep.objects.count() == 1


def test_no_day_has_two_steps_of_one_name(cast: Cast) -> None:
    step = covered(cast, name="受理")
    covered(cast, name="审核", starts_on=DAY)
    with pytest.raises(StepRefusedError, match="已有环节“审核”（2021-07-01 — 至今）"):
        correct_step(step=step, change=change(step, name="审核"), **by(cast))
    with pytest.raises(StepRefusedError, match="不能有两个同名的环节"):
        new = WorkStep(
            pilot=cast.pilot, domain=step.domain, item=step.item, name="审核"
        )
        add_step(step=new, owners=frozenset(), **by(cast))
    early = {"name": "审核", "ends_on": DAY}
    after = correct_step(step=step, change=change(step, **early), **by(cast))
    assert after.name == "审核"


def test_a_corrected_date_moves_the_border_with_the_neighbour(cast: Cast) -> None:
    step = covered(cast, name="甲")
    new = changed_from(cast, step, DAY, name="乙")
    moved = {"starts_on": date(2021, 8, 1)}
    correct_step(step=new, change=change(new, **moved), **by(cast))
    assert periods(step) == [("甲", None, "2021-08-01"), ("乙", "2021-08-01", None)]
    step.refresh_from_db()
    with pytest.raises(StepRefusedError, match="版本不能重叠") as refused:
        endless = change(step, ends_on=None)
        correct_step(step=step, change=endless, **by(cast))
    assert refused.value.field == "ends_on"


def test_a_step_ends_on_a_day_and_is_used_again(cast: Cast) -> None:
    step = covered(cast, name="受理")
    retire_step(step=step, day=DAY, **by(cast))
    assert (coverage(cast, BEFORE), coverage(cast, DAY)) == ((1, 1), (0, 0))
    later = restore_step(step=step, day=date(2021, 9, 1), **by(cast))
    assert later.pk != step.pk
    assert periods(step) == [("受理", None, "2021-07-01"), ("受理", "2021-09-01", None)]
    assert coverage(cast, date(2021, 8, 31)) == (0, 0)
    assert coverage(cast, date(2021, 9, 1)) == (1, 1)


def test_restoring_from_the_day_it_ended_leaves_one_version(cast: Cast) -> None:
    step = covered(cast, name="受理")
    retire_step(step=step, day=DAY, **by(cast))
    restore_step(step=step, day=DAY, **by(cast))
    assert periods(step) == [("受理", None, None)]


def test_only_the_last_version_ends(cast: Cast) -> None:
    step = covered(cast, name="受理")
    changed_from(cast, step, DAY, name="登记")
    with pytest.raises(StepRefusedError, match="请在最后一个版本上停用"):
        retire_step(step=step, day=BEFORE, **by(cast))


def test_deleting_a_version_gives_its_time_to_the_one_before(cast: Cast) -> None:
    step = covered(cast, name="受理")
    new = changed_from(cast, step, DAY, name="登记")
    remove_step(step=new, **by(cast))
    assert periods(step) == [("受理", None, None)]
    remove_step(step=step, **by(cast))
    assert not WorkStep.objects.exists()


def test_what_rests_on_a_step_keeps_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = covered(cast)
    assert holdings_of_step(step) == {}
    monkeypatch.setattr(
        "assessment.coverage.removing.holdings_of_step", lambda step: {"缺项": ["一"]}
    )
    with pytest.raises(StepInUseError, match="缺项"):
        remove_step(step=step, **by(cast))
    assert WorkStep.objects.filter(pk=step.pk).exists()


def unneeded(cast: Cast, **fields: Any) -> WorkStep:
    values = {"needs_standard": False, "no_standard_reason": "由上级办理"}
    return make_step(cast.pilot, cast.own_unit, **{**values, **fields})


def test_an_unaccepted_reason_is_flagged_and_changes_no_count(cast: Cast) -> None:
    covered(cast)
    step = unneeded(cast)

    def flagged(day: date) -> list[tuple[int, str]]:
        cast.pilot.refresh_from_db()
        assert coverage(cast, day) == (1, 1)
        facts = pilot_facts(cast.pilot, ["standards", "laws", "steps"])
        tally = standard_coverage(Snapshot(facts, day), None)
        return [(entry.record_id, entry.reason) for entry in tally.flagged]

    told = [(step.pk, "不需要标准的理由未经认可")]
    assert flagged(AS_OF) == told
    accept_reason(
        step=step,
        reason="由上级办理",
        day=date(2021, 12, 1),
        actor=cast.leadership,
        address="",
    )
    assert flagged(AS_OF) == []
    assert flagged(date(2021, 11, 30)) == told


@pytest.mark.parametrize("who", ["office", "liaison", "expert", "admin"])
def test_whoever_may_write_the_reason_does_not_accept_it(cast: Cast, who: str) -> None:
    step = unneeded(cast)
    with pytest.raises(StepRefusedError, match="由领导小组成员认可"):
        accept_reason(
            step=step,
            reason="由上级办理",
            day=AS_OF,
            actor=getattr(cast, who),
            address="",
        )
    step.refresh_from_db()
    assert not step.reason_accepted_by


def test_another_reason_is_not_accepted_any_more(cast: Cast) -> None:
    step = unneeded(cast, reason_accepted_by="组长", reason_accepted_on=AS_OF)
    correct_step(step=step, change=change(step, time_limit="即时"), **by(cast))
    step.refresh_from_db()
    assert step.reason_accepted_by == "组长"
    other = change(step, no_standard_reason="改由镇街办理")
    correct_step(step=step, change=other, **by(cast))
    step.refresh_from_db()
    assert (step.reason_accepted_by, step.reason_accepted_on) == ("", None)


def test_every_act_is_in_the_audit_trail_with_before_and_after(cast: Cast) -> None:
    step = covered(cast, name="受理")
    correct_step(step=step, change=change(step, name="受理登记"), **by(cast))
    event = AuditEvent.objects.first()
    assert event is not None
    assert event.action == "更正工作环节"
    assert event.detail["环节"] == ["受理", "受理登记"]

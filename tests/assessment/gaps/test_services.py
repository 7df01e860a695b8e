"""Gaps are found, kept, claimed and closed, and refuse what must not be done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent
from assessment.coverage.models import WorkStep
from assessment.gaps.models import Gap
from assessment.gaps.selectors.analysis import planned_analysis
from assessment.gaps.selectors.records import (
    covered_gap_ids,
    gap_summary,
    gaps_on,
    unit_gaps,
)
from assessment.gaps.services.analysis import analyse, close_solved
from assessment.gaps.services.claims import (
    claim,
    propose_standard,
    remember_project,
    return_claim,
)
from assessment.gaps.services.records import GapRefusedError
from assessment.gaps.services.upkeep import (
    add_gap,
    close_by_hand,
    reopen,
    settle_gaps,
    waive,
)
from assessment.services import indicator_breakdown
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.procedure.models import DraftingProject, Notice
from standards_catalog.procedure.services.proposals import Proposal, propose
from tests.factories import AS_OF, Cast, make_standard, make_unit
from tests.gap_records import make_gap
from tests.records import make_step

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2021, 4, 1), date(2021, 10, 1)


def run(cast: Cast, day: date = AS_OF, **options: Any) -> Any:
    return analyse(pilot=cast.pilot, as_of=day, actor=cast.office, **options)


def only_gap(cast: Cast) -> Any:
    (gap,) = gaps_on(cast.pilot, AS_OF)
    return gap


def test_a_run_raises_what_is_found_with_owner_and_due_date(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    result = run(cast, due_on=date(2022, 3, 31))
    (gap,) = result.raised
    assert (gap.code, gap.kind, gap.step) == ("TB-0001", "缺", step)
    assert (gap.raised_on, gap.due_on) == (AS_OF, date(2022, 3, 31))
    assert list(gap.owner_units.all()) == [cast.own_unit]
    event = AuditEvent.objects.get(action="运行缺口分析")
    assert event.detail["新增"] == 1


def test_a_run_repeated_changes_nothing(cast: Cast) -> None:
    make_step(cast.pilot, cast.own_unit)
    run(cast)
    again = run(cast)
    assert (again.raised, again.closed, again.unchanged) == ((), (), 1)


def test_gaps_missing_equal_the_shortfall_of_the_indicator(cast: Cast) -> None:
    late = make_standard(cast.pilot, date(2021, 7, 1))
    gone = make_standard(cast.pilot)
    StandardEdition.objects.filter(standard=gone).update(abolished_on=AUTUMN)
    draft = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    make_step(cast.pilot, cast.own_unit)
    make_step(cast.pilot, cast.own_unit, late)
    make_step(cast.pilot, cast.own_unit, gone)
    make_step(cast.pilot, cast.own_unit, draft)
    make_step(cast.pilot, cast.own_unit, needs_standard=False)
    make_step(cast.pilot, cast.own_unit, applicability="参考")
    make_step(cast.pilot, cast.own_unit, starts_on=AUTUMN)
    make_step(cast.pilot, cast.own_unit, ends_on=date(2021, 5, 1))
    for day in (SPRING, date(2021, 7, 1), AUTUMN, AS_OF):
        shortfall = indicator_breakdown(cast.pilot, "standard_coverage", day).shortfall
        plan = planned_analysis(cast.pilot, day)
        missing = [g.step.fact.record_id for g in plan.new if g.kind == "缺" and g.step]
        assert missing == [record.record_id for record in shortfall], day
        assert gap_summary(cast.pilot, day).uncovered == len(missing)
        assert missing, day


def test_a_gap_closes_on_the_day_its_standard_takes_effect(cast: Cast) -> None:
    standard = make_standard(cast.pilot, AUTUMN, title="测试转办规范")
    make_step(cast.pilot, cast.own_unit, standard)
    run(cast, SPRING)
    (closed,) = run(cast).closed
    assert closed.closed_on == AUTUMN
    assert closed.closing_reason == (
        f"{standard.code}《测试转办规范》自2021-10-01起实施，已覆盖本环节。"
    )
    states = [
        [gap.state for gap in gaps_on(cast.pilot, day)]
        for day in (SPRING, date(2021, 9, 30), AUTUMN)
    ]
    assert states == [["待认领"], ["待认领"], ["已关闭"]]


def test_a_covered_step_shows_at_once_and_is_closed_at_night(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    run(cast, SPRING)
    step.coverage.create(standard=make_standard(cast.pilot))
    assert only_gap(cast).state == "已覆盖"
    assert gap_summary(cast.pilot, AS_OF).to_be_done == 0
    call_command("close_gaps", "--pilot", cast.pilot.code, "--as-of", "2021-12-31")
    gap = only_gap(cast)
    assert (gap.state, gap.closed_on) == ("已关闭", AS_OF)
    event = AuditEvent.objects.get(action="关闭缺口")
    assert event.actor_label == "系统"


def test_no_gap_is_closed_by_a_day_to_come(cast: Cast) -> None:
    with pytest.raises(CommandError, match="不能按以后的日期"):
        call_command("close_gaps", "--as-of", "2999-01-01")


def test_a_gap_that_comes_back_is_another_one(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2021, 7, 1))
    make_step(cast.pilot, cast.own_unit, standard)
    run(cast, SPRING)
    run(cast, AUTUMN)
    StandardEdition.objects.filter(standard=standard).update(
        abolished_on=date(2021, 11, 1)
    )
    (again,) = run(cast).raised
    assert again.code == "TB-0002"
    assert [g.code for g in gaps_on(cast.pilot, AS_OF) if g.state == "待认领"] == [
        "TB-0002"
    ]


def test_a_run_for_an_earlier_day_does_not_raise_what_was_raised_later(
    cast: Cast,
) -> None:
    make_step(cast.pilot, cast.own_unit)
    run(cast)
    result = run(cast, SPRING)
    assert (result.raised, result.closed) == ((), ())
    assert [g.code for g in planned_analysis(cast.pilot, SPRING).later] == ["TB-0001"]
    assert list(gaps_on(cast.pilot, SPRING)) == []


def test_a_gap_follows_its_step_into_a_new_version(cast: Cast) -> None:
    old = make_step(cast.pilot, cast.own_unit, code="HJ1", ends_on=AUTUMN)
    run(cast, SPRING)
    new = make_step(
        cast.pilot, cast.own_unit, code="HJ1", name="改名", starts_on=AUTUMN
    )
    result = run(cast)
    assert (result.raised, result.closed, result.unchanged) == ((), (), 1)
    assert Gap.objects.get().step == new != old


def test_a_step_that_no_longer_counts_closes_its_gap(cast: Cast) -> None:
    make_step(cast.pilot, cast.own_unit, ends_on=AUTUMN)
    run(cast, SPRING)
    (closed,) = run(cast).closed
    assert "已停用" in closed.closing_reason


def test_a_run_refuses_when_the_plan_is_not_the_one_looked_at(cast: Cast) -> None:
    make_step(cast.pilot, cast.own_unit)
    seen = planned_analysis(cast.pilot, AS_OF).digest
    make_step(cast.pilot, cast.own_unit)
    with pytest.raises(GapRefusedError, match="预览之后数据有变化"):
        run(cast, seen=seen)
    assert not Gap.objects.exists()


def test_a_missing_standard_added_by_hand_is_the_one_the_rule_finds(cast: Cast) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    gap = Gap(
        pilot=cast.pilot, kind="缺", step=step, statement="人工发现", raised_on=SPRING
    )
    add_gap(gap=gap, owners=[cast.own_unit], actor=cast.office)
    assert run(cast).raised == ()
    assert Gap.objects.get().statement == "人工发现"
    step.coverage.create(standard=make_standard(cast.pilot))
    assert close_solved(pilot=cast.pilot, day=AS_OF) == 1


def test_other_gaps_by_hand_are_closed_by_hand(cast: Cast) -> None:
    gap = Gap(pilot=cast.pilot, kind="低", statement="偏低", raised_on=SPRING)
    add_gap(gap=gap, owners=[], actor=cast.office)
    assert run(cast).closed == ()
    close_by_hand(gap=gap, reason="已修订", on=AUTUMN, actor=cast.office)
    assert only_gap(cast).state == "已关闭"
    reopen(gap=gap, actor=cast.office)
    assert only_gap(cast).state == "待认领"


def test_a_unit_claims_for_itself_and_the_office_is_told(cast: Cast) -> None:
    gap = make_gap(cast.pilot, cast.other_unit)
    claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    gap = only_gap(cast)
    assert (gap.claimed_by, gap.claimed_on, gap.state) == (
        cast.own_unit,
        AUTUMN,
        "已认领",
    )
    assert [g.state for g in gaps_on(cast.pilot, SPRING)] == ["待认领"]
    notice = Notice.objects.get(recipient=cast.office)
    assert notice.text == f"{cast.own_unit}认领了缺口 {gap.code}"


def test_the_office_assigns_and_the_unit_is_told(cast: Cast) -> None:
    gap = make_gap(cast.pilot)
    claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.office)
    assert Notice.objects.get().recipient == cast.liaison


REFUSED = {
    "for another unit": (
        lambda cast, gap: claim(
            gap=gap, unit=cast.other_unit, on=AUTUMN, actor=cast.liaison
        ),
        "只能为本单位认领",
    ),
    "not a member": (
        lambda cast, gap: claim(
            gap=gap, unit=make_unit(), on=AUTUMN, actor=cast.office
        ),
        "不是本试点的成员单位",
    ),
    "before it was raised": (
        lambda cast, gap: claim(
            gap=gap, unit=cast.own_unit, on=date(2021, 3, 1), actor=cast.liaison
        ),
        "认领日期",
    ),
    "in the future": (
        lambda cast, gap: claim(
            gap=gap, unit=cast.own_unit, on=date(2999, 1, 1), actor=cast.liaison
        ),
        "认领日期",
    ),
    "returned by nobody's unit": (
        lambda cast, gap: return_claim(gap=gap, reason="无", actor=cast.liaison),
        "没有单位认领",
    ),
    "closed by hand though a rule found it": (
        lambda cast, gap: close_by_hand(
            gap=gap, reason="无", on=AUTUMN, actor=cast.office
        ),
        "由分析关闭",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_done_is_refused(name: str, cast: Cast) -> None:
    act, words = REFUSED[name]
    gap = make_gap(cast.pilot)
    with pytest.raises(GapRefusedError, match=words):
        act(cast, gap)
    kept = Gap.objects.get()
    assert (kept.claimed_by, kept.closed_on) == (None, None)


def test_who_comes_second_is_told_who_was_first(cast: Cast) -> None:
    gap = make_gap(cast.pilot)
    claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    with pytest.raises(GapRefusedError, match=f"已由“{cast.own_unit}”认领"):
        claim(gap=gap, unit=cast.other_unit, on=AUTUMN, actor=cast.other_liaison)
    with pytest.raises(GapRefusedError, match="只能退回本单位的认领"):
        return_claim(gap=gap, reason="无", actor=cast.other_liaison)
    return_claim(gap=gap, reason="职责调整", actor=cast.liaison)
    assert only_gap(cast).claimed_by is None
    assert Notice.objects.filter(text__contains="职责调整").exists()


def test_a_gap_left_alone_stays_so_when_found_again(cast: Cast) -> None:
    make_step(cast.pilot, cast.own_unit)
    (gap,) = run(cast, SPRING).raised
    waive(
        gap=gap, reason="由上级办理", post="办公室负责人", on=AUTUMN, actor=cast.office
    )
    result = run(cast)
    assert (result.raised, result.unchanged) == ((), 1)
    assert only_gap(cast).state == "不处理"
    assert gap_summary(cast.pilot, AS_OF).unsettled == 0
    with pytest.raises(GapRefusedError, match="决定不处理"):
        claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    reopen(gap=gap, actor=cast.office)
    assert only_gap(cast).state == "待认领"


def test_settling_gives_what_is_given_and_leaves_the_rest(cast: Cast) -> None:
    gaps = [make_gap(cast.pilot, cast.own_unit, due_on=None) for _ in range(2)]
    settle_gaps(gaps=gaps, owners=[], due_on=AUTUMN, actor=cast.office)
    assert [list(g.owner_units.all()) for g in Gap.objects.all()] == [
        [cast.own_unit],
        [cast.own_unit],
    ]
    settle_gaps(gaps=gaps[:1], owners=[cast.other_unit], due_on=None, actor=cast.office)
    assert list(gaps[0].owner_units.all()) == [cast.other_unit]
    assert set(Gap.objects.values_list("due_on", flat=True)) == {AUTUMN}


def test_the_summary_counts_steps_that_nobody_answers_for(cast: Cast) -> None:
    for owner, due_on in ((True, AUTUMN), (True, None), (False, AUTUMN)):
        step = make_step(cast.pilot, cast.own_unit)
        make_gap(
            cast.pilot, *([cast.own_unit] if owner else []), step=step, due_on=due_on
        )
    make_step(cast.pilot, cast.own_unit)
    summary = gap_summary(cast.pilot, AS_OF)
    assert (summary.uncovered, summary.unsettled, summary.unrecorded) == (4, 3, 1)
    assert (summary.overdue, summary.kinds) == (2, {"缺": 3})


def test_a_unit_sees_what_it_has_to_claim_and_what_is_due(cast: Cast) -> None:
    make_gap(cast.pilot, cast.own_unit)
    make_gap(cast.pilot, cast.other_unit)
    for due_on in (date(2021, 12, 30), AS_OF, date(2022, 1, 30), date(2022, 2, 1)):
        gap = make_gap(cast.pilot, due_on=due_on)
        claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    mine = unit_gaps(cast.pilot, cast.own_unit, AS_OF)
    assert (mine.unclaimed, mine.soon_due, mine.overdue) == (1, 2, 1)


def test_a_project_makes_the_gap_under_way_from_its_own_day(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    gap = make_gap(cast.pilot, step=make_step(cast.pilot, cast.own_unit))
    propose_standard(gap=gap, standard=standard, actor=cast.office)
    assert WorkStep.objects.get().coverage.get().standard == standard
    proposal = Proposal(standard, DraftingProject.Kind.NEW, cast.own_unit, "补缺")
    project = propose(proposal=proposal, actor=cast.office)
    remember_project(gap=gap, project=project, actor=cast.office)
    today = timezone.localdate()
    assert [g.state for g in gaps_on(cast.pilot, today)] == ["整改中"]
    assert [g.state for g in gaps_on(cast.pilot, AS_OF)] == ["待认领"]
    project.stage = "终止"
    project.save()
    assert [g.state for g in gaps_on(cast.pilot, today)] == ["待认领"]


def test_a_claim_is_not_returned_while_its_project_is_under_way(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    gap = make_gap(cast.pilot)
    claim(gap=gap, unit=cast.own_unit, on=AUTUMN, actor=cast.liaison)
    proposal = Proposal(standard, DraftingProject.Kind.NEW, cast.own_unit, "补缺")
    project = propose(proposal=proposal, actor=cast.liaison)
    remember_project(gap=gap, project=project, actor=cast.liaison)
    with pytest.raises(GapRefusedError, match="先终止项目"):
        return_claim(gap=gap, reason="不办了", actor=cast.liaison)


def test_covered_gaps_are_those_of_steps_that_are_covered(cast: Cast) -> None:
    covered = make_step(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    gap = make_gap(cast.pilot, step=covered)
    make_gap(cast.pilot, step=make_step(cast.pilot, cast.own_unit))
    make_gap(cast.pilot, step=covered, kind="低", rule="低-无限值")
    assert covered_gap_ids(cast.pilot, AS_OF) == (gap.pk,)
    assert covered_gap_ids(cast.pilot, date(2021, 4, 1)) == (gap.pk,)
    assert covered_gap_ids(cast.pilot, date(2021, 3, 31)) == ()

"""Plans: their state as of a date, how they are made, and who may say what is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Unit, User
from assessment.planning.default_plan import DEFAULT_PLAN
from assessment.planning.models import MeasureDuty, PlanMeasure
from assessment.planning.selectors import (
    PlanState,
    Progress,
    lines_of,
    plan_of,
    plan_rows,
)
from assessment.planning.services import generate_plans
from assessment.planning.strip import WIDTH, month_strip
from standards_catalog.models import Standard, StandardEdition, Subsystem
from standards_catalog.procedure.models import Notice
from tests.factories import AS_OF, Cast, make_membership, make_standard, make_unit
from tests.records import make_measure
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]
MAY = {"starts_on": date(2021, 5, 1), "due_on": date(2021, 5, 31)}


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ((0, 0, 0, 0), PlanState.NONE),
        ((3, 0, 0, 0), PlanState.WAITING),
        ((3, 0, 0, 1), PlanState.RUNNING),
        ((3, 1, 0, 0), PlanState.RUNNING),
        ((3, 2, 1, 0), PlanState.OVERDUE),
        ((3, 3, 0, 0), PlanState.DONE),
    ],
)
def test_the_parts_amount_to_a_state(
    counts: tuple[int, int, int, int], state: PlanState
) -> None:
    assert Progress(*counts).state is state


@pytest.mark.parametrize(
    ("day", "done_on", "state"),
    [
        (date(2021, 4, 30), None, "未开始"),
        (date(2021, 5, 1), None, "进行中"),
        (date(2021, 5, 31), None, "进行中"),
        (date(2021, 6, 1), None, "逾期"),
        # What is dated after the date has not happened; on the day itself it has.
        (date(2021, 5, 19), date(2021, 5, 20), "进行中"),
        (date(2021, 5, 20), date(2021, 5, 20), "已完成"),
        (date(2021, 6, 9), date(2021, 6, 10), "逾期"),
        (date(2021, 6, 10), date(2021, 6, 10), "已完成"),
    ],
)
def test_a_part_is_what_it_was_on_the_day(
    cast: Cast, day: date, done_on: date | None, state: str
) -> None:
    standard = make_standard(cast.pilot)
    done = {cast.own_unit: done_on} if done_on else None
    make_measure(standard, cast.own_unit, done=done, **MAY)
    (block,) = plan_of(standard, day, cast.office)
    assert [duty.state for duty in block.lines[0].duties] == [state]
    (row,) = plan_rows(cast.pilot, day, cast.office)
    assert row.state == state


def test_a_standard_out_of_force_leaves_the_list_from_that_day(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    make_measure(standard, cast.own_unit, **MAY)
    StandardEdition.objects.filter(standard=standard).update(
        abolished_on=date(2021, 7, 1)
    )
    assert len(plan_rows(cast.pilot, date(2021, 6, 30), cast.office)) == 1
    assert plan_rows(cast.pilot, date(2021, 7, 1), cast.office) == ()


def test_a_unit_counts_its_own_parts_only(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    make_measure(
        standard, cast.own_unit, cast.other_unit, done={cast.own_unit: date(2021, 5, 9)}
    )
    make_measure(standard, cast.other_unit)
    (office,) = plan_rows(cast.pilot, AS_OF, cast.office)
    assert (office.progress.words, office.state) == ("1/3", "逾期")
    (own,) = plan_rows(cast.pilot, AS_OF, cast.liaison)
    assert (own.progress.words, own.state) == ("1/1", "已完成")


def test_a_unit_sees_the_standards_that_bind_it(cast: Cast) -> None:
    everybodys, others = make_standard(cast.pilot), make_standard(cast.pilot)
    others.applicable_units.set([cast.other_unit])
    codes = [r.standard.code for r in plan_rows(cast.pilot, AS_OF, cast.liaison)]
    assert codes == [everybodys.code]


def generate(cast: Cast, *standards: Standard) -> Any:
    return generate_plans(
        pilot=cast.pilot,
        standards=standards,
        day=AS_OF,
        actor=cast.office,
        address="127.0.0.1",
    )


def test_the_default_plan_counts_from_the_day_of_force(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2021, 4, 1))
    standard.responsible_units.set([cast.own_unit])
    assert generate(cast, standard).made == (standard,)
    measures = list(standard.plan_measures.all())
    assert [m.number for m in measures] == list(range(1, len(DEFAULT_PLAN) + 1))
    assert {m.stage for m in measures} == set(PlanMeasure.Stage.values)
    assert {m.preparation for m in measures} - {""} == set(
        PlanMeasure.Preparation.values
    )
    execution = next(m for m in measures if m.stage == "实施")
    assert execution.starts_on == date(2021, 4, 1)
    before = [m for m in measures if m.stage == "准备"]
    assert all(m.due_on < date(2021, 4, 1) for m in before)
    # The scheme is the responsible unit's; carrying out is everybody's.
    assert [d.unit for d in measures[0].duties.all()] == [cast.own_unit]
    assert {d.unit for d in execution.duties.all()} == {cast.own_unit, cast.other_unit}


def test_a_standard_older_than_the_pilot_counts_from_its_first_day(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2010, 1, 1))
    generate(cast, standard)
    execution = standard.plan_measures.get(stage="实施")
    assert execution.starts_on == cast.pilot.starts_on


def test_plans_are_made_once_and_need_a_day_of_force(cast: Cast) -> None:
    planned, undated = make_standard(cast.pilot), make_standard(cast.pilot, None)
    fresh = make_standard(cast.pilot)
    make_measure(planned, cast.own_unit)
    result = generate(cast, planned, undated, fresh)
    assert result.made == (fresh,)
    assert dict(result.skipped) == {planned: "已有计划", undated: "没有实施日期"}
    assert planned.plan_measures.count() == 1
    assert generate(cast, fresh).made == ()


def test_liaisons_are_told_once_whatever_the_number_of_plans(cast: Cast) -> None:
    generate(cast, make_standard(cast.pilot), make_standard(cast.pilot))
    told = Notice.objects.filter(text__contains="实施计划")
    assert {n.recipient for n in told} == {cast.liaison, cast.other_liaison}
    assert told.count() == 2


def test_the_office_makes_plans_in_bulk(cast: Cast, signed_in: SignIn) -> None:
    first, second = make_standard(cast.pilot), make_standard(cast.pilot)
    client = signed_in(cast.office)
    page = client.get(reverse("planning:generate")).content.decode()
    assert first.code in page
    refused = client.post(reverse("planning:generate"))
    assert "请先选择" in refused.content.decode()
    assert not PlanMeasure.objects.exists()
    url = reverse("planning:generate")
    shown = client.post(url, {"standard": [first.pk]})
    late = len(shown.context["plans"].duties)
    assert f"{late} 项任务的完成期限已经过去" in shown.content.decode()
    assert not PlanMeasure.objects.exists()
    answer = client.post(url, {"keys": shown.context["keys"], "confirmed": "yes"})
    assert answer.headers["Location"] == reverse("planning:plan", args=[first.pk])
    shown = client.post(url, {"all": "1"})
    assert shown.context["plans"].made == (second,)
    client.post(url, {"keys": shown.context["keys"], "confirmed": "yes"})
    assert second.plan_measures.exists()
    assert AuditEvent.objects.filter(action="生成实施计划").count() == 2


def measure_data(*units: Unit, **changes: Any) -> dict[str, Any]:
    data = {
        "stage": "准备",
        "preparation": "宣贯",
        "content": "组织宣贯",
        "starts_on": "2021-05-01",
        "due_on": "2021-05-20",
        "responsible_post": "联络员",
        "units": [unit.pk for unit in units],
    }
    return data | changes


def test_the_office_adds_changes_and_deletes_measures(
    cast: Cast, signed_in: SignIn
) -> None:
    standard, client = make_standard(cast.pilot), signed_in(cast.office)
    before = cast.pilot.data_version
    client.post(
        reverse("planning:measure_add", args=[standard.pk]),
        measure_data(cast.own_unit, cast.other_unit),
    )
    measure = standard.plan_measures.get()
    assert measure.number == 1
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version != before
    # A unit that stays keeps its report, one that goes takes it along.
    measure.duties.update(done_on=date(2021, 5, 10))
    url = reverse("planning:measure_edit", args=[measure.pk])
    assert "已有 2 个单位报告完成" in client.get(url).content.decode()
    client.post(url, measure_data(cast.own_unit, content="改过"))
    duty = measure.duties.get()
    assert (duty.unit, duty.done_on) == (cast.own_unit, date(2021, 5, 10))
    url = reverse("planning:measure_delete", args=[measure.pk])
    assert "2021-05-10 完成" in client.get(url).content.decode()
    client.post(url)
    assert standard.plan_measures.exists()
    client.post(url, {"confirm": measure.pk})
    assert not standard.plan_measures.exists()


def test_a_whole_plan_is_deleted_with_confirmation(
    cast: Cast, signed_in: SignIn
) -> None:
    standard, client = make_standard(cast.pilot), signed_in(cast.office)
    make_measure(standard, cast.own_unit)
    url = reverse("planning:plan_delete", args=[standard.pk])
    assert "1 项措施" in client.get(url).content.decode()
    client.post(url, {"confirm": standard.pk})
    assert not PlanMeasure.objects.exists()
    assert AuditEvent.objects.filter(action="删除实施计划").count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"due_on": "2021-04-30"}, "完成期限早于计划开始"),
        ({"stage": "实施"}, "只有准备阶段的措施填写准备类别"),
        ({"units": []}, "请选择责任单位"),
        ({"content": ""}, "请填写内容"),
        ({"starts_on": "31日"}, "日期"),
    ],
)
def test_a_bad_measure_is_refused_beside_its_field(
    cast: Cast, signed_in: SignIn, changes: dict[str, Any], message: str
) -> None:
    standard = make_standard(cast.pilot)
    url = reverse("planning:measure_add", args=[standard.pk])
    page = signed_in(cast.office).post(url, measure_data(cast.own_unit, **changes))
    text = page.content.decode()
    assert message in text
    assert "2021-05-20" in text or "due_on" in changes
    assert not PlanMeasure.objects.exists()


def test_a_liaison_reports_the_own_part_alone(cast: Cast, signed_in: SignIn) -> None:
    standard = make_standard(cast.pilot)
    measure = make_measure(standard, cast.own_unit, cast.other_unit)
    own = measure.duties.get(unit=cast.own_unit)
    other = measure.duties.get(unit=cast.other_unit)
    client = signed_in(cast.liaison)
    data = {"done_on": "2021-05-20", "note": "已宣讲"}
    assert (
        client.post(reverse("planning:report", args=[other.pk]), data).status_code
        == 404
    )
    client.post(reverse("planning:report", args=[own.pk]), data)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.done_on, own.note, own.reporter_post) == (
        date(2021, 5, 20),
        "已宣讲",
        str(cast.liaison),
    )
    assert other.done_on is None
    client.post(reverse("planning:report", args=[own.pk]), {"withdraw": "1"})
    own.refresh_from_db()
    assert (own.done_on, own.note, own.reporter_post) == (None, "", "")


def test_nothing_is_done_tomorrow(cast: Cast, signed_in: SignIn) -> None:
    duty = make_measure(make_standard(cast.pilot), cast.own_unit).duties.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = signed_in(cast.liaison).post(
        reverse("planning:report", args=[duty.pk]),
        {"done_on": tomorrow.isoformat(), "note": "未丢"},
    )
    assert "完成日期不能晚于今天" in page.content.decode()
    assert "未丢" in page.content.decode()
    duty.refresh_from_db()
    assert duty.done_on is None


def test_a_report_after_the_date_is_not_shown(cast: Cast, signed_in: SignIn) -> None:
    duty = make_measure(make_standard(cast.pilot), cast.own_unit).duties.get()
    MeasureDuty.objects.filter(pk=duty.pk).update(
        done_on=date(2021, 6, 10), note="后来的说明"
    )
    client = signed_in(cast.office)
    url = reverse("planning:duties")
    assert "后来的说明" not in client.get(url, {"as_of": "2021-06-09"}).content.decode()
    assert "后来的说明" in client.get(url, {"as_of": "2021-06-10"}).content.decode()


def test_overdue_parts_stand_on_the_home_pages(cast: Cast, signed_in: SignIn) -> None:
    make_measure(make_standard(cast.pilot), cast.own_unit, cast.other_unit)
    for user, count in ((cast.office, 2), (cast.liaison, 1)):
        page = signed_in(user).get(reverse("home:workbench"), {"as_of": "2021-12-31"})
        (todo,) = [
            t for t in page.context["home"].todos if t.label == "实施计划任务逾期"
        ]
        assert todo.count == count
        assert signed_in(user).get(todo.url).context["page"].paginator.count == count


def test_the_strip_lies_within_its_months(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    make_measure(standard, cast.own_unit, number=1, **MAY)
    make_measure(
        standard,
        cast.own_unit,
        number=2,
        starts_on=date(2021, 6, 10),
        due_on=date(2021, 7, 31),
    )
    strip = month_strip(
        lines_of(plan_of(standard, date(2021, 6, 15), cast.office)), date(2021, 6, 15)
    )
    assert strip is not None
    assert [m.name for m in strip.months] == ["2021-05", "2021-06", "2021-07"]
    assert [bar.tone for bar in strip.bars] == ["bad", "info"]
    first, last = strip.bars
    assert first.x == strip.left
    assert round(last.x + last.width) == WIDTH
    assert strip.today is not None
    assert last.x < strip.today < last.x + last.width
    assert month_strip((), AS_OF) is None


def test_lists_print_their_rows_in_excel(cast: Cast, signed_in: SignIn) -> None:
    standard = make_standard(cast.pilot)
    make_measure(standard, cast.own_unit, content="组织宣贯")
    client = signed_in(cast.office)
    book = read_workbook(client.get(reverse("planning:plans"), {"export": "xlsx"}))
    assert [standard.code, standard.title, "逾期"] in [row[:3] for row in book.rows]
    book = read_workbook(client.get(reverse("planning:duties"), {"export": "xlsx"}))
    assert any("组织宣贯" in row for row in book.rows)
    assert "操作" not in book.header


def test_a_thousand_standards_and_forty_units_take_few_queries(
    cast: Cast, signed_in: SignIn
) -> None:
    units = [cast.own_unit, cast.other_unit, *(make_unit() for _ in range(38))]
    for position, unit in enumerate(units[2:], start=3):
        make_membership(cast.pilot, unit, position=position)
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=cast.pilot,
            code=f"Q{n}",
            title=f"标准{n}",
            subsystem=Subsystem.MANAGEMENT,
            level="内部标准",
            status="现行",
            position=n,
        )
        for n in range(1000)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(standard=s, effective_on=date(2021, 4, 1)) for s in standards
    )
    measures = PlanMeasure.objects.bulk_create(
        PlanMeasure(
            pilot=cast.pilot, standard=s, number=1, stage="实施", content="办理", **MAY
        )
        for s in standards
    )
    MeasureDuty.objects.bulk_create(
        MeasureDuty(measure=m, unit=u) for m in measures for u in units
    )
    client = signed_in(cast.office)
    for url in (
        reverse("planning:plans"),
        f"{reverse('planning:plans')}?state=逾期&sort=-late",
        f"{reverse('planning:duties')}?state=逾期",
        reverse("planning:plan", args=[standards[0].pk]),
        reverse("planning:generate"),
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= 30, (url, len(asked))

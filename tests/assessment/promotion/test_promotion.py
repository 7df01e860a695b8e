"""标准上升: six stages, and a standard's 上升为 that follows them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessment.promotion.models import STAGES, PromotionProject
from assessment.promotion.selectors import late_promotions, promoted_counts, with_stage
from assessment.promotion.services import promote
from assessment.services import indicator_value
from standards_catalog.models import Standard
from standards_catalog.procedure.models import Notice
from tests.factories import AS_OF, Cast, make_standard
from tests.records import make_step
from tests.workbooks import read_workbook

LIST = reverse("promotion:projects")
DAYS = {
    "intent": "2021-04-12",
    "application": "2021-05-10",
    "approval": "2021-06-21",
    "drafting": "2021-08-16",
    "examination": "2021-10-18",
    "publication": "2021-11-29",
}


def own_standard(cast: Cast, **fields: Any) -> Standard:
    """An internal standard the own unit answers for."""
    standard = make_standard(cast.pilot, **fields)
    standard.responsible_units.set([cast.own_unit])
    return standard


def make_project(cast: Cast, upto: str = "intent", **fields: Any) -> PromotionProject:
    """A project of the own unit that got as far as ``upto``."""
    standard = fields.pop("standard", None) or own_standard(cast)
    days = {}
    for stage in STAGES:
        days[f"{stage.field}_on"] = date.fromisoformat(DAYS[stage.field])
        if stage.field == upto:
            break
    defaults = {"unit": cast.own_unit, "level": "省级地方标准"}
    return PromotionProject.objects.create(
        pilot=cast.pilot, standard=standard, **{**defaults, **days, **fields}
    )


def url(project: PromotionProject, action: str) -> str:
    return reverse(f"promotion:{action}", args=[project.pk])


def step(stage: str, **more: str) -> dict[str, str]:
    return {"stage": stage, "done_on": DAYS[stage], **more}


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2021-04-11", None),
        ("2021-04-12", "意向"),
        ("2021-06-20", "申报"),
        ("2021-06-21", "立项"),
        ("2021-11-28", "审查"),
        ("2021-11-29", "发布"),
    ],
)
def test_the_stage_is_that_of_the_day(cast: Cast, day: str, stage: str | None) -> None:
    make_project(cast, "publication", result_number="DB32/T 1—2021")
    rows = with_stage(PromotionProject.objects.all(), date.fromisoformat(day))
    assert [row.stage for row in rows] == ([stage] if stage else [])


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"next_due_on": AS_OF - timedelta(days=1)}, 1),
        ({"next_due_on": AS_OF}, 0),
        ({"next_due_on": None}, 0),
        ({"next_due_on": date(2021, 6, 1), "ended_on": date(2021, 7, 1)}, 0),
        ({"next_due_on": date(2021, 6, 1), "ended_on": date(2022, 1, 1)}, 1),
        ({"next_due_on": date(2021, 6, 1), "publication_on": date(2021, 12, 1)}, 0),
    ],
)
def test_a_project_is_late_after_its_next_step_was_due(
    cast: Cast, fields: dict[str, Any], late: int
) -> None:
    make_project(cast, **fields)
    assert late_promotions(cast.pilot, AS_OF) == late
    assert late_promotions(cast.pilot, AS_OF, cast.other_unit) == 0


def test_from_intent_to_publication_and_back(cast: Cast, signed_in: Any) -> None:
    standard, liaison = own_standard(cast), signed_in(cast.liaison)
    data = {
        "standard": standard.pk,
        "level": "省级地方标准",
        "unit": cast.own_unit.pk,
        "done_on": DAYS["intent"],
    }
    assert liaison.post(reverse("promotion:propose"), data).status_code == 302
    project = PromotionProject.objects.get()
    assert Notice.objects.filter(recipient=cast.office).exists()
    for stage in ("application", "approval", "drafting", "examination"):
        assert liaison.post(url(project, "step"), step(stage)).status_code == 302
    # What counts in an indicator is put down by the office alone.
    refused = liaison.post(url(project, "step"), step("publication"))
    assert refused.status_code == 200
    office = signed_in(cast.office)
    published = step("publication", result_number="DB32/T 4321-2021")
    assert office.post(url(project, "step"), published).status_code == 302
    standard.refresh_from_db()
    assert standard.promoted_to == "DB32/T 4321—2021"
    assert standard.promoted_on == date(2021, 11, 29)
    cast.pilot.refresh_from_db()
    for day, count in ((date(2021, 11, 28), 0), (date(2021, 11, 29), 1), (AS_OF, 1)):
        value = indicator_value(cast.pilot, "promoted_standards", day)
        assert value.numerator == count
    assert office.post(url(project, "take_back")).status_code == 302
    standard.refresh_from_db()
    assert (standard.promoted_to, standard.promoted_on) == ("", None)
    assert AuditEvent.objects.filter(action="标准上升：发布").count() == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (step("publication"), "发布须填写结果编号"),
        (step("publication", result_number="GB/T 1—2021"), "是国家标准的编号"),
        (step("publication", result_number="DB3202/T 1—2021"), "是市级地方标准的编号"),
        (step("publication", result_number="随便"), "无法识别标准代号"),
        ({"stage": "approval", "done_on": "2021-04-01"}, "立项日期不能早于申报的"),
        ({"stage": "approval", "done_on": "2099-04-01"}, "立项日期不能晚于今天"),
        (step("approval", next_due_on="2021-01-01"), "下一步期限不能早于"),
        (step("intent"), "选择一个有效的选项"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_a_reason(
    cast: Cast, signed_in: Any, data: dict[str, str], reason: str
) -> None:
    project = make_project(cast, "application")
    answer = signed_in(cast.office).post(url(project, "step"), data)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    project.refresh_from_db()
    assert len(project.taken()) == 2
    assert project.standard.promoted_to == ""


def test_one_project_a_standard_and_level(cast: Cast, signed_in: Any) -> None:
    project = make_project(cast)
    data = {
        "standard": project.standard_id,
        "level": project.level,
        "unit": cast.own_unit.pk,
        "done_on": DAYS["intent"],
    }
    client = signed_in(cast.office)
    refused = client.post(reverse("promotion:propose"), data)
    assert "已有上升为省级地方标准的项目" in refused.content.decode()
    data["level"] = "国家标准"
    assert client.post(reverse("promotion:propose"), data).status_code == 302


def test_a_liaison_proposes_standards_of_the_own_unit_only(
    cast: Cast, signed_in: Any
) -> None:
    foreign = make_standard(cast.pilot)
    foreign.responsible_units.set([cast.other_unit])
    data = {
        "standard": foreign.pk,
        "level": "国家标准",
        "unit": cast.other_unit.pk,
        "done_on": DAYS["intent"],
    }
    answer = signed_in(cast.liaison).post(reverse("promotion:propose"), data)
    assert answer.status_code == 200
    assert not PromotionProject.objects.exists()


def test_a_project_given_up_goes_no_further(cast: Cast, signed_in: Any) -> None:
    project, office = make_project(cast, "application"), signed_in(cast.office)
    assert "请填写终止原因" in office.post(url(project, "end"), {}).content.decode()
    data = {"ended_on": "2021-07-01", "reason": "主管部门不予立项"}
    assert office.post(url(project, "end"), data).status_code == 302
    refused = office.post(url(project, "step"), step("approval"))
    assert "项目已经终止" in refused.content.decode()
    (row,) = with_stage(PromotionProject.objects.all(), AS_OF)
    assert row.stage == "终止"
    (before,) = with_stage(PromotionProject.objects.all(), date(2021, 6, 30))
    assert before.stage == "申报"


@pytest.mark.parametrize(
    ("written", "since", "result", "day"),
    [
        # Nothing stood there: the project's number and day.
        ("", None, "DB32/T 1—2021", date(2021, 11, 29)),
        # The same number without a day: the day is known now.
        ("DB32/T 1—2021", None, "DB32/T 1—2021", date(2021, 11, 29)),
        # Another, undated one counts always, and goes on doing so.
        ("MZ/T 2—2020", None, "MZ/T 2—2020;DB32/T 1—2021", None),
        # Another with an earlier day: the standard rose then.
        (
            "MZ/T 2—2020",
            date(2020, 5, 1),
            "MZ/T 2—2020;DB32/T 1—2021",
            date(2020, 5, 1),
        ),
    ],
)
def test_what_was_written_before_is_kept(
    cast: Cast, written: str, since: date | None, result: str, day: date | None
) -> None:
    standard = own_standard(cast, promoted_to=written, promoted_on=since)
    make_project(cast, "publication", standard=standard, result_number="DB32/T 1—2021")
    promote(standard=standard)
    promote(standard=standard)
    standard.refresh_from_db()
    assert (standard.promoted_to, standard.promoted_on) == (result, day)


def test_the_groups_are_counted_as_the_indicator_counts(cast: Cast) -> None:
    one = own_standard(cast, promoted_to="DB32/T 1—2021")
    two = own_standard(cast, promoted_to="GB/T 2—2021", promoted_on=date(2021, 10, 1))
    make_step(cast.pilot, cast.own_unit, one, two, domain="甲")
    make_step(cast.pilot, cast.own_unit, one, domain="乙")
    make_step(cast.pilot, cast.own_unit, domain="丙")
    cast.pilot.mark_changed()
    for day, domains, total in (
        (AS_OF, [("甲", 2, True), ("乙", 1, False), ("丙", 0, False)], 2),
        (date(2021, 9, 30), [("甲", 1, False), ("乙", 1, False), ("丙", 0, False)], 1),
    ):
        counts = promoted_counts(cast.pilot, day)
        found = [(g.name, g.count, g.is_enough) for g in counts.domains]
        assert found == domains
        value = indicator_value(cast.pilot, "promoted_standards", day)
        assert counts.total == value.numerator == total
        assert sum(group.count for group in counts.subsystems) == total


def test_other_units_find_nothing(cast: Cast, signed_in: Any) -> None:
    project = make_project(cast)
    stranger = signed_in(cast.other_liaison)
    for action in ("project", "step"):
        assert stranger.get(url(project, action)).status_code == 404
    assert project.standard.title not in stranger.get(LIST).content.decode()
    shown = stranger.get(reverse("promotion:board"), {"as_of": "2021-12-31"})
    assert shown.context["total"] == 0


def test_the_list_leaves_as_excel_and_asks_few_questions(
    cast: Cast, signed_in: Any
) -> None:
    for _ in range(20):
        make_project(cast, "approval", next_due_on=date(2021, 8, 1))
    client, asked = signed_in(cast.office), {"as_of": "2021-12-31"}
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST, asked).status_code == 200
    assert len(queries) <= 30
    book = read_workbook(client.get(LIST, {**asked, "export": "xlsx"}))
    row = dict(zip(book.header, book.rows[0], strict=True))
    assert (row["阶段"], row["是否逾期"], row["目标级别"]) == (
        "立项",
        "逾期",
        "省级地方标准",
    )
    assert row["本阶段日期"].date() == date(2021, 6, 21)

"""The role home pages: who lands where, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.rectification.models import Finding
from assessment.training.models import StaffMember, Training
from home.selectors import home_figures, office_home, unit_home
from home.todo import Todo
from standards_catalog.models import Standard
from tests.factories import (
    AS_OF,
    Cast,
    make_deliverable,
    make_finding,
    make_standard,
    make_unit,
    make_user,
)
from tests.records import make_law, make_record, make_step
from tests.supervision_records import make_inspection

SignedIn = Callable[[User], Client]


def counts(todos: tuple[Todo, ...]) -> dict[str, int]:
    return {todo.label: todo.count for todo in todos}


def test_signed_out_visitors_are_sent_to_sign_in(db: None) -> None:
    response = Client().get("/workbench/")
    assert response.headers["Location"] == "/accounts/sign-in/?next=/workbench/"


@pytest.mark.parametrize(
    ("who", "home"), [("leadership", "/dashboard/"), ("auditor", "/audit/")]
)
def test_some_roles_have_their_home_elsewhere(
    cast: Cast, signed_in: SignedIn, who: str, home: str
) -> None:
    response = signed_in(getattr(cast, who)).get("/workbench/")
    assert response.headers["Location"] == home


@pytest.mark.parametrize(
    "who", ["office", "liaison", "leader", "expert", "admin", "other_liaison"]
)
def test_every_other_role_has_a_home_page(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    response = signed_in(getattr(cast, who)).get("/workbench/")
    assert response.status_code == 200
    assert cast.pilot.name in response.content.decode()


@pytest.mark.parametrize("who", ["office", "liaison", "expert"])
def test_before_a_pilot_is_loaded_the_home_says_what_to_do(
    db: None, signed_in: SignedIn, who: str
) -> None:
    user = make_user("expert")
    if who == "office":
        user = make_user("standards_office")
    if who == "liaison":
        user = make_user("unit_liaison", make_unit())
    page = signed_in(user).get("/workbench/").content.decode()
    assert "还没有载入试点" in page


def test_the_office_sees_what_waits_as_of_the_date(cast: Cast) -> None:
    pilot = cast.pilot
    make_finding(pilot, cast.own_unit)
    make_finding(pilot, cast.own_unit, due_on=date(2022, 1, 15))
    make_finding(pilot, cast.own_unit, closed_on=date(2021, 11, 1))
    make_finding(pilot, cast.own_unit, closed_on=date(2022, 1, 1))
    make_finding(pilot, cast.own_unit, raised_on=date(2022, 1, 1))
    make_finding(pilot, cast.other_unit, completed_on=date(2021, 9, 20))
    make_deliverable(pilot)
    make_deliverable(pilot, confirmed_on=date(2021, 6, 1))
    make_deliverable(pilot, confirmed_on=date(2022, 1, 1))
    planned = make_standard(pilot, None, status=Standard.Status.PLANNED)
    make_law(pilot, abolished_on=AS_OF)
    make_law(pilot, abolished_on=date(2022, 1, 1))
    make_standard(pilot, timezone.localdate() - timedelta(days=5 * 366))
    make_standard(pilot, timezone.localdate() - timedelta(days=5 * 364))
    make_record(pilot, cast.own_unit)
    make_record(pilot, cast.own_unit, is_filed=False)
    make_record(pilot, cast.own_unit, verified_on=date(2021, 6, 1))
    make_inspection(pilot, cast.own_unit, planned, due_on=date(2021, 12, 30))
    make_inspection(pilot, cast.own_unit, planned, due_on=AS_OF)
    unneeded = {"needs_standard": False, "no_standard_reason": "由上级办理"}
    make_step(pilot, **unneeded)
    make_step(pilot, **unneeded, ends_on=AS_OF)
    make_step(pilot, **unneeded, reason_accepted_by="组长", reason_accepted_on=AS_OF)
    home = office_home(pilot, AS_OF)
    assert counts(home.todos) == {
        "不符合项整改逾期": 3,
        "整改完成待验证": 1,
        "交付物逾期未确认": 2,
        "单位自评未提交": 2,
        "实施计划任务逾期": 0,
        "实施记录待核实": 1,
        "检查任务逾期": 1,
        "标准待复审": 1,
        "失效文件待处理": 1,
        "服务标准逾期未公开": 0,
        "公开上报待核对": 0,
        "标准上升逾期": 0,
        "标准待制定": 1,
        "不需要标准的理由待认可": 1,
        "缺口未落实责任或期限": 0,
        "缺口逾期": 0,
    }
    assert len(home.overdue_findings) == 3
    assert len(home.overdue_deliverables) == 2


def test_a_finding_due_on_the_date_itself_is_not_yet_late(cast: Cast) -> None:
    make_finding(cast.pilot, cast.own_unit, due_on=AS_OF)
    assert office_home(cast.pilot, AS_OF).overdue_findings == ()


def test_a_unit_sees_its_own_affairs_only(cast: Cast, signed_in: SignedIn) -> None:
    own = make_finding(cast.pilot, cast.own_unit, fact="本单位的事实")
    make_finding(cast.pilot, cast.other_unit, fact="别家的事实")
    home = unit_home(cast.liaison, cast.pilot, AS_OF)
    assert home.open_findings == (own,)
    page = signed_in(cast.leader).get("/workbench/").content.decode()
    assert "本单位的事实" in page
    assert "别家的事实" not in page


def test_a_unit_is_reminded_of_what_it_has_not_filed(cast: Cast) -> None:
    pilot, unit = cast.pilot, cast.own_unit
    make_record(pilot, unit, is_filed=False)
    make_record(pilot, unit, is_filed=False, returned_on=date(2021, 6, 1))
    make_record(pilot, unit)
    make_record(pilot, unit, verified_on=date(2021, 6, 1))
    make_record(pilot, cast.other_unit, is_filed=False)
    found = counts(unit_home(cast.leader, pilot, AS_OF).todos)
    wanted = {"被退回的实施记录": 1, "实施记录草稿未填报": 1, "实施记录待审阅": 1}
    assert {label: found[label] for label in wanted} == wanted
    assert "实施记录待审阅" not in counts(unit_home(cast.liaison, pilot, AS_OF).todos)


def test_a_unit_sees_how_many_of_its_people_owe_a_training(cast: Cast) -> None:
    pilot = cast.pilot
    for number in range(3):
        StaffMember.objects.create(
            pilot=pilot,
            unit=cast.own_unit if number else cast.other_unit,
            number=f"G{number}",
            name=f"测试人员{number}",
            post_title="窗口",
            on_roster_from=date(2020, 7, 1),
        )
    Training.objects.create(
        pilot=pilot, code="P1", topic="宣贯", held_on=date(2021, 3, 1)
    )
    home = unit_home(cast.liaison, pilot, AS_OF)
    assert counts(home.todos)["培训未签满的人员"] == 2


def test_a_unit_sees_the_checks_it_was_told_about(cast: Cast) -> None:
    standard = make_standard(cast.pilot)
    make_inspection(cast.pilot, cast.own_unit, standard)
    make_inspection(cast.pilot, cast.own_unit, standard, notice_on=date(2022, 1, 1))
    make_inspection(cast.pilot, cast.other_unit, standard)
    home = unit_home(cast.liaison, cast.pilot, AS_OF)
    assert counts(home.todos)["待配合的检查"] == 1


def test_a_unit_outside_the_pilot_is_told_so(cast: Cast, signed_in: SignedIn) -> None:
    user = make_user("unit_liaison", make_unit())
    page = signed_in(user).get("/workbench/").content.decode()
    assert "本单位不是这个试点的成员单位" in page


def test_rates_are_those_of_the_indicator_engine(cast: Cast) -> None:
    make_finding(cast.pilot, cast.own_unit)
    make_finding(
        cast.pilot,
        cast.own_unit,
        closed_on=date(2021, 10, 1),
        completed_on=date(2021, 9, 20),
        fixer_post="窗口",
        verifier_post="督查",
        verified_on=date(2021, 9, 30),
        verdict=Finding.Verdict.PASSED,
    )
    figures = {f.code: f.text for f in home_figures(cast.office, cast.pilot, AS_OF)}
    assert figures["rectification_closure"] == "50.00%"
    assert figures["satisfaction_rate"] == "—"


def test_the_expert_reads_drafts_first(cast: Cast, signed_in: SignedIn) -> None:
    make_standard(cast.pilot, title="在用的规范", must_publish=True)
    make_standard(
        cast.pilot, None, title="起草中的规范", status=Standard.Status.DRAFTING
    )
    page = signed_in(cast.expert).get("/workbench/").content.decode()
    assert "起草中的规范" in page


def test_the_home_pages_take_few_queries(
    cast: Cast, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., None]
) -> None:
    for _ in range(20):
        make_finding(cast.pilot, cast.own_unit)
        make_deliverable(cast.pilot)
    client = signed_in(cast.office)
    client.get(reverse("home:workbench"))  # fills the cache of indicator values
    with django_assert_max_num_queries(30):
        client.get(reverse("home:workbench"))


def test_health_and_readiness_answer_without_signing_in(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"
    assert Client().get("/readyz").content == b"ok"

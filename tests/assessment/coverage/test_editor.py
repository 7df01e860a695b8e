"""The pages on which the office writes steps, and the leadership group accepts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, Unit, UnitAlias, User
from assessment.coverage.models import WorkStep
from assessment.coverage.unit_names import units_named
from tests.factories import AS_OF, Cast, make_membership, make_unit
from tests.records import make_step

SignIn = Callable[[User], Client]


def filled(page: Any, **changed: Any) -> dict[str, Any]:
    """What a browser would send of the form on ``page``, some fields changed."""
    form = page.context["form"]
    values = {
        field.html_name: field.value() for field in form if field.value() is not None
    }
    values = {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in values.items()
    }
    owners = values.get("owner_units")
    if isinstance(owners, str):
        values["owner_units"] = [
            str(unit.pk) for unit in form.initial.get("owner_units", [])
        ]
    return {**values, **changed}


def listed(client: Client, **query: str) -> int:
    """How many steps the list shows."""
    page = client.get(reverse("coverage:steps"), query)
    count: int = page.context["page"].paginator.count
    return count


def new_step(**changed: Any) -> dict[str, Any]:
    return {
        "domain": "救助", "item": "低保", "name": "受理", "applicability": "适用",
        "needs_standard": "True", **changed,
    }  # fmt: skip


def test_a_new_step_names_units_by_any_of_their_names(
    cast: Cast, signed_in: SignIn
) -> None:
    UnitAlias.objects.create(unit=cast.other_unit, name="医保中心")
    client = signed_in(cast.office)
    data = new_step(owners_typed="测试民政局、医保中心")
    client.post(reverse("coverage:step_add"), data)
    step = WorkStep.objects.get(name="受理")
    assert set(step.owner_units.all()) == {cast.own_unit, cast.other_unit}


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": ""}, "name", "请填写环节"),
        ({"needs_standard": "False"}, "no_standard_reason", "须写明理由"),
        ({"no_standard_reason": "多余"}, "no_standard_reason", "不填理由"),
        ({"owners_typed": "不存在局"}, "owners_typed", "没有名为“不存在局”"),
        ({"starts_on": "昨天"}, "starts_on", ""),
        ({"name": "已有"}, "name", "已有环节“已有”"),
        ({"code": "H0009"}, "code", "环节编号“H0009”已由"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    cast: Cast, signed_in: SignIn, changed: dict[str, str], field: str, said: str
) -> None:
    make_step(cast.pilot, domain="救助", item="低保", name="已有", code="H0009")
    data = new_step(time_limit="3个工作日", **changed)
    page = signed_in(cast.office).post(reverse("coverage:step_add"), data)
    assert page.status_code == 200
    errors = "".join(page.context["form"].errors[field])
    assert said in errors
    assert "3个工作日" in page.content.decode()
    assert WorkStep.objects.count() == 1


def test_both_intents_are_written_as_they_say(cast: Cast, signed_in: SignIn) -> None:
    step = make_step(cast.pilot, cast.own_unit, name="受理")
    client = signed_in(cast.office)
    url = reverse("coverage:step_correct", args=[step.pk])
    client.post(url, filled(client.get(url), name="受理登记"))
    step.refresh_from_db()
    assert step.name == "受理登记"
    url = reverse("coverage:step_change", args=[step.pk])
    changed = {"name": "一窗受理", "day_begins": "2021-07-01"}
    answer = client.post(url, filled(client.get(url), **changed))
    new = WorkStep.objects.get(name="一窗受理")
    assert answer.url == reverse("coverage:step", args=[new.pk])
    page = client.get(answer.url).content.decode()
    assert "版本沿革" in page
    assert "环节：受理登记 → 一窗受理" in page


def test_an_edit_meanwhile_is_told_and_what_was_typed_stays(
    cast: Cast, signed_in: SignIn
) -> None:
    step = make_step(cast.pilot, cast.own_unit, name="受理")
    client = signed_in(cast.office)
    url = reverse("coverage:step_correct", args=[step.pk])
    mine = filled(client.get(url), name="我的名称")
    WorkStep.objects.filter(pk=step.pk).update(time_limit="即时")
    page = client.post(url, mine)
    text = page.content.decode()
    assert "刚被别人修改过" in text
    assert "我的名称" in text
    # Having looked, the person may insist.
    client.post(url, mine | {"seen": page.context["form"]["seen"].value()})
    step.refresh_from_db()
    assert step.name == "我的名称"


def test_a_closed_owner_is_replaced_by_its_successor_and_that_is_said(
    cast: Cast, signed_in: SignIn
) -> None:
    closed = make_unit(
        name="测试物价局", ends_on=date(2021, 3, 1), successor=cast.own_unit
    )
    make_membership(cast.pilot, closed)
    step = make_step(cast.pilot, closed, name="价格惠民")
    client = signed_in(cast.office)
    url = reverse("coverage:step_change", args=[step.pk])
    page = client.get(url)
    assert "测试民政局（原测试物价局）" in page.content.decode()
    data = new_step(owners_typed="测试物价局", starts_on="2021-04-01")
    answer = client.post(reverse("coverage:step_add"), data, follow=True)
    said = "“测试物价局”自 2021-03-01 停用，由“测试民政局”继任。"
    assert said in answer.content.decode()
    assert list(WorkStep.objects.get(name="受理").owner_units.all()) == [cast.own_unit]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "units", "notes", "problems"),
    [
        ("各镇街园", ["甲镇", "乙镇"], 0, 0),
        ("甲镇；甲 镇，乙镇", ["甲镇", "乙镇"], 0, 0),
        ("旧局", ["新局"], 1, 0),
        ("更旧局、新局", ["新局"], 1, 0),
        ("散局", [], 0, 1),
        ("没有局", [], 0, 1),
        ("", [], 0, 0),
    ],
)
def test_names_mean_units(
    cast: Cast, text: str, units: list[str], notes: int, problems: int
) -> None:
    ended = date(2021, 1, 1)
    new = make_unit(name="新局")
    old = make_unit(name="旧局", ends_on=ended, successor=new)
    for unit in (
        make_unit(name="甲镇", kind=Unit.Kind.TOWN),
        make_unit(name="乙镇", kind=Unit.Kind.TOWN),
        make_unit(name="丙镇", kind=Unit.Kind.TOWN, ends_on=ended),
        new,
        old,
        make_unit(name="更旧局", ends_on=date(2020, 9, 1), successor=old),
        make_unit(name="散局", ends_on=ended),
    ):
        make_membership(cast.pilot, unit)
    found = units_named(cast.pilot, text, AS_OF)
    assert sorted(map(str, found.units)) == sorted(units)
    assert (len(found.notes), len(found.problems)) == (notes, problems)


def test_a_step_ends_and_is_used_again_by_the_pages(
    cast: Cast, signed_in: SignIn
) -> None:
    step = make_step(cast.pilot, cast.own_unit, name="代写申请")
    client = signed_in(cast.office)
    client.post(reverse("coverage:step_retire", args=[step.pk]), {"day": "2021-07-01"})
    assert listed(client) == 0
    assert listed(client, life="ended") == 1
    page = client.get(reverse("coverage:step", args=[step.pk])).content.decode()
    assert "已不用，至 2021-07-01 止" in page
    client.post(reverse("coverage:step_restore", args=[step.pk]), {"day": "2021-07-01"})
    assert (listed(client), listed(client, life="ended")) == (1, 0)


def test_deleting_asks_first(cast: Cast, signed_in: SignIn) -> None:
    step = make_step(cast.pilot, cast.own_unit)
    client = signed_in(cast.office)
    url = reverse("coverage:step_delete", args=[step.pk])
    assert client.post(url).status_code == 200
    assert WorkStep.objects.count() == 1
    assert client.post(url, {"confirm": step.pk}).status_code == 302
    assert WorkStep.objects.count() == 0


def test_the_leadership_group_accepts_a_reason(cast: Cast, signed_in: SignIn) -> None:
    step = make_step(
        cast.pilot, needs_standard=False, no_standard_reason="由上级办理", name="上报"
    )
    leader = signed_in(cast.leadership)
    assert listed(leader, open_reason="yes") == 1
    assert (
        "理由由标准化办公室填写"
        in leader.get(reverse("coverage:step", args=[step.pk])).content.decode()
    )
    url = reverse("coverage:step_accept", args=[step.pk])
    page = leader.get(url)
    seen = page.context["form"]["seen"].value()
    admin = signed_in(cast.admin).post(url, {"day": "2021-12-01", "seen": seen})
    assert "由领导小组成员认可" in admin.content.decode()
    assert leader.post(url, {"day": "2999-01-01", "seen": seen}).status_code == 200
    leader.post(url, {"day": "2021-12-01", "seen": seen})
    step.refresh_from_db()
    assert step.reason_accepted_by == str(cast.leadership)
    assert listed(leader, open_reason="yes") == 0
    assert listed(leader, open_reason="yes", as_of="2021-11-30") == 1


def bulk(client: Client, stage: str, **data: Any) -> Any:
    return client.post(
        reverse("coverage:bulk"), {"stage": stage, "how": "correct", **data}
    )


def test_many_steps_are_changed_at_once_after_a_preview(
    cast: Cast, signed_in: SignIn
) -> None:
    steps = [make_step(cast.pilot, cast.own_unit, name=n) for n in "甲乙丙"]
    client = signed_in(cast.office)
    page = bulk(client, "choose", pick=[step.pk for step in steps[:2]])
    assert "已选 2 个环节" in page.content.decode()
    change = {
        "keys": page.context["keys"],
        "owners_how": "add",
        "owners_typed": "测试医保局",
        "time_limit_how": "set",
        "time_limit": "5个工作日",
    }
    plan = bulk(client, "preview", **change)
    text = plan.content.decode()
    assert "测试民政局 → 测试民政局、测试医保局" in text
    assert WorkStep.objects.filter(time_limit="5个工作日").count() == 0
    bulk(client, "apply", seen=plan.context["seen"], **change)
    changed = WorkStep.objects.filter(time_limit="5个工作日")
    assert sorted(step.name for step in changed) == ["乙", "甲"]
    assert all(step.owner_units.count() == 2 for step in changed)
    event = AuditEvent.objects.first()
    assert event is not None
    assert "办理时限：— → 5个工作日" in event.detail["环节"]["测试领域/测试事项·甲"]


def test_all_that_the_filter_finds_are_chosen(cast: Cast, signed_in: SignIn) -> None:
    make_step(cast.pilot, domain="甲域", name="一")
    make_step(cast.pilot, domain="乙域", name="二")
    page = bulk(signed_in(cast.office), "choose", all="yes", query="?domain=甲域")
    assert page.context["count"] == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "请至少选择一项"),
        ({"how": "from_day", "applicability": "参考"}, "请填写日期"),
        ({"day": "2021-07-01", "applicability": "参考"}, "不分日期"),
        ({"needs_standard": "False"}, "须写明理由"),
        ({"owners_how": "set", "owners_typed": "无此局"}, "没有名为“无此局”"),
        ({"how": "retire", "day": "2021-07-01", "applicability": "参考"}, "分两次办理"),
    ],
)
def test_a_bulk_change_that_says_nothing_sensible_is_refused(
    cast: Cast, signed_in: SignIn, data: dict[str, str], said: str
) -> None:
    step = make_step(cast.pilot)
    page = bulk(signed_in(cast.office), "preview", keys=str(step.pk), **data)
    assert said in page.content.decode()


def test_one_step_that_cannot_change_keeps_all_as_they_are(
    cast: Cast, signed_in: SignIn
) -> None:
    old = make_step(cast.pilot, name="旧")
    new = make_step(cast.pilot, name="新", starts_on=date(2021, 8, 1))
    client = signed_in(cast.office)
    change = {
        "keys": f"{old.pk},{new.pk}", "how": "from_day", "day": "2021-07-01",
        "applicability": "参考",
    }  # fmt: skip
    plan = bulk(client, "preview", **change)
    assert "一个也不会写入" in plan.content.decode()
    bulk(client, "apply", seen=plan.context["seen"], **change)
    assert WorkStep.objects.filter(applicability="参考").count() == 0


def test_a_plan_is_applied_to_what_was_seen_only(cast: Cast, signed_in: SignIn) -> None:
    step = make_step(cast.pilot)
    client = signed_in(cast.office)
    change = {"keys": str(step.pk), "how": "retire", "day": "2021-07-01"}
    plan = bulk(client, "preview", **change)
    cast.pilot.mark_changed()
    page = bulk(client, "apply", seen=plan.context["seen"], **change)
    assert "数据刚被修改过" in page.content.decode()
    bulk(client, "apply", seen=page.context["seen"], **change)
    step.refresh_from_db()
    assert step.ends_on == date(2021, 7, 1)


def test_a_thousand_steps_are_listed_and_planned_in_few_queries(
    cast: Cast, signed_in: SignIn
) -> None:
    WorkStep.objects.bulk_create(
        WorkStep(
            pilot=cast.pilot, domain="领域", item=f"事项{n % 50}", name=f"环节{n}",
            applicability="适用", position=n,
        )
        for n in range(1000)
    )  # fmt: skip
    client = signed_in(cast.office)
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("coverage:steps"), {"per_page": 200})
    assert len(seen) <= 30
    with CaptureQueriesContext(connection) as seen:
        data = {"all": "yes", "applicability": "参考"}
        plan = bulk(client, "preview", **data)
    assert len(plan.context["plan"].changed) == 1000
    assert len(seen) <= 30

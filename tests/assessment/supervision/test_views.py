"""The pages of draws and checks, as office, unit, leadership and everybody see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from assessment.supervision.models import Draw, DrawState, Inspection
from standards_catalog.models import (
    PilotMembership,
    Standard,
    StandardEdition,
)
from tests.factories import Cast
from tests.supervision_records import (
    SECRET,
    WITNESS,
    candidates_of,
    make_announced,
    make_drawn,
    make_plan,
)

SignIn = Callable[[User], Client]
PLAN = {
    "name": "第三季度抽查",
    "unit_count": "2",
    "standards_per_unit": "1",
    "inspectors_per_unit": "1",
    "inspector_pool": "测试民政局：救助科科长\n标准化办公室主任\n标准化办公室主任",
    "draws_on": "2021-09-01",
    "notice_on": "2021-09-02",
    "due_on": "2021-09-30",
    "witness_rule": "当日收盘点数",
}


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(f"supervision:{name}", args=args), query).content.decode()


def test_a_draw_goes_from_plan_to_checks_by_the_buttons(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    office = signed_in(cast.office)
    added = office.post(reverse("supervision:draw_add"), PLAN)
    plan = Draw.objects.get()
    assert added.headers["Location"] == reverse("supervision:draw", args=[plan.pk])
    assert plan.inspector_pool == "测试民政局：救助科科长\n标准化办公室主任"

    shown = page(office, "draw_announce", plan.pk)
    assert standard.code in shown
    url = reverse("supervision:draw_announce", args=[plan.pk])
    assert "请核对后勾选" in office.post(url).content.decode()
    assert office.post(url, {"is_sure": "on"}).status_code == 302

    Draw.objects.get().refresh_from_db()
    waiting = page(office, "draw", plan.pk)
    assert "已公布待抽取" in waiting
    assert Draw.objects.get().sealed_secret not in waiting
    url = reverse("supervision:draw_perform", args=[plan.pk])
    assert Draw.objects.get().sealed_secret not in office.get(url).content.decode()
    words = {"witness": f"  {WITNESS} ", "witness_post": "审计员"}
    assert "请核对见证文字后勾选" in office.post(url, words).content.decode()
    assert office.post(url, {**words, "is_sure": "on"}).status_code == 302
    draw = Draw.objects.get()
    assert draw.state is DrawState.DRAWN
    assert draw.witness == WITNESS
    assert draw.inspections.count() == 2
    again = office.post(url, {**words, "is_sure": "on"}).content.decode()
    assert "已经抽取过，结果不能更改" in again


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("name", "", "请填写名称"),
        ("unit_count", "0", "确保该值大于或等于1"),
        ("notice_on", "2021-08-31", "通知日期不能早于抽取日期"),
        ("due_on", "2021-09-01", "检查期限不能早于通知日期"),
        ("inspector_pool", "", "要抽检查人的，请列出检查人岗位"),
        ("inspector_pool", "没有的局：科长", "“没有的局”不是本试点的单位"),
        ("inspector_pool", "测试民政局：", "没有写岗位"),
    ],
)
def test_a_plan_with_a_mistake_comes_back_with_the_reason_beside_it(
    cast: Cast, signed_in: SignIn, field: str, value: str, wanted: str
) -> None:
    url = reverse("supervision:draw_add")
    shown = signed_in(cast.office).post(url, {**PLAN, field: value}).content.decode()
    assert wanted in shown
    assert "当日收盘点数" in shown
    assert not Draw.objects.exists()


def test_an_announced_plan_is_not_edited_or_deleted_on_any_page(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_announced(cast.pilot, units)
    office = signed_in(cast.office)
    edit = reverse("supervision:draw_edit", args=[draw.pk])
    assert office.get(edit).status_code == 302
    assert "已经公布，不能再改" in office.post(edit, PLAN).content.decode()
    delete = reverse("supervision:draw_delete", args=[draw.pk])
    office.post(delete, {"confirm": draw.code})
    assert Draw.objects.get().name == draw.name


def test_a_plan_is_deleted_and_an_announced_draw_declared_void(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    office, plan = signed_in(cast.office), make_plan(cast.pilot)
    url = reverse("supervision:draw_delete", args=[plan.pk])
    office.post(url)
    assert Draw.objects.exists()
    office.post(url, {"confirm": plan.code})
    assert not Draw.objects.exists()
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_announced(cast.pilot, units)
    url = reverse("supervision:draw_void", args=[draw.pk])
    assert "请填写理由" in office.post(url).content.decode()
    office.post(url, {"reason": "会议改期"})
    assert "会议改期" in page(Client(), "public_draw", cast.pilot.code, draw.code)
    assert draw.code in page(Client(), "public_draws")


def test_a_plan_is_the_offices_own_until_it_is_announced(
    cast: Cast, signed_in: SignIn
) -> None:
    plan = make_plan(cast.pilot, name="还没有公布的方案")
    leadership = signed_in(cast.leadership)
    assert plan.name not in page(leadership, "draws")
    url = reverse("supervision:draw", args=[plan.pk])
    assert leadership.get(url).status_code == 404
    public = reverse("supervision:public_draw", args=[cast.pilot.code, plan.code])
    assert Client().get(public).status_code == 404


# The public.


def test_everybody_can_do_a_draw_again(cast: Cast, drawn: Draw) -> None:
    client = Client()
    arguments = (cast.pilot.code, drawn.code)
    shown = page(client, "public_draw", *arguments)
    assert all(words in shown for words in (SECRET, WITNESS, drawn.seed, "重算核对"))
    assert "state-bad" not in page(client, "public_draw", *arguments, verify="yes")
    content = client.get(
        reverse("supervision:public_file", args=[*arguments, "draw.json"])
    ).content
    assert json.loads(content)["种子"] == drawn.seed
    listed = client.get(
        reverse("supervision:public_file", args=[*arguments, "candidates.txt"])
    ).content
    assert listed.decode() == drawn.candidates
    result = client.get(
        reverse("supervision:public_file", args=[*arguments, "result.csv"])
    ).content.decode("utf-8-sig")
    assert cast.own_unit.name in result
    hashed = client.get(
        reverse("supervision:public_file", args=[*arguments, "result.txt"])
    ).content
    assert hashlib.sha256(hashed).hexdigest() == drawn.result_digest
    other = reverse("supervision:public_file", args=[*arguments, "secret.txt"])
    assert client.get(other).status_code == 404


def test_the_page_says_what_does_not_agree(cast: Cast, drawn: Draw) -> None:
    Draw.objects.filter(pk=drawn.pk).update(witness="换过的文字")
    shown = page(Client(), "public_draw", cast.pilot.code, drawn.code, verify="yes")
    assert shown.count("不一致</span>") == 1


def test_before_the_notice_day_neither_seed_nor_result_is_public(
    cast: Cast, standard: Standard
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_drawn(cast.pilot, units, notice_on=tomorrow)
    client, arguments = Client(), (cast.pilot.code, draw.code)
    shown = page(client, "public_draw", *arguments, verify="yes")
    assert SECRET not in shown
    assert draw.seed not in shown
    assert draw.result_digest in shown
    url = reverse("supervision:public_file", args=[*arguments, "draw.json"])
    assert SECRET not in client.get(url).content.decode()
    for name in ("result.csv", "result.txt"):
        url = reverse("supervision:public_file", args=[*arguments, name])
        assert client.get(url).status_code == 404


def test_what_is_written_into_a_page_is_no_markup(
    cast: Cast, standard: Standard
) -> None:
    units = candidates_of(cast.own_unit, standards=(standard,))
    draw = make_drawn(cast.pilot, units, name="<script>x</script>")
    assert "<script>x" not in page(Client(), "public_draw", cast.pilot.code, draw.code)


# Checks.


def test_pages_take_few_queries_for_a_large_pilot(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    """1,000 standards × 40 units, some of them for some units only."""
    pilot = cast.pilot
    units = Unit.objects.bulk_create(
        Unit(name=f"大试点单位{n}", kind="镇街园", position=n) for n in range(38)
    )
    PilotMembership.objects.bulk_create(
        PilotMembership(pilot=pilot, unit=unit, position=n + 9)
        for n, unit in enumerate(units)
    )
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=pilot,
            code=f"DX{n}",
            title=f"大标准{n}",
            subsystem="管理",
            level="内部标准",
            status="现行",
            position=n,
        )
        for n in range(1000)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(standard=one, effective_on=date(2021, 1, 1))
        for one in standards
    )
    link = Standard.applicable_units.through
    link.objects.bulk_create(
        link(standard_id=one.pk, unit_id=unit.pk)
        for one in standards[::4]
        for unit in units[::2]
    )
    office = signed_in(cast.office)
    plan = make_plan(pilot, unit_count=20, standards_per_unit=10)
    with django_assert_max_num_queries(30):
        assert "候选标准 1000 项" in page(office, "draw_announce", plan.pk)
    with django_assert_max_num_queries(30):
        office.post(
            reverse("supervision:draw_announce", args=[plan.pk]), {"is_sure": "on"}
        )
    words = {"witness": WITNESS, "witness_post": "审计员", "is_sure": "on"}
    url = reverse("supervision:draw_perform", args=[plan.pk])
    assert office.post(url, words).status_code == 302
    assert Inspection.objects.count() == 200
    for name, arguments, query in (
        ("draws", (), {}),
        ("draw", (plan.pk,), {}),
        ("inspections", (), {"as_of": timezone.localdate().isoformat()}),
        ("public_draw", (pilot.code, plan.code), {"verify": "yes"}),
        ("public_draws", (), {}),
    ):
        with django_assert_max_num_queries(30):
            page(office, name, *arguments, **query)

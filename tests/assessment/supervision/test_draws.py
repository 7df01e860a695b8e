"""A draw from plan to result: frozen, reproducible, and never made twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Unit
from assessment.supervision.drawing import sha256_of
from assessment.supervision.models import Draw, DrawState, FrozenDrawError, Inspection
from assessment.supervision.publishing import (
    differences,
    draw_file,
    read_draw_file,
)
from assessment.supervision.selectors import (
    candidates_for,
    publicly_known,
    published_draw,
)
from assessment.supervision.services.draws import (
    DrawRefusedError,
    announce,
    keep_plan,
    obstacles,
    perform,
    remove_plan,
    void,
)
from assessment.supervision.services.notices import tell_units
from standards_catalog.models import Standard
from standards_catalog.procedure.models import Notice
from tests.factories import Cast, make_membership, make_standard, make_unit
from tests.records import make_step
from tests.supervision_records import (
    SECRET,
    WITNESS,
    candidates_of,
    make_announced,
    make_drawn,
    make_plan,
    make_recorded,
)

TODAY = {"draws_on": date(2021, 9, 1)}


def act(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.office, "address": "127.0.0.1"}


def announced(cast: Cast, **fields: Any) -> Draw:
    plan = make_plan(cast.pilot, **{"unit_count": 2, **fields})
    return announce(plan=plan, **act(cast))


def drawn(cast: Cast, draw: Draw) -> Draw:
    return perform(plan=draw, witness=WITNESS, witness_post="审计员", **act(cast))


# Candidates.


def test_candidates_are_active_units_with_a_standard_in_force_for_them(
    cast: Cast, standards: list[Standard]
) -> None:
    pilot = cast.pilot
    closed = make_unit(name="测试撤并局", ends_on=date(2021, 9, 1))
    make_membership(pilot, closed, position=3)
    make_membership(pilot, make_unit(name="测试新设局", starts_on=date(2021, 9, 2)))
    make_standard(pilot, effective_on=date(2021, 9, 2))
    make_standard(pilot, status=Standard.Status.DRAFTING)
    standards[0].applicable_units.set([cast.own_unit, closed])
    standards[1].applicable_units.set([closed])
    found = candidates_for(make_plan(pilot))
    assert found.units == ("测试民政局", "测试医保局")
    assert [one.code for one in found.standards] == [
        standards[0].code,
        standards[2].code,
    ]
    assert found.standards[0].units == ("测试民政局",)
    assert found.standards[1].units == ()


def test_the_scope_narrows_units_and_standards(
    cast: Cast, standards: list[Standard]
) -> None:
    pilot, (first, second, third) = cast.pilot, standards
    Unit.objects.filter(pk=cast.other_unit.pk).update(kind=Unit.Kind.TOWN)
    Standard.objects.filter(pk=second.pk).update(subsystem="管理")
    make_step(pilot, None, first, domain="救助")
    make_step(pilot, None, third, domain="救助", ends_on=date(2021, 8, 1))
    town = candidates_for(make_plan(pilot, unit_kinds=["镇街园"]))
    assert town.units == ("测试医保局",)
    managed = candidates_for(make_plan(pilot, subsystems=["管理"]))
    assert [one.code for one in managed.standards] == [second.code]
    aided = candidates_for(make_plan(pilot, domains=["救助"]))
    assert [one.code for one in aided.standards] == [first.code]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"unit_count": 9}, "要抽 9 个单位，候选单位只有 2 个"),
        ({"subsystems": ["岗位工作"]}, "范围内没有候选单位"),
        (
            {"inspectors_per_unit": 1, "inspector_pool": "测试民政局：科长"},
            "检查测试民政局时，本单位的检查人须回避，剩下的不足 1 个",
        ),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_not_announced(
    cast: Cast, standards: list[Standard], fields: dict[str, Any], reason: str
) -> None:
    plan = make_plan(cast.pilot, **fields)
    assert reason in "；".join(obstacles(plan, candidates_for(plan)))
    with pytest.raises(DrawRefusedError, match=reason):
        announce(plan=plan, **act(cast))
    plan.refresh_from_db()
    assert plan.state is DrawState.PLANNED
    assert plan.sealed_secret == ""


# Commitment and reveal.


def test_the_announcement_commits_to_a_secret_that_nothing_shows(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = announced(cast)
    assert len(draw.sealed_secret) == 32
    assert draw.commitment == sha256_of(draw.sealed_secret)
    assert draw.candidates_digest == sha256_of(draw.candidates)
    assert draw.secret == ""
    audit = AuditEvent.objects.get(action="公布抽查方案")
    assert draw.sealed_secret not in json.dumps(audit.detail)
    assert audit.detail["密钥摘要"] == draw.commitment
    assert draw.sealed_secret.encode() not in draw_file(published_draw(draw))


def test_two_announcements_have_two_secrets(
    cast: Cast, standards: list[Standard]
) -> None:
    assert announced(cast).sealed_secret != announced(cast).sealed_secret


def test_the_draw_reveals_the_secret_and_can_be_done_again(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = announced(cast, standards_per_unit=2)
    sealed = draw.sealed_secret
    done = drawn(cast, draw)
    assert (done.secret, done.sealed_secret) == (sealed, "")
    assert done.seed == sha256_of(f"{sealed}\n{WITNESS}")
    assert differences(published_draw(done)) == ()
    assert differences(read_draw_file(draw_file(published_draw(done)))) == ()


def test_the_draw_gives_out_one_check_for_each_drawn_pair(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = drawn(
        cast,
        announced(
            cast,
            standards_per_unit=2,
            inspectors_per_unit=1,
            inspector_pool="测试民政局：救助科科长\n标准化办公室主任",
        ),
    )
    pairs = [(one.unit, code) for one in draw.drawn for code in one.standards]
    checks = Inspection.objects.filter(draw=draw)
    assert [(c.unit.name, c.catalogue_code) for c in checks] == pairs
    assert len(pairs) == 4
    assert [c.code[-3:] for c in checks] == ["001", "002", "003", "004"]
    own = checks.filter(unit=cast.own_unit)
    assert {c.assigned_to for c in own} == {"标准化办公室主任"}
    assert Notice.objects.filter(recipient=cast.liaison).count() == 2


def test_later_changes_of_units_and_standards_do_not_change_a_draw(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = drawn(cast, announced(cast, unit_count=1))
    before = draw_file(published_draw(draw))
    Unit.objects.filter(pk=cast.own_unit.pk).update(name="改名局")
    make_standard(cast.pilot)
    make_membership(cast.pilot, make_unit())
    Standard.objects.filter(pk=standards[0].pk).update(title="改名的标准")
    again = published_draw(Draw.objects.get(pk=draw.pk))
    assert draw_file(again) == before
    assert differences(again) == ()


def test_a_unit_renamed_after_the_announcement_is_still_found(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = announced(cast)
    cast.own_unit.aliases.create(name=cast.own_unit.name)
    Unit.objects.filter(pk=cast.own_unit.pk).update(name="改名局")
    drawn(cast, draw)
    assert Inspection.objects.filter(draw=draw, unit=cast.own_unit).exists()


# Once, and never otherwise.


def test_what_is_announced_cannot_be_changed(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = announced(cast)
    draw.unit_count = 1
    with pytest.raises(FrozenDrawError, match="已经公布，不能再改"):
        keep_plan(plan=draw, changed_fields=["抽取单位数"], **act(cast))
    with pytest.raises(DrawRefusedError, match="只能作废"):
        remove_plan(plan=draw, **act(cast))


def test_a_draw_is_made_once(cast: Cast, standards: list[Standard]) -> None:
    draw = drawn(cast, announced(cast))
    with pytest.raises(DrawRefusedError, match="已经抽取过，结果不能更改"):
        perform(plan=draw, witness="另一句话", witness_post="审计员", **act(cast))
    changed = Draw.objects.get(pk=draw.pk)
    changed.witness = "另一句话"
    with pytest.raises(FrozenDrawError):
        changed.save()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"draws_on": timezone.localdate() + timedelta(days=1)}, "还没有到"),
        ({"sealed_secret": ""}, "密钥不随试点包带走"),
        ({"sealed_secret": "f" * 32}, "与公布的密钥摘要不符"),
        ({"candidates_digest": "f" * 64}, "候选清单与公布的摘要不符"),
        ({"announced_at": None}, "先公布方案和候选清单"),
    ],
)
def test_a_draw_out_of_order_is_refused(
    cast: Cast, standards: list[Standard], fields: dict[str, Any], reason: str
) -> None:
    units = candidates_of(cast.own_unit, standards=(standards[0],))
    draw = make_announced(cast.pilot, units, **fields)
    with pytest.raises(DrawRefusedError, match=reason):
        drawn(cast, draw)
    assert not Inspection.objects.exists()


def test_a_void_draw_stays_listed_with_its_reason_and_cancels_its_checks(
    cast: Cast, standards: list[Standard]
) -> None:
    draw = drawn(cast, announced(cast))
    void(plan=draw, reason="会议录音缺失", **act(cast))
    kept = Draw.objects.get(pk=draw.pk)
    assert kept.state is DrawState.VOIDED
    assert kept.void_reason == "会议录音缺失"
    assert kept.result == draw.result
    assert not Inspection.objects.standing().exists()
    with pytest.raises(DrawRefusedError, match="已经作废"):
        void(plan=draw, reason="再来一次", **act(cast))


def test_an_unwelcome_result_cannot_be_drawn_again(
    cast: Cast, standards: list[Standard]
) -> None:
    units = candidates_of(cast.own_unit, standards=(standards[0],))
    draw = make_drawn(cast.pilot, units)
    make_recorded(cast.pilot, cast.own_unit, standards[0], draw=draw)
    with pytest.raises(DrawRefusedError, match="已经登记了 1 项检查结果"):
        void(plan=draw, reason="不满意", **act(cast))


# What the public learns, and when.


def test_seed_and_result_are_public_from_the_notice_day_on(
    cast: Cast, standards: list[Standard]
) -> None:
    units = candidates_of(cast.own_unit, standards=(standards[0],))
    draw = make_drawn(cast.pilot, units, notice_on=date(2021, 9, 10))
    early = publicly_known(draw, date(2021, 9, 9))
    assert (early.secret, early.seed, early.drawn, early.witness) == ("", "", (), "")
    assert early.result_digest == draw.result_digest
    assert SECRET.encode() not in draw_file(early)
    late = publicly_known(draw, date(2021, 9, 10))
    assert late == published_draw(draw)
    assert late.secret == SECRET


def test_units_are_told_once_from_the_notice_day_on(
    cast: Cast, standards: list[Standard]
) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    drawn(cast, announced(cast, notice_on=soon, due_on=soon))
    assert not Notice.objects.filter(recipient=cast.liaison).exists()
    assert not Inspection.objects.for_user(cast.liaison).exists()
    assert tell_units(pilot=cast.pilot, day=soon) == 2
    assert tell_units(pilot=cast.pilot, day=soon) == 0


# Doing it again from outside.


def test_every_step_leaves_a_trace(cast: Cast, standards: list[Standard]) -> None:
    plan = Draw(
        pilot=cast.pilot,
        name="测试",
        unit_count=1,
        standards_per_unit=1,
        draws_on=date(2021, 9, 1),
        notice_on=date(2021, 9, 1),
        due_on=date(2021, 9, 30),
        witness_rule="收盘点数",
    )
    keep_plan(plan=plan, changed_fields=["名称"], **act(cast))
    assert plan.code == f"CC{timezone.localdate().year}-01"
    version = cast.pilot.data_version
    void(plan=drawn(cast, announce(plan=plan, **act(cast))), reason="试", **act(cast))
    actions = list(AuditEvent.objects.values_list("action", flat=True).order_by("pk"))
    assert actions == ["新建抽查方案", "公布抽查方案", "抽取", "作废抽查"]
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version > version


def test_candidates_of_a_large_pilot_take_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_membership(cast.pilot, make_unit(), position=number + 9)
        make_standard(cast.pilot).applicable_units.set([cast.own_unit])
    plan = make_plan(cast.pilot, domains=[])
    with django_assert_max_num_queries(4):
        assert len(candidates_for(plan).standards) == 12

"""A draw from its plan to its result, or to its end as void."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.supervision.drawing import (
    Candidates,
    DrawnUnit,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.selectors import (
    candidates_for,
    units_without_inspector,
    unusable_names,
)
from assessment.supervision.services.notices import tell_units
from assessment.supervision.services.numbering import next_code, next_position
from standards_catalog.models import Standard

_SECRET_BYTES = 16
_NAMED = 5


class DrawRefusedError(Exception):
    """The step cannot be taken; the message says why, without a full stop."""


@transaction.atomic
def keep_plan(
    *, plan: Draw, changed_fields: Iterable[str], actor: User, address: str
) -> None:
    """Keep a new or changed plan; one that was announced is refused."""
    is_new = plan.pk is None
    if is_new:
        plan.code = next_code(Draw, plan.pilot, "CC", digits=2)
        plan.position = next_position(Draw, plan.pilot)
    plan.save()
    action = "新建抽查方案" if is_new else "修改抽查方案"
    _record(plan, action, {"改动": "、".join(changed_fields)}, actor, address)
    plan.pilot.mark_changed()


@transaction.atomic
def remove_plan(*, plan: Draw, actor: User, address: str) -> None:
    """Remove a plan that was never announced."""
    plan = _locked(plan)
    if plan.announced_at is not None:
        raise DrawRefusedError("已经公布的抽查不能删除，只能作废")
    _record(plan, "删除抽查方案", {}, actor, address)
    plan.delete()
    plan.pilot.mark_changed()


def obstacles(plan: Draw, candidates: Candidates) -> list[str]:
    """Why a plan cannot be announced with these candidates."""
    found = []
    if not candidates.units:
        found.append("范围内没有候选单位：没有在用的单位适用这一范围的现行标准")
    elif len(candidates.units) < plan.unit_count:
        found.append(
            f"要抽 {plan.unit_count} 个单位，候选单位只有 {len(candidates.units)} 个"
        )
    short = units_without_inspector(candidates, plan.inspectors_per_unit)
    if short:
        more = "等" if len(short) > _NAMED else ""
        found.append(
            f"检查人不够：检查{'、'.join(short[:_NAMED])}{more}时，"
            f"本单位的检查人须回避，剩下的不足 {plan.inspectors_per_unit} 个"
        )
    found += [
        f"“{name}”含有换行或制表符，不能列入" for name in unusable_names(candidates)
    ]
    return found


@transaction.atomic
def announce(*, plan: Draw, actor: User, address: str) -> Draw:
    """Freeze and publish plan and candidates, with the digest of a new secret.

    The secret is made here, kept sealed, and shown to nobody before the draw.
    """
    plan = _locked(plan)
    if plan.announced_at is not None:
        raise DrawRefusedError("这次抽查已经公布")
    candidates = candidates_for(plan)
    if reasons := obstacles(plan, candidates):
        raise DrawRefusedError("；".join(reasons))
    secret = secrets.token_hex(_SECRET_BYTES)
    plan.sealed_secret, plan.commitment = secret, sha256_of(secret)
    plan.candidates = candidates_text(candidates)
    plan.candidates_digest = sha256_of(plan.candidates)
    plan.announced_at = _now()
    plan.save()
    _record(
        plan,
        "公布抽查方案",
        {"密钥摘要": plan.commitment, "候选清单摘要": plan.candidates_digest},
        actor,
        address,
    )
    plan.pilot.mark_changed()
    return plan


@transaction.atomic
def perform(
    *, plan: Draw, witness: str, witness_post: str, actor: User, address: str
) -> Draw:
    """Draw: reveal the secret, take in the witnessed text, give out the checks."""
    plan = _locked(plan)
    if reason := why_not_drawn(plan, timezone.localdate()):
        raise DrawRefusedError(reason)
    plan.witness, plan.witness_post = witness.strip(), witness_post.strip()
    plan.secret, plan.sealed_secret = plan.sealed_secret, ""
    plan.seed = seed_of(plan.secret, plan.witness)
    drawn = draw(plan.frozen_candidates, plan.quota, plan.seed)
    plan.result = result_text(drawn)
    plan.result_digest = sha256_of(plan.result)
    plan.drawn_at = _now()
    plan.save()
    checks = _give_out(plan, drawn)
    _record(
        plan,
        "抽取",
        {
            "见证文字": plan.witness,
            "见证人岗位": plan.witness_post,
            "种子": plan.seed,
            "结果摘要": plan.result_digest,
            "检查任务": len(checks),
        },
        actor,
        address,
    )
    tell_units(pilot=plan.pilot, day=timezone.localdate())
    plan.pilot.mark_changed()
    return plan


def why_not_drawn(plan: Draw, today: date) -> str:
    """Why the draw cannot be made on ``today``, or nothing."""
    if plan.voided_at is not None:
        return "这次抽查已经作废"
    if plan.announced_at is None:
        return "先公布方案和候选清单，再抽取"
    if plan.drawn_at is not None:
        return "这次抽查已经抽取过，结果不能更改"
    if today < plan.draws_on:
        return f"公布的抽取日期是 {plan.draws_on.isoformat()}，还没有到"
    if not plan.sealed_secret:
        return "封存的密钥不在这套系统里（密钥不随试点包带走），请作废后重新公布"
    if sha256_of(plan.sealed_secret) != plan.commitment:
        return "封存的密钥与公布的密钥摘要不符，请作废后重新公布"
    if sha256_of(plan.candidates) != plan.candidates_digest:
        return "候选清单与公布的摘要不符，请作废后重新公布"
    return ""


def _give_out(plan: Draw, drawn: tuple[DrawnUnit, ...]) -> list[Inspection]:
    """The checks of a result. Names that have changed since the announcement are
    still found by what was announced: units by any name, standards by code."""
    units = _units_by_name(one.unit for one in drawn)
    codes = {code for one in drawn for code in one.standards}
    listed = Standard.objects.filter(pilot=plan.pilot, code__in=codes)
    by_code = {standard.code: standard for standard in listed}
    missing = [one.unit for one in drawn if one.unit not in units]
    missing += sorted(codes - by_code.keys())
    if missing:
        raise DrawRefusedError(
            f"抽到的“{'、'.join(missing)}”已不在试点里，请作废后重新公布"
        )
    today = timezone.localdate()
    position = next_position(Inspection, plan.pilot)
    first = next_code(Inspection, plan.pilot, "JC")
    head, _, number = first.rpartition("-")
    pairs = [(one, code) for one in drawn for code in one.standards]
    return Inspection.objects.bulk_create(
        Inspection(
            pilot=plan.pilot,
            position=position + place,
            code=f"{head}-{int(number) + place:03d}",
            draw=plan,
            unit=units[one.unit],
            standard=by_code[code],
            assigned_to="；".join(map(str, one.inspectors)),
            assigned_on=today,
            notice_on=max(plan.notice_on, today),
            due_on=plan.due_on,
        )
        for place, (one, code) in enumerate(pairs)
    )


def _units_by_name(names: Iterable[str]) -> dict[str, Unit]:
    wanted = set(names)
    own = Unit.objects.filter(name__in=wanted)
    aliased = Unit.objects.filter(aliases__name__in=wanted).annotate(
        alias=F("aliases__name")
    )
    found = {unit.alias: unit for unit in aliased if unit.alias in wanted}
    return found | {unit.name: unit for unit in own}


def why_not_void(plan: Draw) -> str:
    """Why the draw cannot be declared void, or nothing."""
    if plan.announced_at is None:
        return "还没有公布的方案直接删除即可"
    if plan.voided_at is not None:
        return "这次抽查已经作废"
    recorded = plan.inspections.filter(checked_on__isnull=False).count()
    if recorded:
        return f"已经登记了 {recorded} 项检查结果，不能再作废，以免挑选结果"
    return ""


@transaction.atomic
def void(*, plan: Draw, reason: str, actor: User, address: str) -> Draw:
    """Declare an announced draw void; it stays listed with the reason.

    Refused once a check of it is recorded, or else an unwelcome result could be
    drawn again.
    """
    plan = _locked(plan)
    if refusal := why_not_void(plan):
        raise DrawRefusedError(refusal)
    plan.voided_at, plan.void_reason = _now(), reason.strip()
    plan.save()
    _record(plan, "作废抽查", {"理由": plan.void_reason}, actor, address)
    plan.pilot.mark_changed()
    return plan


def _locked(plan: Draw) -> Draw:
    """The plan as it stands now, kept from being changed by anybody else."""
    rows = Draw.objects.select_for_update(of=("self",)).select_related("pilot")
    return rows.get(pk=plan.pk)


def _now() -> datetime:
    """To the second: that is what is published and travels in a package."""
    return timezone.now().replace(microsecond=0)


def _record(
    plan: Draw, action: str, detail: dict[str, object], actor: User, address: str
) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=f"{plan.pilot.name} {plan}",
        detail=detail,
        address=address,
    )

"""Units take gaps upon themselves and propose the projects that close them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from assessment.coverage.models import WorkStep
from assessment.gaps.models import Gap
from assessment.gaps.services.records import (
    GapRefusedError,
    gap_url,
    locked,
    record_gap_event,
)
from standards_catalog.models import Standard
from standards_catalog.procedure.models import DraftingProject
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)


@transaction.atomic
def claim(*, gap: Gap, unit: Unit, on: date, actor: User, address: str = "") -> None:
    """认领: ``unit`` takes the gap upon itself, a liaison for the own unit only."""
    now = locked(gap)
    if not actor.is_office and actor.unit_id != unit.pk:
        raise GapRefusedError("只能为本单位认领。")
    if not now.pilot.units.filter(pk=unit.pk).exists():
        raise GapRefusedError(f"“{unit}”不是本试点的成员单位。")
    if now.claimed_by_id is not None:
        raise GapRefusedError(f"缺口 {now.code} 已由“{now.claimed_by}”认领。")
    if on > timezone.localdate() or on < now.raised_on:
        raise GapRefusedError("认领日期应在提出日期和今天之间。")
    now.claimed_by, now.claimed_on, now.claimed_post = unit, on, str(actor)
    now.save(update_fields=["claimed_by", "claimed_on", "claimed_post"])
    action = "指定认领单位" if actor.unit_id != unit.pk else "认领缺口"
    record_gap_event(now, action, actor, address, 认领单位=unit.name)
    now.pilot.mark_changed()
    if actor.unit_id == unit.pk:
        told, words = office_accounts(), f"{unit}认领了缺口 {now.code}"
    else:
        told, words = (
            liaisons_of([unit]),
            f"缺口 {now.code} 指定由本单位认领，请提出立项",
        )
    notify(told, words, gap_url(now), due_on=now.due_on)


@transaction.atomic
def return_claim(*, gap: Gap, reason: str, actor: User, address: str = "") -> None:
    """退回认领, with the reason; not while a project for it is under way."""
    now = locked(gap)
    unit = now.claimed_by
    if unit is None:
        raise GapRefusedError(f"缺口 {now.code} 没有单位认领。")
    if not actor.is_office and actor.unit_id != unit.pk:
        raise GapRefusedError("只能退回本单位的认领。")
    if now.project is not None and now.project.is_active:
        raise GapRefusedError(f"“{now.project}”正在办理，先终止项目才能退回认领。")
    now.claimed_by, now.claimed_on, now.claimed_post = None, None, ""
    now.save(update_fields=["claimed_by", "claimed_on", "claimed_post"])
    record_gap_event(now, "退回认领", actor, address, 单位=unit.name, 理由=reason)
    now.pilot.mark_changed()
    told = liaisons_of([unit]) if actor.is_office else office_accounts()
    notify(told, f"缺口 {now.code} 的认领已退回（{unit}）：{reason}", gap_url(now))


@transaction.atomic
def remember_project(
    *, gap: Gap, project: DraftingProject, actor: User, address: str = ""
) -> None:
    """Keep which project was proposed for a gap, and what it makes."""
    now = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    now.project, now.standard = project, _standard_of(now, project)
    now.save(update_fields=["project", "standard"])
    record_gap_event(now, "缺口提出立项", actor, address, 项目=str(project))
    now.pilot.mark_changed()


def _standard_of(gap: Gap, project: DraftingProject) -> Standard | None:
    """A 缺 names what is to cover it; other gaps keep the standard they are about."""
    return project.standard if gap.kind == Gap.Kind.MISSING else gap.standard


@transaction.atomic
def propose_standard(
    *, gap: Gap, standard: Standard, actor: User, address: str = ""
) -> None:
    """A catalogue entry was made for a gap: it is to cover the gap's step."""
    now = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    now.standard, now.proposed_title = standard, standard.title
    now.save(update_fields=["standard", "proposed_title"])
    if now.step is not None:
        _name_as_covering(now.step, standard)
    record_gap_event(now, "新建标准条目", actor, address, 标准=str(standard))
    now.pilot.mark_changed()


def _name_as_covering(step: WorkStep, standard: Standard) -> None:
    if not step.coverage.filter(standard=standard).exists():
        last = step.coverage.order_by("-position").first()
        position = last.position + 1 if last is not None else 1
        step.coverage.create(standard=standard, position=position)

"""The steps of 征求意见: a round is opened, extended and closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from standards_catalog.procedure.models import (
    Consultation,
    DraftingProject,
    DraftSnapshot,
    StageChange,
)
from standards_catalog.procedure.selectors.readiness import latest_consultation
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.services.consultations import invite
from standards_catalog.procedure.services.drafts import (
    allow_writing,
    forbid_writing,
    take_snapshot,
)
from standards_catalog.procedure.services.notices import liaisons_of, notify
from standards_catalog.procedure.services.steps import (
    StepRefusedError,
    complete,
    project_url,
    ready,
)


@dataclass(frozen=True, slots=True)
class ConsultationPlan:
    """A round as it is to be opened: until when, who is asked, what is said."""

    closes_on: date
    units: tuple[Unit, ...]
    bodies: tuple[str, ...] = ()
    is_public: bool = False
    message: str = ""


@transaction.atomic
def open_consultation(
    *,
    project: DraftingProject,
    actor: User,
    plan: ConsultationPlan,
    address: str = "",
) -> Consultation:
    """起草 or 意见汇总处理 → 征求意见: the text is frozen and sent out.

    Refused without anybody to ask, and for fewer days than the pilot's rules say.
    """
    locked = ready(project, "open_consultation", actor)
    today = timezone.localdate()
    days = rules_of(locked.standard.pilot).consultation_days
    if plan.closes_on < today + timedelta(days=days):
        raise StepRefusedError(
            f"征求意见不少于 {days} 天，截止日期不能早于 "
            f"{(today + timedelta(days=days)).isoformat()}"
        )
    if not (plan.units or plan.bodies or plan.is_public):
        raise StepRefusedError("请选择征求意见的单位，或者向社会公开")
    previous = latest_consultation(locked)
    snapshot = take_snapshot(
        project=locked, kind=DraftSnapshot.Kind.CONSULTATION, actor=actor
    )
    consultation = Consultation.objects.create(
        project=locked,
        number=previous.number + 1 if previous is not None else 1,
        snapshot=snapshot,
        opens_on=today,
        closes_on=plan.closes_on,
        is_public=plan.is_public,
        message=plan.message,
    )
    invite(consultation=consultation, units=plan.units, bodies=plan.bodies)
    forbid_writing(project=locked, reason="正在征求意见", actor=actor)
    complete(
        locked,
        "open_consultation",
        actor,
        note=f"第 {consultation.number} 轮，截止 {plan.closes_on.isoformat()}",
        snapshot=snapshot,
        address=address,
    )
    tell_invited(consultation, plan.units)
    return consultation


def tell_invited(consultation: Consultation, units: Iterable[Unit]) -> None:
    """Tell the liaisons of ``units`` that their opinion is asked for."""
    for invitation in consultation.invitations.filter(unit__in=list(units)):
        notify(
            liaisons_of([u for u in units if u.pk == invitation.unit_id]),
            f"{consultation}，请在 {consultation.closes_on.isoformat()} 前回函",
            reverse("procedure:invitation", args=[invitation.pk]),
            due_on=consultation.closes_on,
        )


@transaction.atomic
def extend_consultation(
    *,
    project: DraftingProject,
    actor: User,
    closes_on: date,
    units: tuple[Unit, ...] = (),
    bodies: tuple[str, ...] = (),
    address: str = "",
) -> Consultation:
    """Ask more bodies, or give everybody more time; a deadline is never shortened."""
    locked = ready(project, "extend_consultation", actor)
    consultation = latest_consultation(locked)
    assert consultation is not None  # noqa: S101 - the stage has one
    if closes_on < consultation.closes_on:
        raise StepRefusedError("截止日期只能延后")
    if closes_on < timezone.localdate():
        raise StepRefusedError("截止日期不能早于今天")
    consultation.closes_on = closes_on
    consultation.save(update_fields=["closes_on"])
    new = invite(consultation=consultation, units=units, bodies=bodies)
    note = f"截止 {closes_on.isoformat()}"
    if new:
        note += f"，增加{'、'.join(i.full_name for i in new)}"
    complete(
        locked,
        "extend_consultation",
        actor,
        note=note,
        snapshot=consultation.snapshot,
        address=address,
    )
    waiting = consultation.invitations.filter(replied_at=None, unit__isnull=False)
    tell_invited(
        consultation, [i.unit for i in waiting.select_related("unit") if i.unit]
    )
    return consultation


@transaction.atomic
def close_consultation(
    *, project: DraftingProject, actor: User, note: str = "", address: str = ""
) -> StageChange:
    """征求意见 → 意见汇总处理, after the deadline or once every body has replied.

    The lead unit may write again, to work in what it adopts.
    """
    locked = ready(project, "close_consultation", actor)
    consultation = latest_consultation(locked)
    assert consultation is not None  # noqa: S101 - the stage has one
    consultation.closed_at = timezone.now()
    consultation.save(update_fields=["closed_at"])
    allow_writing(project=locked, actor=actor)
    change = complete(
        locked,
        "close_consultation",
        actor,
        note=note,
        snapshot=consultation.snapshot,
        address=address,
    )
    count = consultation.comments.count()
    notify(
        liaisons_of([locked.lead_unit]),
        f"{locked}征求意见已结束，收到 {count} 条意见，请处理",
        project_url(locked),
    )
    return change

"""Writes of the plans: making them, changing them, reporting what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.planning.default_plan import DEFAULT_PLAN, DefaultMeasure, Who
from assessment.planning.models import MeasureDuty, PlanMeasure
from standards_catalog.facts import editions_by_standard
from standards_catalog.models import (
    Pilot,
    PilotMembership,
    Standard,
    StandardEdition,
)
from standards_catalog.procedure.services.notices import liaisons_of, notify


@dataclass(frozen=True, slots=True)
class Generation:
    """What making plans brings: the standards that get one with its measures and who
    has a part in them, and the standards that get none, with the reason."""

    made: tuple[Standard, ...]
    skipped: tuple[tuple[Standard, str], ...]
    measures: tuple[PlanMeasure, ...]
    duties: tuple[MeasureDuty, ...]

    @property
    def units(self) -> set[int]:
        """The keys of the units that have a part."""
        return {duty.unit_id for duty in self.duties}

    def late_on(self, day: date) -> int:
        """How many duties were due before ``day``."""
        return sum(duty.measure.due_on < day for duty in self.duties)


@dataclass(frozen=True, slots=True)
class _Parties:
    """Whose measures are: by key of the standard, and the pilot's members."""

    responsible: Mapping[int, Sequence[int]]
    applicable: Mapping[int, Sequence[int]]
    lead: Sequence[int]
    members: Sequence[Unit]

    def units_of(self, standard: Standard, who: Who, day: date) -> Sequence[int]:
        """The keys of the units meant; nobody named means the lead or all members."""
        if who is Who.RESPONSIBLE:
            return self.responsible.get(standard.pk) or self.lead
        everybody = [unit.pk for unit in self.members if unit.is_active_on(day)]
        return self.applicable.get(standard.pk) or everybody


def draft_plans(
    *, pilot: Pilot, standards: Iterable[Standard], day: date
) -> Generation:
    """What :func:`generate_plans` would make; writes nothing.

    Dates are counted from 实施日期 of the edition in force on ``day``, else of the next
    or last one, and from the pilot's first day if that is later; a standard without
    such a date, or with a plan, is left as it is.
    """
    editions = editions_by_standard(pilot)
    planned = set(
        PlanMeasure.objects.filter(pilot=pilot).values_list("standard", flat=True)
    )
    parties = _parties(pilot)
    made: list[Standard] = []
    skipped: list[tuple[Standard, str]] = []
    measures: list[PlanMeasure] = []
    duties: list[MeasureDuty] = []
    for standard in standards:
        effective_on = _effective_on(editions.get(standard.pk, ()), day)
        if standard.pk in planned:
            skipped.append((standard, "已有计划"))
        elif effective_on is None:
            skipped.append((standard, "没有实施日期"))
        else:
            made.append(standard)
            begin = max(effective_on, pilot.starts_on)
            _add_default(standard, begin, parties, measures, duties)
    return Generation(tuple(made), tuple(skipped), tuple(measures), tuple(duties))


@transaction.atomic
def generate_plans(
    *, pilot: Pilot, standards: Iterable[Standard], day: date, actor: User, address: str
) -> Generation:
    """Give each of ``standards`` without a plan the default one."""
    plans = draft_plans(pilot=pilot, standards=standards, day=day)
    _number(pilot, plans.measures)
    PlanMeasure.objects.bulk_create(plans.measures, batch_size=500)
    MeasureDuty.objects.bulk_create(plans.duties, batch_size=500)
    if plans.made:
        _tell(pilot, plans.units, len(plans.made))
        codes = "、".join(standard.code for standard in plans.made)
        _record(
            pilot,
            "生成实施计划",
            f"{len(plans.made)} 项标准",
            {"标准": codes[:1000], "措施": len(plans.measures)},
            actor,
            address,
        )
    return plans


def _effective_on(editions: Sequence[StandardEdition], day: date) -> date | None:
    dated = [edition for edition in editions if edition.effective_on is not None]
    in_force = [edition for edition in dated if edition.is_in_force_on(day)]
    chosen = in_force or dated
    return chosen[-1].effective_on if chosen else None


def _parties(pilot: Pilot) -> _Parties:
    members = PilotMembership.objects.filter(pilot=pilot).select_related("unit")
    lead = [m.unit_id for m in members if m.role == PilotMembership.MemberRole.LEAD]
    return _Parties(
        responsible=_links(pilot, Standard.responsible_units.through),
        applicable=_links(pilot, Standard.applicable_units.through),
        lead=lead[:1] or [m.unit_id for m in members][:1],
        members=[m.unit for m in members],
    )


def _links(pilot: Pilot, through: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = through.objects.filter(standard__pilot=pilot).order_by("pk")
    for standard, unit in rows.values_list("standard_id", "unit_id"):
        found.setdefault(standard, []).append(unit)
    return found


def _add_default(
    standard: Standard,
    effective_on: date,
    parties: _Parties,
    measures: list[PlanMeasure],
    duties: list[MeasureDuty],
) -> None:
    for number, default in enumerate(DEFAULT_PLAN, start=1):
        measure = _measure(standard, number, default, effective_on)
        measures.append(measure)
        units = parties.units_of(standard, default.who, measure.starts_on)
        duties += [MeasureDuty(measure=measure, unit_id=unit) for unit in units]


def _measure(
    standard: Standard, number: int, default: DefaultMeasure, effective_on: date
) -> PlanMeasure:
    return PlanMeasure(
        pilot_id=standard.pilot_id,
        standard=standard,
        number=number,
        stage=default.stage,
        preparation=default.preparation,
        content=default.content,
        responsible_post=default.post,
        starts_on=default.starts_on(effective_on),
        due_on=default.due_on(effective_on),
    )


def _number(pilot: Pilot, measures: Sequence[PlanMeasure]) -> None:
    for position, measure in enumerate(measures, start=_last_position(pilot) + 1):
        measure.position = position


def _last_position(pilot: Pilot) -> int:
    rows = PlanMeasure.objects.filter(pilot=pilot)
    return rows.aggregate(last=Max("position"))["last"] or 0


def _tell(pilot: Pilot, units: set[int], count: int) -> None:
    """Every unit with a part in the new plans is told once."""
    members = Unit.objects.filter(pk__in=units)
    notify(
        liaisons_of(members),
        f"{pilot.name}：新制定 {count} 项标准的实施计划，有本单位承担的任务，请查看期限",
        reverse("planning:duties"),
    )


@transaction.atomic
def keep_measure(
    *, measure: PlanMeasure, units: Iterable[Unit], actor: User, address: str
) -> PlanMeasure:
    """Save a measure and whose it is. What units that stay had reported stays too.

    A new measure gets the next number of its plan.
    """
    is_new = measure.pk is None
    pilot = measure.standard.pilot
    if is_new:
        own = PlanMeasure.objects.filter(standard=measure.standard)
        measure.number = (own.aggregate(last=Max("number"))["last"] or 0) + 1
        measure.position = _last_position(pilot) + 1
    measure.save()
    wanted = {unit.pk for unit in units}
    measure.duties.exclude(unit__in=wanted).delete()
    kept = set(measure.duties.values_list("unit", flat=True))
    MeasureDuty.objects.bulk_create(
        MeasureDuty(measure=measure, unit_id=unit) for unit in sorted(wanted - kept)
    )
    _record(
        pilot,
        "新增计划措施" if is_new else "修改计划措施",
        str(measure),
        {"完成期限": measure.due_on.isoformat(), "责任单位": len(wanted)},
        actor,
        address,
    )
    return measure


@transaction.atomic
def remove_measure(*, measure: PlanMeasure, actor: User, address: str) -> None:
    """Delete a measure with what units reported about it."""
    pilot, label = measure.standard.pilot, str(measure)
    reported = measure.duties.exclude(done_on=None).count()
    measure.delete()
    _record(pilot, "删除计划措施", label, {"已报完成": reported}, actor, address)


@transaction.atomic
def remove_plan(*, standard: Standard, actor: User, address: str) -> int:
    """Delete all measures of a standard's plan; how many there were."""
    measures = PlanMeasure.objects.filter(standard=standard)
    count = measures.count()
    if count:
        measures.delete()
        _record(
            standard.pilot,
            "删除实施计划",
            str(standard),
            {"措施": count},
            actor,
            address,
        )
    return count


@transaction.atomic
def report_done(
    *, duty: MeasureDuty, done_on: date, note: str, actor: User, address: str
) -> None:
    """Put down that the unit has done its part, and which position says so."""
    duty.done_on = done_on
    duty.note = note.strip()
    duty.reporter_post = str(actor)[:100]
    duty.save(update_fields=["done_on", "note", "reporter_post"])
    _record(
        duty.measure.standard.pilot,
        "报告计划任务完成",
        str(duty),
        {"完成日期": done_on.isoformat()},
        actor,
        address,
    )


@transaction.atomic
def take_report_back(*, duty: MeasureDuty, actor: User, address: str) -> None:
    """Let the part be open again."""
    duty.done_on, duty.note, duty.reporter_post = None, "", ""
    duty.save(update_fields=["done_on", "note", "reporter_post"])
    pilot = duty.measure.standard.pilot
    _record(pilot, "撤回计划任务完成", str(duty), {}, actor, address)


def _record(
    pilot: Pilot,
    action: str,
    label: str,
    detail: dict[str, Any],
    actor: User,
    address: str,
) -> None:
    # A package that was checked before must not be loaded over this unseen.
    pilot.mark_changed()
    record_event(
        actor=actor,
        action=action,
        object_label=f"{pilot.name} {label}",
        detail=detail,
        address=address,
    )

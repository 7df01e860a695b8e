"""What the portal and the role home pages show, read in a few queries.

Rates come from the indicator engine; nothing here computes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from assessment.coverage.models import WorkStep
from assessment.indicators.engine import IndicatorValue
from assessment.packages.models import PackageImport
from assessment.programme.models import Deliverable
from assessment.rectification.models import Finding
from assessment.services import indicator_value, indicator_values
from home.filing_todo import filing_todos, verification_todo
from home.gap_todo import gap_todos, unit_gap_todos
from home.inspection_todo import office_check_todo, unit_check_todo
from home.todo import Todo, office_plan_todos, unit_plan_todos
from home.tracking_todo import tracking_todos
from reports.acceptance.models import AcceptanceReport
from reports.figures.figure import Figure, figure_of
from standards_catalog.models import (
    Pilot,
    Standard,
    StandardEdition,
    Subsystem,
    UnitRecordQuerySet,
)
from standards_catalog.procedure.models import Consultation
from standards_catalog.procedure.selectors.periodic import reviews_due
from standards_catalog.procedure.views.consulting import public_rounds
from standards_catalog.selectors import Standing, with_standing
from standards_catalog.validity.selectors import ItemState, open_item_count

OFFICE_INDICATORS = (
    "standard_coverage",
    "implementation_rate",
    "training_participation",
    "satisfaction_rate",
    "transfer_timeliness",
    "self_evaluation_submission",
    "rectification_closure",
    "deliverable_completion",
)
UNIT_INDICATORS = (
    "implementation_rate",
    "training_participation",
    "satisfaction_rate",
    "transfer_timeliness",
    "clause_conformity",
    "rectification_closure",
)
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SubsystemCount:
    """Standards of one subsystem: in force on the date, and listed and not 废止."""

    name: str
    in_force: int
    listed: int


@dataclass(frozen=True, slots=True)
class PortalOverview:
    """What the public portal shows of a pilot."""

    subsystems: tuple[SubsystemCount, ...]
    newest: tuple[StandardEdition, ...]
    rounds: tuple[Consultation, ...]

    @property
    def in_force(self) -> int:
        """Standards in force in all subsystems."""
        return sum(subsystem.in_force for subsystem in self.subsystems)


@dataclass(frozen=True, slots=True)
class OfficeHome:
    """The standards office's home page, but for its key numbers."""

    todos: tuple[Todo, ...]
    overdue_findings: tuple[Finding, ...]
    overdue_deliverables: tuple[Deliverable, ...]
    latest_report: AcceptanceReport | None
    latest_import: PackageImport | None


@dataclass(frozen=True, slots=True)
class UnitHome:
    """A member unit's home page, but for its key numbers; all of it is the unit's."""

    unit: Unit
    is_member: bool
    todos: tuple[Todo, ...]
    open_findings: tuple[Finding, ...]
    deliverables: tuple[Deliverable, ...]


def portal_overview(pilot: Pilot, as_of: date) -> PortalOverview:
    """Standards in force by subsystem, and the newest ones open to the public.

    Counts are of the whole system; a title is shown only if the standard is to be
    published and has been (应公开, 公开日期). The newest standards and the rounds of
    征求意见 are today's, whatever date the figures are of. Three queries.
    """
    standards = Standard.objects.filter(pilot=pilot)
    counts = _by_subsystem(standards, standards.in_force_on(as_of))
    return PortalOverview(
        subsystems=tuple(
            SubsystemCount(name, *counts.get(name, (0, 0))) for name in Subsystem.values
        ),
        newest=_newest(pilot, timezone.localdate()),
        rounds=tuple(public_rounds().filter(project__standard__pilot=pilot)[:_SHOWN]),
    )


def _newest(pilot: Pilot, day: date) -> tuple[StandardEdition, ...]:
    """The open editions in force on ``day``, those that came into force last first."""
    in_force = Standard.objects.filter(pilot=pilot).in_force_on(day)
    newest = (
        StandardEdition.objects.filter(
            standard__in=in_force,
            standard__must_publish=True,
            effective_on__lte=day,
            opened_on__lte=day,
        )
        .exclude(abolished_on__lte=day)
        .select_related("standard")
        .order_by("-effective_on", "standard__position")
    )
    return tuple(newest[:_SHOWN])


def _by_subsystem(
    standards: QuerySet[Standard], in_force: QuerySet[Standard]
) -> dict[str, tuple[int, int]]:
    """How many of ``standards`` are in force, and how many are listed and not 废止."""
    rows = standards.order_by().values_list("subsystem")
    counted = rows.annotate(
        running=Count("pk", filter=Q(pk__in=in_force.values("pk"))),
        listed=Count("pk", filter=~Q(status=Standard.Status.ABOLISHED)),
    )
    return {name: (running, listed) for name, running, listed in counted}


def home_figures(user: User, pilot: Pilot, as_of: date) -> tuple[Figure, ...]:
    """The key numbers of the user's home page: the pilot's, or the own unit's.

    They take longest and are asked for apart, so that what waits is there at once.
    """
    if not user.is_unit_bound:
        return _figures(_by_code(indicator_values(pilot, as_of)), OFFICE_INDICATORS)
    unit = cast("Unit", user.unit)  # a database constraint of accounts.User
    if not pilot.units.filter(pk=unit.pk).exists():
        return ()
    values = indicator_values(pilot, as_of, unit.name)
    return _figures(_by_code(values), UNIT_INDICATORS)


def office_home(pilot: Pilot, as_of: date) -> OfficeHome:
    """What waits for the office on ``as_of``."""
    overdue_findings = _open_findings(pilot, as_of).filter(due_on__lt=as_of)
    return OfficeHome(
        todos=_office_todos(pilot, as_of),
        overdue_findings=tuple(overdue_findings[:_SHOWN]),
        overdue_deliverables=tuple(_late_deliverables(pilot, as_of)[:_SHOWN]),
        latest_report=pilot.acceptance_reports.defer("snapshot").first(),
        latest_import=_latest_import(pilot),
    )


def _office_todos(pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    findings = _open_findings(pilot, as_of).aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=as_of)),
        unverified=Count("pk", filter=_awaiting_verification(as_of)),
    )
    return (
        Todo(
            "不符合项整改逾期",
            findings["overdue"],
            "期限已过、尚未关闭，请督促责任单位",
            f"{reverse('rectification:findings')}?is_overdue=yes",
            is_late=True,
        ),
        Todo(
            "整改完成待验证",
            findings["unverified"],
            "须由整改人以外的岗位验证",
            f"{reverse('rectification:findings')}?state=待验证",
        ),
        Todo(
            "交付物逾期未确认",
            _late_deliverables(pilot, as_of).count(),
            "所属阶段已结束",
            f"{reverse('programme:phases')}?state=逾期",
            is_late=True,
        ),
        Todo(
            "单位自评未提交",
            _shortfall(pilot, "self_evaluation_submission", as_of),
            "在用成员单位中自评未全部提交的单位数",
            _behind("self_evaluation_submission"),
        ),
        *office_plan_todos(pilot, as_of),
        verification_todo(pilot),
        office_check_todo(pilot, as_of),
        *_standard_todos(pilot, as_of),
        Todo(
            "不需要标准的理由待认可",
            WorkStep.objects.filter(pilot=pilot)
            .in_use_on(as_of)
            .with_open_reason(as_of)
            .count(),
            "由领导小组成员认可，未认可的列入覆盖率的“需核对”",
            f"{reverse('coverage:steps')}?open_reason=yes",
        ),
        *gap_todos(pilot, as_of),
    )


def _standard_todos(pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    return (
        Todo(
            "标准待复审",
            # Due today, whatever date the figures are of.
            reviews_due(pilot, timezone.localdate()),
            "实施或上次复审已满规定年限，请作出继续有效、修订或废止的结论",
            reverse("procedure:periodic_reviews"),
        ),
        Todo(
            "失效文件待处理",
            open_item_count(pilot, as_of),
            "引用或列为适用的标准、法律法规已被代替或废止",
            f"{reverse('validity:items')}?state={ItemState.OPEN}",
        ),
        *tracking_todos(pilot, as_of),
        Todo(
            "标准待制定",
            _planned_standards(pilot, as_of).count(),
            "列入体系、尚未起草的标准",
            f"{reverse('standards_catalog:list')}?standing={Standing.PLANNED}",
        ),
    )


def unit_home(user: User, pilot: Pilot, as_of: date) -> UnitHome:
    """What waits for the unit of ``user`` on ``as_of``."""
    unit = cast("Unit", user.unit)  # a database constraint of accounts.User
    if not pilot.units.filter(pk=unit.pk).exists():
        return UnitHome(unit, False, (), (), ())
    findings = _open_findings(pilot, as_of).for_user(user)
    deliverables = _late_deliverables(pilot, as_of).filter(responsible_units=unit)
    return UnitHome(
        unit=unit,
        is_member=True,
        todos=(
            *_unit_todos(unit, pilot, as_of, findings),
            *filing_todos(user, pilot, as_of),
        ),
        open_findings=tuple(findings[:_SHOWN]),
        deliverables=tuple(deliverables[:_SHOWN]),
    )


def _unit_todos(
    unit: Unit,
    pilot: Pilot,
    as_of: date,
    findings: QuerySet[Finding],
) -> tuple[Todo, ...]:
    drafts = _planned_standards(pilot, as_of).filter(responsible_units=unit)
    found = findings.aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=as_of))
    )
    return (
        Todo(
            "本单位整改逾期",
            found["overdue"],
            "期限已过、尚未关闭",
            f"{reverse('rectification:findings')}?is_overdue=yes",
            is_late=True,
        ),
        Todo(
            "本单位未关闭的不符合项",
            found["open"],
            "填写原因、措施和完成日期",
            reverse("rectification:findings"),
        ),
        unit_check_todo(unit, pilot, as_of),
        Todo(
            "培训未签满的人员",
            _shortfall(pilot, "training_participation", as_of, unit),
            "应训培训没有全部签到的在册人员，须补训",
            _behind("training_participation"),
        ),
        Todo(
            "自评未提交",
            _shortfall(pilot, "self_evaluation_submission", as_of, unit),
            "本单位自评没有全部提交",
            f"{reverse('self_evaluation:entries')}?submitted=no",
        ),
        *unit_plan_todos(unit, pilot, as_of),
        *tracking_todos(pilot, as_of, unit),
        Todo(
            "本单位待制定的标准",
            drafts.count(),
            "由本单位负责、尚未起草",
            f"{reverse('standards_catalog:list')}?standing={Standing.PLANNED}",
        ),
        *unit_gap_todos(unit, pilot, as_of),
    )


def expert_reading(pilot: Pilot, as_of: date) -> tuple[Standard, ...]:
    """Standards being drafted, then the newest in force: what an expert reads first."""
    standards = Standard.objects.filter(pilot=pilot)
    drafting = standards.filter(status=Standard.Status.DRAFTING)[:_SHOWN]
    newest = _newest(pilot, as_of)
    return (*drafting, *(edition.standard for edition in newest))


def _latest_import(pilot: Pilot) -> PackageImport | None:
    imports = PackageImport.objects.filter(pilot_code=pilot.code, undone_at=None)
    return imports.defer("journal").first()


def _by_code(values: tuple[IndicatorValue, ...]) -> dict[str, IndicatorValue]:
    return {value.code: value for value in values}


def _figures(
    values: dict[str, IndicatorValue], codes: tuple[str, ...]
) -> tuple[Figure, ...]:
    return tuple(figure_of(values[code]) for code in codes)


def _shortfall(pilot: Pilot, code: str, as_of: date, unit: Unit | None = None) -> int:
    """How many of the denominator are missing from the numerator."""
    value = indicator_value(pilot, code, as_of, unit.name if unit else None)
    return value.denominator - value.numerator


def _open_findings(pilot: Pilot, as_of: date) -> UnitRecordQuerySet[Finding]:
    """Findings raised and not yet closed on ``as_of``, the most urgent first."""
    return (
        Finding.objects.filter(pilot=pilot, raised_on__lte=as_of)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=as_of))
        .select_related("unit")
        .order_by("due_on", "pk")
    )


def _awaiting_verification(as_of: date) -> Q:
    unverified = Q(verified_on__isnull=True) | Q(verified_on__gt=as_of)
    return Q(completed_on__lte=as_of) & unverified


def _late_deliverables(pilot: Pilot, as_of: date) -> QuerySet[Deliverable]:
    """Unconfirmed deliverables whose phase has ended before ``as_of``."""
    return (
        Deliverable.objects.filter(pilot=pilot, phase__ends_on__lt=as_of)
        .filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__gt=as_of))
        .select_related("phase")
        .prefetch_related("responsible_units")
        .order_by("phase__ends_on", "position")
    )


def _planned_standards(pilot: Pilot, as_of: date) -> QuerySet[Standard]:
    standards = with_standing(Standard.objects.filter(pilot=pilot), as_of)
    return standards.filter(standing=Standing.PLANNED)


def _behind(code: str) -> str:
    """The page with the lists behind an indicator."""
    return reverse("dashboards:indicator", args=[code])

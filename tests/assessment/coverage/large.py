"""A pilot as large as screens must bear: 1,000 steps, 1,000 standards, 40 units."""

from __future__ import annotations

from datetime import date

from assessment.coverage.models import StepCoverage, WorkStep
from assessment.programme.models import Phase
from standards_catalog.models import Pilot, Standard, StandardEdition, Subsystem
from tests.factories import make_membership, make_unit

_THINGS = ("低保", "特困供养", "临时救助", "医疗救助", "教育救助", "住房救助", "就业")
_ACTS = ("申请", "受理登记", "入户调查", "审核确认", "公示", "资金发放", "动态管理")
_PHASES = (
    ("宣传动员阶段", date(2020, 7, 1), date(2020, 7, 31)),
    ("标准编制阶段", date(2020, 8, 1), date(2021, 3, 31)),
    ("试运行阶段", date(2021, 4, 1), date(2021, 6, 30)),
    ("自查整改阶段", date(2021, 7, 1), date(2021, 10, 31)),
    ("申请验收阶段", date(2021, 11, 1), date(2021, 12, 31)),
)


def make_large(pilot: Pilot, size: int = 1000, units: int = 40) -> None:
    """Fill ``pilot``; every step has two standards, one in twenty is a gap."""
    for number, (name, first, last) in enumerate(_PHASES):
        Phase.objects.create(
            pilot=pilot, name=name, starts_on=first, ends_on=last, position=number
        )
    members = [make_unit() for _ in range(units)]
    for unit in members:
        make_membership(pilot, unit)
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=pilot,
            code=f"FW{i:04}",
            title=f"{_THINGS[i % 7]}{_ACTS[i // 7 % 7]}服务规范第{i}部分",
            subsystem=Subsystem.values[i % 4],
            level="内部标准",
            status="现行" if i % 10 else "待制定",
            position=i,
        )
        for i in range(size)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(
            standard=standard,
            number=f"Q/FW {i}—2021",
            effective_on=date(2021, 1 + i % 12, 1),
        )
        for i, standard in enumerate(standards)
    )
    steps = WorkStep.objects.bulk_create(
        WorkStep(
            pilot=pilot,
            domain=f"{_THINGS[i * 10 // size % 7]}领域{i * 10 // size}",
            item=f"事项{i // 5}",
            name=f"{_THINGS[i % 7]}{_ACTS[i // 7 % 7]}环节{i}",
            applicability="适用" if i % 9 else "参考",
            covering_clauses=f"FW{i:04} 6.{i % 9}.1;FW{(i + 1) % size:04} 7.2",
            source_clause=f"三、{i}:{_THINGS[i % 7]}应当及时{_ACTS[i // 7 % 7]}",
            position=i,
        )
        for i in range(size)
    )
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, standard=standards[(i + k) % size], position=k)
        for i, step in enumerate(steps)
        if i % 20
        for k in range(2)
    )
    owners = WorkStep.owner_units.through
    owners.objects.bulk_create(
        owners(workstep_id=step.pk, unit_id=members[(i + k) % units].pk)
        for i, step in enumerate(steps)
        for k in range(3)
    )

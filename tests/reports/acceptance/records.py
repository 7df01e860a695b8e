"""A small pilot with a record of every kind, some of them as they should not be."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from accounts.models import Unit
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.implementation.models import (
    ImplementationRecord,
    LedgerPart,
    MeasurableRule,
)
from assessment.implementation.selectors import ledger_path
from assessment.indicators.ledger import CaseRow, write_part
from assessment.programme.models import Deliverable, Phase, Task
from assessment.satisfaction.models import (
    AnswerSheet,
    SatisfactionSurvey,
    SurveyQuestion,
)
from assessment.self_evaluation.models import SelfEvaluation
from assessment.training.models import Exemption, Post, SignIn, StaffMember, Training
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    PilotNote,
    Section,
    Standard,
    StandardEdition,
)
from tests.factories import make_finding, make_membership, make_pilot, make_unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOSTILE_TITLE = "a<b&c“引号”服务规范"


def make_full_pilot() -> Pilot:
    """Two of two targets missed: coverage 3/4 against 96 %, training 2/3 against 100 %."""
    pilot = make_pilot(
        code="sample-2020",
        name="样例市社会救助标准化试点",
        targets={"standard_coverage": "96%", "training_participation": "100%"},
        is_demonstration=True,
    )
    civil = make_unit(name="市民政局", position=1)
    education = make_unit(name="市教育局", position=2)
    town = make_unit(name="城东街道", kind=Unit.Kind.TOWN, position=3)
    for position, (unit, role) in enumerate(
        [(civil, "牵头"), (education, "责任"), (town, "成员")]
    ):
        make_membership(pilot, unit, role=role, position=position)
    standards = _make_system(pilot, civil)
    _make_steps(pilot, standards, civil, town)
    _make_training(pilot, civil, town)
    _make_practice(pilot, standards, (civil, education, town))
    _make_survey(pilot, civil, town)
    _make_programme(pilot, standards, civil)
    _make_cases(pilot, civil, town)
    return pilot


def _make_system(pilot: Pilot, owner: Unit) -> dict[str, Standard]:
    sections = {
        code: Section.objects.create(
            pilot=pilot, code=code, title=title, subsystem=subsystem, position=position
        )
        for position, (code, title, subsystem) in enumerate(
            [
                ("TY0", "法律法规", "通用基础"),
                ("TY1", "标准化导则", "通用基础"),
                ("FW1", "救助事项", "服务提供"),
                ("GL1", "平台管理", "管理"),
                ("GW1", "窗口岗位", "岗位工作"),
            ]
        )
    }
    sections["GL11"] = Section.objects.create(
        pilot=pilot,
        code="GL11",
        title="社会救助综合平台日常管理标准子体系",
        subsystem="管理",
        parent=sections["GL1"],
        position=9,
    )
    LegalInstrument.objects.create(
        pilot=pilot,
        code="TY001",
        title="社会救助暂行办法",
        document_number="国务院令第649号",
    )
    made = {}
    for position, (code, title, section, level, status, public) in enumerate(
        [
            ("TY101", "标准化工作导则", "TY1", "国家标准", "现行", None),
            ("FW101", HOSTILE_TITLE, "FW1", "内部标准", "现行", True),
            ("FW102", "临时救助服务规范", "FW1", "内部标准", "现行", True),
            ("GL111", "平台日常管理规范", "GL11", "内部标准", "待制定", None),
            ("GW101", "受理岗位工作标准", "GW1", "内部标准", "现行", None),
        ]
    ):
        standard = Standard.objects.create(
            pilot=pilot,
            code=code,
            title=title,
            section=sections[section],
            subsystem=sections[section].subsystem,
            level=level,
            status=status,
            must_publish=public,
            promoted_to="DB32/T 1234—2021" if code == "GW101" else "",
            position=position,
        )
        standard.responsible_units.add(owner)
        if status == "现行":
            StandardEdition.objects.create(
                standard=standard,
                number=f"JYSJZ {code}—2021",
                published_on=date(2021, 3, 20),
                effective_on=date(2021, 4, 1),
                opened_on=date(2021, 4, 2) if code == "FW101" else None,
            )
        made[code] = standard
    return made


def _make_steps(
    pilot: Pilot, standards: dict[str, Standard], civil: Unit, town: Unit
) -> None:
    for position, (domain, name, code, needs, applicability) in enumerate(
        [
            ("救助事项", "受理登记", "FW101", True, "适用"),
            ("救助事项", "审核确认", "FW102", True, "适用"),
            ("救助程序", "转办", "FW101", True, "适用"),
            ("救助程序", "平台日常维护", "GL111", True, "适用"),
            ("救助程序", "无纸化审批", "FW101", True, "参考"),
            ("救助程序", "临时通知", "", False, "适用"),
        ]
    ):
        step = WorkStep.objects.create(
            pilot=pilot,
            domain=domain,
            item="最低生活保障",
            name=name,
            needs_standard=needs,
            no_standard_reason="" if needs else "一次性工作",
            applicability=applicability,
            position=position,
        )
        step.owner_units.add(civil, town)
        if code:
            StepCoverage.objects.create(step=step, standard=standards[code])


def _make_training(pilot: Pilot, civil: Unit, town: Unit) -> None:
    for unit, title in ((civil, "受理人员"), (town, "网格员")):
        post = Post.objects.create(pilot=pilot, unit=unit, title=title)
        if title == "受理人员":
            post.standards.add(Standard.objects.get(pilot=pilot, code="GW101"))
    people = [
        StaffMember.objects.create(
            pilot=pilot,
            unit=unit,
            number=f"S{n}",
            name=f"{unit.name}人员{n:03d}",
            post_title=title,
            on_roster_from=date(2020, 7, 1),
        )
        for n, (unit, title) in enumerate(
            [(civil, "受理人员"), (civil, "受理人员"), (town, "网格员")], 1
        )
    ]
    for n in (1, 2):
        training = Training.objects.create(
            pilot=pilot,
            code=f"PX{n}",
            topic=f"标准宣贯第{n}期",
            held_on=date(2021, 4, 10 + n),
            method="专家授课",
            needs_exam=n == 1,
            pass_mark=60 if n == 1 else None,
        )
        for person in people[: 3 if n == 1 else 1]:
            SignIn.objects.create(
                pilot=pilot,
                training=training,
                staff=person,
                staff_number=person.number,
                signed_at=datetime(2021, 4, 10 + n, 9, tzinfo=SHANGHAI),
                score=59 if person is people[1] else 90,
            )
    Exemption.objects.create(
        pilot=pilot,
        training=training,
        staff=people[1],
        reason="产假",
        approver_post="办公室主任",
    )


def _make_practice(
    pilot: Pilot, standards: dict[str, Standard], units: tuple[Unit, ...]
) -> None:
    for unit in units:
        for code in ("TY101", "FW101"):
            ImplementationRecord.objects.create(
                pilot=pilot,
                unit=unit,
                standard=standards[code],
                done_on=date(2021, 5, 6),
                kind="执行",
                verified_on=date(2021, 5, 20),
            )
    for unit, judgement, submitted in (
        (units[0], "符合", date(2021, 8, 1)),
        (units[0], "部分符合", date(2021, 8, 1)),
        (units[2], "符合", None),
    ):
        SelfEvaluation.objects.create(
            pilot=pilot,
            unit=unit,
            standard=standards["FW101"],
            clause="5.1",
            judgement=judgement,
            evaluated_on=date(2021, 7, 20),
            submitted_on=submitted,
        )
    make_finding(pilot, units[0], fact="告知单未加盖印章", severity="严重")
    make_finding(pilot, units[2], due_on=date(2022, 3, 1))
    make_finding(
        pilot,
        units[2],
        fixer_post="窗口负责人",
        verifier_post="标准化专员",
        verified_on=date(2021, 9, 20),
        verdict="通过",
        closed_on=date(2021, 9, 20),
    )


def _make_survey(pilot: Pilot, civil: Unit, town: Unit) -> None:
    survey = SatisfactionSurvey.objects.create(
        pilot=pilot,
        code="MY1",
        name="2021年满意度测评",
        opens_on=date(2021, 5, 1),
        closes_on=date(2021, 6, 30),
    )
    for number, dimension in enumerate(("服务质量", "服务方式", "总体"), 1):
        SurveyQuestion.objects.create(
            pilot=pilot,
            survey=survey,
            number=number,
            text=f"题目{number}",
            dimension=dimension,
            position=number,
        )
    AnswerSheet.objects.bulk_create(
        AnswerSheet(
            pilot=pilot,
            survey=survey,
            code=f"D{n:03d}",
            channel=("现场评价", "网络测评", "电话回访")[n % 3],
            unit=town if n >= 35 else civil,
            rated_on=date(2021, 5, 10),
            answers={"1": 4, "2": 5, "3": 2 if n % 7 == 0 else 4},
            is_valid=False if n == 37 else None,
            invalid_reason="测试答卷" if n == 37 else "",
            position=n,
        )
        for n in range(38)
    )


def _make_programme(pilot: Pilot, standards: dict[str, Standard], unit: Unit) -> None:
    phase = Phase.objects.create(
        pilot=pilot,
        name="宣传动员阶段",
        starts_on=date(2020, 7, 1),
        ends_on=date(2020, 7, 31),
    )
    for number, (title, confirmed) in enumerate(
        [("试点工作方案", date(2020, 7, 20)), ("动员大会", None)], 1
    ):
        made = Deliverable.objects.create(
            pilot=pilot,
            phase=phase,
            number=str(number),
            title=title,
            confirmed_on=confirmed,
            position=number,
        )
        made.responsible_units.add(unit)
    task = Task.objects.create(pilot=pilot, number="RW1", name="健全联动机制标准")
    task.responsible_units.add(unit)
    task.standards.add(standards["FW101"], standards["GL111"])
    PilotNote.objects.create(
        pilot=pilot, number="N01", topic="完成时限", content="两处写法不一致。"
    )


def _make_cases(pilot: Pilot, civil: Unit, town: Unit) -> None:
    for code, limit, unit in (
        ("R01", 2, "工作日"),
        ("R02", 2, "日"),
        ("R03", 2, "日"),
        ("R04", None, "工作日"),
    ):
        MeasurableRule.objects.create(
            pilot=pilot,
            code=code,
            clause_text=f"{code}条款原文",
            start_event="受理",
            end_event="转办",
            limit=limit,
            limit_unit=unit,
        )
    rows = [_case(n, civil if n % 2 else town, late=n % 5 == 0) for n in range(1, 21)]
    digest = f"{pilot.pk:064d}"
    path: Path = ledger_path(pilot.code, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_part(rows, path)
    LedgerPart.objects.create(
        pilot=pilot,
        digest=digest,
        case_count=len(rows),
        imported_at=datetime(2022, 1, 1, tzinfo=SHANGHAI),
    )


def _case(number: int, unit: Unit, *, late: bool) -> CaseRow:
    return CaseRow(
        position=number,
        case_number=f"AJ{number:04d}",
        unit=unit.name,
        item="最低生活保障" if number % 3 else "临时救助",
        accepted_at=datetime(2021, 6, 1, 9),
        transferred_at=datetime(2021, 6, 10 if late else 2, 9),
        closed_at=datetime(2021, 6, 15, 9),
        result="准予",
        applicant_feedback_at=datetime(2021, 6, 16, 9),
        window_feedback_at=datetime(2021, 6, 30 if late else 16, 9),
        applicant_key="same" if number in (3, 9) else f"key{number}",
    )

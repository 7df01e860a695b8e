"""Small made-up assessment records for tests; see factories.py for the rest."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Unit
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.implementation.models import ImplementationRecord, MeasurableRule
from assessment.planning.models import MeasureDuty, PlanMeasure
from assessment.programme.models import Task
from assessment.satisfaction.models import (
    AnswerSheet,
    SatisfactionSurvey,
    SurveyQuestion,
)
from assessment.self_evaluation.models import SelfEvaluation
from assessment.training.models import (
    Exemption,
    Post,
    SignIn,
    StaffMember,
    Training,
)
from standards_catalog.models import LegalInstrument, Pilot, Section, Standard

SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = count(1)


def make_section(pilot: Pilot, **fields: Any) -> Section:
    """A section of 服务提供."""
    number = next(_numbers)
    defaults = {
        "subsystem": "服务提供",
        "code": f"FW{number}",
        "title": f"测试子体系{number}",
        "position": number,
    }
    return Section.objects.create(pilot=pilot, **{**defaults, **fields})


def make_law(pilot: Pilot, **fields: Any) -> LegalInstrument:
    """A regulation."""
    number = next(_numbers)
    defaults = {"code": f"FL-{number}", "title": f"测试办法{number}"}
    return LegalInstrument.objects.create(pilot=pilot, **{**defaults, **fields})


def make_step(
    pilot: Pilot, owner: Unit | None = None, *covering: Standard, **fields: Any
) -> WorkStep:
    """An applicable step that needs a standard, covered by ``covering``."""
    number = next(_numbers)
    defaults = {
        "domain": "测试领域",
        "item": "测试事项",
        "name": f"测试环节{number}",
        "applicability": WorkStep.Applicability.APPLICABLE,
        "position": number,
    }
    step = WorkStep.objects.create(pilot=pilot, **{**defaults, **fields})
    if owner is not None:
        step.owner_units.add(owner)
    for standard in covering:
        StepCoverage.objects.create(step=step, standard=standard)
    return step


def make_record(
    pilot: Pilot, unit: Unit, standard: Standard | None = None, **fields: Any
) -> ImplementationRecord:
    """A record of execution, not verified yet."""
    number = next(_numbers)
    defaults = {
        "done_on": date(2021, 5, 1),
        "kind": ImplementationRecord.Kind.EXECUTION,
        "description": f"测试说明{number}",
        "position": number,
    }
    return ImplementationRecord.objects.create(
        pilot=pilot, unit=unit, standard=standard, **{**defaults, **fields}
    )


def make_rule(pilot: Pilot, **fields: Any) -> MeasurableRule:
    """A rule of two working days."""
    number = next(_numbers)
    defaults = {
        "code": f"R{number}",
        "clause_text": f"测试条款{number}",
        "start_event": "受理",
        "end_event": "转办",
        "limit": 2,
        "limit_unit": MeasurableRule.LimitUnit.WORKING_DAY,
        "position": number,
    }
    return MeasurableRule.objects.create(pilot=pilot, **{**defaults, **fields})


def make_post(pilot: Pilot, unit: Unit, *standards: Standard, **fields: Any) -> Post:
    """A post governed by ``standards``."""
    number = next(_numbers)
    defaults = {"title": f"测试岗位{number}", "position": number}
    post = Post.objects.create(pilot=pilot, unit=unit, **{**defaults, **fields})
    post.standards.set(standards)
    return post


def make_staff(pilot: Pilot, unit: Unit, **fields: Any) -> StaffMember:
    """A person on the roster since 2020."""
    number = next(_numbers)
    defaults = {
        "number": f"G{number:05}",
        "name": f"测试人员{number:03}",
        "post_title": "测试岗位",
        "on_roster_from": date(2020, 1, 1),
        "position": number,
    }
    return StaffMember.objects.create(pilot=pilot, unit=unit, **{**defaults, **fields})


def make_training(pilot: Pilot, *standards: Standard, **fields: Any) -> Training:
    """A training for everybody, held in May 2021."""
    number = next(_numbers)
    defaults = {
        "code": f"PX-{number}",
        "topic": f"测试培训{number}",
        "held_on": date(2021, 5, 10),
        "position": number,
    }
    training = Training.objects.create(pilot=pilot, **{**defaults, **fields})
    training.standards.set(standards)
    return training


def make_sign_in(
    training: Training, staff: StaffMember | None, **fields: Any
) -> SignIn:
    """A sign-in on the day of the training; without staff, an outsider's."""
    defaults = {
        "staff_number": staff.number if staff else f"W{next(_numbers)}",
        "signed_at": datetime(2021, 5, 10, 9, 0, tzinfo=SHANGHAI),
        "position": next(_numbers),
    }
    return SignIn.objects.create(
        pilot=training.pilot, training=training, staff=staff, **{**defaults, **fields}
    )


def make_exemption(training: Training, staff: StaffMember) -> Exemption:
    """An approved exemption."""
    return Exemption.objects.create(
        pilot=training.pilot,
        training=training,
        staff=staff,
        reason="测试理由",
        approver_post="分管领导",
    )


def make_survey(pilot: Pilot, questions: int = 2, **fields: Any) -> SatisfactionSurvey:
    """A survey of the second half of 2021; its last question is the overall one."""
    number = next(_numbers)
    defaults = {
        "code": f"CP-{number}",
        "name": f"测试测评{number}",
        "opens_on": date(2021, 7, 1),
        "closes_on": date(2021, 12, 31),
    }
    survey = SatisfactionSurvey.objects.create(pilot=pilot, **{**defaults, **fields})
    for index in range(1, questions + 1):
        SurveyQuestion.objects.create(
            pilot=pilot,
            survey=survey,
            number=index,
            text=f"测试题目{index}",
            dimension="总体" if index == questions else "服务质量",
        )
    return survey


def make_sheet(
    survey: SatisfactionSurvey, unit: Unit, *scores: int, **fields: Any
) -> AnswerSheet:
    """A sheet with one score per question, in their order."""
    number = next(_numbers)
    defaults = {
        "code": f"DJ-{number:05}",
        "channel": AnswerSheet.Channel.ON_SITE,
        "rated_on": date(2021, 8, 1),
        "answers": {str(i): score for i, score in enumerate(scores, start=1)},
        "position": number,
    }
    return AnswerSheet.objects.create(
        pilot=survey.pilot, survey=survey, unit=unit, **{**defaults, **fields}
    )


def make_entry(
    pilot: Pilot, unit: Unit, standard: Standard | None = None, **fields: Any
) -> SelfEvaluation:
    """A submitted judgement that a clause is kept."""
    defaults = {
        "judgement": SelfEvaluation.Judgement.CONFORMS,
        "clause": "5.1",
        "evaluated_on": date(2021, 10, 1),
        "submitted_on": date(2021, 10, 15),
        "position": next(_numbers),
    }
    return SelfEvaluation.objects.create(
        pilot=pilot, unit=unit, standard=standard, **{**defaults, **fields}
    )


def make_task(pilot: Pilot, *units: Unit, **fields: Any) -> Task:
    """A task of ``units``."""
    number = next(_numbers)
    defaults = {"number": f"RW{number}", "name": f"测试任务{number}"}
    task = Task.objects.create(pilot=pilot, **{**defaults, **fields})
    task.responsible_units.set(units)
    return task


def make_measure(
    standard: Standard,
    *units: Unit,
    done: dict[Unit, date] | None = None,
    **fields: Any,
) -> PlanMeasure:
    """A measure due at the end of May 2021, of ``units``; ``done`` says who had done
    their part, and when."""
    number = next(_numbers)
    defaults = {
        "number": number,
        "stage": PlanMeasure.Stage.EXECUTION,
        "content": f"测试措施{number}",
        "starts_on": date(2021, 5, 1),
        "due_on": date(2021, 5, 31),
        "position": number,
    }
    measure = PlanMeasure.objects.create(
        pilot=standard.pilot, standard=standard, **{**defaults, **fields}
    )
    for unit in units:
        MeasureDuty.objects.create(
            measure=measure, unit=unit, done_on=(done or {}).get(unit)
        )
    return measure

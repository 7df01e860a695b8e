"""What happened, from the database, as rows of the package."""

from __future__ import annotations

from django.utils import timezone

from assessment.implementation.models import (
    ImplementationRecord,
    MeasurableRule,
    WorkCalendarDay,
)
from assessment.packages.checks import EVERYBODY
from assessment.packages.rows import (
    AnswerRow,
    CalendarRow,
    ExemptionRow,
    FindingRow,
    ImplementationRow,
    PostRow,
    RuleRow,
    SelfEvaluationRow,
    SignInRow,
    StaffRow,
    SurveyQuestionRow,
    TrainingRow,
)
from assessment.packages.stored_rows import plain_rows
from assessment.rectification.models import Finding
from assessment.satisfaction.models import AnswerSheet, SurveyQuestion
from assessment.self_evaluation.models import SelfEvaluation
from assessment.training.models import Exemption, Post, SignIn, StaffMember, Training
from standards_catalog.models import Pilot
from standards_catalog.relations import codes_by_record


def post_rows(pilot: Pilot) -> list[PostRow]:
    codes = codes_by_record(Post.standards.through, "post_id", pilot)
    return [
        row
        for post in Post.objects.filter(pilot=pilot).select_related("unit")
        for row in plain_rows(
            PostRow, [post], unit=post.unit.name, standards=codes.get(post.pk, ())
        )
    ]


def staff_rows(pilot: Pilot) -> list[StaffRow]:
    return [
        row
        for person in StaffMember.objects.filter(pilot=pilot).select_related("unit")
        for row in plain_rows(StaffRow, [person], unit=person.unit.name)
    ]


def training_rows(pilot: Pilot) -> list[TrainingRow]:
    codes = codes_by_record(Training.standards.through, "training_id", pilot)
    return [
        row
        for training in Training.objects.filter(pilot=pilot)
        for row in plain_rows(
            TrainingRow,
            [training],
            standards=codes.get(training.pk, ()),
            scope=tuple(training.scope) or (EVERYBODY,),
        )
    ]


def sign_in_rows(pilot: Pilot) -> list[SignInRow]:
    """Sign-ins in local time."""
    zone = timezone.get_default_timezone()
    return [
        row
        for sign_in in SignIn.objects.filter(pilot=pilot).select_related("training")
        for row in plain_rows(
            SignInRow,
            [sign_in],
            training=sign_in.training.code,
            signed_at=sign_in.signed_at.astimezone(zone).replace(tzinfo=None),
        )
    ]


def exemption_rows(pilot: Pilot) -> list[ExemptionRow]:
    exemptions = Exemption.objects.filter(pilot=pilot)
    return [
        row
        for exemption in exemptions.select_related("training", "staff")
        for row in plain_rows(
            ExemptionRow,
            [exemption],
            training=exemption.training.code,
            staff_number=exemption.staff.number,
        )
    ]


def implementation_rows(pilot: Pilot) -> list[ImplementationRow]:
    records = ImplementationRecord.objects.filter(pilot=pilot)
    return [
        row
        for record in records.select_related("unit", "standard", "law")
        for row in plain_rows(
            ImplementationRow,
            [record],
            unit=record.unit.name,
            catalogue_code=record.catalogue_code,
        )
    ]


def self_evaluation_rows(pilot: Pilot) -> list[SelfEvaluationRow]:
    records = SelfEvaluation.objects.filter(pilot=pilot)
    return [
        row
        for record in records.select_related("unit", "standard", "law")
        for row in plain_rows(
            SelfEvaluationRow,
            [record],
            unit=record.unit.name,
            catalogue_code=record.catalogue_code,
        )
    ]


def finding_rows(pilot: Pilot) -> list[FindingRow]:
    findings = Finding.objects.filter(pilot=pilot)
    return [
        row
        for finding in findings.select_related("unit", "standard", "law")
        for row in plain_rows(
            FindingRow,
            [finding],
            unit=finding.unit.name,
            catalogue_code=finding.catalogue_code,
        )
    ]


def rule_rows(pilot: Pilot) -> list[RuleRow]:
    rules = MeasurableRule.objects.filter(pilot=pilot)
    return [
        row
        for rule in rules.select_related("standard", "law")
        for row in plain_rows(
            RuleRow,
            [rule],
            catalogue_code=rule.catalogue_code,
            applicable_items=tuple(rule.applicable_items),
        )
    ]


def calendar_rows(pilot: Pilot) -> list[CalendarRow]:
    return plain_rows(CalendarRow, WorkCalendarDay.objects.filter(pilot=pilot))


def survey_rows(pilot: Pilot) -> list[SurveyQuestionRow]:
    questions = SurveyQuestion.objects.filter(pilot=pilot).select_related("survey")
    return [
        row
        for question in questions
        for row in plain_rows(
            SurveyQuestionRow,
            [question],
            survey=question.survey.code,
            survey_name=question.survey.name,
            opens_on=question.survey.opens_on,
            closes_on=question.survey.closes_on,
        )
    ]


def answer_rows(pilot: Pilot) -> list[AnswerRow]:
    sheets = AnswerSheet.objects.filter(pilot=pilot).select_related("survey", "unit")
    return [
        row
        for sheet in sheets
        for row in plain_rows(
            AnswerRow,
            [sheet],
            survey=sheet.survey.code,
            unit=sheet.unit.name,
            answers={int(number): score for number, score in sheet.answers.items()},
        )
    ]

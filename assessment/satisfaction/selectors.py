"""Surveys and answer sheets as facts of the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from assessment.indicators.observations import (
    AnswerSheetFact,
    QuestionFact,
    SurveyFact,
)
from assessment.indicators.vocabulary import Channel, Dimension
from assessment.satisfaction.models import (
    AnswerSheet,
    SatisfactionSurvey,
    SurveyQuestion,
)
from standards_catalog.models import Pilot


def survey_facts(pilot: Pilot) -> tuple[SurveyFact, ...]:
    """The surveys of ``pilot`` with their questions by 题号. One query.

    A survey without a question has no row in the package, and none here.
    """
    found: dict[int, SatisfactionSurvey] = {}
    questions: dict[int, list[QuestionFact]] = defaultdict(list)
    rows = SurveyQuestion.objects.filter(survey__pilot=pilot).select_related("survey")
    for question in rows.order_by("survey__position", "survey_id", "number"):
        weight = Fraction(1) if question.weight is None else Fraction(question.weight)
        found[question.survey_id] = question.survey
        questions[question.survey_id].append(
            QuestionFact(
                number=str(question.number),
                text=question.text,
                dimension=Dimension(question.dimension),
                weight=weight,
            )
        )
    return tuple(
        SurveyFact(pk, survey.code, survey.name, tuple(questions[pk]))
        for pk, survey in found.items()
    )


def answer_sheet_facts(
    pilot: Pilot, surveys: tuple[SurveyFact, ...]
) -> Iterator[AnswerSheetFact]:
    """Yield the sheets in file order, answers in the order of their survey's
    questions. One query."""
    numbers = {
        survey.survey_number: tuple(q.number for q in survey.questions)
        for survey in surveys
    }
    channels = {channel.value: channel for channel in Channel}
    rows = AnswerSheet.objects.filter(pilot=pilot).values_list(
        "pk",
        "survey__code",
        "code",
        "channel",
        "unit__name",
        "rated_on",
        "answers",
        "is_valid",
        "invalid_reason",
    )
    for pk, survey, code, channel, unit, rated_on, answers, is_valid, reason in rows:
        yield AnswerSheetFact(
            record_id=pk,
            survey_number=survey,
            sheet_number=code,
            channel=channels[channel],
            unit=unit,
            rated_on=rated_on,
            answers=tuple(answers.get(number) for number in numbers.get(survey, ())),
            marked_invalid=is_valid is False,
            invalid_reason=reason,
        )

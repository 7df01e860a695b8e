"""Indicators of satisfaction, from answer sheets of three channels.

Source: 澄政发〔2020〕94号 五(三)(3) “开展社会满意度测评…服务对象现场评价、网络测评、
电话回访”. The plan sets no number, so a missing target is told as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessment.indicators.observations import (
    AnswerSheetFact,
    QuestionFact,
    SurveyFact,
)
from assessment.indicators.records import FactList, ReasonedFact
from assessment.indicators.snapshot import Snapshot, grouped_by_unit
from assessment.indicators.tally import Tally, rate_tally
from assessment.indicators.vocabulary import Dimension

FAIR = 3
SATISFIED = 4
_POINTS_PER_STEP = 20


@dataclass(frozen=True, slots=True)
class SheetReview:
    """The answer sheets of a scope: those that count, and the others with reasons."""

    valid: tuple[AnswerSheetFact, ...]
    excluded: tuple[ReasonedFact, ...]


def surveys_by_number(snapshot: Snapshot) -> Mapping[str, SurveyFact]:
    return {survey.survey_number: survey for survey in snapshot.facts.surveys}


def sheets_by_unit(snapshot: Snapshot) -> Mapping[str | None, list[AnswerSheetFact]]:
    """The sheets with 评价日期 ≤ day, in file order."""
    return grouped_by_unit(
        sheet
        for sheet in snapshot.facts.answer_sheets
        if snapshot.has_happened(sheet.rated_on)
    )


def review_sheets(snapshot: Snapshot, unit: str | None) -> SheetReview:
    """Which sheets are valid: the first of its 答卷编号 in its survey, 有效≠否, and at
    least 80 % of the survey's questions answered (compared exactly)."""
    surveys = snapshot.derive(surveys_by_number)
    seen: set[tuple[str, str]] = set()
    valid: list[AnswerSheetFact] = []
    excluded: list[ReasonedFact] = []
    for sheet in snapshot.derive(sheets_by_unit).get(unit, ()):
        identity = (sheet.survey_number, sheet.sheet_number)
        if identity in seen:
            excluded.append((sheet, "答卷编号重复，以首份为准"))
            continue
        seen.add(identity)
        why = _why_invalid(sheet, surveys[sheet.survey_number])
        if why:
            excluded.append((sheet, why))
        else:
            valid.append(sheet)
    return SheetReview(tuple(valid), tuple(excluded))


def _why_invalid(sheet: AnswerSheetFact, survey: SurveyFact) -> str:
    if sheet.marked_invalid:
        return f"标记无效：{sheet.invalid_reason or '未写理由'}"
    questions = len(survey.questions)
    answered = questions - sheet.answers.count(None)
    if not answered or answered * 5 < questions * 4:
        return f"只答{answered}/{questions}题，不足80%"
    return ""


def overall_score(sheet: AnswerSheetFact, questions: Iterable[QuestionFact]) -> int:
    """The sheet's overall answer, 1 to 5.

    The first answered question of 维度 总体, by 题号; where there is none, the mean of
    all answers rounded half up (2.5 is 3). The sheet must have an answer.
    """
    answers = [
        (question, answer)
        for question, answer in zip(questions, sheet.answers, strict=True)
        if answer is not None
    ]
    for question, answer in answers:
        if question.dimension == Dimension.OVERALL:
            return answer
    total = sum(answer for _, answer in answers)
    return (2 * total + len(answers)) // (2 * len(answers))


def overall_scores(
    snapshot: Snapshot, unit: str | None
) -> tuple[tuple[AnswerSheetFact, int], ...]:
    """Each valid sheet of the scope with its overall answer."""
    surveys = snapshot.derive(surveys_by_number)
    return tuple(
        (sheet, overall_score(sheet, surveys[sheet.survey_number].questions))
        for sheet in snapshot.derive(review_sheets, unit).valid
    )


def satisfied_from(snapshot: Snapshot) -> int:
    """The lowest overall answer that counts as satisfied: 3, or 4 by setting."""
    return FAIR if snapshot.facts.settings.satisfaction_counts_fair else SATISFIED


def satisfaction_rate(snapshot: Snapshot, unit: str | None) -> Tally:
    """满意率: valid answer sheets that are satisfied overall.

    Valid sheets (see `review_sheets`) whose overall answer (see `overall_score`) is
    ≥ 3 — ≥ 4 when `satisfaction_counts_fair` is false — ÷ valid sheets. With a unit:
    that unit's sheets, duplicates sought among them.
    Source: 五(三)(3); pilot package. Undefined without a valid sheet.
    """
    threshold = satisfied_from(snapshot)
    scores = snapshot.derive(overall_scores, unit)
    return rate_tally(
        ((sheet, score >= threshold, f"总体{score}分") for sheet, score in scores),
        exclusions=snapshot.derive(review_sheets, unit).excluded,
        note=_sample_note(snapshot, unit, len(scores)),
    )


def satisfaction_index(snapshot: Snapshot, unit: str | None) -> Tally:
    """满意度指数: the weighted mean of all answers on a scale to 100.

    20 × Σ weight·answer ÷ Σ weight, pooled over all answered questions of all valid
    sheets (all 5 gives 100, all 1 gives 20). With a unit: that unit's sheets.
    Source: domain rule “Σ wᵢ·Sᵢ (5→100)” after GB/T 19038—2009; pilot package.
    Undefined without an answered question of weight above 0.
    """
    review = snapshot.derive(review_sheets, unit)
    pooled = FactList((sheet, "") for sheet in review.valid)
    return Tally(
        numerator=pooled,
        denominator=pooled,
        exclusions=FactList(review.excluded),
        note=_sample_note(snapshot, unit, len(review.valid)),
        score=_pooled_score(snapshot, review.valid),
    )


def _pooled_score(
    snapshot: Snapshot, sheets: Iterable[AnswerSheetFact]
) -> Fraction | None:
    by_survey: dict[str, list[AnswerSheetFact]] = {}
    for sheet in sheets:
        by_survey.setdefault(sheet.survey_number, []).append(sheet)
    surveys = snapshot.derive(surveys_by_number)
    points = Fraction(0)
    weights = Fraction(0)
    for number, own in by_survey.items():
        columns = zip(*(sheet.answers for sheet in own), strict=True)
        for question, column in zip(surveys[number].questions, columns, strict=True):
            given = [answer for answer in column if answer is not None]
            points += question.weight * sum(given)
            weights += question.weight * len(given)
    return _POINTS_PER_STEP * points / weights if weights else None


def _sample_note(snapshot: Snapshot, unit: str | None, valid: int) -> str:
    minimum = snapshot.facts.settings.minimum_answers_per_unit
    if unit is not None and valid < minimum:
        return f"样本不足（n<{minimum}）"
    return ""

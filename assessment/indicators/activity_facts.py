"""Facts of what happened: implementation, training, surveys, evaluation, findings.

One frozen dataclass per table of the pilot package; see `observations`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from assessment.indicators.vocabulary import (
    Channel,
    Dimension,
    ImplementationKind,
    Judgement,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class ImplementationFact:
    """`implementation`: a unit did something under a standard, and it was verified."""

    kind: ClassVar[str] = "implementation_record"
    record_id: int
    unit: str
    standard: str
    dated: date
    type: ImplementationKind
    verified_on: date | None = None

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.standard}/{self.dated.isoformat()}"

    @property
    def label(self) -> str:
        return f"{self.standard} {self.type} {self.dated.isoformat()}"


@dataclass(frozen=True, slots=True)
class StaffFact:
    """`staff`: a person on the roster from 在册起 until 在册止, both days included."""

    kind: ClassVar[str] = "staff"
    record_id: int
    unit: str
    staff_number: str
    name: str
    post: str
    on_roster_from: date
    on_roster_until: date | None = None

    @property
    def key(self) -> str:
        return self.staff_number

    @property
    def label(self) -> str:
        return self.name

    def is_on_roster(self, day: date) -> bool:
        return self.on_roster_from <= day and (
            self.on_roster_until is None or self.on_roster_until >= day
        )


@dataclass(frozen=True, slots=True)
class TrainingFact:
    """`trainings`. `scope` holds post names; empty, or holding 全员, means everybody."""

    kind: ClassVar[str] = "training"
    record_id: int
    training_number: str
    topic: str
    held_on: date
    scope: tuple[str, ...] = ()
    exam_required: bool = False
    pass_mark: Decimal | None = None

    @property
    def key(self) -> str:
        return self.training_number

    @property
    def label(self) -> str:
        return self.topic

    @property
    def unit(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SignInFact:
    """`sign_ins`; the 工号 may be an outsider's."""

    kind: ClassVar[str] = "sign_in"
    record_id: int
    training_number: str
    staff_number: str
    signed_on: date
    score: Decimal | None = None

    @property
    def key(self) -> str:
        return f"{self.training_number}/{self.staff_number}"

    @property
    def label(self) -> str:
        return self.staff_number

    @property
    def unit(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ExemptionFact:
    """`exemptions`: a person owes no attendance of a training."""

    kind: ClassVar[str] = "exemption"
    record_id: int
    training_number: str
    staff_number: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """One row of `surveys`; an empty 权重 is 1."""

    number: str
    text: str
    dimension: Dimension
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SurveyFact:
    """A survey with its questions in the order of 题号."""

    kind: ClassVar[str] = "survey"
    record_id: int
    survey_number: str
    title: str
    questions: tuple[QuestionFact, ...]


@dataclass(frozen=True, slots=True)
class AnswerSheetFact:
    """`answers`: one sheet. `answers` stand in the order of the survey's questions,
    5 (非常满意) to 1 (非常不满意), `None` where not answered."""

    kind: ClassVar[str] = "answer_sheet"
    record_id: int
    survey_number: str
    sheet_number: str
    channel: Channel
    unit: str
    rated_on: date
    answers: tuple[int | None, ...]
    marked_invalid: bool = False
    invalid_reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.survey_number}/{self.sheet_number}"

    @property
    def label(self) -> str:
        return f"{self.sheet_number}（{self.channel}）"


@dataclass(frozen=True, slots=True)
class SelfEvaluationFact:
    """`self_evaluations`: a unit's judgement on one clause.

    The lists behind a number are read outside the unit too, so a row that was never
    submitted says neither its clause nor its judgement there.
    """

    kind: ClassVar[str] = "self_evaluation"
    record_id: int
    unit: str
    standard: str
    clause: str
    judgement: Judgement
    rated_on: date
    remark: str = ""
    submitted_on: date | None = None

    @property
    def key(self) -> str:
        clause = "（草稿）" if self.submitted_on is None else self.clause
        return f"{self.unit}/{self.standard}/{clause}"

    @property
    def label(self) -> str:
        if self.submitted_on is None:
            return f"{self.standard}（草稿）"
        return f"{self.standard} {self.clause} {self.judgement}"


@dataclass(frozen=True, slots=True)
class FindingFact:
    """`findings`: a nonconformity from being raised to being closed."""

    kind: ClassVar[str] = "finding"
    record_id: int
    number: str
    unit: str
    statement: str
    raised_on: date
    fixer_post: str = ""
    verifier_post: str = ""
    verified_on: date | None = None
    verdict: Verdict | None = None
    closed_on: date | None = None

    @property
    def key(self) -> str:
        return self.number

    @property
    def label(self) -> str:
        return self.statement

"""The facts a formula looks at, one frozen dataclass per table of the pilot package.

All values are parsed: dates are `date`, value words are those of `vocabulary`, a unit
is named by its full name, an empty cell is `None` or an empty tuple or string. Rows
stand in the order of their file. `record_id` is the stored row's key, for links.
Every fact in a list has `key` (its key in the package), `label` (what a person calls
it) and `unit` (the unit or units it belongs to, joined with 、).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Protocol

from assessment.indicators.activity_facts import (
    AnswerSheetFact,
    ExemptionFact,
    FindingFact,
    ImplementationFact,
    QuestionFact,
    SelfEvaluationFact,
    SignInFact,
    StaffFact,
    SurveyFact,
    TrainingFact,
)
from assessment.indicators.ledger import CaseLedger
from assessment.indicators.system_facts import (
    DeliverableFact,
    LawFact,
    PostFact,
    RuleFact,
    StandardFact,
    StepFact,
    UnitFact,
)
from assessment.indicators.vocabulary import ImplementationScope
from assessment.indicators.working_days import WorkCalendar

__all__ = [
    "AnswerSheetFact",
    "DeliverableFact",
    "ExemptionFact",
    "Fact",
    "FindingFact",
    "ImplementationFact",
    "LawFact",
    "PilotFacts",
    "PilotSettings",
    "PostFact",
    "QuestionFact",
    "RuleFact",
    "SelfEvaluationFact",
    "SignInFact",
    "StaffFact",
    "StandardFact",
    "StepFact",
    "SurveyFact",
    "Target",
    "TrainingFact",
    "UnitFact",
]


class Fact(Protocol):
    """What a list behind a number needs to know about any record."""

    kind: ClassVar[str]

    @property
    def record_id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PilotSettings:
    """`pilot.toml` [settings]."""

    satisfaction_counts_fair: bool = True
    implementation_scope: ImplementationScope = ImplementationScope.EVERY_UNIT
    minimum_answers_per_unit: int = 30


@dataclass(frozen=True, slots=True)
class Target:
    """A target as written, and its exact value on the scale of the indicator."""

    text: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """Everything the engine may know about one pilot."""

    code: str
    name: str
    units: tuple[UnitFact, ...] = ()
    standards: tuple[StandardFact, ...] = ()
    laws: tuple[LawFact, ...] = ()
    steps: tuple[StepFact, ...] = ()
    posts: tuple[PostFact, ...] = ()
    deliverables: tuple[DeliverableFact, ...] = ()
    staff: tuple[StaffFact, ...] = ()
    trainings: tuple[TrainingFact, ...] = ()
    sign_ins: tuple[SignInFact, ...] = ()
    exemptions: tuple[ExemptionFact, ...] = ()
    implementation_records: tuple[ImplementationFact, ...] = ()
    surveys: tuple[SurveyFact, ...] = ()
    answer_sheets: tuple[AnswerSheetFact, ...] = ()
    self_evaluations: tuple[SelfEvaluationFact, ...] = ()
    findings: tuple[FindingFact, ...] = ()
    rules: tuple[RuleFact, ...] = ()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    ledger: CaseLedger | None = None
    targets: Mapping[str, Target] = field(default_factory=dict)
    settings: PilotSettings = field(default_factory=PilotSettings)

"""Small facts for worked examples: every field that does not matter has a value."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment.indicators import engine
from assessment.indicators.ledger import CaseLedger, CaseRow, write_part
from assessment.indicators.observations import (
    AnswerSheetFact,
    DeliverableFact,
    FindingFact,
    ImplementationFact,
    PilotFacts,
    PostFact,
    QuestionFact,
    RuleFact,
    SelfEvaluationFact,
    SignInFact,
    StaffFact,
    StandardFact,
    StepFact,
    SurveyFact,
    TrainingFact,
    UnitFact,
)
from assessment.indicators.vocabulary import (
    Applicability,
    Channel,
    Dimension,
    ImplementationKind,
    Judgement,
    LimitUnit,
    StandardLevel,
    StandardStatus,
)

DAY = date(2021, 12, 31)
CIVIL_AFFAIRS = "民政局"
JUSTICE = "司法局"


def unit(name: str = CIVIL_AFFAIRS, **changes: Any) -> UnitFact:
    return replace(UnitFact(record_id=1, name=name), **changes)


def standard(code: str = "FW101", **changes: Any) -> StandardFact:
    """A service standard in force since 2021-04-01 that is public."""
    base = StandardFact(
        record_id=1,
        code=code,
        title=f"标准{code}",
        subsystem="服务提供",
        level=StandardLevel.INTERNAL,
        status=StandardStatus.CURRENT,
        effective_on=date(2021, 4, 1),
        responsible_units=(CIVIL_AFFAIRS,),
        must_be_public=True,
        made_public_on=date(2021, 4, 10),
    )
    return replace(base, **changes)


def step(*covering: str, **changes: Any) -> StepFact:
    base = StepFact(
        record_id=1,
        domain="救助事项",
        item="临时救助",
        step="受理登记",
        needs_standard=True,
        applicability=Applicability.BINDING,
        owner_units=(CIVIL_AFFAIRS,),
        covering_standards=covering,
    )
    return replace(base, **changes)


def post(*post_standards: str, **changes: Any) -> PostFact:
    base = PostFact(
        record_id=1, post="窗口受理", unit=CIVIL_AFFAIRS, post_standards=post_standards
    )
    return replace(base, **changes)


def record(standard: str = "FW101", **changes: Any) -> ImplementationFact:
    base = ImplementationFact(
        record_id=1,
        unit=CIVIL_AFFAIRS,
        standard=standard,
        dated=date(2021, 5, 1),
        type=ImplementationKind.EXECUTION,
        verified_on=date(2021, 5, 10),
    )
    return replace(base, **changes)


def person(number: int, **changes: Any) -> StaffFact:
    base = StaffFact(
        record_id=number,
        unit=CIVIL_AFFAIRS,
        staff_number=f"MZ{number:03}",
        name=f"民政局人员{number:03}",
        post="窗口受理",
        on_roster_from=date(2021, 1, 1),
    )
    return replace(base, **changes)


def training(number: str = "PX01", **changes: Any) -> TrainingFact:
    base = TrainingFact(
        record_id=1, training_number=number, topic="宣贯", held_on=date(2021, 4, 20)
    )
    return replace(base, **changes)


def sign_in(who: int | str, number: str = "PX01", **changes: Any) -> SignInFact:
    base = SignInFact(
        record_id=1,
        training_number=number,
        staff_number=who if isinstance(who, str) else f"MZ{who:03}",
        signed_on=date(2021, 4, 20),
    )
    return replace(base, **changes)


def survey(*dimensions: Dimension, **changes: Any) -> SurveyFact:
    base = SurveyFact(
        record_id=1,
        survey_number="MYD01",
        title="满意度测评",
        questions=tuple(
            QuestionFact(number=str(place), text="题目", dimension=dimension)
            for place, dimension in enumerate(dimensions, start=1)
        ),
    )
    return replace(base, **changes)


def sheet(number: int, *answers: int | None, **changes: Any) -> AnswerSheetFact:
    base = AnswerSheetFact(
        record_id=number,
        survey_number="MYD01",
        sheet_number=f"D{number:04}",
        channel=Channel.ON_SITE,
        unit=CIVIL_AFFAIRS,
        rated_on=date(2021, 6, 1),
        answers=answers,
    )
    return replace(base, **changes)


def evaluation(judgement: Judgement, **changes: Any) -> SelfEvaluationFact:
    base = SelfEvaluationFact(
        record_id=1,
        unit=CIVIL_AFFAIRS,
        standard="FW101",
        clause="5.1",
        judgement=judgement,
        rated_on=date(2021, 8, 1),
        submitted_on=date(2021, 8, 20),
    )
    return replace(base, **changes)


def finding(number: str = "ZG001", **changes: Any) -> FindingFact:
    """A finding that was verified by somebody else and closed."""
    base = FindingFact(
        record_id=1,
        number=number,
        unit=CIVIL_AFFAIRS,
        statement="受理登记缺签字",
        raised_on=date(2021, 8, 1),
        fixer_post="窗口受理",
        verifier_post="标准化专员",
        verified_on=date(2021, 8, 20),
        verdict="通过",
        closed_on=date(2021, 8, 21),
    )
    return replace(base, **changes)


def deliverable(**changes: Any) -> DeliverableFact:
    base = DeliverableFact(
        record_id=1,
        phase="宣传动员阶段",
        phase_starts=date(2020, 7, 1),
        phase_ends=date(2020, 7, 31),
        sequence="1",
        title="试点工作方案",
        responsible_units=(CIVIL_AFFAIRS,),
        confirmed_on=date(2020, 10, 10),
    )
    return replace(base, **changes)


def rule(number: str = "R01", **changes: Any) -> RuleFact:
    base = RuleFact(
        record_id=1,
        rule_number=number,
        limit=Decimal(2),
        limit_unit=LimitUnit.WORKING_DAY if number == "R01" else LimitUnit.DAY,
    )
    return replace(base, **changes)


def moment(text: str | None) -> datetime | None:
    """A date, or a date and time, in ISO form."""
    return datetime.fromisoformat(text) if text else None


def case(position: int, **changes: Any) -> CaseRow:
    """A case; times may be given as ISO text."""
    base = CaseRow(
        position=position,
        case_number=f"AJ{position:04}",
        unit=CIVIL_AFFAIRS,
        item="临时救助",
    )
    times = {
        name: moment(value) if name.endswith("_at") else value
        for name, value in changes.items()
    }
    return replace(base, **times)


def ledger(folder: Path, *rows: CaseRow) -> CaseLedger:
    path = folder / "cases.parquet"
    write_part(rows, path)
    return CaseLedger((path,))


def pilot(**facts: Any) -> PilotFacts:
    units = (unit(CIVIL_AFFAIRS), unit(JUSTICE))
    return PilotFacts(code="jy", name="试点", **{"units": units, **facts})


def opened(
    facts: PilotFacts, code: str, as_of: date = DAY, unit: str | None = None
) -> engine.Breakdown:
    """The opened indicator; its counts must be the lengths of its lists."""
    breakdown = engine.open_indicator(facts, code, as_of, unit)
    lists = (
        breakdown.numerator,
        breakdown.denominator,
        breakdown.shortfall,
        breakdown.exclusions,
        breakdown.flagged,
    )
    for records in lists:
        assert len(records) == len(list(records)) == len(records.page(0, 10**6))
    assert breakdown.value.excluded == len(breakdown.exclusions)
    if breakdown.indicator.kind == "rate":
        assert breakdown.value.numerator == len(breakdown.numerator)
        assert breakdown.value.denominator == len(breakdown.denominator)
        assert len(breakdown.shortfall) == (
            breakdown.value.denominator - breakdown.value.numerator
        )
    return breakdown


def counts(
    facts: PilotFacts, code: str, as_of: date = DAY, unit: str | None = None
) -> tuple[int, int]:
    """Numerator and denominator."""
    value = opened(facts, code, as_of, unit).value
    return value.numerator, value.denominator

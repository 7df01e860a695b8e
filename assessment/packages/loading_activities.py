"""What happened: people, trainings, records, surveys, self-evaluation, findings."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessment.implementation.models import (
    ImplementationRecord,
    MeasurableRule,
    WorkCalendarDay,
)
from assessment.packages.checks import EVERYBODY
from assessment.packages.loading import LoadState, load_links, record_values
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
from assessment.packages.synchronising import Rows
from assessment.rectification.models import Finding
from assessment.satisfaction.models import (
    AnswerSheet,
    SatisfactionSurvey,
    SurveyQuestion,
)
from assessment.self_evaluation.models import SelfEvaluation
from assessment.training.models import Exemption, Post, SignIn, StaffMember, Training


def load_posts(state: LoadState) -> None:
    rows = state.package.rows(PostRow)
    values = [
        record_values(
            state,
            row,
            n,
            without=["unit", "standards"],
            unit_id=state.unit_id(row.unit),
        )
        for n, row in enumerate(rows, start=1)
    ]
    posts = Rows(Post, state.in_pilot(), ("unit_id", "title"), values)
    ids = state.sync.apply(posts, state.tallies["posts"])
    codes = state.ids("standards")
    standards = {
        pk: [codes[code] for code in row.standards]
        for pk, row in zip(ids, rows, strict=True)
    }
    load_links(state, "posts", Post, "standards", standards)


def load_staff(state: LoadState) -> None:
    """The roster; sign-ins held already find their people or lose them."""
    rows = state.package.rows(StaffRow)
    values = [
        record_values(state, row, n, without=["unit"], unit_id=state.unit_id(row.unit))
        for n, row in enumerate(rows, start=1)
    ]
    roster = Rows(StaffMember, state.in_pilot(), ("number",), values)
    ids = state.sync.apply(roster, state.tallies["staff"])
    state.remember("staff", (row.number for row in rows), ids)
    if "sign_ins" not in state.package.tables:
        signed = SignIn.objects.filter(pilot_id=state.pilot_id)
        people = {
            pk: {"staff_id": state.ids("staff").get(number)}
            for pk, number in signed.values_list("pk", "staff_number")
        }
        state.sync.set_fields(SignIn, people, state.tallies["sign_ins"])


def load_trainings(state: LoadState) -> None:
    rows = state.package.rows(TrainingRow)
    values = [
        record_values(
            state,
            row,
            n,
            without=["standards"],
            scope=[] if EVERYBODY in row.scope else list(row.scope),
        )
        for n, row in enumerate(rows, start=1)
    ]
    trainings = Rows(Training, state.in_pilot(), ("code",), values)
    ids = state.sync.apply(trainings, state.tallies["trainings"])
    state.remember("trainings", (row.code for row in rows), ids)
    codes = state.ids("standards")
    standards = {
        pk: [codes[code] for code in row.standards]
        for pk, row in zip(ids, rows, strict=True)
    }
    load_links(state, "trainings", Training, "standards", standards)


def load_sign_ins(state: LoadState) -> None:
    """Sign-ins; who is not on the roster stays an outsider."""
    zone = timezone.get_default_timezone()
    values = [
        record_values(
            state,
            row,
            n,
            without=["training"],
            training_id=state.ids("trainings")[row.training],
            staff_id=state.ids("staff").get(row.staff_number),
            signed_at=row.signed_at.replace(tzinfo=zone),
        )
        for n, row in enumerate(state.package.rows(SignInRow), start=1)
    ]
    key = ("training_id", "staff_number", "signed_at")
    signed = Rows(SignIn, state.in_pilot(), key, values)
    state.sync.apply(signed, state.tallies["sign_ins"])


def load_exemptions(state: LoadState) -> None:
    values = [
        record_values(
            state,
            row,
            n,
            without=["training", "staff_number"],
            training_id=state.ids("trainings")[row.training],
            staff_id=state.ids("staff")[row.staff_number],
        )
        for n, row in enumerate(state.package.rows(ExemptionRow), start=1)
    ]
    exempt = Rows(Exemption, state.in_pilot(), ("training_id", "staff_id"), values)
    state.sync.apply(exempt, state.tallies["exemptions"])


def load_implementation(state: LoadState) -> None:
    values = [
        _filed_values(state, row, n)
        for n, row in enumerate(state.package.rows(ImplementationRow), start=1)
    ]
    key = ("unit_id", "standard_id", "law_id", "done_on", "kind", "clause")
    records = Rows(ImplementationRecord, state.in_pilot(), key, values)
    state.sync.apply(records, state.tallies["implementation"])


def load_self_evaluations(state: LoadState) -> None:
    values = [
        _filed_values(state, row, n)
        for n, row in enumerate(state.package.rows(SelfEvaluationRow), start=1)
    ]
    key = ("unit_id", "standard_id", "law_id", "clause")
    judged = Rows(SelfEvaluation, state.in_pilot(), key, values)
    state.sync.apply(judged, state.tallies["self_evaluations"])


def load_findings(state: LoadState) -> None:
    values = [
        _filed_values(state, row, n)
        for n, row in enumerate(state.package.rows(FindingRow), start=1)
    ]
    findings = Rows(Finding, state.in_pilot(), ("code",), values)
    ids = state.sync.apply(findings, state.tallies["findings"])
    rows = state.package.rows(FindingRow)
    state.remember("findings", (row.code for row in rows), ids)


def _filed_values(
    state: LoadState,
    row: ImplementationRow | SelfEvaluationRow | FindingRow,
    position: int,
) -> dict[str, Any]:
    """A row that a unit filed about a standard or law."""
    return record_values(
        state,
        row,
        position,
        without=["unit", "catalogue_code"],
        unit_id=state.unit_id(row.unit),
        **state.citation(row.catalogue_code),
    )


def load_rules(state: LoadState) -> None:
    values = [
        record_values(
            state,
            row,
            n,
            without=["catalogue_code"],
            applicable_items=list(row.applicable_items),
            **state.citation(row.catalogue_code),
        )
        for n, row in enumerate(state.package.rows(RuleRow), start=1)
    ]
    rules = Rows(MeasurableRule, state.in_pilot(), ("code",), values)
    state.sync.apply(rules, state.tallies["rules"])


def load_calendar(state: LoadState) -> None:
    values = [
        record_values(state, row, n)
        for n, row in enumerate(state.package.rows(CalendarRow), start=1)
    ]
    days = Rows(WorkCalendarDay, state.in_pilot(), ("day",), values)
    state.sync.apply(days, state.tallies["calendar"])


def load_surveys(state: LoadState) -> None:
    """Surveys in order of appearance, then their questions."""
    rows = state.package.rows(SurveyQuestionRow)
    first = {row.survey: row for row in reversed(rows)}
    codes = dict.fromkeys(row.survey for row in rows)
    surveys = [
        {
            "pilot_id": state.pilot_id,
            "position": position,
            "extra": {},
            "code": code,
            "name": first[code].survey_name,
            "opens_on": first[code].opens_on,
            "closes_on": first[code].closes_on,
        }
        for position, code in enumerate(codes, start=1)
    ]
    tally = state.tallies["survey_heads"]
    scope = state.in_pilot()
    ids = state.sync.apply(Rows(SatisfactionSurvey, scope, ("code",), surveys), tally)
    state.remember("surveys", codes, ids)
    without = ["survey", "survey_name", "opens_on", "closes_on"]
    values = [
        record_values(
            state, row, n, without=without, survey_id=state.ids("surveys")[row.survey]
        )
        for n, row in enumerate(rows, start=1)
    ]
    questions = Rows(SurveyQuestion, scope, ("survey_id", "number"), values)
    state.sync.apply(questions, state.tallies["surveys"])


def load_answers(state: LoadState) -> None:
    values = [
        record_values(
            state,
            row,
            n,
            without=["survey", "unit"],
            survey_id=state.ids("surveys")[row.survey],
            unit_id=state.unit_id(row.unit),
            answers={str(number): score for number, score in row.answers.items()},
        )
        for n, row in enumerate(state.package.rows(AnswerRow), start=1)
    ]
    sheets = Rows(AnswerSheet, state.in_pilot(), ("survey_id", "code"), values)
    state.sync.apply(sheets, state.tallies["answers"])

"""复审: when it is due, when it is warned of, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    Consultation,
    DraftingProject,
    Notice,
    PeriodicReview,
    ProcedureRules,
)
from standards_catalog.procedure.selectors.periodic import (
    ReviewState,
    due_on,
    review_lines,
    reviews_due,
    state_on,
)
from standards_catalog.procedure.selectors.rules import months_later
from standards_catalog.procedure.services.periodic import (
    ReviewOutcome,
    record_periodic_review,
)
from standards_catalog.procedure.services.steps import StepRefusedError
from tests.factories import Cast, make_standard
from tests.standards_catalog.procedure import world as w

SignedIn = Callable[[User], Client]
RULES = ProcedureRules()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2021, 4, 1), 60, date(2026, 4, 1)),
        (date(2020, 2, 29), 60, date(2025, 2, 28)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2021, 3, 31), -1, date(2021, 2, 28)),
        (date(2021, 1, 15), -6, date(2020, 7, 15)),
        (date(2021, 12, 31), 12, date(2022, 12, 31)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 9, 30), ReviewState.LATER),
        (date(2025, 10, 1), ReviewState.SOON),
        (date(2026, 3, 31), ReviewState.SOON),
        (date(2026, 4, 1), ReviewState.OVERDUE),
        (date(2027, 1, 1), ReviewState.OVERDUE),
    ],
)
def test_due_after_five_years_and_warned_of_half_a_year_before(
    day: date, state: ReviewState
) -> None:
    due = due_on(date(2021, 4, 1), RULES)
    assert due == date(2026, 4, 1)
    assert state_on(day, due, RULES) is state


def test_the_list_is_of_own_editions_in_force(cast: Cast) -> None:
    pilot, day = cast.pilot, date(2026, 1, 1)
    due = make_standard(pilot, date(2021, 4, 1))
    make_standard(pilot, date(2021, 4, 1), level="国家标准")
    ended = make_standard(pilot, date(2015, 1, 1))
    ended.editions.update(abolished_on=date(2020, 1, 1))
    make_standard(pilot, None, status=Standard.Status.PLANNED)
    make_standard(pilot, date(2026, 2, 1))
    (line,) = review_lines(pilot, day)
    assert (line.standard, line.due_on, line.state) == (
        due,
        date(2026, 4, 1),
        ReviewState.SOON,
    )
    assert [reviews_due(pilot, date(2026, *end)) for end in ((3, 31), (4, 1))] == [0, 1]


def test_a_reaffirmed_standard_is_due_a_period_later(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2018, 1, 1))
    today = timezone.localdate()
    assert reviews_due(cast.pilot, today) == 1
    record_periodic_review(
        standard=standard,
        outcome=ReviewOutcome("继续有效", "仍然适用"),
        actor=cast.office,
    )
    (line,) = review_lines(cast.pilot, today)
    assert line.since == today
    assert line.due_on == months_later(today, 60)
    assert line.state is ReviewState.LATER
    assert reviews_due(cast.pilot, today) == 0


@pytest.mark.parametrize(("conclusion", "kind"), [("修订", "修订"), ("废止", "废止")])
def test_a_revision_or_abolition_is_proposed_at_once(
    cast: Cast, conclusion: str, kind: str
) -> None:
    standard = make_standard(cast.pilot, date(2018, 1, 1))
    arguments = {"standard": standard, "actor": cast.office}
    with pytest.raises(StepRefusedError, match="须指定牵头单位"):
        record_periodic_review(outcome=ReviewOutcome(conclusion, "过时"), **arguments)
    review = record_periodic_review(
        outcome=ReviewOutcome(conclusion, "过时", cast.own_unit), **arguments
    )
    project = DraftingProject.objects.get()
    assert review.project == project
    assert (project.kind, project.stage, project.lead_unit) == (
        kind,
        "立项",
        cast.own_unit,
    )
    (line,) = review_lines(cast.pilot, timezone.localdate())
    assert line.has_project
    assert reviews_due(cast.pilot, timezone.localdate()) == 0


@pytest.mark.parametrize(
    ("conclusion", "reason", "problem"),
    [("继续有效", " ", "理由"), ("也许", "理由", "复审结论应为")],
)
def test_a_review_needs_conclusion_and_reason(
    cast: Cast, conclusion: str, reason: str, problem: str
) -> None:
    standard = make_standard(cast.pilot, date(2018, 1, 1))
    with pytest.raises(StepRefusedError, match=problem):
        record_periodic_review(
            standard=standard,
            outcome=ReviewOutcome(conclusion, reason),
            actor=cast.office,
        )
    assert not PeriodicReview.objects.exists()


def test_what_is_not_in_force_is_not_reviewed(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    with pytest.raises(StepRefusedError, match="没有现行的版次"):
        record_periodic_review(
            standard=standard,
            outcome=ReviewOutcome("继续有效", "理由"),
            actor=cast.office,
        )


def remind(*arguments: str) -> str:
    out = StringIO()
    call_command("remind_reviews", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_lists_what_is_due_and_tells_once(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2021, 4, 1), title="受理规范")
    standard.responsible_units.add(cast.own_unit)
    assert "复审 0 项" in remind("--as-of", "2025-09-30")
    said = remind("--as-of", "2025-10-01", "--pilot", cast.pilot.code)
    assert "即将到期\t2026-04-01" in said
    assert "复审 1 项" in said
    remind("--as-of", "2025-10-02")
    told = Notice.objects.filter(text__contains="即将到复审期限")
    assert {n.recipient for n in told} == {cast.office, cast.liaison}
    assert told.count() == 2
    remind("--as-of", "2026-04-01")
    assert Notice.objects.filter(text__contains="应当复审").count() == 2


def test_the_command_reminds_of_rounds_about_to_close(cast: Cast) -> None:
    world = w.world_at(cast, "征求意见")
    closes_on = world.consultation.closes_on
    asked = Notice.objects.filter(recipient=world.asked_liaison, text__contains="截止")
    remind("--as-of", (closes_on - timedelta(days=3)).isoformat())
    assert asked.count() == 0
    remind("--as-of", (closes_on - timedelta(days=2)).isoformat())
    remind("--as-of", (closes_on - timedelta(days=1)).isoformat())
    assert asked.count() == 1
    Consultation.objects.get().invitations.update(replied_at=timezone.now())
    Notice.objects.all().delete()
    remind("--as-of", (closes_on - timedelta(days=1)).isoformat())
    assert asked.count() == 0


@pytest.mark.parametrize("arguments", [("--pilot", "nowhere"), ("--as-of", "明天")])
def test_the_command_names_what_it_does_not_know(
    db: None, arguments: tuple[str, str]
) -> None:
    with pytest.raises(CommandError, match=arguments[1]):
        remind(*arguments)


def test_the_office_records_a_review_on_its_page(
    cast: Cast, signed_in: SignedIn
) -> None:
    standard = make_standard(cast.pilot, date(2018, 1, 1), title="受理规范")
    client = signed_in(cast.office)
    page = client.get(reverse("procedure:periodic_reviews")).content.decode()
    assert "受理规范" in page
    assert "待复审" in page
    url = reverse("procedure:periodic_review", args=[standard.pk])
    answers = {"conclusion": "修订", "reason": "时限已变"}
    assert "须指定牵头单位" in client.post(url, answers).content.decode()
    answers["lead_unit"] = str(cast.own_unit.pk)
    done = client.post(url, answers)
    project = DraftingProject.objects.get()
    assert done.headers["Location"] == reverse("procedure:project", args=[project.pk])

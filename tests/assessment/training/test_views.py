"""Trainings: who owes them, who signed in; outsiders; roster states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessment.services import indicator_breakdown
from assessment.training.models import Training
from tests.factories import AS_OF, Cast, make_standard
from tests.records import (
    SHANGHAI,
    make_exemption,
    make_post,
    make_sign_in,
    make_staff,
    make_training,
)

SignIn = Callable[[User], Client]


def missing(client: Client, training: Training, as_of: date = AS_OF) -> set[str]:
    """The names that the training's page lists as not signed in."""
    url = reverse("training:training", args=[training.pk])
    panels = client.get(url, {"as_of": as_of.isoformat()}).context["panels"]
    return {row[2].text for row in panels[1].rows}


def test_the_page_of_a_training_names_who_has_not_signed_in(
    cast: Cast, signed_in: SignIn
) -> None:
    training = make_training(cast.pilot, scope=["窗口人员"])
    due = {"unit": cast.own_unit, "post_title": "窗口人员"}
    signed = make_staff(cast.pilot, **due, name="已签到")
    make_sign_in(training, signed)
    make_sign_in(training, signed)
    make_staff(cast.pilot, **due, name="未签到")
    make_staff(cast.pilot, **{**due, "unit": cast.other_unit}, name="别单位未签到")
    make_exemption(training, make_staff(cast.pilot, **due, name="免训"))
    make_staff(cast.pilot, cast.own_unit, post_title="其他岗位", name="不应训")
    left = {"on_roster_until": date(2021, 12, 30)}
    make_staff(cast.pilot, **due, **left, name="已离册")
    late = make_staff(cast.pilot, **due, name="事后补签")
    make_sign_in(training, late, signed_at=datetime(2022, 1, 5, 9, 0, tzinfo=SHANGHAI))
    office = signed_in(cast.office)
    assert missing(office, training) == {"未签到", "别单位未签到", "事后补签"}
    assert missing(signed_in(cast.liaison), training) == {"未签到", "事后补签"}
    assert "事后补签" not in missing(office, training, date(2022, 1, 5))
    url = reverse("training:training", args=[training.pk])
    # The date asked last stays in the session.
    rows = office.get(url, {"as_of": AS_OF}).context["panels"][0].rows
    counts = {row[0].text: [cell.text for cell in row[1:]] for row in rows}
    assert counts[str(cast.own_unit)] == ["3", "1", "2"]


def test_who_is_missing_agrees_with_the_participation_rate(
    cast: Cast, signed_in: SignIn
) -> None:
    training = make_training(cast.pilot)
    people = [make_staff(cast.pilot, cast.own_unit) for _ in range(5)]
    for person in people[:2]:
        make_sign_in(training, person)
    make_exemption(training, people[4])
    opened = indicator_breakdown(cast.pilot, "training_participation", AS_OF)
    numbers = {person.number: person.name for person in people}
    short = {numbers[entry.key] for entry in opened.shortfall}
    assert missing(signed_in(cast.office), training) == short
    assert len(short) == 2


def test_a_training_not_held_yet_owes_nothing(cast: Cast, signed_in: SignIn) -> None:
    training = make_training(cast.pilot, held_on=date(2022, 2, 1))
    make_staff(cast.pilot, cast.own_unit)
    url = reverse("training:training", args=[training.pk])
    response = signed_in(cast.office).get(url)
    assert not response.context["panels"]
    assert "未举办" in response.content.decode()


def test_outsiders_are_marked_and_shown_to_the_office_only(
    cast: Cast, signed_in: SignIn
) -> None:
    training = make_training(cast.pilot)
    make_sign_in(training, make_staff(cast.pilot, cast.own_unit))
    outsider = make_sign_in(training, None, staff_number="外来001")
    url = reverse("training:sign_ins")
    found = signed_in(cast.office).get(url, {"known": "no"})
    (row,) = found.context["rows"]
    cells = {cell.label: cell.text for cell in row}
    assert (cells["工号"], cells["名册"]) == ("外来001", "非在册")
    own = signed_in(cast.liaison).get(url)
    assert own.context["page"].paginator.count == 1
    page = reverse("training:sign_in", args=[outsider.pk])
    assert signed_in(cast.liaison).get(page).status_code == 404


def test_people_who_signed_in_twice_are_counted_once(
    cast: Cast, signed_in: SignIn
) -> None:
    training = make_training(cast.pilot)
    person = make_staff(cast.pilot, cast.own_unit)
    make_sign_in(training, person)
    make_sign_in(training, person)
    make_sign_in(training, make_staff(cast.pilot, cast.other_unit))
    make_sign_in(training, None)
    url = reverse("training:trainings")

    def people(user: User) -> str:
        (row,) = signed_in(user).get(url).context["rows"]
        return {cell.label: cell.text for cell in row}["签到人数"]

    assert people(cast.office) == "2"
    assert people(cast.liaison) == "1"


@pytest.mark.parametrize(
    ("start", "end", "state", "is_on"),
    [
        (date(2020, 1, 1), None, "在册", True),
        (date(2020, 1, 1), AS_OF, "在册", True),
        (AS_OF, None, "在册", True),
        (date(2020, 1, 1), date(2021, 12, 30), "已离册", False),
        (date(2022, 1, 1), None, "未到岗", False),
    ],
)
def test_the_roster_is_that_of_the_date(
    cast: Cast,
    signed_in: SignIn,
    start: date,
    end: date | None,
    state: str,
    is_on: bool,
) -> None:
    make_staff(cast.pilot, cast.own_unit, on_roster_from=start, on_roster_until=end)
    client = signed_in(cast.office)
    url = reverse("training:staff")
    (row,) = client.get(url).context["rows"]
    assert {cell.label: cell.text for cell in row}["在册状态"] == state
    found = client.get(url, {"on_roster": "yes"}).context["rows"]
    assert bool(found) is is_on


def test_a_post_without_a_standard_in_force_is_red(
    cast: Cast, signed_in: SignIn
) -> None:
    make_post(cast.pilot, cast.own_unit, make_standard(cast.pilot), title="有标准")
    planned = make_standard(cast.pilot, None, status="待制定")
    make_post(cast.pilot, cast.own_unit, planned, title="待制定")
    make_post(cast.pilot, cast.own_unit, title="没有标准")
    client = signed_in(cast.liaison)
    found = client.get(reverse("training:posts"), {"is_covered": "no"})
    assert {row[0].text for row in found.context["rows"]} == {"待制定", "没有标准"}

"""Who answers for a step on a day, when units close and others take their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Unit, User
from assessment.coverage.models import WorkStep
from assessment.coverage.owners import (
    heirs_on,
    owners_text,
    step_owners,
    units_answered_for,
)
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import steps_with_owners
from assessment.selectors import pilot_facts
from tests.factories import Cast, make_membership, make_pilot, make_unit
from tests.records import make_step
from tests.workbooks import read_workbook

REFORM = date(2021, 3, 1)
BEFORE = REFORM - timedelta(days=1)
SECOND = date(2021, 9, 1)


def reformed(pilot_code: str = "reform") -> tuple[WorkStep, dict[str, Unit]]:
    """物价局 gave its work to 发改委 on REFORM, and that to 发改局 on SECOND; 妇联
    closed with nobody after it."""
    pilot = make_pilot(code=pilot_code)
    last = make_unit(name="发改局", starts_on=SECOND)
    middle = make_unit(name="发改委", ends_on=SECOND, successor=last)
    first = make_unit(name="物价局", ends_on=REFORM, successor=middle)
    alone = make_unit(name="妇联", ends_on=REFORM)
    stays = make_unit(name="民政局")
    units = (first, middle, last, alone, stays)
    for unit in units:
        make_membership(pilot, unit)
    step = make_step(pilot, first)
    step.owner_units.add(middle, alone, stays)
    return step, {unit.name: unit for unit in units}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "text"),
    [
        (BEFORE, "发改委、物价局、妇联、民政局"),
        (REFORM, "发改委（原物价局）、妇联（已停用，无继任单位）、民政局"),
        (SECOND, "发改局（原发改委、物价局）、妇联（已停用，无继任单位）、民政局"),
    ],
)
def test_the_owner_of_a_day_stands_for_the_unit_that_was_named(
    day: date, text: str
) -> None:
    step, _ = reformed()
    owners = step_owners(step.pilot, [step], day)[step.pk]
    assert owners_text(owners) == text


@pytest.mark.django_db
@pytest.mark.parametrize("day", [BEFORE, REFORM, SECOND])
def test_the_indicator_counts_the_step_for_the_same_units(day: date) -> None:
    step, units = reformed()
    heirs = heirs_on(step.pilot, day)
    facts = pilot_facts(step.pilot, ["steps"])
    ((_, counted),) = steps_with_owners(Snapshot(facts, day))
    asked = {
        name
        for name, unit in units.items()
        if not units_answered_for([unit.pk], heirs).isdisjoint(
            step.owner_units.values_list("pk", flat=True)
        )
    }
    assert asked == counted
    shown = {str(owner) for owner in step_owners(step.pilot, [step], day)[step.pk]}
    assert shown <= counted


@pytest.mark.django_db
def test_two_units_that_name_each_other_as_successor_end_nowhere() -> None:
    pilot = make_pilot()
    one = make_unit(name="甲局", ends_on=REFORM)
    two = make_unit(name="乙局", ends_on=REFORM, successor=one)
    one.successor = two
    one.save()
    make_membership(pilot, one)
    make_membership(pilot, two)
    step = make_step(pilot, one)
    (owner,) = step_owners(pilot, [step], REFORM)[step.pk]
    assert (str(owner), owner.note) == ("乙局", "原甲局")


def test_the_list_names_the_successor_and_finds_the_step_by_it(
    cast: Cast, signed_in: Callable[[User], Client]
) -> None:
    closed = make_unit(name="测试物价局", ends_on=REFORM, successor=cast.own_unit)
    make_membership(cast.pilot, closed)
    make_step(cast.pilot, closed, name="价格惠民")
    make_step(cast.pilot, cast.other_unit, name="医保报销")
    client = signed_in(cast.office)
    url = reverse("coverage:steps")
    found = {"owner": cast.own_unit.pk}
    assert [row["环节"] for row in rows_of(client, url, found)] == ["价格惠民"]
    assert rows_of(client, url, found)[0]["责任单位"] == "测试民政局（原测试物价局）"
    assert rows_of(client, url, {**found, "as_of": BEFORE.isoformat()}) == []


def rows_of(client: Client, url: str, query: dict[str, object]) -> list[dict[str, str]]:
    """The exported list, row by row."""
    sheet = read_workbook(client.get(url, {**query, "export": "xlsx"}))
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]

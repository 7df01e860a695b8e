"""The phase board and the task × unit matrix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessment.programme.models import Deliverable
from assessment.programme.views import with_state
from tests.factories import Cast, make_deliverable, make_standard
from tests.records import make_task
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("confirmed_on", "day", "state"),
    [
        (None, date(2020, 12, 31), "未开始"),
        (None, date(2021, 1, 1), "进行中"),
        (None, date(2021, 6, 30), "进行中"),
        (None, date(2021, 7, 1), "逾期"),
        (date(2021, 7, 5), date(2021, 7, 4), "逾期"),
        (date(2021, 7, 5), date(2021, 7, 5), "已完成"),
    ],
)
def test_a_deliverables_state_is_the_same_in_rows_and_in_queries(
    cast: Cast, confirmed_on: date | None, day: date, state: str
) -> None:
    deliverable = make_deliverable(cast.pilot, confirmed_on=confirmed_on)
    row = with_state(Deliverable.objects.all(), day).get()
    assert row.state == deliverable.state_on(day) == state


def test_the_board_groups_deliverables_by_phase(cast: Cast, signed_in: SignIn) -> None:
    done = make_deliverable(cast.pilot, confirmed_on=date(2021, 6, 1))
    done.responsible_units.add(cast.own_unit, cast.other_unit)
    make_deliverable(cast.pilot)
    client = signed_in(cast.liaison)
    url = reverse("programme:phases")
    blocks = client.get(url).context["blocks"]
    assert [(block.state.word, block.done) for block in blocks] == [
        ("已完成", 1),
        ("逾期", 0),
    ]
    late = client.get(url, {"state": "逾期"}).context["blocks"]
    assert [block.phase for block in late] == [blocks[1].phase]
    units = [cast.own_unit.pk, cast.other_unit.pk]
    shared = client.get(url, {"owner": units})
    assert shared.context["row_count"] == 1
    sheet = read_workbook(client.get(url, {"export": "xlsx"}))
    assert len(sheet.rows) == 2


def test_the_matrix_marks_who_is_responsible(cast: Cast, signed_in: SignIn) -> None:
    both = make_task(cast.pilot, cast.own_unit, cast.other_unit, position=1)
    one = make_task(cast.pilot, cast.other_unit, position=2)
    context = signed_in(cast.office).get(reverse("programme:tasks")).context
    assert context["tasks"] == [both, one]
    assert context["matrix"] == [
        (cast.own_unit, [True, False]),
        (cast.other_unit, [True, True]),
    ]


def test_a_task_counts_its_standards_in_force(cast: Cast, signed_in: SignIn) -> None:
    task = make_task(cast.pilot, cast.own_unit)
    task.standards.add(
        make_standard(cast.pilot), make_standard(cast.pilot, None, status="待制定")
    )
    client = signed_in(cast.office)
    (row,) = client.get(reverse("programme:tasks")).context["rows"]
    assert {cell.label: cell.text for cell in row}["现行/应制定标准"] == "1/2"
    (panel,) = client.get(reverse("programme:task", args=[task.pk])).context["panels"]
    assert "现行 1 项" in panel.note

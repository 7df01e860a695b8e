"""Findings: their state and whether they are overdue, on the date of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import Cast, make_finding, make_standard
from tests.supervision_records import make_recorded

SignIn = Callable[[User], Client]
DONE = {"completed_on": date(2021, 9, 20)}
VERIFIED = {**DONE, "verified_on": date(2021, 9, 25), "verdict": "通过"}
CLOSED = {**VERIFIED, "closed_on": date(2021, 9, 30)}


@pytest.mark.parametrize(
    ("fields", "as_of", "state", "is_overdue"),
    [
        ({}, "2021-10-01", "整改中", False),
        ({}, "2021-10-02", "整改中", True),
        (DONE, "2021-09-19", "整改中", False),
        (DONE, "2021-09-20", "待验证", False),
        (DONE, "2021-10-02", "待验证", True),
        (VERIFIED, "2021-09-25", "待关闭", False),
        ({**VERIFIED, "verdict": "不通过"}, "2021-12-31", "验证不通过", True),
        (CLOSED, "2021-12-31", "已关闭", False),
        (CLOSED, "2021-09-29", "待关闭", False),
        ({**CLOSED, "closed_on": date(2021, 10, 9)}, "2021-10-05", "待关闭", True),
    ],
)
def test_the_state_is_that_of_the_date(
    cast: Cast,
    signed_in: SignIn,
    fields: dict[str, Any],
    as_of: str,
    state: str,
    is_overdue: bool,
) -> None:
    finding = make_finding(cast.pilot, cast.own_unit, **fields)
    client = signed_in(cast.liaison)
    url = reverse("rectification:findings")
    query = {
        "as_of": as_of,
        "state": state,
        "is_overdue": "yes" if is_overdue else "no",
    }
    (row,) = client.get(url, query).context["rows"]
    cells = {cell.label: cell.text for cell in row}
    assert cells["状态"] == state
    assert cells["是否逾期"] == ("逾期" if is_overdue else "—")
    page = client.get(
        reverse("rectification:finding", args=[finding.pk]), {"as_of": as_of}
    )
    assert ("已逾期：期限 2021-10-01" in page.content.decode()) is is_overdue


def test_the_five_steps_are_done_as_of_the_date(cast: Cast, signed_in: SignIn) -> None:
    finding = make_finding(
        cast.pilot, cast.own_unit, cause="人手不足", fixer_post="网格员", **CLOSED
    )
    url = reverse("rectification:finding", args=[finding.pk])
    client = signed_in(cast.office)
    steps = client.get(url, {"as_of": "2021-09-25"}).context["steps"]
    assert [step.is_done for step in steps] == [True, True, True, True, False]
    steps = client.get(url, {"as_of": "2021-12-31"}).context["steps"]
    assert all(step.is_done for step in steps)


def test_a_finding_verified_by_its_fixer_says_so(cast: Cast, signed_in: SignIn) -> None:
    finding = make_finding(
        cast.pilot, cast.own_unit, fixer_post="窗口", verifier_post="窗口", **CLOSED
    )
    url = reverse("rectification:finding", args=[finding.pk])
    page = signed_in(cast.office).get(url).content.decode()
    assert "验证人与整改人是同一岗位" in page


def test_a_finding_raised_later_is_not_there_yet(cast: Cast, signed_in: SignIn) -> None:
    make_finding(cast.pilot, cast.own_unit)
    url = reverse("rectification:findings")
    response = signed_in(cast.office).get(url, {"as_of": "2021-08-31"})
    assert response.context["page"].paginator.count == 0


def test_a_finding_leads_back_to_its_check_for_those_who_may_see_it(
    cast: Cast, signed_in: SignIn
) -> None:
    finding = make_finding(cast.pilot, cast.own_unit)
    check = make_recorded(
        cast.pilot,
        cast.own_unit,
        make_standard(cast.pilot),
        result="不符合",
        finding=finding,
        notice_on=timezone.localdate() + timedelta(days=1),
    )
    url = reverse("rectification:finding", args=[finding.pk])
    link = f'href="{reverse("supervision:inspection", args=[check.pk])}"'

    def leads_back(user: User) -> bool:
        return link in signed_in(user).get(url).content.decode()

    assert [leads_back(user) for user in (cast.office, cast.leadership)] == [True] * 2
    assert not leads_back(cast.liaison)
    type(check).objects.update(notice_on=timezone.localdate())
    assert leads_back(cast.liaison)


def test_a_finding_from_elsewhere_names_no_check(cast: Cast, signed_in: SignIn) -> None:
    finding = make_finding(cast.pilot, cast.own_unit, source="反馈")
    url = reverse("rectification:finding", args=[finding.pk])
    labels = [c.label for c in signed_in(cast.office).get(url).context["cells"]]
    assert "监督检查" not in labels

"""The list of member units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

from accounts.models import UnitAlias, User
from tests.factories import Cast, make_membership, make_pilot, make_unit

SignedIn = Callable[[User], Client]


def test_it_lists_the_units_of_the_pilot_shown_only(
    cast: Cast, signed_in: SignedIn
) -> None:
    stranger = make_unit(name="外地单位")
    make_membership(make_pilot(), stranger)
    url = "/workbench/units/?pilot=test-pilot"
    page = signed_in(cast.liaison).get(url).content.decode()
    assert "测试民政局" in page
    assert "测试医保局" in page
    assert "外地单位" not in page


def test_a_unit_is_found_by_its_alias_and_listed_once(
    cast: Cast, signed_in: SignedIn
) -> None:
    UnitAlias.objects.create(unit=cast.own_unit, name="民政窗口甲")
    UnitAlias.objects.create(unit=cast.own_unit, name="民政窗口乙")
    page = signed_in(cast.office).get("/workbench/units/?q=民政窗口").content.decode()
    assert "共 1 " in page
    assert "民政窗口甲、民政窗口乙" in page
    assert "测试医保局" not in page


def test_a_closed_unit_shows_its_successor(cast: Cast, signed_in: SignedIn) -> None:
    cast.other_unit.ends_on = date(2021, 6, 1)
    cast.other_unit.successor = cast.own_unit
    cast.other_unit.save()
    client = signed_in(cast.office)
    page = client.get("/workbench/units/?as_of=2021-12-31").content.decode()
    assert "已停用" in page
    before = client.get("/workbench/units/?as_of=2021-05-31").content.decode()
    assert "已停用" not in before


def test_the_auditor_does_not_open_it(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.auditor).get("/workbench/units/").status_code == 403

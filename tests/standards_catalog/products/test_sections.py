"""The office keeps the sections of the tree; nothing is lost from the counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from standards_catalog.models import Pilot, Section, Standard
from standards_catalog.products.selectors import section_rows, system_products
from tests.factories import Cast, make_pilot, make_standard
from tests.records import make_section

SignIn = Callable[[User], Client]
DAY = date(2021, 6, 30)


def order(pilot: Pilot, subsystem: str = "服务提供") -> list[tuple[str, int]]:
    return [(row.section.code, row.depth) for row in section_rows(pilot)[subsystem]]


def form(**fields: object) -> dict[str, object]:
    defaults = {
        "code": "FW1",
        "title": "救助事项",
        "subsystem": "服务提供",
        "parent": "",
        "source_clause": "",
    }
    return {**defaults, **fields}


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.office)


def test_a_new_section_is_the_last_of_its_siblings(cast: Cast, office: Client) -> None:
    make_section(cast.pilot, code="FW1")
    before = Pilot.objects.get(pk=cast.pilot.pk).data_version
    office.post(reverse("standards_catalog:section_add"), form(code="FW2"))
    assert order(cast.pilot) == [("FW1", 0), ("FW2", 0)]
    assert AuditEvent.objects.filter(action="新建子体系").count() == 1
    assert Pilot.objects.get(pk=cast.pilot.pk).data_version > before


def test_a_code_is_used_once_in_a_pilot(cast: Cast, office: Client) -> None:
    make_section(cast.pilot, code="FW1")
    page = office.post(reverse("standards_catalog:section_add"), form())
    assert "本试点已有编号为“FW1”的子体系。" in page.content.decode()
    assert Section.objects.count() == 1
    make_section(make_pilot(), code="FW2")
    url = f"{reverse('standards_catalog:section_add')}?pilot={cast.pilot.code}"
    office.post(url, form(code="FW2"))
    assert Section.objects.filter(pilot=cast.pilot, code="FW2").exists()


def test_sections_move_up_and_down_among_their_siblings(
    cast: Cast, office: Client
) -> None:
    first = make_section(cast.pilot, code="A")
    make_section(cast.pilot, code="A1", parent=first)
    second = make_section(cast.pilot, code="B")
    make_section(cast.pilot, code="C")
    url = reverse("standards_catalog:section_shift", args=[second.pk])
    office.post(url, {"to": "up"})
    assert order(cast.pilot) == [("B", 0), ("A", 0), ("A1", 1), ("C", 0)]
    office.post(url, {"to": "up"})
    assert AuditEvent.objects.filter(action="子体系上移").count() == 1
    office.post(url, {"to": "down"})
    office.post(url, {"to": "down"})
    assert [code for code, _ in order(cast.pilot)] == ["A", "A1", "C", "B"]
    office.post(url, {"to": "sideways"})
    assert [code for code, _ in order(cast.pilot)] == ["A", "A1", "C", "B"]


def test_a_renamed_section_keeps_its_place(cast: Cast, office: Client) -> None:
    first = make_section(cast.pilot, code="A")
    make_section(cast.pilot, code="B")
    url = reverse("standards_catalog:section", args=[first.pk])
    office.post(url, form(code="A", title="新名称"))
    first.refresh_from_db()
    assert first.title == "新名称"
    assert [code for code, _ in order(cast.pilot)] == ["A", "B"]
    event = AuditEvent.objects.get(action="修改子体系")
    assert event.detail == {"字段": ["子体系名称"]}


def test_what_moves_to_another_subsystem_takes_all_below_along(
    cast: Cast, office: Client
) -> None:
    top = make_section(cast.pilot, code="A")
    inner = make_section(cast.pilot, code="A1", parent=top)
    make_standard(cast.pilot, date(2021, 1, 1), section=inner)
    target = make_section(cast.pilot, code="G", subsystem="管理")
    url = reverse("standards_catalog:section", args=[top.pk])
    office.post(url, form(code="A", parent=target.pk))
    assert order(cast.pilot, "管理") == [("G", 0), ("A", 1), ("A1", 2)]
    assert order(cast.pilot) == []
    assert Standard.objects.get().subsystem == "管理"
    products = system_products(cast.pilot, DAY)
    counted = {row.label: row.counts.required for row in products.by_kind}
    assert counted == {
        "通用基础": 0,
        "服务提供": 0,
        "管理": 1,
        "岗位工作": 0,
        "合计": 1,
    }
    (whole,) = [row for row in products.by_level if row.label == "合计"]
    assert [part.required for part in whole.by_subsystem] == [0, 0, 1, 0]


def test_a_section_is_never_put_below_itself(cast: Cast, office: Client) -> None:
    top = make_section(cast.pilot, code="A")
    inner = make_section(cast.pilot, code="A1", parent=top)
    url = reverse("standards_catalog:section", args=[top.pk])
    page = office.post(url, form(code="A", parent=inner.pk))
    assert "上级子体系不能是它自己的下级。" in page.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_a_section_that_holds_something_is_not_deleted(
    cast: Cast, office: Client
) -> None:
    top = make_section(cast.pilot, code="A")
    make_section(cast.pilot, code="A1", title="下级", parent=top)
    make_standard(cast.pilot, section=top, code="A101", title="临时救助规范")
    url = reverse("standards_catalog:section_delete", args=[top.pk])
    page = office.post(url, {"confirm": "A"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "A1 下级" in text
    assert "A101 临时救助规范" in text
    assert Section.objects.filter(pk=top.pk).exists()
    assert not AuditEvent.objects.filter(action="删除子体系").exists()


def test_an_empty_section_is_deleted_and_recorded(cast: Cast, office: Client) -> None:
    top = make_section(cast.pilot, code="A")
    url = reverse("standards_catalog:section_delete", args=[top.pk])
    assert office.get(url).status_code == 200
    assert office.post(url).status_code == 200
    assert Section.objects.exists()
    assert office.post(url, {"confirm": "A"}).status_code == 302
    assert not Section.objects.exists()
    assert AuditEvent.objects.filter(action="删除子体系").count() == 1


def test_sections_of_another_pilot_are_not_found(cast: Cast, office: Client) -> None:
    other = make_section(make_pilot(), code="A")
    for name in ("section", "section_delete"):
        url = reverse(f"standards_catalog:{name}", args=[other.pk])
        query = {"pilot": cast.pilot.code}
        assert office.get(url, query).status_code == 404

"""The office enters, changes, moves and deletes standards in the workbench."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from standards_catalog.models import Pilot, Standard, StandardEdition
from tests.factories import Cast, make_pilot, make_standard
from tests.records import make_section, make_step

SignIn = Callable[[User], Client]


@pytest.fixture
def office(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(cast.office)


def fields(**given: Any) -> dict[str, Any]:
    """What the page 新建标准 sends."""
    defaults = {
        "code": "TY901",
        "title": "服务业组织标准化工作指南",
        "level": "国家标准",
        "status": "现行",
        "section": "",
        "subsystem": "通用基础",
        "must_publish": "unknown",
    }
    return {**defaults, **given}


def add(client: Client, **given: Any) -> Any:
    return client.post(reverse("standards_catalog:standard_add"), fields(**given))


def tree_order(pilot: Pilot) -> list[str]:
    rows = Standard.objects.filter(pilot=pilot).order_by("position", "pk")
    return list(rows.values_list("code", flat=True))


def test_an_external_standard_is_entered_with_its_edition(
    cast: Cast, office: Client
) -> None:
    section = make_section(cast.pilot, subsystem="通用基础", code="TY9")
    before = Pilot.objects.get(pk=cast.pilot.pk).data_version
    response = add(
        office,
        section=section.pk,
        subsystem="",
        responsible_units=[cast.own_unit.pk],
        **{
            "edition-number": "gb/t24421.2-2023",
            "edition-published_on": "2023-08-06",
            "edition-effective_on": "2023-12-01",
        },
    )
    standard = Standard.objects.get(code="TY901")
    assert response.url == reverse("standards_catalog:detail", args=[standard.pk])
    assert standard.subsystem == "通用基础"
    assert list(standard.responsible_units.all()) == [cast.own_unit]
    assert standard.editions.get().number == "GB/T 24421.2—2023"
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert {"新建标准", "新建标准版次"} <= set(actions)
    assert Pilot.objects.get(pk=cast.pilot.pk).data_version > before


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"edition-number": "MZ/T 1—2020"}, "请改正编号或级别"),
        ({"edition-effective_on": "2023-12-01"}, "国家标准的版次须填标准编号"),
        (
            {"edition-number": "GB/T 1—2020", "edition-published_on": "2021-01-01"},
            "编号用发布的年份",
        ),
        (
            {"level": "内部标准", "edition-number": "DB320281/T 1—2021"},
            "标准化法第十三条",
        ),
        ({"subsystem": ""}, "请选择分体系，或选择一个子体系"),
        ({"must_publish": "false"}, "不公开的须写明理由"),
        ({"code": "TY 901"}, "不能含空格"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    given: dict[str, Any], advice: str, office: Client
) -> None:
    page = add(office, **given)
    assert page.status_code == 200
    assert advice in page.content.decode()
    assert not Standard.objects.exists()
    assert not StandardEdition.objects.exists()


def test_codes_and_numbers_are_used_once(cast: Cast, office: Client) -> None:
    known = make_standard(cast.pilot, code="TY901", title="已有的标准")
    known.editions.update(number="GB/T 1.1—2020")
    assert "已由“TY901 已有的标准”使用" in add(office).content.decode()
    page = add(office, code="TY902", **{"edition-number": "GB/T1.1-2020"})
    assert "编号“GB/T 1.1—2020”已由“TY901 已有的标准”使用" in page.content.decode()
    elsewhere = make_pilot(starts_on=date(2019, 1, 1))
    make_standard(elsewhere, code="TY903").editions.update(number="GB/T 2—2020")
    add(office, code="TY903", **{"edition-number": "GB/T 2—2020"})
    assert Standard.objects.filter(pilot=cast.pilot, code="TY903").exists()


def test_the_next_free_number_is_offered(cast: Cast, office: Client) -> None:
    year = timezone.localdate().year
    one = make_standard(cast.pilot, code="FW1")
    one.editions.update(number="JYSJZ FW 107—2019")
    page = office.get(reverse("standards_catalog:standard_add")).content.decode()
    assert f"JYSJZ FW 108—{year}" in page
    revision = office.get(reverse("standards_catalog:edition_add", args=[one.pk]))
    assert f"下一个可用编号：JYSJZ FW 107—{year}" in revision.content.decode()


def test_the_pattern_of_the_rules_page_is_the_one_offered(
    cast: Cast, office: Client
) -> None:
    url = reverse("procedure:rules")
    form = office.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    office.post(url, {**data, "number_prefix": "ABCSZ", "serial_width": 4})
    page = office.get(reverse("standards_catalog:standard_add")).content.decode()
    assert "ABCSZ TY 1001—" in page


def test_a_level_must_suit_the_numbers_there_are(cast: Cast, office: Client) -> None:
    standard = make_standard(
        cast.pilot, code="TY901", subsystem="通用基础", level="国家标准"
    )
    standard.editions.update(number="GB/T 1.1—2020")
    url = reverse("standards_catalog:standard_edit", args=[standard.pk])
    page = office.post(url, fields(level="行业标准"))
    assert "这是国家标准的编号" in page.content.decode()
    assert office.post(url, fields(title="新名称")).status_code == 302
    standard.refresh_from_db()
    assert (standard.title, standard.level) == ("新名称", "国家标准")
    assert AuditEvent.objects.get(action="修改标准").detail == {"字段": ["标准名称"]}


def test_a_standard_moves_to_another_section(cast: Cast, office: Client) -> None:
    standard = make_standard(cast.pilot, code="TY901")
    target = make_section(cast.pilot, subsystem="管理", code="GL9")
    url = reverse("standards_catalog:standard_edit", args=[standard.pk])
    data = fields(title=standard.title, level="内部标准", section=target.pk)
    office.post(url, data)
    standard.refresh_from_db()
    assert (standard.section, standard.subsystem) == (target, "管理")


def test_standards_move_up_and_down_within_their_section(
    cast: Cast, office: Client
) -> None:
    section = make_section(cast.pilot)
    one = make_standard(cast.pilot, code="A", section=section, position=1)
    make_standard(cast.pilot, code="other", position=2)
    make_standard(cast.pilot, code="B", section=section, position=3)
    url = reverse("standards_catalog:standard_shift", args=[one.pk])
    assert office.post(url, {"to": "down"})["Location"].endswith(f"#standard-{one.pk}")
    assert tree_order(cast.pilot) == ["B", "other", "A"]
    office.post(url, {"to": "down"})
    office.post(url, {"to": "sideways"})
    assert tree_order(cast.pilot) == ["B", "other", "A"]
    assert AuditEvent.objects.filter(action="标准下移").count() == 1


def test_standards_that_share_a_place_can_still_be_ordered(
    cast: Cast, office: Client
) -> None:
    for code in "ABC":
        last = make_standard(cast.pilot, code=code, position=5)
    url = reverse("standards_catalog:standard_shift", args=[last.pk])
    office.post(url, {"to": "up"})
    assert tree_order(cast.pilot) == ["A", "C", "B"]


def test_the_tree_has_a_button_for_every_move(cast: Cast, office: Client) -> None:
    section = make_section(cast.pilot, code="FW1")
    standard = make_standard(cast.pilot, code="FW101", section=section)
    tree = reverse("standards_catalog:tree")
    assert "改名、移动" not in office.get(tree).content.decode()
    page = office.get(tree, {"arrange": "yes"}).content.decode()
    for name, key in (("standard_shift", standard.pk), ("section_shift", section.pk)):
        assert reverse(f"standards_catalog:{name}", args=[key]) in page
    url = reverse("standards_catalog:section_shift", args=[section.pk])
    back = office.post(url, {"to": "up", "page": "tree"})["Location"]
    assert back == f"{tree}?arrange=yes#section-{section.pk}"


def test_readers_see_no_buttons(cast: Cast, signed_in: SignIn) -> None:
    make_standard(cast.pilot)
    client = signed_in(cast.liaison)
    page = client.get(reverse("standards_catalog:tree"), {"arrange": "yes"})
    assert "改名、移动" not in page.content.decode()


def test_a_standard_that_something_rests_on_is_not_deleted(
    cast: Cast, office: Client
) -> None:
    standard = make_standard(cast.pilot)
    step = make_step(cast.pilot, cast.own_unit, standard)
    url = reverse("standards_catalog:standard_delete", args=[standard.pk])
    assert "不能删除" in office.get(url).content.decode()
    page = office.post(url, {"confirm": standard.pk})
    assert page.status_code == 409
    assert Standard.objects.filter(pk=standard.pk).exists()
    step.delete()
    assert office.post(url).status_code == 200
    assert office.post(url, {"confirm": standard.pk}).status_code == 302
    assert not Standard.objects.exists()
    assert AuditEvent.objects.filter(action="删除标准").count() == 1


def test_entries_of_another_pilot_are_not_found(cast: Cast, office: Client) -> None:
    other = make_standard(make_pilot(), date(2021, 1, 1))
    query = {"pilot": cast.pilot.code}
    for name, key in (
        ("standard_edit", other.pk),
        ("standard_delete", other.pk),
        ("edition_add", other.pk),
        ("edition", other.editions.get().pk),
    ):
        url = reverse(f"standards_catalog:{name}", args=[key])
        assert office.get(url, query).status_code == 404

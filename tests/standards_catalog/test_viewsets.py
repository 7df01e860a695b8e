"""The catalogue in the content administration: recorded, noticed, harmless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from assessment.services import indicator_values
from standards_catalog.models import LegalInstrument, Pilot, Section, Standard
from tests.factories import AS_OF, Cast, make_pilot, make_standard
from tests.records import make_law, make_section, make_step
from tests.workbooks import read_csv

SignIn = Callable[[User], Client]
VIEWSETS = (
    "catalogue_standards",
    "catalogue_editions",
    "catalogue_sections",
    "catalogue_laws",
)


def standard_data(pilot: Pilot, **fields: Any) -> dict[str, Any]:
    """What the form of a standard sends."""
    defaults = {
        "pilot": pilot.pk,
        "subsystem": "服务提供",
        "code": "FW-NEW",
        "title": "新规范",
        "level": "内部标准",
        "status": "现行",
        "must_publish": "unknown",
    }
    return {**defaults, **fields}


@pytest.mark.parametrize("name", VIEWSETS)
def test_the_office_keeps_the_catalogue_and_nobody_else(
    name: str, cast: Cast, signed_in: SignIn
) -> None:
    make_standard(cast.pilot)
    for page in ("index", "add"):
        url = reverse(f"{name}:{page}")
        assert signed_in(cast.office).get(url).status_code == 200
        assert signed_in(cast.admin).get(url).status_code == 200
        for user in (cast.liaison, cast.leader, cast.leadership, cast.expert):
            assert signed_in(user).get(url).status_code in (302, 403)


def test_a_new_standard_is_last_recorded_and_noticed(
    cast: Cast, signed_in: SignIn
) -> None:
    make_standard(cast.pilot, position=7)
    before = indicator_values(cast.pilot, AS_OF)
    url = reverse("catalogue_standards:add")
    response = signed_in(cast.office).post(url, standard_data(cast.pilot))
    assert response.status_code == 302, response.context["form"].errors
    standard = Standard.objects.get(code="FW-NEW")
    assert standard.position == 8
    event = AuditEvent.objects.get(action="新建标准")
    assert event.actor == cast.office
    assert "FW-NEW 新规范" in event.object_label
    pilot = Pilot.objects.get(pk=cast.pilot.pk)
    assert pilot.data_version != cast.pilot.data_version
    assert indicator_values(pilot, AS_OF) != before


def test_a_change_names_its_fields(cast: Cast, signed_in: SignIn) -> None:
    standard = make_standard(cast.pilot, extra={"备注": "保留"})
    url = reverse("catalogue_standards:edit", args=[standard.pk])
    data = standard_data(cast.pilot, code=standard.code, title="改名")
    assert signed_in(cast.office).post(url, data).status_code == 302
    event = AuditEvent.objects.get(action="修改标准")
    assert event.detail == {"字段": ["标准名称"]}
    standard.refresh_from_db()
    assert (standard.title, standard.extra) == ("改名", {"备注": "保留"})


def test_an_entry_never_moves_to_another_pilot(cast: Cast, signed_in: SignIn) -> None:
    standard = make_standard(cast.pilot)
    other = make_pilot()
    url = reverse("catalogue_standards:edit", args=[standard.pk])
    data = standard_data(other, code=standard.code)
    signed_in(cast.office).post(url, data)
    standard.refresh_from_db()
    assert standard.pilot == cast.pilot


def test_a_section_of_another_pilot_or_subsystem_is_refused(
    cast: Cast, signed_in: SignIn
) -> None:
    foreign = make_section(make_pilot())
    management = make_section(cast.pilot, subsystem="管理")
    url = reverse("catalogue_standards:add")
    client = signed_in(cast.office)
    for section, message in ((foreign, "另一个试点"), (management, "“管理”分体系")):
        response = client.post(url, standard_data(cast.pilot, section=section.pk))
        assert message in response.content.decode()
    assert not Standard.objects.exists()


def test_a_section_is_never_below_itself(cast: Cast, signed_in: SignIn) -> None:
    top = make_section(cast.pilot)
    below = make_section(cast.pilot, parent=top)
    url = reverse("catalogue_sections:edit", args=[top.pk])
    data = {
        "pilot": cast.pilot.pk,
        "subsystem": top.subsystem,
        "code": top.code,
        "title": top.title,
        "parent": below.pk,
        "sort": 0,
    }
    response = signed_in(cast.office).post(url, data)
    assert "不能是它自己或它的下级" in response.content.decode()
    assert Section.objects.get(pk=top.pk).parent is None


def test_the_dates_of_an_edition_follow_one_another(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    edition = standard.editions.get()
    url = reverse("catalogue_editions:edit", args=[edition.pk])
    data = {
        "standard": standard.pk,
        "number": edition.number,
        "effective_on": "2021-04-01",
    }
    client = signed_in(cast.office)
    response = client.post(url, {**data, "abolished_on": "2021-03-01"})
    assert "废止日期不能早于实施日期" in response.content.decode()
    assert client.post(url, {**data, "abolished_on": "2021-09-01"}).status_code == 302
    edition.refresh_from_db()
    assert edition.abolished_on == date(2021, 9, 1)
    assert AuditEvent.objects.filter(action="修改标准版次").count() == 1


def test_deletion_says_what_goes_with_it(cast: Cast, signed_in: SignIn) -> None:
    standard = make_standard(cast.pilot)
    url = reverse("catalogue_standards:delete", args=[standard.pk])
    client = signed_in(cast.office)
    assert "一起删除标准版次 1 条" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not Standard.objects.exists()
    assert AuditEvent.objects.filter(action="删除标准").count() == 1


def test_deletion_of_what_is_cited_is_refused_with_the_reason(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    make_step(cast.pilot, cast.own_unit, standard)
    url = reverse("catalogue_standards:delete", args=[standard.pk])
    client = signed_in(cast.office)
    assert "覆盖关系 1 条还在引用它" in client.get(url).content.decode()
    response = client.post(url, follow=True)
    assert "不能删除：覆盖关系 1 条还在引用它" in response.content.decode()
    assert Standard.objects.count() == 1
    assert not AuditEvent.objects.filter(action="删除标准").exists()


@pytest.mark.parametrize("title", ['=HYPERLINK("x")', "+86 138", "@SUM(1)", "＝1"])
def test_the_csv_of_the_administration_holds_no_formula(
    title: str, cast: Cast, signed_in: SignIn
) -> None:
    make_law(cast.pilot, title=title)
    url = reverse("catalogue_laws:index")
    response = signed_in(cast.office).get(url, {"export": "csv"})
    lines = read_csv(response)
    assert lines[1][lines[0].index("名称")] == f"'{title}"
    assert LegalInstrument.objects.get().title == title

"""The catalogue's pages: list filters, detail, tree, public reading room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from standards_catalog.models import PilotNote, Standard
from tests.factories import Cast, make_standard
from tests.records import make_post, make_record, make_section, make_step, make_training
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]


def codes(client: Client, query: dict[str, Any]) -> list[str]:
    response = client.get(reverse("standards_catalog:list"), query)
    assert not response.context["problems"]
    return [row[0].text for row in response.context["rows"]]


def test_the_list_narrows_by_each_filter(cast: Cast, signed_in: SignIn) -> None:
    section = make_section(cast.pilot, code="GL1", subsystem="管理")
    make_standard(
        cast.pilot,
        code="GL-A",
        subsystem="管理",
        section=section,
        level="国家标准",
        must_publish=True,
    )
    make_standard(cast.pilot, None, code="FW-B", status="待制定")
    own = make_standard(cast.pilot, code="FW-C")
    own.responsible_units.add(cast.own_unit, cast.other_unit)
    client = signed_in(cast.office)
    assert codes(client, {"subsystem": "管理"}) == ["GL-A"]
    assert codes(client, {"section": "GL1"}) == ["GL-A"]
    assert codes(client, {"level": "国家标准"}) == ["GL-A"]
    assert codes(client, {"standing": "待制定"}) == ["FW-B"]
    assert codes(client, {"standing": ["待制定", "现行"]}) == ["GL-A", "FW-B", "FW-C"]
    units = [cast.own_unit.pk, cast.other_unit.pk]
    assert codes(client, {"owner": units}) == ["FW-C"]
    assert codes(client, {"must_publish": "yes"}) == ["GL-A"]
    assert codes(client, {"q": "fw-b"}) == ["FW-B"]
    assert codes(client, {"sort": "-code"}) == ["GL-A", "FW-C", "FW-B"]


def test_the_standing_follows_the_date_of_the_page(
    cast: Cast, signed_in: SignIn
) -> None:
    make_standard(cast.pilot, date(2021, 4, 1))
    client = signed_in(cast.office)
    assert not codes(client, {"as_of": "2021-03-31", "standing": "现行"})
    assert codes(client, {"as_of": "2021-04-01", "standing": "现行"})


def test_the_export_has_real_dates(cast: Cast, signed_in: SignIn) -> None:
    make_standard(cast.pilot, date(2021, 4, 1))
    url = reverse("standards_catalog:list")
    sheet = read_workbook(signed_in(cast.office).get(url, {"export": "xlsx"}))
    value = sheet.rows[0][sheet.header.index("实施日期")]
    assert value.date() == date(2021, 4, 1)


def test_the_tree_counts_at_every_node_and_prints_the_statistics(
    cast: Cast, signed_in: SignIn
) -> None:
    section = make_section(cast.pilot)
    make_standard(cast.pilot, section=section, title="临时救助规范")
    make_standard(cast.pilot, None, section=section, status="待制定")
    client = signed_in(cast.expert)
    page = client.get(reverse("standards_catalog:tree")).content.decode()
    assert page.count("现行 <strong>1</strong> / 应有 2") == 2
    assert "50.00%" in page
    found = client.get(reverse("standards_catalog:tree"), {"q": "临时"})
    assert "找到 1 项" in found.content.decode()


def test_the_tree_takes_few_queries(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make_standard(cast.pilot, section=make_section(cast.pilot))
    client = signed_in(cast.office)
    with django_assert_max_num_queries(8):
        client.get(reverse("standards_catalog:tree"))


@pytest.mark.parametrize(
    "view",
    [
        "coverage:standard_steps",
        "training:standard_posts",
        "training:standard_trainings",
        "implementation:standard_records",
    ],
)
def test_a_standards_page_fetches_what_other_apps_know(
    view: str, cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    make_step(cast.pilot, cast.own_unit, standard)
    make_post(cast.pilot, cast.own_unit, standard)
    make_training(cast.pilot, standard)
    make_record(cast.pilot, cast.own_unit, standard)
    client = signed_in(cast.liaison)
    page = client.get(reverse("standards_catalog:detail", args=[standard.pk]))
    url = reverse(view, args=[standard.pk])
    assert url in page.content.decode()
    whole = client.get(url)
    assert len(whole.context["panel"].rows) == 1
    assert "<html" in whole.content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    stranger = signed_in(cast.expert).get(
        reverse("standards_catalog:detail", args=[standard.pk])
    )
    assert url not in stranger.content.decode()
    assert signed_in(cast.expert).get(url).status_code == 403


def test_a_unit_counts_only_its_own_records_of_a_standard(
    cast: Cast, signed_in: SignIn
) -> None:
    standard = make_standard(cast.pilot)
    make_record(cast.pilot, cast.own_unit, standard, verified_on=date(2021, 6, 1))
    make_record(cast.pilot, cast.own_unit, standard)
    make_record(cast.pilot, cast.other_unit, standard)
    url = reverse("implementation:standard_records", args=[standard.pk])
    own = signed_in(cast.liaison).get(url).context["panel"].rows
    assert [[cell.text for cell in row] for row in own] == [
        [str(cast.own_unit), "2", "1"]
    ]
    assert len(signed_in(cast.office).get(url).context["panel"].rows) == 2


def test_notes_are_shown_as_they_are(cast: Cast, signed_in: SignIn) -> None:
    PilotNote.objects.create(pilot=cast.pilot, number="1", content="前后不一")
    page = signed_in(cast.liaison).get(reverse("standards_catalog:notes"))
    assert "前后不一" in page.content.decode()


def make_open(cast: Cast, opened_on: date, **fields: Any) -> Standard:
    standard = make_standard(cast.pilot, must_publish=True, **fields)
    standard.editions.update(opened_on=opened_on)
    return standard


def test_the_public_reads_only_what_has_been_opened(cast: Cast) -> None:
    today = timezone.localdate()
    shown = make_open(cast, today, title="已公开规范")
    make_open(cast, today + timedelta(days=1), title="明日公开规范")
    make_standard(cast.pilot, must_publish=True, title="未公开规范")
    hidden = make_open(cast, today, title="不公开规范")
    Standard.objects.filter(pk=hidden.pk).update(must_publish=False)
    make_open(cast, today, title="未实施规范", effective_on=today + timedelta(days=9))
    old = make_open(cast, today, title="已废止规范")
    old.editions.update(abolished_on=today)
    page = Client().get(reverse("standards_catalog:public_list"))
    titles = {row[0].text for row in page.context["rows"]}
    assert titles == {"已公开规范", "已废止规范"}

    def status(standard: Standard) -> int:
        address = [cast.pilot.code, standard.code]
        url = reverse("standards_catalog:public_detail", args=address)
        return Client().get(url).status_code

    assert (status(shown), status(old), status(hidden)) == (200, 200, 404)
    address = [cast.pilot.code, old.code]
    url = reverse("standards_catalog:public_detail", args=address)
    assert "废止，仅供查阅" in Client().get(url).content.decode()


def test_the_public_page_keeps_internal_columns_to_itself(cast: Cast) -> None:
    standard = make_open(cast, timezone.localdate(), extra={"可信度": "待核实"})
    address = [cast.pilot.code, standard.code]
    page = Client().get(reverse("standards_catalog:public_detail", args=address))
    assert "公开信息" in page.content.decode()
    assert "待核实" not in page.content.decode()
